"""Events of runs."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Record, Ref, json, number, required, text, unique


class RunEvent(Record):
    """What one task did on one host: ok, changed, failed, unreachable or skipped; secrets are masked."""

    run = Ref("hosting.Run", _("run"), owned=True, related="events")
    number = number(_("number"))
    task, host = text(_("task"), 200), text(_("host"), 100)
    outcome = required(_("outcome"), 20)
    message = text(_("message"), 2000)
    diff = json(_("difference"), null=True, blank=True)

    class Meta:
        ordering = ["run_id", "number"]
        verbose_name, verbose_name_plural = _("run event"), _("run events")
        constraints = [unique("hosting_event_unique_number", "run", "number")]

    class Inventory:
        path, plugin, brief = "hosting/run-events", True, "run number task outcome"
        columns, readonly = "run number task host outcome message created", "*"
        display, key, parent = "{task}", "run number", "run"
        menu, icon, facets = "hosting/runs", "list-details", "outcome"
