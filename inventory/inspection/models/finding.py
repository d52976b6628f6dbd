"""Findings of inspections."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import Choice, Ref
from inventory.declare.records import Declared
from inventory.declare.vocabulary import flag, required, text
from inventory.inspection.choices import FindingKind


class Finding(Declared):
    """One thing that an inspection found wrong: on which page, what was seen there, and why it counts."""

    id = models.BigAutoField(_("ID"), primary_key=True)
    inspection = Ref("inspection.Inspection", _("inspection"), owned=True, related="found")
    kind = Choice(_("kind"), FindingKind)
    page, evidence = required(_("page"), 500), text(_("evidence"), 1000)
    detail = text(_("detail"), 300, _("A status, a date, an encoding."))
    home = flag(_("on the home page"))

    class Meta:
        ordering = ["inspection_id", "id"]
        verbose_name, verbose_name_plural = _("inspection finding"), _("inspection findings")

    class Inventory:
        parent = "inspection"
        path, plugin, menu, icon = "inspection/findings", True, "services/websites", "alert-triangle"
        brief, columns, filters = (
            "kind page detail",
            "kind page evidence detail home",
            {"website": "inspection.website"},
        )
        search, display, key, readonly, facets = {"page": 100, "evidence": 200}, "{kind} {page}", "id", "*", "kind home"
