"""What must hold of power ports, outlets and feeds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.declare.vocabulary import HasAny

if TYPE_CHECKING:
    from inventory.dcim.models import PowerFeed, PowerOutlet, PowerPort

FEED_FILTERS: Final = {
    "site": "power_panel.site", "region": "power_panel.site.region",
    "cabled": HasAny(("cable",), gettext_lazy("cabled")),
}  # fmt: skip


def draw_within_maximum(port: PowerPort) -> None:
    """The draw planned for a port is at most the one it can have."""
    if port.maximum_draw is not None and port.allocated_draw is not None and port.allocated_draw > port.maximum_draw:
        message = _("Allocated draw cannot exceed the maximum draw (%(draw)sW).")
        raise ValidationError({"allocated_draw": message % {"draw": port.maximum_draw}})


def outlet_on_its_device(outlet: PowerOutlet) -> None:
    """An outlet passes on the power of a port of the same device."""
    if outlet.power_port_id and outlet.power_port.device_id != outlet.device_id:
        message = _("Power port %(port)s belongs to another device (%(device)s).")
        told = {"port": outlet.power_port, "device": outlet.power_port.device}
        raise ValidationError({"power_port": message % told})


def feed_in_site(feed: PowerFeed) -> None:
    """A feed leads to a rack of its panel's site."""
    if feed.rack_id and feed.rack.site_id != feed.power_panel.site_id:
        message = _("Rack %(rack)s (%(site)s) and power panel %(panel)s (%(other)s) are in different sites.")
        told = {
            "rack": feed.rack, "site": feed.rack.site, "panel": feed.power_panel, "other": feed.power_panel.site,
        }  # fmt: skip
        raise ValidationError({"rack": message % told})


def voltage_is_not_zero(feed: PowerFeed) -> None:
    """A feed has a voltage; alternating current has no negative one."""
    if not feed.voltage:
        raise ValidationError({"voltage": _("Voltage cannot be zero.")})
    if feed.voltage < 0 and feed.supply == "ac":
        raise ValidationError({"voltage": _("Voltage cannot be negative for AC supply.")})
