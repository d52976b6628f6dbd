"""The readiness of venues, from what was measured last."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from inventory.conferencing.models import Conference, Participant, ReadinessLimit, TestCall, Venue, VenueEndpoint
from inventory.conferencing.rules.conferences import HOLDING
from inventory.conferencing.rules.readiness import USUAL_AGE, Limits, Measured, Verdict, judge

if TYPE_CHECKING:
    from collections.abc import Iterable

    from inventory.conferencing.choices import Readiness

PAIRS = (("loss", "max_loss"), ("delay", "max_delay"), ("jitter", "max_jitter"), ("bandwidth", "min_bandwidth"))


@dataclass(frozen=True, slots=True)
class Room:
    """A venue with its verdict, its last test call and its next conference; None where there is none."""

    venue: Venue
    verdict: Verdict
    limits: Limits
    call: TestCall | None
    next: Conference | None
    terminals: int

    @property
    def state(self) -> Readiness:
        """The three-state readiness."""
        return self.verdict.state


def rooms(venues: Iterable[Venue]) -> list[Room]:
    """The venues in the order given. Four queries, whatever their number."""
    listed = list(venues)
    ids = [each.pk for each in listed]
    kinds = {each.kind: each for each in ReadinessLimit.objects.all()}
    calls = {each.venue_id: each for each in TestCall.objects.filter(venue__in=ids).order_by("venue", "at")}
    terminals = Counter(
        VenueEndpoint.objects.filter(venue__in=ids, kind="codec", status="active").values_list("venue_id", flat=True)
    )
    coming = Participant.objects.filter(
        Q(conference__state__in=HOLDING), venue__in=ids, conference__end__gt=timezone.now()
    ).select_related("conference")
    following = {each.venue_id: each.conference for each in coming.order_by("-conference__start")}
    return [
        _room(each, kinds.get(each.kind), calls.get(each.pk), following.get(each.pk), terminals[each.pk])
        for each in listed
    ]


def _room(
    venue: Venue, kind: ReadinessLimit | None, call: TestCall | None, following: Conference | None, terminals: int
) -> Room:
    limits = limits_of(venue, kind)
    verdict = judge(active=venue.status == "active", terminals=terminals, limits=limits, measured=measured(call))
    return Room(venue, verdict, limits, call, following, terminals)


def limits_of(venue: Venue, kind: ReadinessLimit | None) -> Limits:
    """The venue's own limits, and those of its kind where it has none."""
    values: dict[str, Any] = {}
    for name, field in PAIRS:
        own = getattr(venue, field)
        value = getattr(kind, field, None) if own is None else own
        values[name] = None if value is None else float(value)
    return Limits(**values, age=kind.max_age if kind else USUAL_AGE)


def measured(call: TestCall | None) -> Measured | None:
    """A test call as a measurement."""
    if call is None:
        return None
    values = {name: None if (value := getattr(call, name)) is None else float(value) for name, _field in PAIRS}
    return Measured(call.at, call.outcome != "failed", **values)
