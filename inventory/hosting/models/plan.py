"""Plans of hosting requests."""

from django.db.models import TextField
from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Record, Ref, flag, json, number, required, unique


class Plan(Record):
    """What would be done for a request: every line with the object it takes or makes, before anybody approves it.

    `digest` is the SHA-256 of the lines and of what they rest on: equal digests are equal plans. `problems` are what
    stands in the way, in plain words; a plan with problems cannot be approved. `basis` holds figures of capacity.
    """

    request = Ref("hosting.Request", _("request"), owned=True, related="plans")
    number = number(_("number"))
    fits = flag(_("fits"))
    digest = required(_("digest"), 64, db_column="fingerprint")  # history leaves out columns named digest
    lines, problems = json(_("lines"), blank=True), json(_("problems"), blank=True)
    alternatives, affected = json(_("alternatives"), blank=True), json(_("affected services"), blank=True)
    cost = json(_("cost in capacity"), blank=True)
    note = TextField(_("note"), blank=True, default="")

    class Meta:
        ordering = ["request_id", "-number"]
        verbose_name, verbose_name_plural = _("hosting plan"), _("hosting plans")
        constraints = [unique("hosting_plan_unique_number", "request", "number")]

    class Inventory:
        path, plugin, brief = "hosting/plans", True, "request number fits"
        columns, readonly = "request number fits digest created", "*"
        display, key, parent = "{request.name} #{number}", "request number", "request"
        menu, icon, facets = "hosting/requests", "list-details", "fits"
