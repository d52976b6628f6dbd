"""Which interfaces recorded cables join, followed through patch panels."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Final, TypeAlias

from msgspec import Struct

from inventory.dcim.models import Cable, CableTermination, FrontPort, Interface, RearPort
from inventory.reconcile.intent import IntendedLink, Port

INTERFACE, FRONT, REAR = "dcim.interface", "dcim.frontport", "dcim.rearport"

HOPS: Final = 16
"""Cables on one path at most; a longer one is a loop of patch panels."""

Plug: TypeAlias = tuple[str, int]  # label and id of what a cable ends in


class Panel(Struct):
    """What is wired inside patch panels, and which cable is in each of their ports."""

    rear_of: dict[int, tuple[int, int]]  # front port -> rear port, position
    front_of: dict[int, dict[int, int]]  # rear port -> position -> front port


class Cables(Struct):
    """Cables, as far as they were followed."""

    ends: dict[int, dict[str, list[Plug]]]  # cable -> "A" or "B" -> plugs
    at: dict[Plug, tuple[int, str]]  # plug -> cable, end
    versions: dict[int, datetime]  # cables in use only
    panel: Panel


def links_of(devices: Mapping[int, int]) -> tuple[IntendedLink, ...]:
    """Links of interfaces (id -> device); the statements needed grow with the hops of a path, not with devices."""
    cables = _follow(set(devices.values()))
    starts = sorted(key for label, key in cables.at if label == INTERFACE and key in devices)
    far = {interface: list(_paths(cables, interface)) for interface in starts}
    strangers = {other for paths in far.values() for other, _via, _exact in paths} - devices.keys()
    owners = {**devices, **_owners(strangers)}
    found: dict[tuple[Port, Port], IntendedLink] = {}
    for interface, paths in far.items():
        for other, via, exact in paths:
            if other not in owners or other == interface:
                continue
            near_port, far_port = Port(owners[interface], interface), Port(owners[other], other)
            ends, path = ((near_port, far_port), via) if near_port < far_port else ((far_port, near_port), via[::-1])
            versions = (cables.versions[path[0]], cables.versions[path[-1]])
            found[ends] = IntendedLink(ends=ends, cables=(path[0], path[-1]), versions=versions, exact=exact)
    return tuple(found[ends] for ends in sorted(found))


def _owners(interfaces: Collection[int]) -> dict[int, int]:
    return dict(Interface.objects.filter(id__in=interfaces).values_list("id", "device_id")) if interfaces else {}


def _follow(devices: Collection[int]) -> Cables:
    """Load cables outwards from the interfaces of devices until nothing new is met."""
    cables = Cables({}, {}, {}, Panel({}, {}))
    rows = Interface.objects.filter(device_id__in=devices, cable__isnull=False).order_by()
    new = set(rows.values_list("cable_id", flat=True))
    for _hop in range(HOPS):
        if not new:
            break
        plugs = _load(cables, new)
        fronts = {key for label, key in plugs if label == FRONT} - cables.panel.rear_of.keys()
        rears = {key for label, key in plugs if label == REAR} - cables.panel.front_of.keys()
        new = _through(cables.panel, fronts, rears) - cables.ends.keys()
    return cables


def _load(cables: Cables, new: Collection[int]) -> set[Plug]:
    cables.versions.update(Cable.objects.filter(id__in=new, status="connected").values_list("id", "last_updated"))
    met: set[Plug] = set()
    for key in new:
        cables.ends[key] = {"A": [], "B": []}
    rows = CableTermination.objects.filter(cable_id__in=new).order_by("id")
    for cable, end, label, key in rows.values_list("cable_id", "cable_end", "termination_type", "termination_id"):
        cables.ends[cable][end].append((label, key))
        cables.at[label, key] = (cable, end)
        met.add((label, key))
    return met


def _through(panel: Panel, fronts: Collection[int], rears: Collection[int]) -> set[int]:
    """Learn the wiring behind ports just met; the cables on its other side."""
    found: set[int] = set()
    rows = FrontPort.objects.filter(id__in=fronts, rear_port__isnull=False)
    for key, rear, position in rows.values_list("id", "rear_port_id", "rear_port_position"):
        panel.rear_of[key] = (rear, position)
    behind = {panel.rear_of[key][0] for key in fronts if key in panel.rear_of}
    found.update(key for key in RearPort.objects.filter(id__in=behind).values_list("cable_id", flat=True) if key)
    wanted = set(rears) | (behind - panel.front_of.keys())
    for key in wanted:
        panel.front_of[key] = {}
    rows = FrontPort.objects.filter(rear_port_id__in=wanted)
    for key, rear, position, cable in rows.values_list("id", "rear_port_id", "rear_port_position", "cable_id"):
        panel.front_of[rear][position] = key
        panel.rear_of[key] = (rear, position)
        if cable and rear in rears:
            found.add(cable)
    return found


def _paths(cables: Cables, interface: int) -> Iterator[tuple[int, list[int], bool]]:
    """Far interfaces of one interface: id, cables on the way, and whether there was only one way."""
    start = (INTERFACE, interface)
    if start not in cables.at:
        return
    pending: list[tuple[Plug, list[int], tuple[int, ...], bool]] = [(start, [], (), True)]
    while pending:
        plug, via, positions, exact = pending.pop()
        cable, end = cables.at[plug]
        if cable not in cables.versions or cable in via or len(via) >= HOPS:
            continue
        opposite = cables.ends[cable]["B" if end == "A" else "A"]
        exact = exact and len(opposite) == 1 and len(cables.ends[cable][end]) == 1
        for label, key in opposite:
            if label == INTERFACE:
                yield key, [*via, cable], exact
            elif crossed := _cross(cables.panel, label, key, positions):
                onward, kept = crossed
                if onward in cables.at:
                    pending.append((onward, [*via, cable], kept, exact))


def _cross(panel: Panel, label: str, key: int, positions: tuple[int, ...]) -> tuple[Plug, tuple[int, ...]] | None:
    """The other side of a panel. A front port leaves its position behind, for the rear port at the other end."""
    if label == FRONT and key in panel.rear_of:
        rear, position = panel.rear_of[key]
        return (REAR, rear), (*positions, position)
    if label == REAR and key in panel.front_of:
        fronts = panel.front_of[key]
        position = positions[-1] if positions else (next(iter(fronts)) if len(fronts) == 1 else 0)
        if position in fronts:
            return (FRONT, fronts[position]), positions[:-1]
    return None
