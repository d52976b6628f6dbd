"""What falls with an object: services, departments, rooms, venues, and whether the copies survive and are fresh.

The graph is read whole, whoever asks: what holds a service up does so for everybody. Names are read afterwards, within
the rights of the person who asks.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from inventory.declare.viewing import unlimited
from inventory.services.rules.protections import freshness
from monitoring.impact.simulate import chain, fail, single_points
from monitoring.supply import DEVICE, MACHINE, SERVICE, failing, read_graph

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from inventory.services.choices import Freshness
    from monitoring.impact.graph import Graph, Node
    from monitoring.impact.simulate import Outcome

LIVING: Final = """SELECT id, tenant_id FROM services_applicationservice WHERE status <> 'retired'
    ORDER BY CASE availability WHEN 'emergency' THEN 0 WHEN 'critical' THEN 1 WHEN 'important' THEN 2 ELSE 3 END,
    _code NULLS LAST, name"""
COPIES: Final = """
SELECT subject_id, id, rpo, last_good_copy, target_id, target_location_id, store_id FROM services_protection
WHERE subject_type = 'services.applicationservice' AND subject_id = ANY(%s) ORDER BY name
"""
PLACES: Final = "SELECT id, site_id, location_id, tenant_id FROM dcim_device WHERE id = ANY(%s)"
SITES: Final = """
SELECT s.id, s.tenant_id FROM dcim_site s JOIN dcim_device d ON d.site_id = s.id
WHERE d.id = ANY(%(linked)s) GROUP BY s.id, s.tenant_id HAVING bool_and(d.id = ANY(%(lost)s))
"""
VENUES: Final = """
SELECT v.id FROM conferencing_venue v WHERE v.status <> 'retired' AND (v.site_id = ANY(%(sites)s)
  OR EXISTS (SELECT FROM conferencing_venueendpoint e WHERE e.venue_id = v.id AND e.device_id = ANY(%(lost)s)))
"""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a service: how fresh, and whether it lies outside of what fell."""

    protection: int
    freshness: Freshness
    survives: bool


@dataclass(frozen=True, slots=True)
class Fall:
    """A service that is lost or degraded, the nodes from it down to what failed first, and its copies."""

    service: int
    because: tuple[Node, ...]
    copies: tuple[Copy, ...] = ()


@dataclass(slots=True)
class Department:
    """What a department loses: services of its own, sites without a network, devices."""

    services: list[int] = field(default_factory=list)
    sites: list[int] = field(default_factory=list)
    devices: int = 0


@dataclass(frozen=True, slots=True)
class Impact:
    """Everything that falls with `of`. Lists hold ids; `rooms` counts devices by site and location."""

    of: tuple[Node, ...]
    lost: Sequence[Fall]
    degraded: Sequence[Fall]
    kept: Sequence[int]
    devices: frozenset[int]
    cut: frozenset[int]
    machines: frozenset[int]
    rooms: Mapping[tuple[int, int | None], int]
    departments: Mapping[int, Department]
    sites: Sequence[int]
    venues: Sequence[int]


def impact_of(of: Sequence[Node]) -> Impact:
    """Let objects fail together, in thought. Some fifteen statements, whatever falls."""
    with unlimited():
        graph = read_graph()
        outcome = fail(graph, failing(of))
        return _impact(tuple(of), graph, outcome)


def points_of(service: int) -> list[Node]:
    """The objects whose failure alone loses a service."""
    with unlimited():
        return single_points(read_graph(), (SERVICE, service))


def _rows(sql: str, params: Any = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _ids(nodes: Iterable[Node], label: str) -> frozenset[int]:
    return frozenset(key for kind, key in nodes if kind == label)


def _impact(of: tuple[Node, ...], graph: Graph, outcome: Outcome) -> Impact:
    living = dict(_rows(LIVING))
    gone, less = _ids(outcome.lost | outcome.failed, SERVICE), _ids(outcome.degraded, SERVICE)
    lost, degraded = [key for key in living if key in gone], [key for key in living if key in less - gone]
    devices = _ids(outcome.lost | outcome.failed, DEVICE)
    copies = _copies([*lost, *degraded], outcome)
    places = _rows(PLACES, [list(devices)])
    linked = list(_ids(graph.links, DEVICE))
    sites = dict(_rows(SITES, {"linked": linked, "lost": list(devices)}))
    venues = _rows(VENUES, {"sites": list(sites), "lost": list(devices)})
    return Impact(
        of, [_fall(outcome, key, copies) for key in lost], [_fall(outcome, key, copies) for key in degraded],
        [key for key in living if key not in gone | less], devices, _ids(outcome.cut, DEVICE),
        _ids(outcome.lost | outcome.failed, MACHINE), _rooms(places),
        _departments({key: living[key] for key in lost}, sites, places), list(sites), [key for (key,) in venues],
    )  # fmt: skip


def _fall(outcome: Outcome, service: int, copies: Mapping[int, list[Copy]]) -> Fall:
    return Fall(service, tuple(chain(outcome, (SERVICE, service))[1:]), tuple(copies.get(service, ())))


def _copies(services: Sequence[int], outcome: Outcome) -> dict[int, list[Copy]]:
    gone: AbstractSet[Node] = (outcome.lost | outcome.failed) - outcome.cut  # what is only cut off keeps its data
    found: dict[int, list[Copy]] = defaultdict(list)
    for service, key, rpo, at, site, location, store in _rows(COPIES, [list(services)]):
        keepers: set[Node] = {("dcim.site", site), ("dcim.location", location or 0), (DEVICE, store or 0)}
        found[service].append(Copy(key, freshness(at, rpo), keepers.isdisjoint(gone)))
    return found


def _rooms(places: Iterable[tuple[Any, ...]]) -> dict[tuple[int, int | None], int]:
    found: dict[tuple[int, int | None], int] = defaultdict(int)
    for _device, site, location, _tenant in places:
        found[site, location] += 1
    return dict(sorted(found.items(), key=lambda each: -each[1]))


def _departments(
    services: Mapping[int, int | None], sites: Mapping[int, int | None], places: Iterable[tuple[Any, ...]]
) -> dict[int, Department]:
    found: dict[int, Department] = defaultdict(Department)
    for service, tenant in services.items():
        if tenant:
            found[tenant].services.append(service)
    for site, tenant in sites.items():
        if tenant:
            found[tenant].sites.append(site)
    for _device, _site, _location, tenant in places:
        if tenant:
            found[tenant].devices += 1
    return dict(sorted(found.items(), key=lambda each: (-len(each[1].services), -len(each[1].sites))))
