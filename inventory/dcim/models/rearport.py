"""Rear ports."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.dcim.cabled import Cabled, links
from inventory.dcim.component import DEVICE_FILTERS, Component
from inventory.dcim.connectors import PORT_TYPES
from inventory.dcim.rules.ports import FRONT_PORTS, positions_hold_front_ports
from inventory.declare.fields import Choice, ColorField
from inventory.declare.filters import HasAny
from inventory.declare.spec import Computed


class RearPort(Component, Cabled):
    """A port on the back of a patch panel, carrying one or more positions that its front ports lead to."""

    type = Choice(_("type"), PORT_TYPES)
    color = ColorField(_("color"), blank=True, default="")
    positions = models.PositiveSmallIntegerField(
        _("positions"), default=1, validators=[MinValueValidator(1), MaxValueValidator(1024)]
    )

    class Meta(Component.Meta):
        verbose_name = _("rear port")
        verbose_name_plural = _("rear ports")

    class Inventory:
        path = "dcim/rear-ports"
        brief = "device name description cable _occupied"
        columns = "device name label type positions cable description"
        search = {"name": 100, "label": 200, "description": 500}
        computed = {
            "front_ports": Computed(FRONT_PORTS, "json", _("front ports")),
            **links(),
        }
        filters = {**DEVICE_FILTERS, "cabled": HasAny(("cable",))}
        rules = [positions_hold_front_ports]
        display = "{name} ({label})|{name}"
        key = "device name"
        parent = "device"
        menu = "inventory/cabling"
        icon = "plug"
