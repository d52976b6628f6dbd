"""What was learnt of how to ask each device: kept with its poll, used for the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.apps import apps

from inventory.reconcile.rhythm import Ended, Learnt, Pace, learn

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.backends.utils import CursorWrapper

    from collectors.facts.toll import Toll
    from inventory.reconcile.models import Access
    from inventory.reconcile.observe import Outcome

STATED: Final = """
SELECT a.id, a.device_id, a.interval, a.timeout, a.retries, a.max_repetitions, p.rhythm
FROM reconcile_access a JOIN reconcile_poll p ON p.access_id = a.id
WHERE a.enabled AND a.device_id = ANY(%s) ORDER BY a.id FOR UPDATE OF p
"""
LEARNT: Final = """
UPDATE reconcile_poll p SET rhythm = n.rhythm,
  next_due = greatest(p.next_due, p.last_attempt + make_interval(secs => (n.rhythm->'pace'->>'interval')::int))
FROM unnest(%s::bigint[], %s::jsonb[]) AS n(access, rhythm)
WHERE p.access_id = n.access
"""
INTERVAL: Final = "coalesce((p.rhythm->'pace'->>'interval')::int, a.interval)"
"""Seconds between two polls of the access `a` whose poll is `p`."""


def pace(stated: Pace, kept: Any) -> Pace:
    """How an access is asked: as learnt, else as it states."""
    return learnt(kept).pace if kept else stated


def learnt(kept: Any) -> Learnt:
    """What a poll keeps in `rhythm`, which must not be None."""
    if isinstance(kept, str):  # as a cursor gives it
        return msgspec.json.decode(kept, type=Learnt)
    return msgspec.convert(kept, Learnt, strict=False)


def learn_from(cursor: CursorWrapper, outcomes: Iterable[Outcome]) -> None:
    """Keep what these polls teach; one that was not over SNMP teaches nothing. Two statements, whatever the number."""
    told = {each.device: (each, each.toll) for each in outcomes if each.toll is not None}
    if not told:
        return
    cursor.execute(STATED, [sorted(told)])
    changed: list[tuple[int, str | None]] = []
    for access, device, interval, timeout, retries, rows, kept in cursor.fetchall():
        stated = Pace(interval=interval, timeout=timeout, retries=retries, max_repetitions=rows)
        before = learnt(kept) if kept else None
        after = learn(stated, before, ended(*told[device]))
        if after != before:
            changed.append((access, msgspec.json.encode(after).decode() if after else None))
    if changed:
        cursor.execute(LEARNT, [[key for key, _value in changed], [value for _key, value in changed]])


def ended(outcome: Outcome, toll: Toll) -> Ended:
    """How a poll ended, for the learning."""
    seconds = (outcome.duration_ms or 0) / 1000
    answered = outcome.state == "ok"
    return Ended(at=outcome.at, answered=answered, silent=outcome.state == "unreachable", seconds=seconds, toll=toll)


def forget(access: Access, extra: Any, created: bool) -> None:
    """After an access is written: what was learnt began from what it stated before."""
    del extra
    if not created:
        model = apps.get_model("reconcile.Poll")
        model._default_manager.filter(access=access).update(rhythm=None)  # noqa: SLF001 - any model's
