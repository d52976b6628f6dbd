"""Steps of hosting requests."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, Record, Ref, required, text
from inventory.declare.wired import RefById
from inventory.hosting.choices import RequestState


class Step(Record):
    """One move of a request: who made it, from where to where, and what was said. Nothing of it changes later."""

    request = Ref("hosting.Request", _("request"), owned=True, related="steps")
    move = required(_("move"), 30)
    source, target = Choice(_("from"), RequestState), Choice(_("to"), RequestState)
    user = RefById("users.User", _("user"), null=True, keep=False, related="+")
    actor = required(_("by"), 150)
    message = text(_("message"), 2000)

    class Meta:
        ordering = ["request_id", "id"]
        verbose_name, verbose_name_plural = _("step"), _("steps")

    class Inventory:
        path, plugin, brief = "hosting/steps", True, "request move target"
        columns, readonly = "request move source target actor message created", "*"
        display, key, parent = "{request.name}: {move}", "id", "request"
        menu, icon, facets = "hosting/requests", "list-details", "move target"
