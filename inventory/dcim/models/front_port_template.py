"""Front port templates."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.dcim.component import ModularTemplate
from inventory.dcim.connectors import PORT_TYPES
from inventory.dcim.rules.ports import FRONT_TEMPLATE_COMPUTED, prepare, saved
from inventory.dcim.rules.templates import front_fits_rear, one_type
from inventory.declare.fields import Choice, ColorField, Ref


class FrontPortTemplate(ModularTemplate):
    """A front port that every new device of the type gets, wired through to a position of a rear port."""

    type = Choice(_("type"), PORT_TYPES)
    color = ColorField(_("color"), blank=True, default="")
    positions = models.PositiveSmallIntegerField(_("positions"), default=1, validators=[MinValueValidator(1)])
    rear_port = Ref("dcim.RearPortTemplate", _("rear port"), null=True, owned=True, related="frontporttemplates")
    rear_port_position = models.PositiveSmallIntegerField(
        _("rear port position"), default=1, validators=[MinValueValidator(1), MaxValueValidator(1024)]
    )

    class Meta(ModularTemplate.Meta):
        verbose_name = _("front port template")
        verbose_name_plural = _("front port templates")

    class Inventory:
        path = "dcim/front-port-templates"
        brief = "device_type module_type name description"
        columns = "device_type module_type name label type rear_port rear_port_position"
        search = {"name": 100, "label": 200, "description": 500}
        rules, prepare, saved = [one_type, front_fits_rear], prepare, saved
        computed, accepts = FRONT_TEMPLATE_COMPUTED, {"rear_ports": "json"}
        display = "{name} ({label})|{name}"
        key = "device_type module_type name"
        parent = "device_type"
        menu, icon = "inventory/devices", "box"
