"""Inventory item roles."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import ColorField, Organizational


class InventoryItemRole(Organizational):
    """What an inventory item does in its device: power supply, fan, supervisor, transceiver."""

    color = ColorField(_("color"), default="9e9e9e")

    class Meta(Organizational.Meta):
        verbose_name, verbose_name_plural = _("inventory item role"), _("inventory item roles")

    class Inventory:
        path = "dcim/inventory-item-roles"
        columns = "name inventoryitem_count color description"
        search = {"name": 100, "slug": 110, "description": 500}
        counts = {"inventoryitem_count": "dcim.inventoryitem.role"}
        menu, icon = "inventory/devices", "tag"
