"""What every part of a device has, and every template of such a part."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Computed, Owned, Record, Ref, index, named, natural, text, unique

DEVICE_FILTERS: Final = {
    "site": "device.site", "region": "device.site.region", "site_group": "device.site.group",
    "location": "device.location", "rack": "device.rack", "device_role": "device.role",
    "device_type": "device.device_type", "device_status": "device.status", "tenant": "device.tenant",
}  # fmt: skip
"""Filters of every component by its device."""
KINDS: Final = ("console_port", "power_port", "power_outlet", "interface", "front_port", "rear_port", "inventory_item")
DEVICE_COUNTS: Final = {f"{kind}_count": f"dcim.{kind.replace('_', '')}.device" for kind in KINDS}
TEMPLATE_COUNTS: Final = {
    f"{kind}_template_count": f"dcim.{kind.replace('_', '')}template.device_type" for kind in (*KINDS, "device_bay")
}
DEVICE_COMPUTED: Final = {
    "parent_device": Computed("NULL::bigint", "ref", _("parent device"), target="dcim.device"),
    "primary_ip": Computed(
        "coalesce({t}.primary_ip6_id, {t}.primary_ip4_id)", "ref", _("primary IP"), target="ipam.ipaddress"
    ),
    "config_context": Computed("coalesce({t}.local_context_data, '{}'::jsonb)", "json", _("config context")),
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
