"""Messages between a department and the centre."""

from django.db.models import TextField
from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Record, Ref, flag, required
from inventory.declare.wired import RefById


class Message(Record):
    """A question, an answer or a notice about a request; files hang on it as on any object."""

    request = Ref("hosting.Request", _("request"), owned=True, related="messages")
    user = RefById("users.User", _("user"), null=True, keep=False, related="+")
    author = required(_("author"), 150)
    inside = flag(_("from the centre"))
    text = TextField(_("text"))

    class Meta:
        ordering = ["request_id", "id"]
        verbose_name, verbose_name_plural = _("message"), _("messages")

    class Inventory:
        path, plugin, brief = "hosting/messages", True, "request author"
        columns, readonly = "request author inside text created", "*"
        display, key, parent, search = "{author}", "id", "request", {"text": 500}
        menu, icon, facets = "hosting/requests", "pencil", "inside"
