"""Power ports."""

from django.utils.translation import gettext_lazy as _

from inventory.dcim.cabled import CABLED_FILTERS, TRACE, Cabled, links
from inventory.dcim.component import ModularComponent
from inventory.dcim.plugs import POWER_PORT_TYPES
from inventory.dcim.rules.power import draw_within_maximum
from inventory.declare.vocabulary import Choice, whole


class PowerPort(ModularComponent, Cabled):
    """An inlet through which a device draws power from an outlet or a feed; draws not stated are null."""

    type = Choice(_("type"), POWER_PORT_TYPES, null=True)
    maximum_draw = whole(_("maximum draw"), 1, hint=_("Watts."))
    allocated_draw = whole(_("allocated draw"), 1, hint=_("Watts."))

    class Meta(ModularComponent.Meta):
        verbose_name, verbose_name_plural = _("power port"), _("power ports")

    class Inventory:
        path = "dcim/power-ports"
        actions = TRACE
        brief = "device name description cable _occupied"
        columns = "device name label type maximum_draw allocated_draw cable"
        search = {"name": 100, "label": 200, "description": 500}
        computed = links("dcim.poweroutlet", "dcim.powerfeed")
        filters = CABLED_FILTERS
        rules = [draw_within_maximum]
        display = "{name} ({label})|{name}"
        key = "device name"
        parent = "device"
        menu, icon = "inventory/power", "bolt"
