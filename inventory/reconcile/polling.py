"""Which devices are due, and what is needed to ask them."""

from __future__ import annotations

from typing import Final

import msgspec
from django.db import connection
from msgspec import Struct

from inventory.outposts.rules.serving import BY_CORE
from inventory.reconcile.credentials import Words, resolved
from inventory.reconcile.pacing import INTERVAL, pace
from inventory.reconcile.rhythm import Pace

JITTER: Final = 0.05
"""Share of the interval by which a poll may come later."""
SECONDS: Final = {"snmp": 60.0, "ssh": 240.0, "napalm": 240.0}
"""How long a poll may take, from its first packet to its last, by the way of asking. A switch that thinks before each
of a dozen answers over SSH needs minutes, and none of it says that it is ill."""

SLACK: Final = 30.0
"""Seconds after its deadline in which a poll is stored; a claim is void then."""

CLAIM: Final = f"""
WITH due AS (
  SELECT a.id, {INTERVAL} AS every, coalesce(p.claimed_until > now(), false) AS busy,
    coalesce((%(seconds)s::jsonb ->> a.method)::float8, 60) AS seconds
  FROM reconcile_access a
  LEFT JOIN reconcile_poll p ON p.access_id = a.id
  WHERE a.enabled AND coalesce(p.next_due, '-infinity') <= now() AND {BY_CORE.replace("{t}", "a")}
  ORDER BY coalesce(p.next_due, '-infinity'), a.id
  LIMIT %(limit)s FOR UPDATE OF a SKIP LOCKED
), claimed AS (
  INSERT INTO reconcile_poll AS p (access_id, state, error, failures, skipped, next_due, claimed_until)
  SELECT id, 'unknown', '', 0, 0, now() + make_interval(secs => every * (1 + {JITTER} * random())),
    now() + make_interval(secs => seconds + {SLACK}) FROM due
  ON CONFLICT (access_id) DO UPDATE SET next_due = EXCLUDED.next_due,
    skipped = p.skipped + (coalesce(p.claimed_until > now(), false))::int,
    claimed_until = CASE WHEN p.claimed_until > now() THEN p.claimed_until ELSE EXCLUDED.claimed_until END
  RETURNING access_id
)
SELECT access_id FROM claimed JOIN due ON due.id = access_id WHERE NOT busy
"""  # noqa: S608 - constants
"""Accesses that an outpost polls are not claimed here (`inventory.outposts.rules.serving`)."""

ASKED: Final = """
SELECT a.id, a.device_id, d.name, host(a.address), a.port, a.version, a.interval, a.timeout, a.retries,
  a.max_repetitions, c.id, c.username, c.auth_protocol, c.privacy_protocol, a.method, a.platform, a.host_key,
  p.rhythm
FROM reconcile_access a LEFT JOIN reconcile_poll p ON p.access_id = a.id
  JOIN dcim_device d ON d.id = a.device_id JOIN reconcile_credential c ON c.id = a.credential_id
WHERE a.id = ANY(%s) ORDER BY a.id
"""


class Due(Struct, frozen=True, kw_only=True):
    """One device to ask. `words`, of which none may be logged, are those of `credentials.WORDS` that were given."""

    access: int
    device: int
    name: str
    address: str
    port: int
    version: str
    interval: int  # seconds
    timeout: float  # seconds per request
    retries: int
    max_repetitions: int  # as learnt, like the three before it
    username: str
    auth_protocol: str | None
    privacy_protocol: str | None
    words: Words
    method: str = "snmp"  # of choices.AccessMethod
    platform: str | None = None  # of choices.CliPlatform; None: not known yet
    host_key: str = ""  # pinned; "" before the first contact
    problem: str = ""  # why the words of its credential cannot be had; it cannot be asked then

    def __repr__(self) -> str:
        """Without the secret words."""
        return f"Due(access={self.access}, device={self.device}, address={self.address}:{self.port}, {self.method})"


def claim(limit: int = 500) -> list[int]:
    """Ids of accesses that are due, longest overdue first; each is put off by its interval, so it is claimed once.

    One that is still being asked is put off and counted as skipped: polls of a device never stack. Whoever claimed it
    and died holds it no longer than the device's deadline.
    """
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"limit": limit, "seconds": msgspec.json.encode(SECONDS).decode()})
        return [key for (key,) in cursor.fetchall()]


def asked(accesses: list[int]) -> list[Due]:
    """What is needed to poll these accesses; a credential that cannot be had is the problem of its devices alone."""
    with connection.cursor() as cursor:
        cursor.execute(ASKED, [accesses])
        rows = cursor.fetchall()
    words, problems = resolved({row[10] for row in rows})
    paces = [
        pace(Pace(interval=row[6], timeout=row[7], retries=row[8], max_repetitions=row[9]), row[17]) for row in rows
    ]
    return [
        Due(
            access=row[0], device=row[1], name=row[2] or f"#{row[1]}", address=row[3], port=row[4], version=row[5],
            interval=how.interval, timeout=how.timeout, retries=how.retries, max_repetitions=how.max_repetitions,
            username=row[11],
            auth_protocol=row[12], privacy_protocol=row[13], words=words.get(row[10], {}),
            method=row[14], platform=row[15], host_key=row[16],
            problem=problems.get(row[10], ""),
        )
        for row, how in zip(rows, paces, strict=True)
    ]  # fmt: skip
