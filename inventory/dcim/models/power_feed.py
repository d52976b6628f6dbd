"""Power feeds."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.dcim.cabled import TRACE, Cabled, links
from inventory.dcim.choices import PowerFeedStatus, PowerFeedType, PowerPhase, PowerSupply
from inventory.dcim.rules.power import FEED_FILTERS, feed_in_site, plannable, voltage_is_not_zero
from inventory.declare.vocabulary import Choice, Primary, Ref, named, natural, number, unique


class PowerFeed(Primary, Cabled):
    """A line from a power panel to a rack's PDU; a rack with a primary and a redundant feed survives either."""

    power_panel = Ref("dcim.PowerPanel", _("power panel"), related="feeds")
    rack = Ref("dcim.Rack", _("rack"), null=True, related="power_feeds")
    name = named()
    status = Choice(_("status"), PowerFeedStatus, default=PowerFeedStatus.ACTIVE)
    type = Choice(_("type"), PowerFeedType, default=PowerFeedType.PRIMARY)
    supply = Choice(_("supply"), PowerSupply, default=PowerSupply.AC)
    phase = Choice(_("phase"), PowerPhase, default=PowerPhase.SINGLE_PHASE)
    voltage = models.SmallIntegerField(_("voltage"), default=220, help_text=_("Volts; negative for DC below earth."))
    amperage = number(_("amperage"), 1, hint=_("Amperes."), default=32)
    max_utilization = number(_("max utilization"), 1, 100, _("Share of its capacity to plan, per cent."), default=80)
    tenant = Ref("tenancy.Tenant", _("tenant"), null=True, related="power_feeds")
    available_power = plannable()
    _name = natural()

    class Meta(Primary.Meta):
        ordering = ["power_panel_id", "_name", "id"]
        verbose_name, verbose_name_plural = _("power feed"), _("power feeds")
        constraints = [unique("dcim_powerfeed_unique_panel_name", "power_panel", "name")]

    class Inventory:
        path, actions = "dcim/power-feeds", TRACE
        brief, hidden = "name cable description _occupied", "available_power"
        columns = "name power_panel rack status type supply voltage amperage cable"
        search = {"name": 100, "description": 500, "comments": 5000}
        computed, filters, rules = links("dcim.powerport"), FEED_FILTERS, [feed_in_site, voltage_is_not_zero]
        key, menu, icon, facets = "power_panel name", "inventory/power", "bolt", "status type supply phase"
