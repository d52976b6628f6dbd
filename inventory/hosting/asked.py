"""What a request states of its own: who asks, for what, and how the answer goes; columns that `Request` takes up."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, Ref, day, decimal, json, moment, named, number, required, text
from inventory.declare.wired import RefById
from inventory.hosting.choices import BackupClass, Exposure, Item, Purpose, RequestState


class Asked(models.Model):
    """What the department says. `answers` holds what the item's form asked."""

    name = named()
    item = Choice(_("item"), Item)
    purpose = Choice(_("purpose"), Purpose, default=Purpose.NEW)
    about = Ref("hosting.Request", _("about request"), null=True, related="followers")
    tenant = Ref("tenancy.Tenant", _("department"), related="hosting_requests")
    asker = RefById("users.User", _("asked by"), null=True, keep=False, related="+")
    contact, phone = required(_("contact")), text(_("phone"), 50)
    email = models.EmailField(_("e-mail"), blank=True, default="")
    segment = Ref("segments.Segment", _("segment"), null=True, related="hosting_requests")
    exposure = Choice(_("exposure"), Exposure, default=Exposure.DEPARTMENT)
    backup = Choice(_("backup"), BackupClass, default=BackupClass.DAILY)
    wanted_on = day(_("wanted on"))
    answers = json(_("answers of the form"), default=dict, blank=True)
    project = Ref("works.Project", _("construction project"), null=True, related="hosting_requests")
    lot = Ref("works.TenderLot", _("tender lot"), null=True, related="hosting_requests")

    class Meta:
        abstract = True


class Answered(models.Model):
    """What the centre says.

    `plan_hash` is that of the approved plan; `reason` says in plain words why nothing fits, why it was refused, or
    what failed; `result` is what the department receives.
    """

    state = Choice(_("state"), RequestState, default=RequestState.DRAFT)
    revision = number(_("revision"), default=0)
    submitted_at, due_on, ended_at = moment(_("submitted at")), day(_("due on")), moment(_("ended at"))
    days_spent = decimal(_("working days spent"), 8, 2)
    plan_hash, reason = text(_("approved plan"), 64), models.TextField(_("reason"), blank=True, default="")
    result = json(_("result"), null=True, blank=True)

    class Meta:
        abstract = True


READONLY = "state revision submitted_at due_on ended_at days_spent plan_hash reason result"
