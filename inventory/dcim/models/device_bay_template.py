"""Device bay templates."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.dcim.component import ComponentTemplate
from inventory.dcim.rules.templates import bay_of_parent


class DeviceBayTemplate(ComponentTemplate):
    """A bay for another device that a chassis of this type offers."""

    enabled = models.BooleanField(_("enabled"), default=True)

    class Meta(ComponentTemplate.Meta):
        verbose_name = _("device bay template")
        verbose_name_plural = _("device bay templates")

    class Inventory:
        path = "dcim/device-bay-templates"
        brief = "device_type name description"
        columns = "device_type name label enabled description"
        search = {"name": 100, "label": 200, "description": 500}
        rules = [bay_of_parent]
        display = "{name} ({label})|{name}"
        key = "device_type name"
        parent = "device_type"
        menu = "inventory/devices"
        icon = "box"
