"""Approval limits."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, Record, Ref, number, text, unique
from inventory.hosting.choices import Item


class ApprovalLimit(Record):
    """How many people of a group must approve an item, from a size on. The strictest limit that applies counts.

    Size is what the plan costs: rack units, vCPUs, GB of storage, mailboxes or Mbit/s, as its item counts. Without a
    limit one person approves, who may not be the one who asked.
    """

    item = Choice(_("item"), Item)
    size = number(_("from size"), default=0)
    people = number(_("people"), 1, 5, default=2)
    group = Ref("users.Group", _("group"), null=True, related="approval_limits")
    description = text(_("description"), 200)

    class Meta:
        ordering = ["item", "size", "id"]
        verbose_name, verbose_name_plural = _("approval limit"), _("approval limits")
        constraints = [unique("hosting_limit_unique_size", "item", "size", "group", nulls_distinct=False)]

    class Inventory:
        path, plugin, brief = "hosting/approval-limits", True, "item size people"
        columns = "item size people group description"
        display, key, search = "{item} {size}", "item size group", {"description": 500}
        menu, icon, facets = "hosting/settings", "adjustments", "item group"
