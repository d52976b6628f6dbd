"""Runs of plays."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, Record, Ref, flag, json, moment, number, required, text
from inventory.hosting.choices import RunKind, RunState


class Run(Record):
    """One run of one play for a request: check mode, applied, or undone. Its events say what happened on which host.

    `parameters` and `events` never hold secrets. `beat` is when its worker was last seen alive.
    """

    request = Ref("hosting.Request", _("request"), owned=True, related="runs")
    play, host = required(_("play"), 100), required(_("host"), 100)
    position = number(_("position"), default=0)
    kind, state = Choice(_("kind"), RunKind), Choice(_("state"), RunState, default=RunState.RUNNING)
    parameters, stats = json(_("parameters"), default=dict, blank=True), json(_("result"), default=dict, blank=True)
    ended, beat = moment(_("ended")), moment(_("last sign of life"))
    cancelling = flag(_("cancelling"))
    message = text(_("message"), 1000)

    class Meta:
        ordering = ["request_id", "id"]
        verbose_name, verbose_name_plural = _("run"), _("runs")

    class Inventory:
        path, plugin, brief = "hosting/runs", True, "request play host kind state"
        columns, readonly = "request play host kind state created ended message", "*"
        display, key, parent, search = "{play} @ {host}", "id", "request", {"play": 100, "host": 100}
        menu, icon, facets = "hosting/runs", "list-details", "state kind play"
