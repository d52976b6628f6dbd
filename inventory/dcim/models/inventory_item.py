"""Inventory items."""

from django.utils.translation import gettext_lazy as _

from inventory.dcim.choices import ItemStatus
from inventory.dcim.component import DEVICE_FILTERS, Component
from inventory.dcim.rules.ports import COMPONENTS, parent_on_device
from inventory.declare.vocabulary import Choice, Computed, GenericRef, Ref, depth_sql, flag, no_loop, text, unstated
from inventory.declare.wired import RefById


class InventoryItem(Component):
    """A part inside a device that is worth recording: chassis, board, fan tray, power supply, transceiver.

    Items nest; `discovered` marks those a collector found.
    """

    parent = RefById("self", _("parent"), null=True, owned=True, related="child_items")
    status = Choice(_("status"), ItemStatus, default=ItemStatus.ACTIVE)
    role = Ref("dcim.InventoryItemRole", _("role"), null=True, related="inventory_items")
    manufacturer = Ref("dcim.Manufacturer", _("manufacturer"), null=True, related="inventory_items")
    part_id = text(_("part ID"), 50, _("Manufacturer's number."))
    serial = text(_("serial number"), 50, db_index=True)
    asset_tag = unstated(_("asset tag"), 50, unique=True)
    discovered = flag(_("discovered"), _("Found by a collector."))
    component = GenericRef(_("component"), COMPONENTS)

    class Meta(Component.Meta):
        verbose_name, verbose_name_plural = _("inventory item"), _("inventory items")

    class Inventory:
        path = "dcim/inventory-items"
        brief = "device name description _depth"
        columns = "device name label status role manufacturer part_id serial discovered"
        search = {"name": 100, "label": 200, "serial": 60, "asset_tag": 50, "part_id": 300, "description": 500}
        computed = {"_depth": Computed(depth_sql("dcim_inventoryitem"))}
        filters = DEVICE_FILTERS
        rules = [no_loop, parent_on_device]
        display, key, parent = "{name} ({label})|{name}", "device name", "device"
        menu, icon, facets = "inventory/devices", "cpu", "status role manufacturer discovered"
