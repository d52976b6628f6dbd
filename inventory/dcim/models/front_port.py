"""Front ports."""

from django.utils.translation import gettext_lazy as _

from inventory.dcim.cabled import CABLED_FILTERS, PATHS, Cabled
from inventory.dcim.component import ModularComponent
from inventory.dcim.connectors import PORT_TYPES
from inventory.dcim.rules.ports import FRONT_COMPUTED, front_port_fits, prepare, saved
from inventory.declare.vocabulary import Choice, ColorField, Ref, number


class FrontPort(ModularComponent, Cabled):
    """A port on the front of a patch panel or outlet, wired through to a position of a rear port of its device."""

    type = Choice(_("type"), PORT_TYPES)
    color = ColorField(_("color"), blank=True, default="")
    positions = number(_("positions"), 1, 1024, default=1)
    rear_port = Ref("dcim.RearPort", _("rear port"), null=True, related="front_port_set")
    rear_port_position = number(_("rear port position"), 1, 1024, default=1)

    class Meta(ModularComponent.Meta):
        verbose_name, verbose_name_plural = _("front port"), _("front ports")

    class Inventory:
        path = "dcim/front-ports"
        actions = PATHS
        brief = "device name description cable _occupied"
        columns = "device name label type rear_port cable description"
        search = {"name": 100, "label": 200, "description": 500}
        computed = FRONT_COMPUTED
        accepts = {"rear_ports": "json"}
        prepare, saved = prepare, saved
        filters = CABLED_FILTERS
        rules = [front_port_fits]
        display = "{name} ({label})|{name}"
        key = "device name"
        parent = "device"
        menu, icon = "inventory/cabling", "plug"
