"""Approvals of hosting plans."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Record, Ref, required, text, unique


class Approval(Record):
    """One person's yes to one plan. It holds for the plan of that digest and for no other."""

    request = Ref("hosting.Request", _("request"), owned=True, related="approvals")
    digest = required(_("digest"), 64)
    user = Ref("users.User", _("user"), related="hosting_approvals")
    message = text(_("message"), 500)

    class Meta:
        ordering = ["request_id", "id"]
        verbose_name, verbose_name_plural = _("hosting approval"), _("hosting approvals")
        constraints = [unique("hosting_approval_unique_person", "request", "digest", "user")]

    class Inventory:
        path, plugin, brief = "hosting/approvals", True, "request user"
        columns, readonly = "request user digest message created", "*"
        display, key, parent = "{request.name}: {user.username}", "request digest user", "request"
        menu, icon, facets = "hosting/requests", "circle-check", "user"
