"""How much power is drawn where, rolled up from the inlets of devices through PDUs to feeds and panels."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from inventory.declare.fetching import fetch

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FED: Final = """SELECT f.id AS root, e.termination_id AS port, NULL::text AS leg, 1 AS depth
    FROM dcim_powerfeed f JOIN dcim_cabletermination e ON e.cable_id = f.cable_id AND e.cable_end <> f.cable_end
    WHERE f.id = ANY(%s::bigint[]) AND e.termination_type = 'dcim.powerport'"""
INLETS: Final = """SELECT p.id AS root, p.id AS port, NULL::text AS leg, 1 AS depth
    FROM dcim_powerport p WHERE p.id = ANY(%s::bigint[])"""
DRAWN: Final = """WITH RECURSIVE down(root, port, leg, depth) AS (
    {start}
    UNION ALL
    SELECT d.root, e.termination_id, coalesce(d.leg, o.feed_leg), d.depth + 1
    FROM down d JOIN dcim_powerport p ON p.id = d.port AND p.allocated_draw IS NULL AND p.maximum_draw IS NULL
    JOIN dcim_poweroutlet o ON o.power_port_id = p.id
    JOIN dcim_cabletermination e ON e.cable_id = o.cable_id AND e.cable_end <> o.cable_end
    WHERE d.depth < 16 AND e.termination_type = 'dcim.powerport'
)
SELECT d.root, d.leg, sum(p.allocated_draw)::int, sum(coalesce(p.maximum_draw, p.allocated_draw))::int,
    count(*) FILTER (WHERE p.allocated_draw IS NULL AND p.maximum_draw IS NULL)::int
FROM down d JOIN dcim_powerport p ON p.id = d.port
WHERE p.allocated_draw IS NOT NULL OR p.maximum_draw IS NOT NULL
    OR NOT EXISTS (SELECT FROM dcim_poweroutlet o WHERE o.power_port_id = p.id)
GROUP BY d.root, d.leg ORDER BY d.root, d.leg"""
"""An inlet that states its draw counts with that, one that does not with what hangs on its outlets.

16 steps end a loop.
"""

UPWARD: Final = """WITH RECURSIVE up(device, port, at, kind, depth) AS (
    SELECT p.device_id, p.id, e.termination_id, e.termination_type::text, 1
    FROM dcim_powerport p JOIN dcim_cabletermination e ON e.cable_id = p.cable_id AND e.cable_end <> p.cable_end
    WHERE p.device_id = ANY(%s::bigint[])
    UNION ALL
    SELECT u.device, u.port, e.termination_id, e.termination_type::text, u.depth + 1
    FROM up u JOIN dcim_poweroutlet o ON u.kind = 'dcim.poweroutlet' AND o.id = u.at
    JOIN dcim_powerport p ON p.id = o.power_port_id
    JOIN dcim_cabletermination e ON e.cable_id = p.cable_id AND e.cable_end <> p.cable_end
    WHERE u.depth < 16
)
SELECT u.device, u.port, u.at FROM up u WHERE u.kind = 'dcim.powerfeed' ORDER BY u.device, u.port, u.at"""


class Watts(NamedTuple):
    """Planned and greatest draw in watts; None where nothing states it."""

    allocated: int | None
    maximum: int | None


NOTHING: Final = Watts(None, None)


@dataclass(slots=True)
class Draw:
    """What hangs on a feed or an inlet. `unstated`: inlets of which no draw is stated, so that the sums are too low."""

    total: Watts = NOTHING
    legs: dict[str, Watts] = field(default_factory=dict)
    unstated: int = 0

    def share(self, available: int | None) -> int | None:
        """The planned draw (the greatest where none is planned) in per cent of what is available; None if unknown."""
        planned = self.total.maximum if self.total.allocated is None else self.total.allocated
        return None if not available or planned is None else round(100 * planned / available)


def of_feeds(feeds: Iterable[int]) -> dict[int, Draw]:
    """Feed id → what hangs on it; feeds without a cable are absent. One query."""
    return _drawn(FED, feeds)


def of_inlets(ports: Iterable[int]) -> dict[int, Draw]:
    """Power port id → what it draws, itself or through its outlets. One query."""
    return _drawn(INLETS, ports)


def _drawn(start: str, roots: Iterable[int]) -> dict[int, Draw]:
    found: dict[int, Draw] = defaultdict(Draw)
    for root, leg, allocated, maximum, unstated in fetch(DRAWN.format(start=start), [list(roots)]):
        draw = found[root]
        watts = Watts(allocated, maximum)
        draw.total = _sum(draw.total, watts)
        draw.unstated += unstated
        if leg:
            draw.legs[leg] = watts
    return dict(found)


def _sum(one: Watts, other: Watts) -> Watts:
    return Watts(_plus(one.allocated, other.allocated), _plus(one.maximum, other.maximum))


def _plus(one: int | None, other: int | None) -> int | None:
    return one if other is None else other if one is None else one + other


def together(draws: Iterable[Draw]) -> Draw:
    """Several draws as one."""
    whole = Draw()
    for draw in draws:
        whole.total = _sum(whole.total, draw.total)
        whole.unstated += draw.unstated
        for leg, watts in draw.legs.items():
            whole.legs[leg] = _sum(whole.legs.get(leg, NOTHING), watts)
    return whole


def feeds_of(devices: Iterable[int]) -> Mapping[int, Mapping[int, set[int]]]:
    """Device id → inlet id → the feeds it is supplied from. One query; inlets that lead to no feed are absent."""
    found: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for device, port, feed in fetch(UPWARD, [list(devices)]):
        found[device][port].add(feed)
    return found


def on_one_feed(devices: Iterable[int]) -> dict[int, int]:
    """Device id → the feed that all of its several supplies hang on: such a device has no redundancy. One query."""
    alone: dict[int, int] = {}
    for device, inlets in feeds_of(devices).items():
        feeds = set().union(*inlets.values())
        if len(inlets) > 1 and len(feeds) == 1:
            alone[device] = feeds.pop()
    return alone
