"""Protections."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import Choice, GenericRef, Ref
from inventory.declare.records import Primary
from inventory.services.choices import DrillResult, ProtectionKind
from inventory.services.rules.services import copy_lies_elsewhere

SUBJECTS = ("services.applicationservice", "dcim.device", "virtualization.virtualmachine", "dcim.site", "dcim.location")


class Protection(Primary):
    """What is copied where, how often, and whether the copy is known to work.

    `rpo` is how much may be lost and `rto` how long it may take to restore, both in minutes; null means none
    agreed. Without a last good copy there is none yet.
    """

    name = models.CharField(_("name"), max_length=100, unique=True)
    subject = GenericRef(_("protected"), SUBJECTS, null=False, owned=True)
    kind = Choice(_("kind"), ProtectionKind, default=ProtectionKind.BACKUP)
    source = Ref("dcim.Site", _("from site"), null=True, related="protected_here")
    target = Ref("dcim.Site", _("to site"), related="copies_kept", help_text=_("Where the copy lies."))
    target_location = Ref("dcim.Location", _("to location"), null=True, keep=False, related="copies_kept")
    store = Ref("dcim.Device", _("stored on"), null=True, keep=False, related="copies_kept")
    rpo = models.PositiveIntegerField(_("recovery point objective"), null=True, blank=True, help_text=_("Minutes."))
    rto = models.PositiveIntegerField(_("recovery time objective"), null=True, blank=True, help_text=_("Minutes."))
    retention = models.PositiveIntegerField(_("retention"), null=True, blank=True, help_text=_("Days."))
    last_good_copy = models.DateTimeField(_("last good copy"), null=True, blank=True)
    last_drill = models.DateField(_("last drill"), null=True, blank=True)
    drill_result = Choice(_("drill result"), DrillResult, null=True)
    responsible = Ref("services.SupportTeam", _("responsible team"), null=True, related="protections")

    class Meta(Primary.Meta):
        ordering = ["name", "id"]
        verbose_name = _("protection")
        verbose_name_plural = _("protections")
        indexes = [
            *Primary.Meta.indexes,
            models.Index(fields=["subject_type", "subject_id"], name="protection_subject"),
        ]

    class Inventory:
        path = "services/protections"
        plugin = True
        brief = "name kind target last_good_copy description"
        columns = "name subject kind source target rpo rto last_good_copy last_drill"
        search = {"name": 100, "description": 500, "comments": 5000}
        rules = [copy_lies_elsewhere]
        groups = {"place": "source target target_location store", "life": "rpo rto retention drill_result"}
        menu = "services/protection"
        icon = "shield-check"
        facets = "kind source target responsible"
