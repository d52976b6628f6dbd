"""A change or a move as a difference against what runs: what stays, what becomes something else, what is given back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from inventory.hosting import lineage
from inventory.hosting.choices import Item
from inventory.hosting.planning import affected, machines, network
from inventory.hosting.planning.lines import Line, Proposal, Said

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from inventory.hosting.models import Request

EXCHANGED: Final = frozenset({Item.RACK_SPACE, Item.CONNECTION, Item.ROOM})
"""Items without data of their own: another takes the place of the first."""
AGAIN: Final[Mapping[str, frozenset[str]]] = {
    "domain": frozenset({"play website", "dns", "probes"}), "exposure": frozenset({"firewall", "play database"}),
}  # fmt: skip
"""What differs → the roles of the lines that are done again."""


def change(request: Request, planner: Callable[[Request], Proposal]) -> Proposal:
    """What a change or a move makes of the running one; `planner` plans the item anew."""
    about, proposal = request.about, Proposal()
    plan = lineage.approved(about) if about is not None and about.state == "live" else None
    if about is None or plan is None:
        proposal.problems.append(Said("nothing to change"))
        return proposal
    if about.followers.filter(purpose="return", state__in=["approved", "acting", "verifying", "failed"]).exists():
        proposal.problems.append(Said("going back", {"name": about.name}))
        return proposal
    lines = [Line(**each) for each in plan.lines]
    if request.item in EXCHANGED:
        proposal = planner(request)
        for held in about.reservations.order_by("-pk"):
            proposal.lines.append(Line("release", held.role, values={"reservation": held.pk}, told={"slot": held.slot}))
    elif request.item in lineage.IN_PLACE and request.purpose == "change":
        _in_place(request, about, lines, proposal)
    else:
        proposal.problems.append(Said("no move" if request.item in lineage.IN_PLACE else "no change"))
        return proposal
    told = {"name": about.name}
    proposal.lines.append(Line("take", "changed", slot=f"change:{about.pk}", told=told))
    return proposal


@dataclass(frozen=True, slots=True)
class Running:
    """What runs, by the roles of the plan it came of, and the name that is asked for now."""

    request: Request
    about: Request
    lines: Mapping[str, Line]
    domain: str

    @property
    def again(self) -> frozenset[str]:
        """Roles of the lines that are done again."""
        found: frozenset[str] = frozenset()
        if self.domain != self.lines["probes"].values["domain"]:
            found |= AGAIN["domain"]
        if self.request.exposure != self.about.exposure:
            found |= AGAIN["exposure"]
        return found & self.lines.keys()

    def held(self, role: str) -> int | None:
        """The object that is held in a role."""
        found: int | None = self.about.reservations.filter(role=role).values_list("target_id", flat=True).first()
        return found


def _in_place(request: Request, about: Request, lines: list[Line], proposal: Proposal) -> None:
    """The same machine, with another size, name, opening or backup."""
    if request.segment_id != about.segment_id:
        proposal.problems.append(Said("no move"))
        return
    if not network.allowed(request, proposal):
        return
    by_role = {each.role: each for each in lines if each.verb != "release" and each.role != "changed"}
    domain = str(request.answers.get("domain") or by_role["probes"].values["domain"]).lower()
    running = Running(request, about, by_role, domain)
    again = running.again
    _sized(running, proposal)
    proposal.lines.append(_address(running))
    kept = [each for role, each in by_role.items() if role not in again | {"machine", "address", "backup"}]
    proposal.lines.extend(_kept(each) for each in kept)
    _again(running, proposal)
    _backup(request, by_role, proposal)


def _kept(line: Line) -> Line:
    return replace(line, verb="keep", slot="")


def _sized(running: Running, proposal: Proposal) -> None:
    """The machine with its new size; its cluster must hold what it grows by."""
    request, line = running.request, running.lines["machine"]
    size = machines.SIZES.get(str(request.answers.get("size", "small")))
    room = next((each for each in machines.rooms() if each.cluster.pk == line.values["cluster_id"]), None)
    if size is None or room is None:
        proposal.problems.append(Said("no size", {"size": str(request.answers.get("size"))}))
        return
    proposal.size, proposal.affected = size.vcpus, affected.in_cluster(room.cluster)
    now = machines.Size(int(line.told["vcpus"]), int(line.told["memory"]), int(line.told["disk"]))
    grown = machines.Size(size.vcpus - now.vcpus, size.memory - now.memory, size.disk - now.disk)
    told: dict[str, Any] = {"name": line.values["name"], "cluster": room.cluster.name}
    if size == now:
        proposal.lines.append(_kept(line))
        return
    wants = {"vcpus": size.vcpus, "memory": size.memory, "disk": size.disk}
    proposal.cost = {"cluster": room.cluster.name, "vcpus": grown.vcpus, "memory": grown.memory, "disk": grown.disk}
    if room.vcpus is not None:
        proposal.cost["vcpus_left"] = room.vcpus - grown.vcpus
    if not room.holds(grown):
        proposal.problems.append(Said("no machine room", wants))
    values = {
        **line.values, "vcpus": size.vcpus, "memory": size.memory * machines.GIB, "disk": size.disk * machines.GIB,
    }  # fmt: skip
    values.pop("status", None)  # it runs, whatever the first plan made of it
    told |= wants | {"before": now.vcpus, "left": proposal.cost.get("vcpus_left", "unstated")}
    proposal.lines.append(
        Line("take", "machine", "virtualization.virtualmachine", running.held("machine"), values, told=told)
    )


def _address(running: Running) -> Line:
    """The address stays; the name that stands with it may be another."""
    line = running.lines["address"]
    if "dns" not in running.again:
        return _kept(line)
    values = {name: value for name, value in line.values.items() if name != "status"} | {"dns_name": running.domain}
    return Line("take", "address", "ipam.ipaddress", running.held("address"), values, told=line.told)


def _again(running: Running, proposal: Proposal) -> None:
    """The plays that are run again with what they are told now."""
    request, domain, again, probes = running.request, running.domain, running.again, running.lines["probes"]
    address, ports = str(probes.values["address"]), list(probes.values["ports"])
    if "dns" in again:
        network.dns(request, proposal, domain, address)
        for held in running.about.reservations.filter(role="dns"):
            proposal.lines.append(Line("release", "dns", values={"reservation": held.pk}, told={"slot": held.slot}))
        proposal.lines.append(replace(probes, values={**probes.values, "domain": domain}))
    if "firewall" in again:
        found = Proposal()
        network.opening(request, found, address, ports)
        proposal.lines.extend(replace(each, slot="") for each in found.lines)
    for role in sorted(again):
        if role.startswith("play "):
            line = running.lines[role]
            proposal.lines.append(replace(line, verb="run", values={**line.values, "domain": domain}, slot=""))


def _backup(request: Request, by_role: Mapping[str, Line], proposal: Proposal) -> None:
    """The copies as they are asked for now: the same, another schedule, or none any more."""
    line, machine = by_role.get("backup"), by_role["machine"]
    had = line.values["schedule"] if line is not None else "none"
    if line is not None and had == request.backup:
        proposal.lines.append(_kept(line))
    elif line is not None and request.backup == "none":
        proposal.lines.append(Line("release", "backup", told={"slot": f"backup:{machine.values['name']}"}))
    elif line is not None:
        values = {**line.values, "schedule": request.backup}
        told = {**line.told, "schedule": request.backup}
        proposal.lines.append(replace(line, verb="run", values=values, slot="", told=told))
    elif request.backup != "none":
        room = next((each for each in machines.rooms() if each.cluster.pk == machine.values["cluster_id"]), None)
        if room is not None:
            machines.backup(request, proposal, room, str(machine.values["name"]))
