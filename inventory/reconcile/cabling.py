"""Which interfaces recorded cables join, followed through patch panels and the lanes of breakouts."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from inventory.dcim.models import Interface
from inventory.declare.fetching import array, fetch
from inventory.reconcile.intent import IntendedLink, Port

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

HOPS: Final = 16
"""Cables on one path at most; a longer one is a loop of patch panels."""

# `dcim_lanes` and `dcim_onward` (migration `lanes`) know cable profiles and the positions of ports. What `dcim_walk`
# makes of them does not say which cables a branch took, and goes on through cables that are not in use and through
# circuits, where neighbours do not hear each other.
WAYS: Final = f"""
WITH RECURSIVE walk(origin, via, far_type, far_id, stack) AS (
  SELECT i.id, ARRAY[l.cable_id], l.far_type, l.far_id, l.far_stack
  FROM dcim_interface i CROSS JOIN LATERAL dcim_lanes('dcim.interface', i.id, '{{}}') l
  JOIN dcim_cable c ON c.id = l.cable_id AND c.status = 'connected'
  WHERE i.id = ANY(%s::bigint[]) AND i.cable_id IS NOT NULL
  UNION ALL
  SELECT w.origin, w.via || l.cable_id, l.far_type, l.far_id, l.far_stack
  FROM walk w CROSS JOIN LATERAL dcim_onward(w.far_type, w.far_id, w.stack) o
  CROSS JOIN LATERAL dcim_lanes(o.next_type, o.next_id, o.next_stack) l
  JOIN dcim_cable c ON c.id = l.cable_id AND c.status = 'connected'
  WHERE w.far_type IN ('dcim.frontport', 'dcim.rearport') AND l.cable_id <> ALL(w.via) AND cardinality(w.via) < {HOPS}
)
SELECT w.origin, w.far_id, first.id, last.id, first.last_updated, last.last_updated, NOT EXISTS (
    SELECT FROM dcim_cable c JOIN dcim_cabletermination e ON e.cable_id = c.id
    WHERE c.id = ANY(w.via) AND c.profile IS NULL GROUP BY c.id HAVING count(*) > 2)
FROM walk w JOIN dcim_cable first ON first.id = w.via[1] JOIN dcim_cable last ON last.id = w.via[cardinality(w.via)]
WHERE w.far_type = 'dcim.interface' AND w.far_id <> w.origin
ORDER BY w.origin, w.via, w.far_id
"""  # noqa: S608 - a constant


class Way(NamedTuple):
    """A path of cables in use from one interface to another.

    `plain`: every cable has a profile or one port at each end, and leaves nothing open.
    """

    origin: int
    far: int
    first: int
    last: int
    first_version: datetime
    last_version: datetime
    plain: bool


def links_of(devices: Mapping[int, int]) -> tuple[IntendedLink, ...]:
    """Links of interfaces (id -> device); three statements, whatever the number of devices and of hops."""
    ways = _ways(devices)
    strangers = {way.far for found in ways.values() for way in found} - devices.keys()
    owners = {**devices, **_owners(strangers)}
    reaches = {origin: {way.far for way in found} for origin, found in {**ways, **_ways(strangers)}.items()}
    links: dict[tuple[Port, Port], IntendedLink] = {}
    for way in (way for found in ways.values() for way in found if way.far in owners):
        near, far = Port(owners[way.origin], way.origin), Port(owners[way.far], way.far)
        exact = way.plain and reaches[way.origin] == {way.far} and reaches.get(way.far) == {way.origin}
        low, high = sorted([(near, way.first, way.first_version), (far, way.last, way.last_version)])
        ends, cables, versions = (low[0], high[0]), (low[1], high[1]), (low[2], high[2])
        links[ends] = IntendedLink(ends=ends, cables=cables, versions=versions, exact=exact)
    return tuple(links[ends] for ends in sorted(links))


def _owners(interfaces: Collection[int]) -> dict[int, int]:
    return dict(Interface.objects.filter(id__in=interfaces).values_list("id", "device_id")) if interfaces else {}


def _ways(interfaces: Collection[int]) -> dict[int, list[Way]]:
    found: dict[int, list[Way]] = defaultdict(list)
    for way in map(Way._make, fetch(WAYS, [array(interfaces)]) if interfaces else ()):
        found[way.origin].append(way)
    return found
