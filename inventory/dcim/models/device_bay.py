"""Device bays."""

from django.utils.translation import gettext_lazy as _

from inventory.dcim.component import DEVICE_FILTERS, Component
from inventory.dcim.rules.bays import DEVICE_BAY_COMPUTED, OCCUPIED_BAY, bay_takes_device, saved
from inventory.declare.vocabulary import Ref, flag, unique


class DeviceBay(Component):
    """A place of a chassis for one child device, such as a blade; `installed_device` null means it is free."""

    enabled = flag(_("enabled"), default=True)
    installed_device = Ref("dcim.Device", _("installed device"), null=True, keep=False, related="parent_bay")

    class Meta(Component.Meta):
        verbose_name, verbose_name_plural = _("device bay"), _("device bays")
        constraints = [
            *Component.Meta.constraints,
            unique("dcim_devicebay_unique_installed_device", "installed_device"),
        ]

    class Inventory:
        path = "dcim/device-bays"
        brief = "device name description"
        columns = "device name label enabled installed_device description"
        search = {"name": 100, "label": 200, "description": 500}
        computed, filters = DEVICE_BAY_COMPUTED, DEVICE_FILTERS | {"occupied": OCCUPIED_BAY}
        rules, saved = [bay_takes_device], saved
        display = "{name} ({label})|{name}"
        key = "device name"
        parent = "device"
        menu, icon = "inventory/devices", "box"
