"""Which devices are due, and what is needed to ask them."""

from __future__ import annotations

from typing import Final

from django.db import connection
from msgspec import Struct

from inventory.outposts.rules.serving import BY_CORE
from inventory.reconcile.credentials import Words, opened

CLAIM: Final = f"""
WITH due AS (
  SELECT a.id, a.interval FROM reconcile_access a
  LEFT JOIN reconcile_poll p ON p.access_id = a.id
  WHERE a.enabled AND coalesce(p.next_due, '-infinity') <= now() AND {BY_CORE.replace("{t}", "a")}
  ORDER BY coalesce(p.next_due, '-infinity'), a.id
  LIMIT %(limit)s FOR UPDATE OF a SKIP LOCKED
), claimed AS (
  INSERT INTO reconcile_poll (access_id, state, error, failures, next_due)
  SELECT id, 'unknown', '', 0, now() + make_interval(secs => due.interval) FROM due
  ON CONFLICT (access_id) DO UPDATE SET next_due = EXCLUDED.next_due
  RETURNING access_id
)
SELECT access_id FROM claimed
"""  # noqa: S608 - constants
"""Accesses that an outpost polls are not claimed here (`inventory.outposts.rules.serving`)."""

ASKED: Final = """
SELECT a.id, a.device_id, d.name, host(a.address), a.port, a.version, a.interval, a.timeout, a.retries,
  a.max_repetitions, c.id, c.username, c.auth_protocol, c.privacy_protocol, a.method, a.platform, a.host_key
FROM reconcile_access a JOIN dcim_device d ON d.id = a.device_id JOIN reconcile_credential c ON c.id = a.credential_id
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
    max_repetitions: int
    username: str
    auth_protocol: str | None
    privacy_protocol: str | None
    words: Words
    method: str = "snmp"  # of choices.AccessMethod
    platform: str | None = None  # of choices.CliPlatform; None: not known yet
    host_key: str = ""  # pinned; "" before the first contact

    def __repr__(self) -> str:
        """Without the secret words."""
        return f"Due(access={self.access}, device={self.device}, address={self.address}:{self.port}, {self.method})"


def claim(limit: int = 500) -> list[int]:
    """Ids of accesses that are due, longest overdue first; each is put off by its interval, so it is claimed once."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"limit": limit})
        return [key for (key,) in cursor.fetchall()]


def asked(accesses: list[int]) -> list[Due]:
    """What is needed to poll these accesses. Raises `credentials.Sealed`."""
    with connection.cursor() as cursor:
        cursor.execute(ASKED, [accesses])
        rows = cursor.fetchall()
    words = opened({row[10] for row in rows})
    return [
        Due(
            access=row[0], device=row[1], name=row[2] or f"#{row[1]}", address=row[3], port=row[4], version=row[5],
            interval=row[6], timeout=row[7], retries=row[8], max_repetitions=row[9], username=row[11],
            auth_protocol=row[12], privacy_protocol=row[13], words=words.get(row[10], {}),
            method=row[14], platform=row[15], host_key=row[16],
        )
        for row in rows
    ]  # fmt: skip
