"""Hosting requests."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Primary
from inventory.hosting.asked import READONLY, Answered, Asked
from inventory.hosting.rules.requests import ACTIONS, RULES, prepare


class Request(Primary, Asked, Answered):
    """What a department asks of the machine rooms, from the draft to what runs, and back.

    Only `inventory.hosting.advance` moves `state`.
    """

    class Meta(Primary.Meta):
        ordering = ["-id"]
        verbose_name, verbose_name_plural = _("hosting request"), _("hosting requests")

    class Inventory:
        path, plugin, brief = "hosting/requests", True, "name item state description"
        columns = "name item purpose tenant state submitted_at due_on days_spent"
        search = {"name": 100, "contact": 300, "description": 500, "comments": 5000}
        rules, prepare, actions, readonly = RULES, prepare, ACTIONS, READONLY
        groups = {"owner": "contact phone email", "life": "state revision due_on days_spent plan_hash reason result"}
        display, key = "{name}", "id"
        menu, icon, facets = "hosting/requests", "clipboard-check", "state item purpose tenant segment"
