"""The readiness of venues, from what was measured last."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from inventory.conferencing.choices import Readiness
from inventory.conferencing.models import (
    Conference,
    Participant,
    ReadinessLimit,
    ReadinessSample,
    TestCall,
    Venue,
    VenueEndpoint,
)
from inventory.conferencing.rules.conferences import HOLDING
from inventory.conferencing.rules.grading import OPTIONAL, WORDS, Bounds, Check
from inventory.conferencing.rules.readiness import USUAL_AGE, Limits, Measured, Verdict, judge

if TYPE_CHECKING:
    from collections.abc import Iterable

NEEDED = frozenset(WORDS) - OPTIONAL
GOOD = {"loss": 0.5, "delay": 150.0, "jitter": 30.0}
USABLE = {"loss": 1.0, "delay": 300.0, "jitter": 50.0}
"""Where nobody states limits: ITU-T G.114 and Cisco's QoS guidance, as the domain facts quote them."""
PAIRS = (("loss", "max_loss"), ("delay", "max_delay"), ("jitter", "max_jitter"), ("bandwidth", "min_bandwidth"))


@dataclass(frozen=True, slots=True)
class Room:
    """A venue with its verdict, its last sample, test call and its next conference; None where there is none.

    `sample` is the last one that still counts and that no test call came after: the verdict is its.
    """

    venue: Venue
    verdict: Verdict
    limits: Limits
    call: TestCall | None
    next: Conference | None
    terminals: int
    sample: ReadinessSample | None = None

    @property
    def state(self) -> Readiness:
        """The readiness."""
        return self.verdict.state

    @property
    def checks(self) -> list[Check]:
        """The checks of the sample."""
        return checks_of(self.sample)


def rooms(venues: Iterable[Venue]) -> list[Room]:
    """The venues in the order given. Five queries, whatever their number."""
    listed = list(venues)
    ids = [each.pk for each in listed]
    kinds = {each.kind: each for each in ReadinessLimit.objects.all()}
    calls = {each.venue_id: each for each in TestCall.objects.filter(venue__in=ids).order_by("venue", "at")}
    terminals = Counter(
        VenueEndpoint.objects.filter(venue__in=ids, kind="codec", status="active").values_list("venue_id", flat=True)
    )
    samples = {
        each.venue_id: each
        for each in ReadinessSample.objects.filter(venue__in=ids).order_by("venue_id", "-at").distinct("venue_id")
    }
    coming = Participant.objects.filter(
        Q(conference__state__in=HOLDING), venue__in=ids, conference__end__gt=timezone.now()
    ).select_related("conference")
    following = {each.venue_id: each.conference for each in coming.order_by("-conference__start")}
    return [
        _sampled(
            _room(each, kinds.get(each.kind), calls.get(each.pk), following.get(each.pk), terminals[each.pk]),
            samples.get(each.pk),
        )
        for each in listed
    ]


def _sampled(room: Room, sample: ReadinessSample | None) -> Room:
    """The room as its sample says, where that counts: young enough, no later test call, and the venue in use."""
    old = sample is None or timezone.now() - sample.at > timedelta(hours=room.limits.age)
    if sample is None or old or (room.call and room.call.at > sample.at) or room.venue.status != "active":
        return room
    if sample.state == Readiness.UNKNOWN and room.state != Readiness.UNKNOWN:  # a test call knew more
        return room
    reasons = tuple(each.told for each in checks_of(sample) if each.state not in {Readiness.READY, Readiness.UNKNOWN})
    missing = tuple(
        each.told for each in checks_of(sample) if each.state == Readiness.UNKNOWN and each.name in NEEDED
    )  # fmt: skip
    verdict = Verdict(Readiness(sample.state), reasons + (missing if sample.state == Readiness.UNKNOWN else ()))
    return replace(room, verdict=verdict, sample=sample)


def checks_of(sample: ReadinessSample | None) -> list[Check]:
    """The checks that a sample was graded by."""
    return [
        Check(each["name"], Readiness(each["state"]), each.get("value"), each.get("limit"), each.get("why", ""))
        for each in (sample.detail.get("checks", []) if sample else [])
        if each["name"] in WORDS
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


def bounds_of(venue: Venue, kind: ReadinessLimit | None) -> Bounds:
    """The limits of a venue for grading; the domain's where neither it nor its kind says anything."""
    good, usable = dict(GOOD), dict(USABLE)
    for name, field in PAIRS:
        own = getattr(venue, field)
        value = getattr(kind, field, None) if own is None else own
        if value is not None:
            good[name] = float(value)
            stated = getattr(kind, field.replace("max_", "usable_").replace("min_", "usable_"), None)
            usable[name] = float(value if stated is None else stated)
    return Bounds(good, usable, spare=bool(kind and kind.spare))


def measured(call: TestCall | None) -> Measured | None:
    """A test call as a measurement."""
    if call is None:
        return None
    values = {name: None if (value := getattr(call, name)) is None else float(value) for name, _field in PAIRS}
    return Measured(call.at, call.outcome != "failed", **values)
