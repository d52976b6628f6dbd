"""Storing what a sweep of devices found: few statements, whatever their number."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any, Final, TypeAlias

import msgspec
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from msgspec import Struct
from msgspec.structs import replace

from collectors.facts import DeviceFacts
from collectors.facts.toll import Toll
from inventory.reconcile.choices import Section
from inventory.reconcile.pacing import INTERVAL, learn_from
from inventory.reconcile.sightings import PRECISION, sighted, store_sightings

Known: TypeAlias = dict[tuple[int, str], tuple[int, str, datetime]]
"""Device and section -> id, digest and `last_seen` of what is stored."""

IDENTITY: Final = {
    name: encoded
    for name, encoded in zip(DeviceFacts.__struct_fields__, DeviceFacts.__struct_encode_fields__, strict=True)
    if name
    in {"os", "vendor", "sys_name", "sys_object_id", "sys_descr", "sys_location", "sys_contact", "hardware", "version",
        "serial"}
}  # fmt: skip
"""Fields of `DeviceFacts` that make up the section `system`, and their JSON keys; the uptime is kept with the poll."""

JITTER: Final = 0.05
"""Share of its interval by which a poll comes later at most: devices that began together do not stay in step."""
SLOWEST: Final = 5
"""A device that keeps failing is asked after this many intervals at most, so that its return is soon seen."""

POLLED: Final = f"""
INSERT INTO reconcile_poll AS k (access_id, state, last_attempt, last_success, since, error, duration_ms,
  uptime_seconds, next_due, failures, skipped)
SELECT a.id, n.state, n.at, CASE WHEN n.state = 'ok' THEN n.at END, n.at, n.error, n.duration, n.uptime,
  n.at + make_interval(secs => {INTERVAL} * (1 + {JITTER} * random())), (n.state <> 'ok')::int, 0
FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::text[], %s::int[], %s::float8[])
  AS n(device, state, at, error, duration, uptime) JOIN reconcile_access a ON a.device_id = n.device
  LEFT JOIN reconcile_poll p ON p.access_id = a.id
WHERE a.enabled
ON CONFLICT (access_id) DO UPDATE SET
  since = CASE WHEN k.state = EXCLUDED.state THEN coalesce(k.since, EXCLUDED.since) ELSE EXCLUDED.since END,
  state = EXCLUDED.state, last_attempt = EXCLUDED.last_attempt, error = EXCLUDED.error,
  last_success = coalesce(EXCLUDED.last_success, k.last_success), duration_ms = EXCLUDED.duration_ms,
  uptime_seconds = coalesce(EXCLUDED.uptime_seconds, k.uptime_seconds),
  failures = CASE WHEN EXCLUDED.state = 'ok' THEN 0 ELSE k.failures + 1 END,
  next_due = EXCLUDED.last_attempt + (EXCLUDED.next_due - EXCLUDED.last_attempt)
    * CASE WHEN EXCLUDED.state = 'ok' THEN 1 ELSE least(k.failures + 1, %s) END, claimed_until = NULL
WHERE k.last_attempt IS NULL OR k.last_attempt <= EXCLUDED.last_attempt
"""  # noqa: S608 - constants
"""A poll that is older than the last one known says nothing new: an outpost that was cut off delivers it later."""

PINNED: Final = """
UPDATE reconcile_access a
SET host_key = CASE WHEN a.host_key = '' THEN n.key ELSE a.host_key END, platform = coalesce(a.platform, n.platform)
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS n(device, key, platform)
WHERE a.device_id = n.device AND a.enabled AND a.method <> 'snmp' AND (a.host_key = '' OR a.platform IS NULL)
"""
"""What the first contact showed stays until a person removes it."""

MOVED: Final = """
UPDATE reconcile_observation o SET last_seen = n.at
FROM unnest(%s::bigint[], %s::timestamptz[]) AS n(id, at) WHERE o.id = n.id AND o.last_seen < n.at
"""

WRITTEN: Final = """
INSERT INTO reconcile_observation (device_id, section, payload, evidence, digest, first_seen, last_seen, last_changed)
SELECT device, section, payload, evidence, digest, at, at, at
FROM unnest(%s::bigint[], %s::text[], %s::jsonb[], %s::text[], %s::text[], %s::timestamptz[])
  AS n(device, section, payload, evidence, digest, at)
ON CONFLICT (device_id, section) DO UPDATE SET payload = EXCLUDED.payload, evidence = EXCLUDED.evidence,
  digest = EXCLUDED.digest, last_seen = EXCLUDED.last_seen, last_changed = EXCLUDED.last_changed,
  last_updated = now()
WHERE reconcile_observation.last_seen <= EXCLUDED.last_seen
"""


class Outcome(Struct, frozen=True, kw_only=True):
    """How one poll ended. `facts` is None unless `state` is "ok"; `at` is UTC."""

    device: int
    at: datetime
    state: str  # of choices.PollState: ok, unreachable, refused, garbled or host_key
    facts: DeviceFacts | None = None
    error: str = ""
    duration_ms: int | None = None
    host_key: str | None = None  # that the device showed over SSH
    platform: str | None = None  # that its command line turned out to be
    toll: Toll | None = None  # what asking cost over SNMP


class Part(Struct, frozen=True):
    """One section of one device's facts, ready to be stored."""

    device: int
    section: str
    payload: bytes  # JSON
    evidence: str
    digest: str
    at: datetime


def store(outcomes: Iterable[Outcome]) -> list[int]:
    """Store facts and failures of a sweep, at most one outcome per device; the devices' ids, ascending.

    A failed device, and a section that was not stated, keep what was stored: unknown is not empty. So does a section
    of which something newer is stored; single things that it names have been seen all the same.
    """
    latest = {each.device: each for each in sorted(outcomes, key=lambda each: each.at)}
    ordered = [latest[key] for key in sorted(latest)]  # one order of locks for all writers
    answered = [(each, each.facts) for each in ordered if each.state == "ok" and each.facts is not None]
    parts = [part for each, facts in answered for part in parts_of(each.device, facts)]
    with transaction.atomic(), connection.cursor() as cursor:
        _store_polls(cursor, ordered)
        known = _known(cursor, [each.device for each, _facts in answered])
        _move(cursor, [(known[part.device, part.section][0], part.at) for part in parts if _unchanged(known, part)])
        _write(cursor, [part for part in parts if not _unchanged(known, part) and not _outdated(known, part)])
        due = {(part.device, part.section) for part in parts if _wants_sightings(known, part)}
        store_sightings(cursor, [row for each, facts in answered for row in sighted(each.device, facts, due)])
    return sorted(latest)


def _store_polls(cursor: CursorWrapper, outcomes: Sequence[Outcome]) -> None:
    if not outcomes:
        return
    uptimes = [each.facts.uptime_seconds if each.facts else None for each in outcomes]
    columns: list[list[Any]] = [
        [each.device for each in outcomes], [each.state for each in outcomes], [each.at for each in outcomes],
        [each.error for each in outcomes], [each.duration_ms for each in outcomes], uptimes,
    ]  # fmt: skip
    cursor.execute(POLLED, [*columns, SLOWEST])
    learn_from(cursor, outcomes)
    if met := [each for each in outcomes if each.host_key]:
        values: list[Any] = [
            [each.device for each in met],
            [each.host_key for each in met],
            [each.platform for each in met],
        ]
        cursor.execute(PINNED, values)


def _known(cursor: CursorWrapper, devices: list[int]) -> Known:
    cursor.execute(
        "SELECT device_id, section, id, digest, last_seen FROM reconcile_observation WHERE device_id = ANY(%s)"
        " ORDER BY id FOR UPDATE",
        [devices],
    )
    return {(device, section): (key, digest, seen) for device, section, key, digest, seen in cursor.fetchall()}


def _unchanged(known: Known, part: Part) -> bool:
    before = known.get((part.device, part.section))
    return before is not None and before[1] == part.digest


def _outdated(known: Known, part: Part) -> bool:
    before = known.get((part.device, part.section))
    return before is not None and before[2] > part.at


def _wants_sightings(known: Known, part: Part) -> bool:
    """Whether single things are to be written too: the section changed, or was last seen a while ago."""
    before = known.get((part.device, part.section))
    if before is None or before[1] != part.digest:
        return True
    return int(before[2].timestamp()) // PRECISION != int(part.at.timestamp()) // PRECISION


def _move(cursor: CursorWrapper, same: Sequence[tuple[int, datetime]]) -> None:
    if same:
        cursor.execute(MOVED, [[key for key, _at in same], [at for _key, at in same]])


def _write(cursor: CursorWrapper, parts: Sequence[Part]) -> None:
    if not parts:
        return
    columns: list[list[Any]] = [
        [each.device for each in parts], [each.section for each in parts], [each.payload.decode() for each in parts],
        [each.evidence for each in parts], [each.digest for each in parts], [each.at for each in parts],
    ]  # fmt: skip
    cursor.execute(WRITTEN, columns)


def parts_of(device: int, facts: DeviceFacts) -> Iterable[Part]:
    """Every section that the device stated, also one stated to be empty."""
    for section in Section.values:
        value = system_of(facts) if section == "system" else getattr(facts, section)
        if value is None or value == {}:
            continue
        payload = msgspec.json.encode(value).replace(b"\\u0000", b"")  # PostgreSQL's jsonb refuses it
        digest = blake2b(_stable(section, facts) or payload, digest_size=16).hexdigest()
        yield Part(device, section, payload, facts.evidence.get(section, "")[:200], digest, facts.at)


def system_of(facts: DeviceFacts) -> dict[str, str]:
    """The section `system`: what the device says of itself as a whole."""
    return {key: value for name, key in IDENTITY.items() if (value := getattr(facts, name)) is not None}


def _stable(section: str, facts: DeviceFacts) -> bytes | None:
    """What makes a section another one, where that is not all of it.

    `last_change` of an interface is computed from the device's uptime and shivers by a second from poll to poll; the
    age of a BGP session grows.
    """
    if section == "bgp_peers":
        return msgspec.json.encode([replace(row, changed_seconds_ago=None) for row in facts.bgp_peers or ()])
    if section != "interfaces":
        return None
    return msgspec.json.encode([replace(row, last_change=None) for row in facts.interfaces or ()])
