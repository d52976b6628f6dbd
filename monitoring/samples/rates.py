"""How much interfaces carry: the difference of their two latest samples. Nothing is read into a gap."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from django.db import connection

from monitoring.metrics.registry import METRICS
from monitoring.samples.writing import series

if TYPE_CHECKING:
    from collections.abc import Iterable

Port = tuple[int, str]
"""Id of a device and name of its interface."""
INCOMING, OUTGOING = "infoport_interface_receive_bytes_total", "infoport_interface_transmit_bytes_total"
YOUNG: Final = 1800
"""Seconds that the latest sample may be old."""
QUERY: Final = """
WITH wanted AS (
  SELECT * FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[]) w(device, port, incoming, outgoing)),
latest AS (
  SELECT v.device_id, v.at, v.layout_id, v.figures, row_number() OVER (PARTITION BY v.device_id ORDER BY v.at DESC) AS n
  FROM samples_vector v WHERE v.device_id = ANY(%s) AND v.at > now() - make_interval(secs => %s))
SELECT w.device, w.port, l.at, l.figures[array_position(y.series, w.incoming)],
  l.figures[array_position(y.series, w.outgoing)]
FROM wanted w JOIN latest l ON l.device_id = w.device AND l.n <= 2 JOIN samples_layout y ON y.id = l.layout_id
ORDER BY w.device, w.port, l.at
"""


@dataclass(frozen=True, slots=True)
class Rate:
    """Bits a second in each direction."""

    incoming: float
    outgoing: float


def rates(ports: Iterable[Port]) -> dict[Port, Rate]:
    """Port → its rates. Ports without two samples, and those whose counters began anew in between, are left out."""
    listed = list(dict.fromkeys(ports))
    devices = [device for device, _name in listed]
    names = [name for _device, name in listed]
    texts = [[series(METRICS[metric], (name,)) for name in names] for metric in (INCOMING, OUTGOING)]
    with connection.cursor() as cursor:
        cursor.execute(QUERY, [devices, names, *texts, devices, YOUNG])
        rows = cursor.fetchall()
    found: dict[Port, Rate] = {}
    for before, after in pairwise(rows):
        if before[:2] != after[:2] or None in before or None in after:
            continue
        seconds = (after[2] - before[2]).total_seconds()
        bits = [8 * (after[at] - before[at]) / seconds for at in (3, 4)] if seconds > 0 else [-1.0]
        if min(bits) >= 0:
            found[before[0], before[1]] = Rate(bits[0], bits[1])
    return found
