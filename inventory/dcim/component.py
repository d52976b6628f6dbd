"""What every part of a device has, and every template of such a part."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import Ref, natural
from inventory.declare.records import Record, Tagged

DEVICE_FILTERS: Final = {
    "site": "device.site", "region": "device.site.region", "site_group": "device.site.group",
    "location": "device.location", "rack": "device.rack", "device_role": "device.role",
    "device_type": "device.device_type", "device_status": "device.status", "tenant": "device.tenant",
}  # fmt: skip
"""Filters of every component by its device."""


class Component(Tagged):
    """A part of one device, known there by its name; it goes with the device."""

    device = Ref("dcim.Device", _("device"), owned=True, related="%(class)ss")
    name = models.CharField(_("name"), max_length=64)
    label = models.CharField(_("label"), max_length=64, blank=True, default="", help_text=_("Physical label."))
    description = models.CharField(_("description"), max_length=200, blank=True, default="")
    _name = natural()

    class Meta(Tagged.Meta):
        abstract = True
        ordering = ["device_id", "_name", "id"]
        constraints = [models.UniqueConstraint(fields=["device", "name"], name="%(app_label)s_%(class)s_device_name")]
        indexes = [*Tagged.Meta.indexes, models.Index(fields=["device", "_name", "id"], name="%(class)s_order")]


class ComponentTemplate(Record):
    """A part that every new device of a type is given. Changing it does not change devices that exist."""

    device_type = Ref("dcim.DeviceType", _("device type"), owned=True, related="%(class)ss")
    name = models.CharField(_("name"), max_length=64)
    label = models.CharField(_("label"), max_length=64, blank=True, default="", help_text=_("Physical label."))
    description = models.CharField(_("description"), max_length=200, blank=True, default="")
    _name = natural()

    class Meta:
        abstract = True
        ordering = ["device_type_id", "_name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["device_type", "name"], name="%(app_label)s_%(class)s_type_name")
        ]
