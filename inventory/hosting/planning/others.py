"""Mailboxes, conference rooms, network connections, and giving things back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from inventory.conferencing.models import Venue
from inventory.dcim.models import Interface, Site
from inventory.hosting.planning import affected, network
from inventory.hosting.planning.lines import Line, Proposal, Said
from inventory.ipam.models import VLAN
from inventory.services.models import ApplicationService

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from inventory.hosting.models import Request


def mailboxes(request: Request) -> Proposal:
    """Boxes on the city's mail service."""
    proposal = Proposal()
    count = int(request.answers.get("count") or 0)
    proposal.size = count
    takes = ApplicationService.objects.filter(endpoints__protocol="smtp", endpoints__enabled=True, status="active")
    service = takes.order_by("pk").first()
    if count < 1:
        proposal.problems.append(Said("no boxes"))
    if service is None:
        proposal.problems.append(Said("no mail service"))
    if proposal.problems or service is None:
        return proposal
    domain = str(request.answers.get("domain") or f"{request.tenant.slug}.{network.ZONE}").lower()
    values = {"play": "mail_domain", "domain": domain, "count": count}
    proposal.lines.append(Line("run", "mailboxes", values=values, slot=f"mail:{domain}",
                               told={"count": count, "domain": domain, "service": service.name}))  # fmt: skip
    proposal.affected, proposal.cost = [service.pk], {"mailboxes": count}
    return proposal


def room(request: Request) -> Proposal:
    """A venue for half a day; one booking a half-day."""
    proposal = Proposal(size=1, affected=affected.of_rooms(), cost={"half_days": 1})
    found = Venue.objects.filter(pk=int(request.answers.get("venue") or 0)).first()
    half = str(request.answers.get("half") or "")
    try:
        wanted = date.fromisoformat(str(request.answers.get("day") or ""))
    except ValueError:
        proposal.problems.append(Said("no day"))
        return proposal
    if found is None or half not in {"morning", "afternoon"}:
        proposal.problems.append(Said("no venue"))
        return proposal
    slot = f"room:{found.pk}:{wanted}:{half}"
    told = {"venue": found.name, "day": wanted.isoformat(), "half": half}
    if is_held(slot, request):
        proposal.problems.append(Said("venue taken", told))
        for other in Venue.objects.exclude(pk=found.pk).order_by("pk"):
            if not is_held(f"room:{other.pk}:{wanted}:{half}", request):
                proposal.alternatives.append(Said("other venue", {"venue": other.name}))
    proposal.lines.append(Line("take", "venue", "conferencing.venue", found.pk, {}, slot, told))
    return proposal


def connection(request: Request) -> Proposal:
    """A free switch port at the department's site, in the VLAN of its segment there."""
    proposal = Proposal(size=int(request.answers.get("mbps") or 0))
    if not network.allowed(request, proposal):
        return proposal
    site = Site.objects.filter(pk=int(request.answers.get("site") or 0)).first()
    if site is None:
        proposal.problems.append(Said("no site"))
        return proposal
    vlans = VLAN.objects.filter(segment=request.segment_id, status="active")
    vlan = (
        vlans.filter(tenant=request.tenant_id).order_by("vid").first()
        or vlans.filter(tenant=None).order_by("vid").first()
    )
    if vlan is None:
        proposal.problems.append(Said("no vlan", {"segment": request.segment.name if request.segment else ""}))
        for other in network.others(request):
            if VLAN.objects.filter(segment=other, status="active", tenant__in=[request.tenant_id]).exists():
                proposal.alternatives.append(Said("other segment", {"segment": other.name}))
        return proposal
    free = _free_ports().filter(device__site=site).select_related("device")
    port = free.order_by("device___name", "_name", "pk").first()
    if port is None:
        proposal.problems.append(Said("no port", {"site": site.name}))
        proposal.alternatives.extend(Said("other site", {"site": each}) for each in _sites_with_ports(request))
        return proposal
    text = described(request)
    values = {"mark_connected": True, "mode": "access", "untagged_vlan_id": vlan.pk, "description": text}
    told = {"device": port.device.name, "port": port.name, "vlan": vlan.vid}
    proposal.lines.append(Line("take", "port", "dcim.interface", port.pk, values, f"port:{port.pk}", told))
    play = {"play": "switch_port", "host": port.device.name, "port": port.name, "description": text}
    play |= bridged(port, vlan)
    proposal.lines.append(
        Line("run", "play switch_port", values=play, told={"play": "switch_port", "host": port.device.name})
    )
    proposal.cost = {"ports": 1, "mbps": proposal.size}
    proposal.affected = affected.on_device(port.device_id)
    return proposal


def _free_ports() -> QuerySet[Interface]:
    """Ports of access switches to which nothing is plugged."""
    free = Interface.objects.filter(device__role__slug="access", cable=None, mark_connected=False, mgmt_only=False)
    return free.exclude(type__in=["virtual", "lag", "bridge"])


def _sites_with_ports(request: Request) -> list[str]:
    """Names of up to five sites where a port is free and the department has something already."""
    own = Site.objects.filter(devices__tenant=request.tenant_id).values("pk")
    ports = _free_ports().filter(device__site__in=own)
    rows = Site.objects.filter(pk__in=ports.values("device__site")).order_by("_name")
    return list(rows.values_list("name", flat=True)[:5])


def described(request: Request) -> str:
    """What a switch is told that a port is for; it takes ASCII only."""
    kept = "".join(each for each in request.name if " " <= each <= "~").strip()
    return (kept or f"{request.tenant.slug} request {request.pk}")[:200]


def bridged(port: Interface, vlan: VLAN) -> dict[str, Any]:
    """The bridge of a Linux switch: the one that is the VLAN's own, else the port's, which must filter VLANs."""
    bridges = Interface.objects.filter(device=port.device_id, type="bridge")
    own = bridges.filter(untagged_vlan=vlan).order_by("pk").values_list("name", flat=True).first()
    if own is not None:
        return {"bridge": own, "vlan": None}
    return {"bridge": port.bridge.name if port.bridge else "br0", "vlan": vlan.vid}


def correction(request: Request) -> Proposal:
    """A switch port is set to what the register says of it, where the device was seen to differ."""
    proposal = Proposal(size=1, cost={"ports": 0})
    port = (
        Interface.objects.filter(pk=int(request.answers.get("interface") or 0))
        .select_related("device", "untagged_vlan", "bridge")
        .first()
    )
    if port is None or port.untagged_vlan is None:
        proposal.problems.append(Said("no intent"))
        return proposal
    proposal.affected = affected.on_device(port.device_id)
    told = {"device": port.device.name, "port": port.name}
    proposal.lines.append(Line("take", "port", "dcim.interface", port.pk, {}, f"correction:{port.pk}", told))
    play = {"play": "switch_port", "host": port.device.name, "port": port.name, "description": port.description}
    play |= bridged(port, port.untagged_vlan)
    told = {"play": "switch_port", "host": port.device.name}
    proposal.lines.append(Line("run", "play switch_port", values=play, told=told))
    return proposal


def giving_back(request: Request) -> Proposal:
    """All that the earlier request holds, in the reverse order."""
    proposal = Proposal()
    if request.about is None or request.about.state != "live":
        proposal.problems.append(Said("nothing to return"))
        return proposal
    slot = f"change:{request.about.pk}"
    if is_held(slot, request):
        proposal.problems.append(Said("held", {"slot": slot}))
    for held in request.about.reservations.order_by("-pk"):
        proposal.lines.append(Line("release", held.role, values={"reservation": held.pk}, told={"slot": held.slot}))
    if not proposal.lines:
        proposal.problems.append(Said("nothing to return"))
    return proposal


def is_held(slot: str, request: Request) -> bool:
    """Whether another request holds the slot."""
    from inventory.hosting.models import Reservation  # noqa: PLC0415 - models are loaded by now

    return Reservation.objects.filter(slot=slot).exclude(request=request.pk).exists()
