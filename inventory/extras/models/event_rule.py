"""Event rules."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Primary, Ref, flag, json, named
from inventory.extras.rules.templates import types_exist
from inventory.extras.rules.webhooks import kinds_exist, rule_conditions


def words(label: Any, hint: Any) -> ArrayField[list[str], list[str]]:
    """Several words, at least one."""
    return ArrayField(models.CharField(max_length=100), verbose_name=label, help_text=hint)


class EventRule(Primary):
    """Which changes of which objects a webhook is told of.

    A change that fits is noted in the outbox by the transaction that makes it, however it is made.
    """

    name = named(150, unique=True)
    object_types = words(_("object types"), _("As dcim.device, dcim.site."))
    event_types = words(_("event types"), _("object_created, object_updated, object_deleted."))
    enabled = flag(_("enabled"), default=True)
    conditions = json(_("conditions"), _("As {“attr”: “status.value”, “value”: “active”}."), null=True, blank=True)
    webhook = Ref("extras.Webhook", _("webhook"), owned=True, related="rules")

    class Meta(Primary.Meta):
        ordering, verbose_name, verbose_name_plural = ["name", "id"], _("event rule"), _("event rules")

    class Inventory:
        path, plugin, menu, icon = "extras/event-rules", True, "governance/settings", "bell"
        brief, columns = "name description", "name enabled object_types event_types webhook description"
        search, facets = {"name": 100, "description": 500}, "enabled webhook"
        filters = {"object_type": "object_types", "event_type": "event_types"}
        rules = [types_exist, kinds_exist, rule_conditions]
