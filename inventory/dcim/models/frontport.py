"""Front ports."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.dcim.cabled import Cabled, links
from inventory.dcim.component import DEVICE_FILTERS, Component
from inventory.dcim.connectors import PORT_TYPES
from inventory.dcim.rules.ports import REAR_PORTS, front_port_fits
from inventory.declare.fields import Choice, ColorField, Ref
from inventory.declare.filters import HasAny
from inventory.declare.spec import Computed


class FrontPort(Component, Cabled):
    """A port on the front of a patch panel or outlet, wired through to a position of a rear port of the same device."""

    type = Choice(_("type"), PORT_TYPES)
    color = ColorField(_("color"), blank=True, default="")
    positions = models.PositiveSmallIntegerField(_("positions"), default=1, validators=[MinValueValidator(1)])
    rear_port = Ref("dcim.RearPort", _("rear port"), null=True, related="front_port_set")
    rear_port_position = models.PositiveSmallIntegerField(
        _("rear port position"), default=1, validators=[MinValueValidator(1), MaxValueValidator(1024)]
    )

    class Meta(Component.Meta):
        verbose_name = _("front port")
        verbose_name_plural = _("front ports")

    class Inventory:
        path = "dcim/front-ports"
        brief = "device name description cable _occupied"
        columns = "device name label type rear_port cable description"
        search = {"name": 100, "label": 200, "description": 500}
        computed = {
            "rear_ports": Computed(REAR_PORTS, "json", _("rear ports")),
            **links(),
        }
        filters = {**DEVICE_FILTERS, "cabled": HasAny(("cable",))}
        rules = [front_port_fits]
        display = "{name} ({label})|{name}"
        key = "device name"
        parent = "device"
        menu = "inventory/cabling"
        icon = "plug"
