"""Power port templates."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.dcim.component import ModularTemplate
from inventory.dcim.plugs import POWER_PORT_TYPES
from inventory.dcim.rules.power import draw_within_maximum
from inventory.dcim.rules.templates import one_type
from inventory.declare.fields import Choice


class PowerPortTemplate(ModularTemplate):
    """A power inlet that every new device of the type gets. Draws are in watts."""

    type = Choice(_("type"), POWER_PORT_TYPES, null=True)
    maximum_draw = models.PositiveIntegerField(_("maximum draw"), null=True, blank=True, help_text=_("Watts."))
    allocated_draw = models.PositiveIntegerField(_("allocated draw"), null=True, blank=True, help_text=_("Watts."))

    class Meta(ModularTemplate.Meta):
        verbose_name = _("power port template")
        verbose_name_plural = _("power port templates")

    class Inventory:
        path = "dcim/power-port-templates"
        brief = "device_type module_type name description"
        columns = "device_type module_type name label type maximum_draw allocated_draw"
        search = {"name": 100, "label": 200, "description": 500}
        rules = [one_type, draw_within_maximum]
        display = "{name} ({label})|{name}"
        key = "device_type module_type name"
        parent = "device_type"
        menu = "inventory/devices"
        icon = "bolt"
