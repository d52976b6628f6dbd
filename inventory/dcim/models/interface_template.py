"""Interface templates."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.dcim.choices import PoeMode, PoeType
from inventory.dcim.component import ModularTemplate
from inventory.dcim.media import INTERFACE_TYPES
from inventory.dcim.rules.templates import bridge_in_type, one_type
from inventory.declare.fields import Choice, Ref


class InterfaceTemplate(ModularTemplate):
    """An interface that every new device of the type gets."""

    type = Choice(_("type"), INTERFACE_TYPES)
    enabled = models.BooleanField(_("enabled"), default=True)
    mgmt_only = models.BooleanField(_("management only"), default=False)
    bridge = Ref("self", _("bridge interface"), null=True, keep=False, related="bridge_interfaces")
    poe_mode = Choice(_("PoE mode"), PoeMode, null=True)
    poe_type = Choice(_("PoE type"), PoeType, null=True)

    class Meta(ModularTemplate.Meta):
        verbose_name = _("interface template")
        verbose_name_plural = _("interface templates")

    class Inventory:
        path = "dcim/interface-templates"
        brief = "device_type module_type name description"
        columns = "device_type module_type name label type enabled mgmt_only"
        search = {"name": 100, "label": 200, "description": 500}
        rules = [one_type, bridge_in_type]
        display = "{name} ({label})|{name}"
        key = "device_type module_type name"
        parent = "device_type"
        menu = "inventory/devices"
        icon = "plug"
