"""Virtual machines, and the web sites and databases on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Sum

from inventory.dcim.models import Device, DeviceRole, Platform, Site
from inventory.hosting.planning import affected, network
from inventory.hosting.planning.lines import Line, Proposal, Said
from inventory.virtualization.models import Cluster, VirtualMachine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from inventory.hosting.models import Request


@dataclass(frozen=True, slots=True)
class Size:
    """vCPUs, memory and disk in GB."""

    vcpus: int
    memory: int
    disk: int


SIZES: Final[Mapping[str, Size]] = {
    "small": Size(2, 4, 60), "medium": Size(4, 8, 120), "large": Size(8, 32, 500), "huge": Size(16, 64, 2000),
}  # fmt: skip
GIB: Final = 1024
"""MB in what the inventory counts as a GB of memory and disk."""


@dataclass(frozen=True, slots=True)
class Room:
    """What a cluster has left; a figure is None where its hosts do not state what they have. `used` counts vCPUs."""

    cluster: Cluster
    site: int | None
    vcpus: int | None
    memory: int | None
    disk: int | None
    used: int = 0

    def holds(self, size: Size) -> bool:
        """Whether all that is known leaves room; what is unknown does not refuse, the plan says so."""
        pairs = ((self.vcpus, size.vcpus), (self.memory, size.memory * GIB), (self.disk, size.disk * GIB))
        return all(left is None or left >= need for left, need in pairs)


def plan(request: Request, *, stem: str, ports: list[int], plays: list[str]) -> Proposal:
    """A machine with its address, name, opening, backup and plays."""
    proposal = Proposal()
    size = SIZES.get(str(request.answers.get("size", "small")))
    if size is None:
        proposal.problems.append(Said("no size", {"size": str(request.answers.get("size"))}))
        proposal.alternatives.extend(Said("smaller", {"size": each}) for each in SIZES)
        return proposal
    proposal.size = size.vcpus
    if not network.allowed(request, proposal):
        return proposal
    room = _place(request, proposal, size)
    if room is None:
        return proposal
    name = network.host_name(request, stem)
    domain = str(request.answers.get("domain") or f"{name}.{network.ZONE}").lower()
    proposal.affected = affected.in_cluster(room.cluster)
    proposal.lines.append(_machine(request, room, size, name))
    found = network.address(request, proposal, domain)
    if found is None:
        return proposal
    bare = str(found.values["address"]).partition("/")[0]
    proposal.lines.append(Line("make", "interface", "virtualization.vminterface", values={
        "virtual_machine": {"$": "machine"}, "name": "eth0", "enabled": True,
    }, told={"name": "eth0"}))  # fmt: skip
    network.dns(request, proposal, domain, bare)
    network.opening(request, proposal, bare, ports)
    _cost(proposal, room, size)
    backup(request, proposal, room, name)
    for play in plays:
        values: dict[str, Any] = {"play": play, "host": name, "address": bare, "domain": domain}
        proposal.lines.append(Line("run", f"play {play}", values=values, told={"play": play, "host": name}))
    proposal.lines.append(Line("open", "probes", values={"address": bare, "ports": ports, "domain": domain},
                               told={"address": bare, "ports": ", ".join(map(str, ports))}))  # fmt: skip
    return proposal


def rooms() -> list[Room]:
    """Every active cluster with what it has left, the emptiest first. Four queries."""
    clusters = list(Cluster.objects.filter(status="active").order_by("pk"))
    used: dict[int, Any] = {
        each["cluster"]: each
        for each in VirtualMachine.objects.exclude(cluster=None).values("cluster").order_by("cluster")
        .annotate(vcpus=Sum("vcpus"), memory=Sum("memory"), disk=Sum("disk"))
    }  # fmt: skip
    stated: dict[int, list[Any]] = {}
    for cluster, data in Device.objects.filter(cluster__in=clusters).values_list("cluster_id", "local_context_data"):
        stated.setdefault(cluster, []).append((data or {}).get("capacity"))
    at = dict(Cluster.objects.filter(scope_type="dcim.site").values_list("pk", "scope_id"))
    found = [
        Room(each, at.get(each.pk), *_left(stated.get(each.pk, []), used.get(each.pk, {})),
             int(used.get(each.pk, {}).get("vcpus") or 0))
        for each in clusters
    ]  # fmt: skip
    return sorted(found, key=lambda each: (-(each.vcpus or 0), each.cluster.pk))


def _left(stated: list[Any], used: Mapping[str, Any]) -> tuple[int | None, int | None, int | None]:
    if not stated or any(each is None for each in stated):
        return None, None, None
    vcpus, memory, disk = (
        sum(int(each.get(name, 0)) for each in stated) - int(used.get(name) or 0)
        for name in ("vcpus", "memory", "disk")
    )
    return vcpus, memory, disk


def _place(request: Request, proposal: Proposal, size: Size) -> Room | None:
    known = rooms()
    site = request.answers.get("site")
    wanted = [each for each in known if not site or each.site == int(site)]
    fitting = [each for each in wanted if each.holds(size)]
    if fitting:
        return fitting[0]
    proposal.problems.append(Said("no machine room", {"vcpus": size.vcpus, "memory": size.memory, "disk": size.disk}))
    for room in known:
        if room.holds(size):
            proposal.alternatives.append(Said("other cluster", {"cluster": room.cluster.name}))
    for name, smaller in SIZES.items():
        if smaller.vcpus < size.vcpus and any(each.holds(smaller) for each in wanted):
            proposal.alternatives.append(Said("smaller", {"size": name}))
    return None


def _machine(request: Request, room: Room, size: Size, name: str) -> Line:
    role = DeviceRole.objects.filter(vm_role=True).order_by("pk").values_list("pk", flat=True).first()
    platform = (
        Platform.objects.filter(slug__in=["debian", "linux"]).order_by("slug").values_list("pk", flat=True).first()
    )
    values = {
        "name": name, "status": "planned", "cluster_id": room.cluster.pk, "site_id": room.site, "role_id": role,
        "tenant_id": request.tenant_id, "platform_id": platform, "vcpus": size.vcpus, "memory": size.memory * GIB,
        "disk": size.disk * GIB,
    }  # fmt: skip
    left = "unstated" if room.vcpus is None else str(room.vcpus - size.vcpus)
    told = {
        "name": name, "cluster": room.cluster.name, "vcpus": size.vcpus, "memory": size.memory, "disk": size.disk,
        "left": left,
    }  # fmt: skip
    return Line("make", "machine", "virtualization.virtualmachine", values=values, slot=f"machine:{name}", told=told)


def _cost(proposal: Proposal, room: Room, size: Size) -> None:
    """What the machine takes of its cluster, and what is left then."""
    proposal.cost |= {"cluster": room.cluster.name, "vcpus": size.vcpus, "memory": size.memory, "disk": size.disk}
    left = {"vcpus_left": (room.vcpus, size.vcpus), "memory_left": (room.memory, size.memory * GIB),
            "disk_left": (room.disk, size.disk * GIB)}  # fmt: skip
    units = {"vcpus_left": 1, "memory_left": GIB, "disk_left": GIB}
    proposal.cost |= {name: (has - need) // units[name] for name, (has, need) in left.items() if has is not None}
    if room.vcpus is None:  # what there is nobody states; what is used already is known
        proposal.cost["vcpus_used"] = room.used


def backup(request: Request, proposal: Proposal, room: Room, name: str) -> None:
    """Copies lie in another machine room than the machine (mutual off-site backup)."""
    if request.backup == "none":
        return
    kept = Cluster.objects.filter(status="active", scope_type="dcim.site").exclude(scope_id=room.site)
    target = Site.objects.filter(pk__in=kept.values("scope_id")).order_by("pk").first()
    if target is None:
        proposal.problems.append(Said("no backup room", {"cluster": room.cluster.name}))
        return
    values = {"play": "backup_job", "host": name, "site": target.pk, "schedule": request.backup}
    proposal.lines.append(Line("run", "backup", values=values, told={"site": target.name, "schedule": request.backup}))
