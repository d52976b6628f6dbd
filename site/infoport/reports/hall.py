"""Windows by networks: where each outlet leads, and what the port there says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from inventory.reconcile.ports import Port, stated

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from inventory.hall.models import Outlet

# An outlet is wired to the back of a panel; where backs are not kept, the front port stands for both. From the front
# the way goes on through cables and further panels; what stands at its end, if anything, is a switch's port.
TRACE: Final = """
WITH via AS (
  SELECT o.id AS outlet, f.id AS front, f.cable_id, f.cable_end
  FROM hall_outlet o
  LEFT JOIN LATERAL dcim_onward(o.port_type, o.port_id, '{}') n ON o.port_type = 'dcim.rearport'
  JOIN dcim_frontport f ON f.id = CASE o.port_type WHEN 'dcim.rearport' THEN n.next_id ELSE o.port_id END
  WHERE o.id = ANY(%s)
)
SELECT DISTINCT ON (v.outlet) v.outlet, p.name, pd.id, pd.name, i.id, i.name, sd.id, sd.name, l.id, l.vid, l.name,
       l.segment_id
FROM via v
JOIN dcim_frontport p ON p.id = v.front JOIN dcim_device pd ON pd.id = p.device_id
LEFT JOIN LATERAL unnest(dcim_endpoints(v.cable_id, v.cable_end, v.front)) AS e(port) ON e.port LIKE 'dcim.interface:%%'
LEFT JOIN dcim_interface i ON i.id = split_part(e.port, ':', 2)::bigint
LEFT JOIN dcim_device sd ON sd.id = i.device_id
LEFT JOIN ipam_vlan l ON l.id = i.untagged_vlan_id
ORDER BY v.outlet, i.id
"""


@dataclass(frozen=True, slots=True)
class Way:
    """Where an outlet leads. Each part is (id, name), None where the way ends before it.

    `segment` is the VLAN's; `port` what the switch said of its port, None where it never said.
    """

    panel: tuple[int, str]
    panel_port: str
    switch: tuple[int, str] | None
    interface: tuple[int, str] | None
    vlan: tuple[int, int, str] | None
    segment: int | None
    port: Port | None = None


def ways(outlets: Iterable[int]) -> dict[int, Way]:
    """Outlet → its way, for those that are wired to a panel. Four queries, however many outlets."""
    with connection.cursor() as cursor:
        cursor.execute(TRACE, [list(outlets)])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    said: Mapping[int, Port] = stated(row[4] for row in rows if row[4] is not None)
    return {
        row[0]: Way(
            (row[2], row[3]), row[1], (row[6], row[7]) if row[6] else None, (row[4], row[5]) if row[4] else None,
            (row[8], row[9], row[10]) if row[8] else None, row[11], said.get(row[4]),
        )
        for row in rows
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """One outlet of a window: its way, None where nobody knows what it is wired to, and how good that is.

    `state`: "ok" leads to the network wanted and the port has link; "degraded" leads elsewhere, or the port is in
    another VLAN than registered; "down" the port has no link or is off; "unknown" the port does not say, or the switch
    is silent; "planned" the outlet is not wired through.
    """

    outlet: Outlet
    way: Way | None
    state: str


def judged(outlet: Outlet, way: Way | None, *, fresh: bool) -> str:
    """The state of an outlet; `fresh` tells whether its switch answers now."""
    if way is None or way.interface is None:
        return "planned"
    if outlet.segment_id is not None and way.segment != outlet.segment_id:
        return "degraded"
    if not fresh or way.port is None or way.port.oper is None:
        return "unknown"
    if way.vlan is not None and way.port.untagged is not None and way.port.untagged != way.vlan[1]:
        return "degraded"
    return "ok" if way.port.oper == "up" else "down"
