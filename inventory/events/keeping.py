"""What is counted of senders and of the receiver, how long events are kept, and which devices are asked early."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import connection, transaction
from msgspec import Struct

from inventory.events.senders import tied

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

CHUNK: Final = 5_000
"""Rows deleted in one transaction: a moment's work, which nobody waits for."""
BATCH_HOURS: Final = 24
"""How long the key of a stored batch is remembered; a spool that is older than that may be counted twice."""

COUNT: Final = """
INSERT INTO events_sender AS s (address, device_id, received, malformed, refused, first_seen, last_seen)
SELECT address::inet, device, received, malformed, refused, at, at
FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::timestamptz[])
  AS n(address, device, received, malformed, refused, at)
ON CONFLICT (address) DO UPDATE SET received = s.received + EXCLUDED.received,
  malformed = s.malformed + EXCLUDED.malformed, refused = s.refused + EXCLUDED.refused,
  device_id = coalesce(EXCLUDED.device_id, s.device_id), last_seen = greatest(s.last_seen, EXCLUDED.last_seen)
"""

TALLY: Final = """
INSERT INTO events_tally AS t (name, label, value) SELECT * FROM unnest(%s::text[], %s::text[], %s::bigint[])
ON CONFLICT (name, label) DO UPDATE SET value = t.value + EXCLUDED.value
"""

OLD: Final = """
DELETE FROM events_event WHERE id IN (
  SELECT id FROM events_event WHERE last_seen < now() - make_interval(days => %s) ORDER BY last_seen LIMIT %s)
"""
STRANGERS: Final = "DELETE FROM events_sender WHERE last_seen < now() - make_interval(days => %s)"
BATCHES: Final = "DELETE FROM events_batch WHERE stored < now() - make_interval(hours => %s)"

EARLY: Final = """
UPDATE reconcile_poll p SET next_due = now() FROM reconcile_access a
WHERE a.id = p.access_id AND a.enabled AND a.device_id = ANY(%s) AND p.next_due > now()
  AND coalesce(p.last_attempt, '-infinity') < now() - make_interval(secs => %s)
"""
APART: Final = 10.0
"""Seconds between a poll and the next early one: what flaps must not be polled without pause."""


class Counts(Struct):
    """What came from one address since the last time."""

    at: datetime
    received: int = 0
    malformed: int = 0
    refused: int = 0


def count(senders: Mapping[str, Counts], tallies: Mapping[tuple[str, str], int]) -> None:
    """Add to the counts of senders, by address, and of the receiver, by name and label; all or nothing."""
    ordered = sorted(senders.items())
    ties = tied([(address, "") for address in senders]) if senders else {}
    columns: list[list[Any]] = [
        [address for address, _one in ordered], [ties[address, ""].device for address, _one in ordered],
        [one.received for _address, one in ordered], [one.malformed for _address, one in ordered],
        [one.refused for _address, one in ordered], [one.at for _address, one in ordered],
    ]  # fmt: skip
    totals = sorted(tallies.items())
    with transaction.atomic(), connection.cursor() as cursor:
        if ordered:
            cursor.execute(COUNT, columns)
        if totals:
            names, labels = [name for (name, _), _n in totals], [label for (_, label), _n in totals]
            cursor.execute(TALLY, [names, labels, [value for _key, value in totals]])


def forget(days: int) -> int:
    """Delete events last seen `days` ago, and addresses that were silent as long; how many events went.

    A few thousand at a time, each in a transaction of its own.
    """
    gone = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(OLD, [days, CHUNK])
            deleted: int = cursor.rowcount
            gone += deleted
            if deleted == CHUNK:
                continue
            cursor.execute(STRANGERS, [days])
            cursor.execute(BATCHES, [BATCH_HOURS])
            return gone


def ask_early(devices: Sequence[int]) -> int:
    """Have these devices polled at the next turn, unless they were a moment ago; how many will be."""
    with connection.cursor() as cursor:
        cursor.execute(EARLY, [list(devices), APART])
        asked: int = cursor.rowcount
        return asked
