"""Rack space for a department's own equipment: units, weight, both feeds, outlets, a switch port."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Sum

from inventory.dcim.models import Device, DeviceRole, Interface, PowerFeed, PowerOutlet, Rack
from inventory.hosting.planning import affected, network
from inventory.hosting.planning.lines import Line, Proposal, Said

if TYPE_CHECKING:
    from inventory.hosting.models import Request

ROLE: Final = "hosting"
"""Slug of the racks in which departments' equipment stands."""
SWITCHES: Final = ("fabric", "access")
SIDES: Final = 2


@dataclass(frozen=True, slots=True)
class Need:
    """What the box needs: units, watts (0: not stated), network ports."""

    units: int
    watts: int
    ports: int


def plan(request: Request) -> Proposal:
    """The lowest free units of a hosting rack with power on both sides and a free switch port in its room."""
    proposal = Proposal()
    need = Need(*(int(request.answers.get(name) or 0) for name in ("units", "watts", "ports")))
    proposal.size = need.units
    if need.units < 1:
        proposal.problems.append(Said("no units"))
        return proposal
    if not network.allowed(request, proposal):
        return proposal
    tried: list[Said] = []
    racks = Rack.objects.filter(role__slug=ROLE, status="active").select_related("site", "location")
    site = request.answers.get("site")
    for rack in racks.order_by("_name", "pk"):
        if site and rack.site_id != int(site):
            continue
        lines = _in_rack(request, rack, need, tried)
        if lines is not None:
            proposal.lines.extend(lines)
            proposal.cost |= {"units": need.units, "watts": need.watts, "ports": need.ports, "rack": rack.name}
            proposal.affected = affected.in_rack(rack)
            name = network.host_name(request, "box")
            network.address(request, proposal, f"{name}.{network.ZONE}")
            return proposal
    proposal.problems.append(Said("no rack", {"units": need.units, "watts": need.watts, "tried": len(tried)}))
    proposal.alternatives.extend(tried[:5])
    return proposal


def _in_rack(request: Request, rack: Rack, need: Need, tried: list[Said]) -> list[Line] | None:
    told = {"rack": rack.name}
    start = free_units(rack, need.units)
    if start is None:
        tried.append(Said("rack full", told | {"units": need.units}))
        return None
    feeds = _feeds(rack, need.watts)
    if feeds is None:
        tried.append(Said("rack power", told | {"watts": need.watts}))
        return None
    ports = _ports(rack, need.ports)
    if len(ports) < need.ports:
        tried.append(Said("rack ports", told | {"ports": need.ports, "free": len(ports)}))
        return None
    return [_units(request, rack, start, need), *_outlets(rack, feeds), *_lines_of_ports(ports, request)]


def free_units(rack: Rack, height: int) -> int | None:
    """The lowest unit from which `height` units are free on both faces and not reserved; None where there is none."""
    taken: set[int] = set()
    for position, units in Device.objects.filter(rack=rack, position__isnull=False).values_list(
        "position", "device_type__u_height"
    ):
        first = int(position or 0)
        taken.update(range(first, first + max(int(-(-(units or 0) // 1)), 1)))
    for held in rack.reservations.filter(status="active").values_list("units", flat=True):
        taken.update(held)
    last = rack.starting_unit + rack.u_height - height
    for first in range(rack.starting_unit, last + 1):
        if not taken & set(range(first, first + height)):
            return first
    return None


def _units(request: Request, rack: Rack, start: int, need: Need) -> Line:
    units = list(range(start, start + need.units))
    values: dict[str, Any] = {
        "rack_id": rack.pk, "units": units, "status": "active", "tenant_id": request.tenant_id,
        "user_id": request.asker_id, "description": f"{request.name}"[:200],
    }  # fmt: skip
    where = rack.location.name if rack.location else rack.site.name
    told = {"rack": rack.name, "from": units[0], "to": units[-1], "where": where}
    return Line("make", "units", "dcim.rackreservation", values=values, slot=f"rack:{rack.pk}:{start}", told=told)


def _feeds(rack: Rack, watts: int) -> list[PowerFeed] | None:
    """Two feeds of the rack that each carry the load alone (redundancy); None where they cannot or none is known."""
    feeds = list(PowerFeed.objects.filter(rack=rack, status="active").order_by("name", "pk")[:SIDES])
    if not feeds:
        return None
    drawn = int(Device.objects.filter(rack=rack).aggregate(all=Sum("powerports__allocated_draw"))["all"] or 0)
    if any(feed.available_power is not None and feed.available_power < drawn + watts for feed in feeds):
        return None
    return feeds


def _outlets(rack: Rack, feeds: list[PowerFeed]) -> list[Line]:
    """A free outlet of each of the rack's strips, one side each."""
    lines = []
    strips = Device.objects.filter(rack=rack, role__slug="pdu").order_by("_name", "pk")[: len(feeds)]
    for strip, feed in zip(strips, feeds, strict=False):
        free = (
            PowerOutlet.objects.filter(device=strip, cable=None, mark_connected=False).order_by("_name", "pk").first()
        )
        if free is not None:
            told = {"strip": strip.name, "outlet": free.name, "feed": feed.name}
            lines.append(Line("take", f"outlet {feed.name}", "dcim.poweroutlet", free.pk, {"mark_connected": True},
                              f"outlet:{free.pk}", told))  # fmt: skip
    return lines


def _ports(rack: Rack, count: int) -> list[Interface]:
    roles = DeviceRole.objects.filter(slug__in=SWITCHES)
    near = Interface.objects.filter(
        device__role__in=roles, device__site=rack.site_id, cable=None, mark_connected=False, mgmt_only=False
    ).exclude(type__in=["virtual", "lag", "bridge"])
    order = ("device__location_id" if rack.location_id else "device_id", "device___name", "_name", "pk")
    return list(near.filter(device__location=rack.location_id).select_related("device").order_by(*order)[:count])


def _lines_of_ports(ports: list[Interface], request: Request) -> list[Line]:
    return [
        Line("take", f"port {at}", "dcim.interface", port.pk,
             {"mark_connected": True, "description": f"{request.name}"[:200]}, f"port:{port.pk}",
             {"device": port.device.name, "port": port.name})
        for at, port in enumerate(ports, 1)
    ]  # fmt: skip
