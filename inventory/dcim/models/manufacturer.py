"""Manufacturers."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.records import Organizational


class Manufacturer(Organizational):
    """Who makes device types, platforms and parts."""

    class Meta(Organizational.Meta):
        verbose_name = _("manufacturer")
        verbose_name_plural = _("manufacturers")

    class Inventory:
        path = "dcim/manufacturers"
        columns = "name devicetype_count platform_count inventoryitem_count description"
        search = {"name": 100, "slug": 110, "description": 500}
        counts = {
            "devicetype_count": "dcim.devicetype.manufacturer",
            "moduletype_count": "dcim.moduletype.manufacturer",
            "inventoryitem_count": "dcim.inventoryitem.manufacturer",
            "platform_count": "dcim.platform.manufacturer",
        }  # fmt: skip
        menu = "inventory/devices"
        icon = "building-community"
