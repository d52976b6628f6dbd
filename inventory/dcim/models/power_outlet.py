"""Power outlets."""

from django.utils.translation import gettext_lazy as _

from inventory.dcim.cabled import CABLED_FILTERS, TRACE, Cabled, links
from inventory.dcim.choices import FeedLeg, OutletStatus
from inventory.dcim.component import ModularComponent
from inventory.dcim.plugs import POWER_OUTLET_TYPES
from inventory.dcim.rules.power import outlet_on_its_device
from inventory.declare.vocabulary import Choice, ColorField, Ref


class PowerOutlet(ModularComponent, Cabled):
    """A socket of a PDU or UPS that passes on the power of one of its inlets, on one phase."""

    type = Choice(_("type"), POWER_OUTLET_TYPES, null=True)
    status = Choice(_("status"), OutletStatus, default=OutletStatus.ENABLED)
    color = ColorField(_("color"), blank=True, default="")
    power_port = Ref("dcim.PowerPort", _("power port"), null=True, keep=False, related="poweroutlets")
    feed_leg = Choice(_("feed leg"), FeedLeg, null=True, help_text=_("Phase, for three-phase feeds."))

    class Meta(ModularComponent.Meta):
        verbose_name, verbose_name_plural = _("power outlet"), _("power outlets")

    class Inventory:
        path = "dcim/power-outlets"
        actions = TRACE
        brief = "device name description cable _occupied"
        columns = "device name label type status power_port feed_leg cable"
        search = {"name": 100, "label": 200, "description": 500}
        computed = links("dcim.powerport")
        filters = CABLED_FILTERS
        rules = [outlet_on_its_device]
        display = "{name} ({label})|{name}"
        key = "device name"
        parent = "device"
        menu, icon, facets = "inventory/power", "plug-connected", "status feed_leg"
