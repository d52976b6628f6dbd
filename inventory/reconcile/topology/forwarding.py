"""Links by forwarding tables: a MAC address that lies behind exactly one edge port is plugged in there.

A port is no edge where another bridge lies behind it. Two bridges are neighbours where each has the other behind a port
and no third bridge lies behind both ports: it would stand between them (Breitbart et al., INFOCOM 2000, for tables that
need not be complete).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from inventory.reconcile.topology.shapes import Crowd, End, Place, Seen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from collectors.facts import BridgeEntry
    from inventory.reconcile.observed import Case
    from inventory.reconcile.topology.found import Found
    from inventory.reconcile.topology.shapes import Owner, Tables

OWN: Final = frozenset({"self", "mgmt", "invalid"})
"""States of entries that say nothing of what lies behind a port."""
SEVERAL: Final = 2
"""Addresses behind one port that take a switch, or a host of machines, to share it."""


@dataclass
class Learnt:
    """Forwarding tables turned round."""

    case: Case
    tables: Tables
    behind: dict[Place, dict[str, int | None]] = field(default_factory=lambda: defaultdict(dict))  # -> MAC -> VLAN
    bridges: dict[Place, set[int]] = field(default_factory=lambda: defaultdict(set))  # -> bridges behind it
    interfaces: dict[Place, int] = field(default_factory=dict)
    peers: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))  # interface -> devices recorded there

    def end(self, place: Place) -> End:
        """A place as the end of a link."""
        return End(device=place.device, port=place.port, interface=self.interfaces.get(place, 0))

    def seen(self, place: Place, said: str) -> Seen:
        """A reason for a link that the table of a place's device gives."""
        evidence = self.case.views[place.device].cite("fdb")
        return Seen(how="fdb", device=place.device, port=place.port, said=said, evidence=evidence)

    def words(self, place: Place, mac: str) -> str:
        """An address and its VLAN."""
        vid = self.behind[place].get(mac)
        return mac if vid is None else f"{mac} VLAN {vid}"


def learn(case: Case, tables: Tables) -> Learnt:
    """Which addresses lie behind which port, and which bridges."""
    learnt = Learnt(case, tables)
    for link in case.intent.links:
        one, other = link.ends
        learnt.peers[one.interface].add(other.device)
        learnt.peers[other.interface].add(one.device)
    for device, entries in tables.fdb.items():
        if device not in case.views:
            continue
        for entry in entries:
            place = _place(learnt, device, entry)
            if place is None:
                continue
            learnt.behind[place][entry.mac] = entry.vid
            owner = tables.owners.get(entry.mac)
            if owner is not None and owner.device in tables.fdb and owner.device != device:
                learnt.bridges[place].add(owner.device)
    return learnt


def _place(learnt: Learnt, device: int, entry: BridgeEntry) -> Place | None:
    if entry.status in OWN:
        return None
    view = learnt.case.views[device]
    wanted = view.interface(entry.local_port, entry.if_index)
    name = wanted.name if wanted else entry.local_port
    if not name:
        return None
    place = Place(device, name)
    if wanted:
        learnt.interfaces[place] = wanted.id
    return place


def forward(found: Found, learnt: Learnt, trunks: set[Place]) -> tuple[Crowd, ...]:
    """Add links between bridges that do not speak of each other, and links to what is plugged into edge ports.

    `trunks` are ports known to lead to a bridge by other means. Returns the switches that nobody manages.
    """
    _between(found, learnt)
    edges = {
        place
        for place in learnt.behind
        if not learnt.bridges.get(place) and place not in trunks and (place.device, place.port) not in found.taken
    }
    where: dict[str, list[Place]] = defaultdict(list)
    for place in sorted(edges):
        for mac in learnt.behind[place]:
            where[mac].append(place)
    crowds = []
    for place in sorted(edges):
        macs = tuple(sorted(mac for mac in learnt.behind[place] if len(where[mac]) == 1))
        if macs:
            crowds += list(_plugged(found, learnt, place, macs))
    return tuple(crowds)


def _between(found: Found, learnt: Learnt) -> None:
    towards: dict[tuple[int, int], list[Place]] = defaultdict(list)  # bridge, bridge it sees -> ports
    for place, bridges in learnt.bridges.items():
        for bridge in bridges:
            towards[place.device, bridge].append(place)
    for (one, other), ports in sorted(towards.items()):
        back = towards.get((other, one), [])
        if one > other or len(ports) != 1 or len(back) != 1:
            continue
        near, far = ports[0], back[0]
        if learnt.bridges[near] & learnt.bridges[far]:
            continue
        if {(near.device, near.port), (far.device, far.port)} & found.taken:
            continue
        for place, peer in ((near, other), (far, one)):
            found.add(learnt.end(near), learnt.end(far), learnt.seen(place, f"#{peer}"), "inferred")


def _plugged(found: Found, learnt: Learnt, place: Place, macs: tuple[str, ...]) -> Iterator[Crowd]:
    """What is plugged into one edge port: a device, or something with several devices behind it."""
    owners = learnt.tables.owners
    known: dict[Owner, str] = {owners[mac]: mac for mac in macs if mac in owners and owners[mac].device != place.device}
    devices = {owner.device for owner in known}
    strange = [mac for mac in macs if mac not in owners]
    # A host of virtual machines has more addresses than the register knows; it is no switch where it is recorded.
    if len(devices) + len(strange) < SEVERAL or devices == learnt.peers.get(learnt.interfaces.get(place, 0)):
        exact = {owner: mac for owner, mac in known.items() if owner.interface}
        for owner, mac in sorted((exact or known).items()):
            found.add(learnt.end(place), _owned(owner), learnt.seen(place, learnt.words(place, mac)), "inferred")
        return
    crowd = Crowd(node=f"switch:{place.device}/{place.port}", place=place, macs=macs)
    yield crowd
    shown = learnt.seen(place, f"{len(macs)} MAC: {', '.join(macs[:3])}")
    found.add(learnt.end(place), End(node=crowd.node), shown, "inferred")
    for owner, mac in sorted(known.items()):
        found.add(End(node=crowd.node), _owned(owner), learnt.seen(place, learnt.words(place, mac)), "inferred")


def _owned(owner: Owner) -> End:
    return End(device=owner.device, port=owner.port, interface=owner.interface)
