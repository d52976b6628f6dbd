"""What waits to be sent: the stored past of each device after what was sent of it.

The past is kept in the database for two days anyway, so it is the spool: nothing is written twice, and what waits is
bounded by what is kept. One row of `samples_remote` says how it goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from django.db import connection, transaction

from inventory.declare.fetching import fetch
from inventory.declare.viewing import unlimited
from monitoring.metrics.registry import METRICS
from monitoring.remote.encoding import STALE, labels, line, message, moment, named, number
from monitoring.samples.exposing import INFO, NONE, chosen
from monitoring.samples.offering import offered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from monitoring.samples.exposing import Device

POLLS: Final = 40
"""Polls in one message: of switches with 48 ports some 20,000 samples, and half a megabyte compressed."""
SERVICES: Final = 60
"""Seconds between two messages about services."""
WAITING: Final = """
SELECT v.device_id, v.at, (extract(epoch FROM v.at) * 1000)::bigint, v.layout_id, v.figures, s.layout_id
FROM samples_vector v LEFT JOIN samples_sent s ON s.device_id = v.device_id
WHERE v.at > now() - interval '48 hours' AND (s.at IS NULL OR v.at > s.at) ORDER BY v.at, v.device_id LIMIT %s
"""
SERIES: Final = "SELECT id, series FROM samples_layout WHERE id = ANY(%s::bigint[])"
SENT: Final = """
INSERT INTO samples_sent AS s (device_id, at, layout_id)
SELECT * FROM unnest(%s::bigint[], %s::timestamptz[], %s::bigint[])
ON CONFLICT (device_id) DO UPDATE SET at = EXCLUDED.at, layout_id = EXCLUDED.layout_id
"""
TAKEN: Final = """
UPDATE samples_remote SET sent = sent + %s, dropped = dropped + %s, failures = 0, error = %s, next_at = now(),
  services_at = CASE WHEN %s THEN now() ELSE services_at END
"""
FAILED: Final = """
UPDATE samples_remote SET failures = failures + 1, error = %s,
  next_at = now() + make_interval(secs => greatest(%s, least(300, 5 * 2 ^ least(failures, 6))))
"""
DUE: Final = """
SELECT next_at <= now(), services_at IS NULL OR services_at < now() - make_interval(secs => %s),
  (extract(epoch FROM now()) * 1000)::bigint FROM samples_remote
"""


class State(NamedTuple):
    """Whether it is time to send anything, and anything about services; and the time, in ms."""

    due: bool
    services: bool
    now: int


class Batch(NamedTuple):
    """One message, with where each device then is; without devices it is about services."""

    body: bytes
    samples: int
    devices: Mapping[int, tuple[datetime, int]]


def state() -> State:
    """What is due."""
    return State(*fetch(DUE, [SERVICES])[0])


def waiting(polls: int = POLLS) -> Batch | None:
    """The oldest polls that were not sent, as many as said; None if all were.

    A series that the poll before had and this one has not ends: its device said nothing of it, or did not answer.
    """
    with unlimited():
        rows = fetch(WAITING, [polls])
    if not rows:
        return None
    devices = {each.id: each for each in chosen(sorted({row[0] for row in rows}))}
    with unlimited():
        layouts = dict(fetch(SERIES, [sorted({key for row in rows for key in (row[3], row[5]) if key is not None})]))
    lines: list[bytes] = []
    reached: dict[int, tuple[datetime, int]] = {}
    for device, at, stamp, layout, figures, sent in rows:
        if (known := devices.get(device)) is not None:  # else it is polled no more
            before = reached[device][1] if device in reached else sent
            lines += _poll(known, moment(stamp), layouts.get(layout, ()), figures, layouts.get(before, ()))
        reached[device] = (at, layout)
    return Batch(message(lines), len(lines), reached)


def _poll(
    device: Device, at: bytes, series: Sequence[str], figures: Sequence[float], before: Sequence[str]
) -> list[bytes]:
    """The samples of one poll, with what the device is."""
    found = [line(named(each, device.name), number(value), at) for each, value in zip(series, figures, strict=True)]
    told = {name: "" if (value := str(getattr(device, name))) == NONE else value for name in INFO.labels}
    found.append(line(labels({**told, "__name__": INFO.name, "device": device.name}), number(1), at))
    ended = set(before).difference(series) if before is not series else ()
    return found + [line(named(each, device.name), STALE, at) for each in sorted(ended)]


def services(now: int) -> Batch | None:
    """What there is to tell of services now, in ms; None if nothing."""
    with unlimited():
        found = offered()
    lines = [
        line(
            labels({**dict(zip(METRICS[name].labels, each.labels, strict=True)), "__name__": name}),
            number(each.value), moment(int(each.at.timestamp() * 1000) if each.at else now),
        )
        for name, several in found.items() for each in several
    ]  # fmt: skip
    return Batch(message(lines), len(lines), {}) if lines else None


def taken(batch: Batch, refused: str = "") -> None:
    """Go on after a batch: the store took it, or `refused` it for good, in its words."""
    count = (0, batch.samples) if refused else (batch.samples, 0)
    with transaction.atomic(), connection.cursor() as cursor:
        devices = batch.devices
        places = [at for at, _layout in devices.values()], [layout for _at, layout in devices.values()]
        cursor.execute(SENT, [list(devices), *places])
        cursor.execute(TAKEN, [*count, refused[:500], not devices])


def failed(error: str, wait: float = 0) -> None:
    """Try again later: after `wait` seconds, or more with each failure, up to five minutes."""
    with connection.cursor() as cursor:
        cursor.execute(FAILED, [error[:500], wait])
