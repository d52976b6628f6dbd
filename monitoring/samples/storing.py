"""Storing samples beside the facts of a poll, in the same transaction."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

from django.db import connection, transaction
from msgspec import Struct

from monitoring.metrics.registry import METRICS
from monitoring.samples.reading import samples
from monitoring.samples.writing import block, series

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from inventory.reconcile.observe import Outcome
    from monitoring.metrics.metric import Metric
    from monitoring.samples.reading import Labels

KEPT: Final = timedelta(hours=48)
SPAN: Final = timedelta(hours=6)
"""Of one partition; the past is thrown away a partition at a time, so up to this much longer than `KEPT` is kept."""
APART: Final = 25.0
"""Seconds between two vectors of a device: polls in answer to events must not fill the disk."""
LOCK: Final = 0x1F0A05A3
"""Makers of partitions take turns; a lock of the transaction."""

POLLED: Final = (
    "infoport_device_up",
    "infoport_device_poll_duration_seconds",
    "infoport_device_last_poll_timestamp_seconds",
)

GONE: Final = """
DELETE FROM samples_block b USING unnest(%s::bigint[], %s::timestamptz[]) AS n(device, at)
WHERE b.device_id = n.device AND b.at < n.at
"""
WRITTEN: Final = """
INSERT INTO samples_block AS b (family, device_id, at, samples, body)
SELECT n.family, n.device, n.at, n.samples, n.body
FROM unnest(%s::text[], %s::bigint[], %s::timestamptz[], %s::int[], %s::bytea[])
  AS n(family, device, at, samples, body) JOIN dcim_device d ON d.id = n.device
ON CONFLICT (family, device_id) DO UPDATE SET at = EXCLUDED.at, samples = EXCLUDED.samples, body = EXCLUDED.body
WHERE b.at <= EXCLUDED.at
"""
LAYOUTS: Final = """
INSERT INTO samples_layout AS l (device_id, digest, series)
SELECT n.device, n.digest, string_to_array(n.series, E'\\n')
FROM unnest(%s::bigint[], %s::bytea[], %s::text[]) AS n(device, digest, series) JOIN dcim_device d ON d.id = n.device
ON CONFLICT (device_id, digest) DO UPDATE SET used = now() RETURNING device_id, id
"""
VECTORS: Final = """
INSERT INTO samples_vector (device_id, at, layout_id, figures) SELECT n.device, n.at, n.layout, n.figures::float8[]
FROM unnest(%s::bigint[], %s::timestamptz[], %s::bigint[], %s::text[]) AS n(device, at, layout, figures)
WHERE NOT EXISTS (
  SELECT FROM samples_vector v WHERE v.device_id = n.device AND v.at BETWEEN n.at - make_interval(secs => %s)
    AND n.at + make_interval(secs => %s))
ON CONFLICT DO NOTHING
"""

UNUSED: Final = """
DELETE FROM samples_layout l WHERE used < now() - make_interval(secs => %s)
  OR NOT EXISTS (SELECT FROM dcim_device d WHERE d.id = l.device_id)
"""
SENT: Final = "DELETE FROM samples_sent WHERE at < now() - make_interval(secs => %s)"
ORPHANED: Final = "DELETE FROM samples_block b WHERE NOT EXISTS (SELECT FROM dcim_device d WHERE d.id = b.device_id)"


class Block(Struct, frozen=True):
    """One metric of one device, ready to be stored."""

    family: str
    device: int
    at: datetime
    samples: int
    body: bytes


class Vector(Struct, frozen=True):
    """All samples of one device at one time."""

    device: int
    at: datetime
    series: str  # names by lines
    figures: list[float]


def store(outcomes: Iterable[Outcome]) -> None:
    """Store the samples of polls, the latest of each device.

    A device that did not answer keeps what says so, and nothing else: its other samples are unknown from then on.
    """
    latest = {each.device: each for each in sorted(outcomes, key=lambda each: each.at)}
    polls = [latest[key] for key in sorted(latest)]
    if not polls:
        return
    blocks: list[Block] = []
    vectors: list[Vector] = []
    for each in polls:
        found, vector = _of(each)
        blocks += found
        vectors.append(vector)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(WRITTEN, _columns(blocks))
        cursor.execute(GONE, [[each.device for each in polls], [each.at for each in polls]])
        _store_past([each for each in vectors if each.at > datetime.now(UTC) - KEPT])


def _columns(blocks: Sequence[Block]) -> list[list[Any]]:
    return [
        [each.family for each in blocks], [each.device for each in blocks], [each.at for each in blocks],
        [each.samples for each in blocks], [each.body for each in blocks],
    ]  # fmt: skip


def _of(outcome: Outcome) -> tuple[list[Block], Vector]:
    """The blocks of a poll, and the same as a vector."""
    answered = outcome.state == "ok" and outcome.facts is not None
    up, duration, last = (METRICS[name] for name in POLLED)
    found: list[tuple[Metric, dict[Labels, float]]]
    found = [(up, {(): float(answered)}), (last, {(): outcome.at.timestamp()})]
    if outcome.duration_ms is not None:
        found.append((duration, {(): outcome.duration_ms / 1000}))
    if outcome.facts is not None and answered:
        found += samples(outcome.facts)
    blocks = [
        Block(metric.name, outcome.device, outcome.at, len(values), block(metric, values)) for metric, values in found
    ]
    flat = [(series(metric, labels), value) for metric, values in found for labels, value in values.items()]
    flat = [(name, value) for name, value in flat if not name.startswith(last.name)]
    return blocks, Vector(
        outcome.device, outcome.at, "\n".join([name for name, _value in flat]), [value for _name, value in flat]
    )


def _store_past(vectors: Sequence[Vector]) -> None:
    if not vectors:
        return
    with connection.cursor() as cursor:
        for at in sorted({_begin(each.at) for each in vectors}):
            _make(at)
        digests = [blake2b(each.series.encode(), digest_size=16).digest() for each in vectors]
        cursor.execute(LAYOUTS, [[each.device for each in vectors], digests, [each.series for each in vectors]])
        layouts = dict(cursor.fetchall())
        known = [each for each in vectors if each.device in layouts]
        cursor.execute(
            VECTORS,
            [
                [each.device for each in known], [each.at for each in known], [layouts[each.device] for each in known],
                ["{" + ",".join(map(repr, each.figures)) + "}" for each in known], APART, APART,
            ],
        )  # fmt: skip


def _begin(at: datetime) -> datetime:
    """The beginning of the partition in which a moment lies."""
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return epoch + (at - epoch) // SPAN * SPAN


def partition(begin: datetime) -> str:
    """The name of the partition that begins then."""
    return f"samples_vector_{begin.astimezone(UTC):%Y%m%d%H}"


def _make(begin: datetime) -> None:
    """Make a partition, unless it is there."""
    name = partition(begin)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [name])
        if cursor.fetchone() != (None,):
            return
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute(
            f"CREATE TABLE IF NOT EXISTS {name} PARTITION OF samples_vector FOR VALUES FROM (%s) TO (%s)",
            [begin, begin + SPAN],
        )


def forget() -> list[str]:
    """Drop what is older than `KEPT` or belongs to no device any more; the names of partitions that went."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'samples_vector'::regclass")
        oldest = partition(_begin(datetime.now(UTC) - KEPT))
        gone = sorted(name for (name,) in cursor.fetchall() if name < oldest)
        for name in gone:
            cursor.execute(f"DROP TABLE {name}")
        cursor.execute(UNUSED, [(KEPT + SPAN).total_seconds()])
        cursor.execute(SENT, [(KEPT + SPAN).total_seconds()])
        cursor.execute(ORPHANED)
        return gone
