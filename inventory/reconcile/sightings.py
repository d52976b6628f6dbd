"""First and last seen of single things: addresses, neighbours, forwarding and ARP entries."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeAlias

import msgspec
from django.db.backends.utils import CursorWrapper
from msgspec import Struct

from collectors.facts import DeviceFacts

Entry: TypeAlias = tuple[str, dict[str, Any]]
Names: TypeAlias = Mapping[int | None, str | None]

PRECISION: Final = 300
"""Seconds to which `last_seen` is exact: tables that stay the same are written once in that time."""

ROWS: Final = 20_000
"""Rows per statement; a forwarding table of a core switch has as many."""

KEY: Final = 300

UPSERT: Final = """
INSERT INTO reconcile_sighting AS s (device_id, kind, key, detail, first_seen, last_seen)
SELECT device, kind, key, detail, at, at
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::jsonb[], %s::timestamptz[]) AS n(device, kind, key, detail, at)
ORDER BY device, kind, key
ON CONFLICT (device_id, kind, key) DO UPDATE SET first_seen = least(s.first_seen, EXCLUDED.first_seen),
  last_seen = greatest(s.last_seen, EXCLUDED.last_seen),
  detail = CASE WHEN s.last_seen <= EXCLUDED.last_seen THEN EXCLUDED.detail ELSE s.detail END
"""


class Row(Struct, frozen=True):
    """One thing seen."""

    device: int
    kind: str
    key: str
    detail: bytes  # JSON
    at: datetime


def sighted(device: int, facts: DeviceFacts, due: Collection[tuple[int, str]]) -> Iterator[Row]:
    """What the device reports in those of its sections that are `due`."""
    names: Names = {row.index: row.name or row.descr for row in facts.interfaces or ()}
    for kind, (section, entries) in SECTIONS.items():
        if (device, section) not in due:
            continue
        rows = {key[:KEY]: detail for key, detail in entries(facts, names)}
        for key, detail in rows.items():
            stated = {name: value for name, value in detail.items() if value is not None}
            yield Row(device, kind, key, msgspec.json.encode(stated).replace(b"\\u0000", b""), facts.at)


def _addresses(facts: DeviceFacts, names: Names) -> Iterator[Entry]:
    for each in facts.ip_addresses or ():
        port = each.local_port or names.get(each.if_index)
        yield each.address, {"interface": port, "prefixlen": each.prefixlen, "vrf": each.vrf}


def _neighbours(facts: DeviceFacts, names: Names) -> Iterator[Entry]:
    for heard in facts.neighbours or ():
        local = heard.local_port or names.get(heard.local_if_index) or "?"
        remote = heard.remote_name or heard.remote_chassis or "?"
        yield f"{local} → {remote} {heard.remote_port or ''}".strip(), msgspec.to_builtins(heard)


def _forwarding(facts: DeviceFacts, names: Names) -> Iterator[Entry]:
    """The port belongs to the key: a station that moves is seen anew, and where it was before stays on record."""
    for each in facts.fdb or ():
        port = each.local_port or names.get(each.if_index)
        key = " ".join(str(part) for part in (each.mac, each.vid, port) if part is not None)
        yield key, {"mac": each.mac, "vid": each.vid, "interface": port}


def _resolved(facts: DeviceFacts, names: Names) -> Iterator[Entry]:
    for each in facts.arp or ():
        detail = {"address": each.address, "mac": each.mac, "interface": each.local_port or names.get(each.if_index)}
        yield f"{each.address} {each.mac}", detail


SECTIONS: Final[Mapping[str, tuple[str, Callable[[DeviceFacts, Names], Iterator[Entry]]]]] = {
    "address": ("ip_addresses", _addresses),
    "neighbour": ("neighbours", _neighbours),
    "fdb": ("fdb", _forwarding),
    "arp": ("arp", _resolved),
}
"""Kind of sighting -> the section it is read from, and its entries: what tells them apart, and where each is seen."""


def store_sightings(cursor: CursorWrapper, rows: Sequence[Row]) -> None:
    """Insert new ones and move `last_seen` of known ones; ones no longer reported stay as they are."""
    for at in range(0, len(rows), ROWS):
        some = rows[at : at + ROWS]
        cursor.execute(
            UPSERT,
            [
                [row.device for row in some], [row.kind for row in some], [row.key for row in some],
                [row.detail.decode() for row in some], [row.at for row in some],
            ],
        )  # fmt: skip
