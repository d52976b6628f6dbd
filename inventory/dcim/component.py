"""What every part of a device has, and every template of such a part."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Computed, Owned, Record, Ref, index, named, natural, text, unique
from inventory.extras import contexts
from inventory.tenancy.centre import centre

DEVICE_FILTERS: Final = {
    "site": "device.site", "region": "device.site.region", "site_group": "device.site.group",
    "location": "device.location", "rack": "device.rack", "device_role": "device.role",
    "device_type": "device.device_type", "device_status": "device.status", "tenant": "device.tenant",
    "virtual_chassis": "device.virtual_chassis",
}  # fmt: skip
"""Filters of every component by its device."""
MODULAR: Final = (
    "console_port", "console_server_port", "power_port", "power_outlet", "interface", "front_port", "rear_port",
    "module_bay",
)  # fmt: skip
"""What a module may bring to its device."""
KINDS: Final = (*MODULAR, "device_bay", "inventory_item")
"""Every kind of component."""
DEVICE_COUNTS: Final = {f"{kind}_count": f"dcim.{kind.replace('_', '')}.device" for kind in KINDS}
TEMPLATE_COUNTS: Final = {
    f"{kind}_template_count": f"dcim.{kind.replace('_', '')}template.device_type" for kind in KINDS
}
MODULE_TEMPLATE_COUNTS: Final = {
    f"{kind}_template_count": f"dcim.{kind.replace('_', '')}template.module_type" for kind in MODULAR
}
PARENT: Final = "SELECT b.device_id FROM dcim_devicebay b WHERE b.installed_device_id = {t}.id"
DEVICE_COMPUTED: Final = {
    "parent_device": Computed(PARENT, "ref", _("parent device"), target="dcim.device"),
    "primary_ip": Computed(
        "coalesce({t}.primary_ip6_id, {t}.primary_ip4_id)", "ref", _("primary IP"), target="ipam.ipaddress"
    ),
    **centre("device"),
    "config_context": Computed("{t}.id", "json", _("config context"), make=contexts.of_devices),
}
"""As NetBox, IPv6 is preferred where a device has both."""


class Component(Owned):
    """A part of one device, known there by its name; it goes with the device."""

    device = Ref("dcim.Device", _("device"), owned=True, related="%(class)ss")
    name = named(64)
    label = text(_("label"), 64, _("Physical label."))
    description = text(_("description"), 200)
    _name = natural()

    class Meta(Owned.Meta):
        abstract = True
        ordering = ["device_id", "_name", "id"]
        constraints = [unique("%(app_label)s_%(class)s_unique_device_name", "device", "name")]
        indexes = [*Owned.Meta.indexes, index("%(class)s_order", "device", "_name", "id")]


class ModularComponent(Component):
    """A part that a module may have brought; it goes with the module."""

    module = Ref("dcim.Module", _("module"), null=True, owned=True, related="%(class)ss", db_index=False)

    class Meta(Component.Meta):
        abstract = True
        indexes = [
            *Component.Meta.indexes,
            # Most components belong to no module, and every index is paid by bulk creation.
            models.Index(fields=["module"], name="%(class)s_module", condition=models.Q(module__isnull=False)),
        ]


class ComponentTemplate(Record):
    """A part that every new device of a type is given. Changing it does not change devices that exist."""

    device_type = Ref("dcim.DeviceType", _("device type"), owned=True, related="%(class)ss")
    name = named(64)
    label = text(_("label"), 64, _("Physical label."))
    description = text(_("description"), 200)
    _name = natural()

    class Meta:
        abstract = True
        ordering = ["device_type_id", "_name", "id"]
        constraints = [unique("%(app_label)s_%(class)s_unique_type_name", "device_type", "name")]


class ModularTemplate(ComponentTemplate):
    """The same for the new devices of a device type, or the devices that a module of a module type is installed in.

    In the name and label of a module type's template `{module}` stands for the position of the module's bay.
    """

    device_type = Ref("dcim.DeviceType", _("device type"), null=True, owned=True, related="%(class)ss")
    module_type = Ref("dcim.ModuleType", _("module type"), null=True, owned=True, related="%(class)ss")

    class Meta(ComponentTemplate.Meta):
        abstract = True
        ordering = ["device_type_id", "module_type_id", "_name", "id"]
        constraints = [
            *ComponentTemplate.Meta.constraints,
            unique("%(app_label)s_%(class)s_unique_module_name", "module_type", "name"),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_one_type",
                condition=models.Q(device_type__isnull=False, module_type__isnull=True)
                | models.Q(device_type__isnull=True, module_type__isnull=False),
            ),
        ]
