"""Addresses, names and openings in a segment."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q

from inventory.hosting.planning.lines import Line, Proposal, Said
from inventory.ipam import free
from inventory.ipam.models import IPAddress, Prefix
from inventory.segments.choices import Isolation, SegmentKind
from inventory.segments.models import Segment
from inventory.virtualization.models import VirtualMachine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inventory.hosting.models import Request

ROLES: Final = ("hosting", "servers")
"""Slugs of the prefix roles from which hosted things get addresses, the preferred first."""
ZONE: Final = "changchun.example"
"""Names of the demo city end so, unless the request says otherwise."""
PUBLIC: Final = frozenset({SegmentKind.INTERNET, SegmentKind.EXTRANET})


def allowed(request: Request, proposal: Proposal) -> bool:
    """Whether the policy of the segment lets in what is asked; notes what stands against it."""
    segment = request.segment
    if segment is None:
        proposal.problems.append(Said("no segment"))
        return False
    found = list(_against(request, segment))
    proposal.problems.extend(found)
    if found:
        proposal.alternatives.extend(Said("other segment", {"segment": each.name}) for each in others(request)[:5])
    return not proposal.problems


def _against(request: Request, segment: Segment) -> Iterator[Said]:
    """What the policy of a segment has against the request."""
    told = {"segment": segment.name}
    if segment.tenant_id and segment.tenant_id != request.tenant_id:
        yield Said("foreign segment", told)
    if request.exposure == "public" and segment.kind not in PUBLIC:
        yield Said("not public", told)
    if request.exposure == "extranet" and segment.isolation == Isolation.PHYSICAL:
        yield Said("isolated", told)
    level = request.answers.get("level")
    if level and segment.level and int(level) > segment.level:
        yield Said("level", told | {"level": segment.level, "wanted": int(level)})


def others(request: Request) -> list[Segment]:
    """The other segments whose policy lets in what is asked, and in which the department may get an address."""
    rows = Segment.objects.filter(prefixes__status="active", prefixes__role__slug__in=ROLES)
    rows = rows.exclude(pk=request.segment_id or 0).distinct().order_by("weight", "pk")
    return [each for each in rows if not list(_against(request, each)) and prefixes(request, each)]


def prefixes(request: Request, segment: Segment) -> list[Prefix]:
    """Where the department may get an address in the segment: its own prefixes first, then shared ones."""
    rows = Prefix.objects.filter(segment=segment, status="active", role__slug__in=ROLES)
    rows = rows.filter(Q(tenant=request.tenant_id) | Q(tenant=None)).select_related("role", "vrf", "vlan")
    return sorted(
        rows, key=lambda each: (each.tenant_id is None, ROLES.index(each.role.slug), str(each.prefix), each.pk)
    )


def address(request: Request, proposal: Proposal, name: str) -> Line | None:
    """A free address for `name`; None, with the reason noted, where no prefix has one left."""
    if request.segment is None:
        return None
    tried = prefixes(request, request.segment)
    for prefix in tried:
        spans = free.in_prefix(prefix, 1)
        if not spans:
            continue
        found = free.addresses(spans, 1)[0]
        bare = found.partition("/")[0]
        text = f"{bare}/{ipaddress.ip_network(prefix.prefix).prefixlen}"
        line = Line(
            "make", "address", "ipam.ipaddress",
            values={
                "address": text, "vrf_id": prefix.vrf_id, "status": "reserved", "tenant_id": request.tenant_id,
                "dns_name": name,
            },
            slot=f"address:{prefix.vrf_id or 0}:{bare}",
            told={"address": text, "prefix": str(prefix.prefix), "vlan": str(prefix.vlan.vid) if prefix.vlan else ""},
        )  # fmt: skip
        proposal.lines.append(line)
        proposal.cost["addresses"] = proposal.cost.get("addresses", 0) + 1
        return line
    told = {"segment": request.segment.name, "prefixes": ", ".join(str(each.prefix) for each in tried) or "—"}
    proposal.problems.append(Said("no address", told))
    for other in others(request)[:5]:
        if any(free.in_prefix(each, 1) for each in prefixes(request, other)):
            proposal.alternatives.append(Said("other segment", {"segment": other.name}))
    return None


def host_name(request: Request, stem: str) -> str:
    """The first name `stem-department-N` that no machine and no address has."""
    base = f"{stem}-{request.tenant.slug}"[:55]
    at = 1
    while True:
        name = f"{base}-{at:02d}"
        taken = VirtualMachine.objects.filter(name__iexact=name).exists()
        if not taken and not IPAddress.objects.filter(dns_name__iexact=f"{name}.{ZONE}").exists():
            return name
        at += 1


def dns(request: Request, proposal: Proposal, name: str, target: str) -> None:
    """A name in the city's zone, which is held once."""
    if IPAddress.objects.filter(dns_name__iexact=name).exists():
        proposal.problems.append(Said("name taken", {"name": name}))
        proposal.alternatives.append(Said("other name", {"name": f"{host_name(request, 'web')}.{ZONE}"}))
    proposal.lines.append(
        Line("run", "dns", values={"play": "dns_record", "name": name, "address": target}, slot=f"dns:{name.lower()}",
             told={"name": name, "address": target})
    )  # fmt: skip


def opening(request: Request, proposal: Proposal, target: str, ports: list[int]) -> None:
    """A firewall rule as narrow as the exposure asks."""
    source = {"department": request.tenant.name, "extranet": "extranet", "public": "any"}[request.exposure]
    sources: list[str] = []
    if request.exposure == "department":
        sources = [str(each.prefix) for each in Prefix.objects.filter(tenant=request.tenant_id).order_by("prefix")[:20]]
    elif request.exposure == "extranet":
        rows = Prefix.objects.filter(segment__kind="extranet", status="container").order_by("prefix")
        sources = [str(each.prefix) for each in rows[:20]]
    values: dict[str, Any] = {"play": "firewall_rule", "sources": sources, "address": target, "ports": ports}
    told = {"source": source, "address": target, "ports": ", ".join(map(str, ports))}
    proposal.lines.append(Line("run", "firewall", values=values, slot=f"firewall:{target}", told=told))
