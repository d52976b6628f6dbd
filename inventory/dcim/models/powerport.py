"""Power ports."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.dcim.cabled import Cabled, links
from inventory.dcim.component import DEVICE_FILTERS, Component
from inventory.dcim.plugs import POWER_PORT_TYPES
from inventory.dcim.rules.power import draw_within_maximum
from inventory.declare.fields import Choice
from inventory.declare.filters import HasAny


class PowerPort(Component, Cabled):
    """An inlet through which a device draws power from an outlet or a feed.

    Draws are in watts; null means not stated.
    """

    type = Choice(_("type"), POWER_PORT_TYPES, null=True)
    maximum_draw = models.PositiveIntegerField(
        _("maximum draw"), null=True, blank=True, validators=[MinValueValidator(1)], help_text=_("Watts.")
    )
    allocated_draw = models.PositiveIntegerField(
        _("allocated draw"), null=True, blank=True, validators=[MinValueValidator(1)], help_text=_("Watts.")
    )

    class Meta(Component.Meta):
        verbose_name = _("power port")
        verbose_name_plural = _("power ports")

    class Inventory:
        path = "dcim/power-ports"
        brief = "device name description cable _occupied"
        columns = "device name label type maximum_draw allocated_draw cable"
        search = {"name": 100, "label": 200, "description": 500}
        computed = links("dcim.poweroutlet", "dcim.powerfeed")
        filters = {**DEVICE_FILTERS, "cabled": HasAny(("cable",))}
        rules = [draw_within_maximum]
        display = "{name} ({label})|{name}"
        key = "device name"
        parent = "device"
        menu = "inventory/power"
        icon = "bolt"
