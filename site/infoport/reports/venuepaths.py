"""What lies between venues and the rest of the city: the bandwidth left, and whether there is a second way.

The path of a venue is its site's lines that lead to where the MCUs stand. A site without lines is on the city's own
fibre; there the port of the terminal counts, and whether there is a second way is not known.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from inventory.circuits.models import CircuitTermination
from inventory.conferencing.models import Mcu, VenueEndpoint
from inventory.dcim.models import CableTermination, Interface
from monitoring.samples.rates import rates

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from inventory.conferencing.models import Venue

SITE, TERMINATION, PORT = "dcim.site", "circuits.circuittermination", "dcim.interface"


@dataclass(frozen=True, slots=True)
class Way:
    """A line or port: how much it carries at most and now, in kbit/s; None is not known."""

    name: str
    capacity: int | None
    used: int | None

    @property
    def free(self) -> int | None:
        """What is left; None where either is not known."""
        return None if self.capacity is None or self.used is None else max(0, self.capacity - self.used)


@dataclass(frozen=True, slots=True)
class Reach:
    """The ways of a venue. `spare`: whether there are two or more lines; None: none is registered."""

    ways: Sequence[Way] = ()
    spare: bool | None = None

    @property
    def bandwidth(self) -> int | None:
        """What is left on the best way; None where none is known."""
        return max((each.free for each in self.ways if each.free is not None), default=None)


def reaches(venues: Iterable[Venue]) -> dict[int, Reach]:
    """Venue → its ways. Eight queries, whatever their number."""
    listed = list(venues)
    lines = _lines({each.site_id for each in listed})
    inside = [each.pk for each in listed if each.site_id not in lines]
    ports = _ports(inside)
    carried = rates(
        {(port.device_id, port.name) for some in (*lines.values(), *ports.values()) for _n, _c, port in some if port}
    )

    def way(name: str, capacity: int | None, port: Any) -> Way:
        rate = carried.get((port.device_id, port.name)) if port else None
        return Way(name, capacity, None if rate is None else round(max(rate.incoming, rate.outgoing) / 1000))

    found = {}
    for each in listed:
        own = lines.get(each.site_id)
        ways = [way(*row) for row in (ports.get(each.pk, []) if own is None else own)]
        found[each.pk] = Reach(ways, None if own is None else len(own) > 1)
    return found


Row = tuple[str, int | None, Any]
"""Name, capacity in kbit/s, and the port that counts what goes through."""


def _lines(sites: set[int]) -> dict[int, list[Row]]:
    """Site → its active circuits that lead to an MCU, with the ports they are handed over on."""
    leading = _leading(sites)
    ends: list[Any] = list(
        CircuitTermination.objects.filter(
            termination_type=SITE, termination_id__in=sites, circuit__status="active"
        ).select_related("circuit")
    )
    ports = _opposite(TERMINATION, [each.pk for each in ends])
    found: dict[int, list[Row]] = defaultdict(list)
    for each in ends:
        if leading is not None and (each.termination_id, each.circuit_id) not in leading:
            continue
        known = [value for value in (each.circuit.commit_rate, each.port_speed) if value]
        found[each.termination_id].append((each.circuit.cid, min(known, default=None), ports.get(each.pk)))
    return found


def _leading(sites: set[int]) -> set[tuple[int, int]] | None:
    """(site, circuit) whose far end reaches a site with an MCU without coming back; None where no MCU has a place."""
    goals = set(
        Mcu.objects.filter(status="active", device__isnull=False).order_by().values_list("device__site", flat=True)
    )
    if not goals:
        return None
    ends: dict[int, list[int]] = defaultdict(list)
    active = CircuitTermination.objects.filter(termination_type=SITE, circuit__status="active")
    for circuit, place in active.values_list("circuit", "termination_id"):
        if place is not None:
            ends[circuit].append(place)
    beside: dict[int, set[int]] = defaultdict(set)
    for pair in ends.values():
        for site in pair:
            beside[site].update(each for each in pair if each != site)
    return {
        (site, circuit)
        for circuit, pair in ends.items()
        for site in pair
        if site in sites and any(_reaches(far, site, goals, beside) for far in pair if far != site)
    }


def _reaches(begin: int, avoided: int, goals: set[int], beside: dict[int, set[int]]) -> bool:
    seen, waiting = {begin, avoided}, [begin]
    while waiting:
        site = waiting.pop()
        if site in goals:
            return True
        fresh = beside[site] - seen
        seen |= fresh
        waiting.extend(fresh)
    return False


def _ports(venues: Sequence[int]) -> dict[int, list[Row]]:
    """Venue → the ports its terminals are plugged into, at the switch where that is cabled."""
    devices = dict(
        VenueEndpoint.objects.filter(venue__in=venues, kind="codec", device__isnull=False).values_list(
            "device", "venue"
        )
    )
    own = {each.pk: each for each in Interface.objects.filter(device__in=devices, cable__isnull=False)}
    far = _opposite(PORT, list(own))
    found: dict[int, list[Row]] = defaultdict(list)
    for key, port in own.items():
        counted = far.get(key)
        speed = (counted.speed if counted else None) or port.speed
        found[devices[port.device_id]].append((str(port.name), speed, counted or port))
    return found


def _opposite(label: str, ids: Sequence[int]) -> dict[int, Interface]:
    """Id of an end → the interface at the other end of its cable, where there is one directly."""
    near = dict(
        CableTermination.objects.filter(termination_type=label, termination_id__in=ids).values_list(
            "cable", "termination_id"
        )
    )
    far = CableTermination.objects.filter(cable__in=near, termination_type=PORT).values_list("cable", "termination_id")
    pairs = [(near[cable], key) for cable, key in far if label != PORT or key != near[cable]]
    ports = Interface.objects.in_bulk([key for _end, key in pairs])
    return {end: ports[key] for end, key in pairs if key in ports}
