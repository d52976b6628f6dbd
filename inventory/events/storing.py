"""Storing events: a few statements for a whole batch."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - msgspec reads the annotations of what is spooled
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

from django.db import connection, transaction
from msgspec import Struct

from inventory.events.senders import NOBODY, Tied, port_names, tied
from inventory.net.interface_names import canonical_interface

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import timedelta
    from uuid import UUID

    from django.db.backends.utils import CursorWrapper

LOCK: Final = 0x1F0E7E27
"""One batch at a time: two at once could both find no row to count up."""

ROWS: Final = 2_000
"""Rows per statement."""

KNOWN: Final = """
SELECT DISTINCT ON (e.identity) e.identity, e.id FROM events_event e
JOIN unnest(%s::text[], %s::timestamptz[]) n(identity, since) ON e.identity = n.identity AND e.last_seen >= n.since
ORDER BY e.identity, e.last_seen DESC
"""

COUNTED: Final = """
UPDATE events_event e SET count = e.count + n.count, first_seen = least(e.first_seen, n.first_seen),
  message = CASE WHEN n.last_seen >= e.last_seen THEN n.message ELSE e.message END,
  detail = CASE WHEN n.last_seen >= e.last_seen THEN n.detail ELSE e.detail END,
  stated = CASE WHEN n.last_seen >= e.last_seen THEN n.stated ELSE e.stated END,
  last_seen = greatest(e.last_seen, n.last_seen)
FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::text[], %s::jsonb[],
  %s::timestamptz[]) AS n(id, count, first_seen, last_seen, message, detail, stated) WHERE e.id = n.id
"""

ADDED: Final = """
COPY events_event (last_seen, severity, device_id, kind, object, message, count, origin, protocol, code, source, host,
  evidence, first_seen, stated, detail, identity) FROM STDIN
"""


class Told(Struct, frozen=True, kw_only=True):
    """Equal events of one sender, as the receiver gathered them. `detail` is JSON; times are UTC."""

    origin: str
    protocol: str
    source: str
    host: str
    kind: str
    severity: str
    code: str
    object: str
    if_index: int | None
    message: str
    alike: str
    stated: datetime | None
    detail: str
    count: int
    first_seen: datetime
    last_seen: datetime


class Stored(Struct, frozen=True):
    """What a batch became: rows added, events counted onto older rows, and devices by the kinds they told."""

    added: int
    counted: int
    devices: Mapping[str, Sequence[int]]


def store(key: UUID, batch: Sequence[Told], window: timedelta) -> Stored | None:
    """Store a batch, all or nothing; None where the batch of this key was stored before."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute("INSERT INTO events_batch (key) VALUES (%s) ON CONFLICT DO NOTHING", [key])
        if not cursor.rowcount:
            return None
        ties = tied({(each.source, each.host) for each in batch})
        rows = _merged(_placed(batch, ties))
        known = _known(cursor, rows, window)
        old = [(known[identity], row) for identity, row in rows.items() if identity in known]
        new = [(identity, row) for identity, row in rows.items() if identity not in known]
        for at in range(0, len(old), ROWS):
            _count(cursor, old[at : at + ROWS])
        _add(cursor, new)
    return Stored(len(new), len(old), _by_kind(rows.values()))


class _Row(Struct):
    """An event with its device and its part's name."""

    told: Told
    tie: Tied
    object: str
    count: int
    first_seen: datetime
    last_seen: datetime


def _placed(batch: Iterable[Told], ties: Mapping[tuple[str, str], Tied]) -> Iterable[tuple[str, _Row]]:
    """Identity and row of each event; interfaces that are told by number get their names."""
    listed = [(each, ties.get((each.source, each.host), NOBODY)) for each in batch]
    names = port_names({(tie.device, told.if_index) for told, tie in listed if tie.device and told.if_index})
    for told, tie in listed:
        part = told.object
        if not part and told.if_index is not None:
            part = names.get((tie.device or 0, told.if_index)) or f"ifIndex {told.if_index}"
        row = _Row(told, tie, part, told.count, told.first_seen, told.last_seen)
        yield _identity(row), row


def _identity(row: _Row) -> str:
    """What counts as the same: device (or stranger), kind and part; for what no table knows, its code and text too."""
    who = str(row.tie.device) if row.tie.device else f"{row.told.source} {row.told.host}"
    what = f"{row.told.code}|{row.told.alike}" if row.told.kind == "other" else ""
    text = f"{who}|{row.told.kind}|{canonical_interface(row.object)}|{what}"
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _merged(placed: Iterable[tuple[str, _Row]]) -> dict[str, _Row]:
    """One row per identity: the last told, with the counts of all; in one order for all writers."""
    found: dict[str, _Row] = {}
    for identity, row in placed:
        before = found.get(identity)
        if before is not None:
            newer, older = (row, before) if row.last_seen >= before.last_seen else (before, row)
            newer.count += older.count
            newer.first_seen = min(newer.first_seen, older.first_seen)
            row = newer  # noqa: PLW2901 - the merged one takes its place
        found[identity] = row
    return dict(sorted(found.items()))


def _known(cursor: CursorWrapper, rows: Mapping[str, _Row], window: timedelta) -> dict[str, int]:
    cursor.execute(KNOWN, [list(rows), [row.first_seen - window for row in rows.values()]])
    return dict(cursor.fetchall())


def _count(cursor: CursorWrapper, rows: Sequence[tuple[int, _Row]]) -> None:
    columns: list[list[Any]] = [
        [key for key, _row in rows], [row.count for _key, row in rows], [row.first_seen for _key, row in rows],
        [row.last_seen for _key, row in rows], [row.told.message for _key, row in rows],
        [row.told.detail for _key, row in rows], [row.told.stated for _key, row in rows],
    ]  # fmt: skip
    cursor.execute(COUNTED, columns)


def _add(cursor: CursorWrapper, rows: Sequence[tuple[str, _Row]]) -> None:
    if not rows:
        return
    with cursor.copy(ADDED) as copy:
        for identity, row in rows:
            told = row.told
            copy.write_row((
                row.last_seen, told.severity, row.tie.device, told.kind, row.object, told.message, row.count,
                told.origin, told.protocol, told.code, told.source, told.host, row.tie.evidence, row.first_seen,
                told.stated, told.detail, identity,
            ))  # fmt: skip


def _by_kind(rows: Iterable[_Row]) -> dict[str, list[int]]:
    found: dict[str, dict[int, None]] = {}
    for row in rows:
        if row.tie.device:
            found.setdefault(row.told.kind, {})[row.tie.device] = None
    return {kind: list(devices) for kind, devices in found.items()}
