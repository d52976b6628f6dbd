"""Rear port templates."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.dcim.component import ModularTemplate
from inventory.dcim.connectors import PORT_TYPES
from inventory.dcim.rules.ports import REAR_TEMPLATE_COMPUTED, rear_saved
from inventory.dcim.rules.templates import one_type, positions_hold_front_templates
from inventory.declare.fields import Choice, ColorField


class RearPortTemplate(ModularTemplate):
    """A rear port that every new device of the type gets."""

    type = Choice(_("type"), PORT_TYPES)
    color = ColorField(_("color"), blank=True, default="")
    positions = models.PositiveSmallIntegerField(
        _("positions"), default=1, validators=[MinValueValidator(1), MaxValueValidator(1024)]
    )

    class Meta(ModularTemplate.Meta):
        verbose_name = _("rear port template")
        verbose_name_plural = _("rear port templates")

    class Inventory:
        path = "dcim/rear-port-templates"
        brief = "device_type module_type name description"
        columns = "device_type module_type name label type positions"
        search = {"name": 100, "label": 200, "description": 500}
        rules = [one_type, positions_hold_front_templates]
        computed, accepts, saved = REAR_TEMPLATE_COMPUTED, {"front_ports": "json"}, rear_saved
        display = "{name} ({label})|{name}"
        key = "device_type module_type name"
        parent = "device_type"
        menu, icon = "inventory/devices", "box"
