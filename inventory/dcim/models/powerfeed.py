"""Power feeds."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.dcim.cabled import Cabled, links
from inventory.dcim.choices import PowerFeedStatus, PowerFeedType, PowerPhase, PowerSupply
from inventory.dcim.rules.power import feed_in_site, voltage_is_not_zero
from inventory.declare.fields import Choice, Ref, natural
from inventory.declare.filters import HasAny
from inventory.declare.records import Primary


class PowerFeed(Primary, Cabled):
    """A line from a power panel to a rack's PDU.

    `voltage` is in volts, `amperage` in amperes; `max_utilization` is the share of its capacity that may be
    planned, in per cent. A rack with a primary and a redundant feed survives either.
    """

    power_panel = Ref("dcim.PowerPanel", _("power panel"), related="feeds")
    rack = Ref("dcim.Rack", _("rack"), null=True, related="power_feeds")
    name = models.CharField(_("name"), max_length=100)
    status = Choice(_("status"), PowerFeedStatus, default=PowerFeedStatus.ACTIVE)
    type = Choice(_("type"), PowerFeedType, default=PowerFeedType.PRIMARY)
    supply = Choice(_("supply"), PowerSupply, default=PowerSupply.AC)
    phase = Choice(_("phase"), PowerPhase, default=PowerPhase.SINGLE_PHASE)
    voltage = models.SmallIntegerField(_("voltage"), default=220, help_text=_("Volts."))
    amperage = models.PositiveSmallIntegerField(
        _("amperage"), default=32, validators=[MinValueValidator(1)], help_text=_("Amperes.")
    )
    max_utilization = models.PositiveSmallIntegerField(
        _("max utilization"), default=80, validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Per cent."),
    )  # fmt: skip
    tenant = Ref("tenancy.Tenant", _("tenant"), null=True, related="power_feeds")
    _name = natural()

    class Meta(Primary.Meta):
        ordering = ["power_panel_id", "_name", "id"]
        verbose_name = _("power feed")
        verbose_name_plural = _("power feeds")
        constraints = [models.UniqueConstraint(fields=["power_panel", "name"], name="dcim_powerfeed_unique_panel_name")]

    class Inventory:
        path = "dcim/power-feeds"
        brief = "name cable description _occupied"
        columns = "name power_panel rack status type supply voltage amperage cable"
        search = {"name": 100, "description": 500, "comments": 5000}
        computed = links("dcim.powerport")
        filters = {
            "site": "power_panel.site", "region": "power_panel.site.region", "cabled": HasAny(("cable",)),
        }  # fmt: skip
        rules = [feed_in_site, voltage_is_not_zero]
        key = "power_panel name"
        menu = "inventory/power"
        icon = "bolt"
        facets = "status type supply phase"
