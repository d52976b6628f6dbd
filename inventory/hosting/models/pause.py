"""Pauses of the clock."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Record, Ref, moment, required


class Pause(Record):
    """A time in which the clock of a request stands, with the reason; `until` null while it still does."""

    request = Ref("hosting.Request", _("request"), owned=True, related="pauses")
    since, until = moment(_("since")), moment(_("until"))
    reason = required(_("reason"), 500)

    class Meta:
        ordering = ["request_id", "id"]
        verbose_name, verbose_name_plural = _("pause"), _("pauses")

    class Inventory:
        path, plugin, brief = "hosting/pauses", True, "request since until reason"
        columns, readonly = "request since until reason", "*"
        display, key, parent = "{request.name}: {reason}", "id", "request"
        menu, icon = "hosting/requests", "history"
