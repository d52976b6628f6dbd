"""Power outlet templates."""

from django.utils.translation import gettext_lazy as _

from inventory.dcim.choices import FeedLeg
from inventory.dcim.component import ModularTemplate
from inventory.dcim.plugs import POWER_OUTLET_TYPES
from inventory.dcim.rules.templates import inlet_in_type, one_type
from inventory.declare.fields import Choice, ColorField, Ref


class PowerOutletTemplate(ModularTemplate):
    """A power outlet that every new device of the type gets, fed by one of its inlets."""

    type = Choice(_("type"), POWER_OUTLET_TYPES, null=True)
    color = ColorField(_("color"), blank=True, default="")
    power_port = Ref("dcim.PowerPortTemplate", _("power port"), null=True, keep=False, related="poweroutlettemplates")
    feed_leg = Choice(_("feed leg"), FeedLeg, null=True, help_text=_("Phase, for three-phase feeds."))

    class Meta(ModularTemplate.Meta):
        verbose_name = _("power outlet template")
        verbose_name_plural = _("power outlet templates")

    class Inventory:
        path = "dcim/power-outlet-templates"
        brief = "device_type module_type name description"
        columns = "device_type module_type name label type power_port feed_leg"
        search = {"name": 100, "label": 200, "description": 500}
        rules = [one_type, inlet_in_type]
        display = "{name} ({label})|{name}"
        key = "device_type module_type name"
        parent = "device_type"
        menu = "inventory/devices"
        icon = "plug-connected"
