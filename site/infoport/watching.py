"""Services watched: which endpoints are due, what their probes settle, and what that makes of the services."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from asgiref.sync import sync_to_async
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from infoport import asking
from inventory.outposts.models import Outpost
from inventory.services.models import Condition, ProbeAnswer, ServiceDependency, ServiceEndpoint, Transition
from monitoring.health.blaming import causes
from monitoring.health.settling import Seen, Settled, State, settle

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from collectors.probes.probed import Probed

EVERY: Final = timedelta(seconds=60)
AGAIN: Final = timedelta(seconds=10)
"""One that says something else than before is asked again sooner, so that a change is soon certain."""
JITTER: Final = 0.1
TOGETHER: Final = 16
STALE: Final = timedelta(minutes=5)
"""Not asked for so long, a state is no longer known."""
KEPT: Final = timedelta(hours=48)
IN_USE: Final = ("active", "trial")


@dataclass(frozen=True, slots=True)
class Answered:
    """What one probe saw of an endpoint, and when it ended."""

    endpoint: ServiceEndpoint
    asked: str
    at: datetime
    probed: Probed


def due(now: datetime) -> list[ServiceEndpoint]:
    """Enabled endpoints of services in use that should be asked; those of segments that outposts serve are not."""
    afar = Outpost.objects.filter(enabled=True, segments__isnull=False).values("segments")
    return list(
        ServiceEndpoint.objects.filter(Q(condition=None) | Q(condition__due__lte=now), enabled=True)
        .filter(service__status__in=IN_USE)
        .exclude(segment__in=afar)
        .select_related("service", "address")
    )


async def watch() -> int:
    """Ask what is due, and keep what it says. Returns how many were asked."""
    wanted = await sync_to_async(due)(timezone.now())
    if not wanted:
        return 0
    context, slots = await asyncio.to_thread(asking.trust), asyncio.Semaphore(TOGETHER)

    async def one(endpoint: ServiceEndpoint) -> Answered:
        async with slots:
            asked = asking.question(endpoint)
            probed = await asking.ask(asked, context)
            return Answered(endpoint, asked.asked[:600], timezone.now(), probed)

    await sync_to_async(keep)(await asyncio.gather(*[one(each) for each in wanted]))
    return len(wanted)


@transaction.atomic
def keep(answers: Sequence[Answered]) -> None:
    """Store answers, settle the states of their endpoints, and those of their services."""
    ProbeAnswer.objects.bulk_create([
        ProbeAnswer(
            endpoint=each.endpoint, at=each.at, state=each.probed.state, reason=each.probed.reason, asked=each.asked,
            steps=dict(each.probed.seconds), expires=each.probed.expires,
        )
        for each in answers
    ])  # fmt: skip
    known = {each.endpoint_id: each for each in _locked(Q(endpoint__in=[each.endpoint for each in answers]))}
    for each in answers:
        seen = Seen(at=each.at, state=each.probed.state, reason=each.probed.reason)
        before = known.get(each.endpoint.pk)
        after = _settled(before, seen)
        if before is None or (after.now.state, after.now.at) != (before.state, before.since):
            _changed(each.endpoint.service_id, each.endpoint.pk, after.now)
        soon = AGAIN if after.run else EVERY
        _keep(
            before or Condition(service_id=each.endpoint.service_id, endpoint=each.endpoint), after, each.at,
            each.at + soon * (1 + random.uniform(-JITTER, JITTER)),  # noqa: S311 - spreads the load
        )  # fmt: skip
    judge({each.endpoint.service_id for each in answers}, timezone.now())


def _locked(which: Q) -> Iterable[Condition]:
    return Condition.objects.select_for_update().filter(which).order_by("pk")


def _settled(before: Condition | None, seen: Seen) -> Settled:
    """One more probe; after a time without any, the state between them is unknown."""
    if before is not None and seen.at - before.asked > STALE and before.state != "unknown":
        _changed(before.service_id, before.endpoint_id, Seen(at=before.asked, state="unknown", reason="not probed"))
        return Settled(now=seen)
    return settle(_unpacked(before) if before else None, seen)


def _unpacked(kept: Condition) -> Settled:
    run = tuple(Seen(at=datetime.fromisoformat(at), state=state, reason=reason) for at, state, reason in kept.run)
    return Settled(now=Seen(at=kept.since, state=_state(kept.state), reason=kept.reason), run=run)


def _state(word: str) -> State:
    match word:
        case "up" | "degraded" | "down":
            return word
        case _:
            return "unknown"


def _keep(kept: Condition, after: Settled, asked: datetime, again: datetime | None) -> None:
    kept.state, kept.since, kept.reason = after.now.state, after.now.at, after.now.reason
    kept.run = [[each.at.isoformat(), each.state, each.reason] for each in after.run]
    kept.asked, kept.due = asked, again
    kept.save()


def _changed(service: int, endpoint: int | None, seen: Seen) -> None:
    Transition.objects.create(
        service_id=service, endpoint_id=endpoint, at=seen.at, state=seen.state, reason=seen.reason
    )


def judge(services: set[int], now: datetime) -> None:
    """Settle the states of services from those of their endpoints, then say which ones others below explain."""
    parts: dict[int, list[Condition]] = defaultdict(list)
    for each in Condition.objects.filter(service__in=services, endpoint__enabled=True).order_by("endpoint__name"):
        parts[each.service_id].append(each)
    known = {each.service_id: each for each in _locked(Q(endpoint=None))}
    for service, found in parts.items():
        before = known.get(service)
        seen = _together(before, found, now)
        if before is None or (before.state, before.since) != (seen.state, seen.at):
            _changed(service, None, seen)
        known[service] = before or Condition(service_id=service)
        _keep(known[service], Settled(now=seen), now, None)
    _blame(known)


def _together(before: Condition | None, parts: Sequence[Condition], now: datetime) -> Seen:
    """A service's state since when: a change counts from the latest change of an endpoint, which brought it about."""
    state, reason = together(parts)
    if before is not None and now - before.asked > STALE and before.state != "unknown":
        _changed(before.service_id, None, Seen(at=before.asked, state="unknown", reason="not probed"))
        return Seen(at=now, state=state, reason=reason)
    if before is not None and before.state == state:
        return Seen(at=before.since, state=state, reason=reason)
    since = max(each.since for each in parts)
    late = before is not None and since <= before.since
    return Seen(at=now if late else since, state=state, reason=reason)


def together(parts: Sequence[Condition]) -> tuple[State, str]:
    """The state of a service from those of its endpoints, and the reasons of those that are not up."""
    states = {each.state for each in parts}
    reason = "; ".join(each.reason for each in parts if each.state != "up" and each.reason)
    if states == {"down"}:
        return "down", reason
    if states & {"down", "degraded"}:
        return "degraded", reason
    return ("unknown" if "unknown" in states else "up"), reason


def _blame(known: dict[int, Condition]) -> None:
    needs: dict[str, list[str]] = defaultdict(list)
    for service, other in ServiceDependency.objects.filter(kind="hard").values_list("service_id", "depends_on_id"):
        needs[str(service)].append(str(other))
    failing = {str(key) for key, each in known.items() if each.state == "down"}
    for key, each in known.items():
        found: list[Any] = (
            sorted(int(other) for other in causes(str(key), failing, needs)) if str(key) in failing else []
        )
        if found != each.causes:
            each.causes = found
            each.save(update_fields=["causes"])


def forget(now: datetime) -> int:
    """Delete answers to probes that are too old; returns how many."""
    return ProbeAnswer.objects.filter(at__lt=now - KEPT).delete()[0]
