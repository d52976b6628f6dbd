"""Verifications."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, Record, Ref, number, required, text
from inventory.hosting.choices import Outcome


class Verification(Record):
    """What was seen from outside after the plays: one check, its outcome and the evidence. Unknown is not yes."""

    request = Ref("hosting.Request", _("request"), owned=True, related="verifications")
    attempt = number(_("attempt"), default=1)
    name, target = required(_("check"), 50), required(_("target"), 255)
    outcome = Choice(_("outcome"), Outcome)
    evidence = text(_("evidence"), 1000)

    class Meta:
        ordering = ["request_id", "attempt", "id"]
        verbose_name, verbose_name_plural = _("verification"), _("verifications")

    class Inventory:
        path, plugin, brief = "hosting/verifications", True, "request name target outcome"
        columns, readonly = "request attempt name target outcome evidence created", "*"
        display, key, parent = "{name}: {target}", "id", "request"
        menu, icon, facets = "hosting/runs", "circle-check", "name outcome"
