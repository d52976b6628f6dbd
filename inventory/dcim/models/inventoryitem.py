"""Inventory items."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.dcim.choices import ItemStatus
from inventory.dcim.component import DEVICE_FILTERS, Component
from inventory.dcim.rules.ports import COMPONENTS, parent_on_device
from inventory.declare.fields import Choice, GenericRef, Ref
from inventory.declare.spec import Computed
from inventory.declare.tree import depth_sql, no_loop


class InventoryItem(Component):
    """A part inside a device that is worth recording: chassis, board, fan tray, power supply, transceiver.

    Items nest; `discovered` marks those a collector found.
    """

    parent = Ref("self", _("parent"), null=True, owned=True, related="child_items")
    status = Choice(_("status"), ItemStatus, default=ItemStatus.ACTIVE)
    manufacturer = Ref("dcim.Manufacturer", _("manufacturer"), null=True, related="inventory_items")
    part_id = models.CharField(
        _("part ID"), max_length=50, blank=True, default="", help_text=_("Manufacturer's number.")
    )
    serial = models.CharField(_("serial number"), max_length=50, blank=True, default="", db_index=True)
    asset_tag = models.CharField(_("asset tag"), max_length=50, null=True, blank=True, unique=True)
    discovered = models.BooleanField(_("discovered"), default=False, help_text=_("Found by a collector."))
    component = GenericRef(_("component"), COMPONENTS)

    class Meta(Component.Meta):
        verbose_name = _("inventory item")
        verbose_name_plural = _("inventory items")

    class Inventory:
        path = "dcim/inventory-items"
        brief = "device name description _depth"
        columns = "device name label status manufacturer part_id serial discovered"
        search = {"name": 100, "label": 200, "serial": 60, "asset_tag": 50, "part_id": 300, "description": 500}
        computed = {
            "_depth": Computed(depth_sql("dcim_inventoryitem")),
        }
        filters = DEVICE_FILTERS
        rules = [no_loop, parent_on_device]
        display = "{name} ({label})|{name}"
        key = "device name"
        parent = "device"
        menu = "inventory/devices"
        icon = "cpu"
