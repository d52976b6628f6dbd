"""Rear ports."""

from django.utils.translation import gettext_lazy as _

from inventory.dcim.cabled import CABLED_FILTERS, PATHS, Cabled
from inventory.dcim.component import ModularComponent
from inventory.dcim.connectors import PORT_TYPES
from inventory.dcim.rules.ports import REAR_COMPUTED, positions_hold_front_ports, rear_saved
from inventory.declare.vocabulary import Choice, ColorField, number


class RearPort(ModularComponent, Cabled):
    """A port on the back of a patch panel, carrying one or more positions that its front ports lead to."""

    type = Choice(_("type"), PORT_TYPES)
    color = ColorField(_("color"), blank=True, default="")
    positions = number(_("positions"), 1, 1024, default=1)

    class Meta(ModularComponent.Meta):
        verbose_name, verbose_name_plural = _("rear port"), _("rear ports")

    class Inventory:
        path = "dcim/rear-ports"
        actions = PATHS
        brief = "device name description cable _occupied"
        columns = "device name label type positions cable description"
        search = {"name": 100, "label": 200, "description": 500}
        computed = REAR_COMPUTED
        accepts, saved = {"front_ports": "json"}, rear_saved
        filters = CABLED_FILTERS
        rules = [positions_hold_front_ports]
        display = "{name} ({label})|{name}"
        key = "device name"
        parent = "device"
        menu, icon = "inventory/cabling", "plug"
