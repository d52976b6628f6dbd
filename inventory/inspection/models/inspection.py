"""Inspections."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import Choice, Ref
from inventory.declare.records import Record
from inventory.declare.vocabulary import day, decimal, index, number, whole
from inventory.inspection.choices import Result


class Inspection(Record):
    """What one inspection of one site found. `points` null: too little was known; `asleep` null: unknown.

    `rank` is the site's among all at that time. `detail` has the columns, the vetoes, the points taken off, the
    certificate, and how much of the site was read.
    """

    website = Ref("inspection.Website", _("web site"), owned=True, related="inspections")
    at = models.DateTimeField(_("time"))
    result = Choice(_("result"), Result)
    points = decimal(_("points"), 5, 1, (0, 130))
    rank = whole(_("rank"), 1)
    asleep = models.BooleanField(_("asleep"), null=True)
    newest = day(_("newest item"))
    opened = decimal(_("opened"), 5, 2, (0, 100), _("Per cent of the visits of the week."))
    vetoes, findings = number(_("vetoes"), default=0), number(_("findings"), default=0)
    detail = models.JSONField(_("detail"), default=dict)

    class Meta:
        ordering, verbose_name, verbose_name_plural = ["-at", "-id"], _("inspection"), _("inspections")
        indexes = [index("inspection_of_site", "website", "-at")]

    class Inventory:
        parent = "website"
        path, plugin, menu, icon = "inspection/inspections", True, "services/websites", "clipboard-check"
        brief, columns = "website at result points", "at website result points rank asleep newest opened findings"
        display, key, readonly, facets = "{website.service.name} {result}", "website at", "*", "result website asleep"
