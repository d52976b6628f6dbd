"""Inventory item templates."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.dcim.component import ComponentTemplate
from inventory.dcim.rules.ports import TEMPLATES
from inventory.dcim.rules.templates import item_in_type
from inventory.declare.vocabulary import GenericRef, Ref, no_loop


class InventoryItemTemplate(ComponentTemplate):
    """An inventory item that every new device of the type gets, as its power supplies and fan trays."""

    parent = Ref("self", _("parent"), null=True, owned=True, related="child_items")
    manufacturer = Ref("dcim.Manufacturer", _("manufacturer"), null=True, related="inventory_item_templates")
    role = Ref("dcim.InventoryItemRole", _("role"), null=True, related="inventory_item_templates")
    part_id = models.CharField(
        _("part ID"), max_length=50, blank=True, default="", help_text=_("Manufacturer's number.")
    )

    component = GenericRef(_("component"), TEMPLATES, owned=True)

    class Meta(ComponentTemplate.Meta):
        verbose_name = _("inventory item template")
        verbose_name_plural = _("inventory item templates")

    class Inventory:
        path = "dcim/inventory-item-templates"
        brief = "device_type name description"
        columns = "device_type name label parent manufacturer part_id"
        search = {"name": 100, "label": 200, "description": 500}
        rules = [no_loop, item_in_type]
        display = "{name} ({label})|{name}"
        key = "device_type name"
        parent = "device_type"
        menu = "inventory/devices"
        icon = "cpu"
