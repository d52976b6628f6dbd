"""Availability, exactly: each moment of a period is counted once, as one kind of time."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Final

from msgspec import Struct

from monitoring.health.settling import State

NONE: Final = timedelta()
WHOLE: Final = 100
"""Per cent."""


class Span(Struct, frozen=True, kw_only=True):
    """From a moment up to, and without, another one."""

    since: datetime
    until: datetime


class Change(Struct, frozen=True, kw_only=True):
    """From this moment on a service is in this state."""

    at: datetime
    state: State


class Accounted(Struct, frozen=True, kw_only=True):
    """How a service spent a period. The parts add up to it."""

    up: timedelta = NONE
    degraded: timedelta = NONE
    unplanned: timedelta = NONE  # down outside maintenance
    planned: timedelta = NONE  # down within maintenance
    unknown: timedelta = NONE  # not probed, or the probe could not be made

    @property
    def counted(self) -> timedelta:
        """The time that availability is a share of: known, and not planned to be down."""
        return self.up + self.degraded + self.unplanned

    @property
    def availability(self) -> Fraction | None:
        """The share of the counted time in which the service answered, in [0, 1]; None when no time is counted."""
        return Fraction(_micros(self.up + self.degraded), _micros(self.counted)) if self.counted else None


class Budget(Struct, frozen=True, kw_only=True):
    """How long a service may be down in a period, and was."""

    allowed: timedelta
    spent: timedelta

    @property
    def left(self) -> timedelta:
        """What is left; negative when the objective is missed."""
        return self.allowed - self.spent


def account(changes: Sequence[Change], maintenance: Iterable[Span], period: Span) -> Accounted:
    """How a service spent a period. Before its first change it is unknown; degraded counts as answering.

    Maintenance may overlap. Raises `ValueError` for changes out of order, two at one moment among them.
    """
    for one, other in pairwise(changes):
        if other.at <= one.at:
            raise ValueError(f"the change at {other.at} should be later than the one at {one.at}")
    windows = _merged(maintenance)
    spent = dict.fromkeys(("up", "degraded", "unplanned", "planned", "unknown"), NONE)
    begun: State = "unknown"
    edges = [period.since, *(change.at for change in changes), period.until]
    for state, (since, until) in zip([begun, *(c.state for c in changes)], pairwise(edges), strict=True):
        part = Span(since=max(since, period.since), until=min(until, period.until))
        if part.until <= part.since:
            continue
        if state == "down":
            planned = sum((_shared(part, window) for window in windows), NONE)
            spent["planned"] += planned
            spent["unplanned"] += part.until - part.since - planned
        else:
            spent[state] += part.until - part.since
    return Accounted(**spent)


def total(parts: Iterable[Accounted]) -> Accounted:
    """Several accounts as one, as of all services of a department: each service weighs as long as it was counted."""
    every = tuple(parts)
    return Accounted(**{name: sum((getattr(p, name) for p in every), NONE) for name in Accounted.__struct_fields__})


def budget(spent: Accounted, per_cent: Fraction) -> Budget:
    """The error budget of an objective in per cent of the counted time, down to the microsecond."""
    allowed = (1 - per_cent / WHOLE) * _micros(spent.counted)
    return Budget(allowed=timedelta(microseconds=int(allowed)), spent=spent.unplanned)


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    merged = list[Span]()
    for span in sorted(spans, key=lambda each: each.since):
        if merged and span.since <= merged[-1].until:
            last = merged.pop()
            merged.append(Span(since=last.since, until=max(last.until, span.until)))
        else:
            merged.append(span)
    return tuple(merged)


def _shared(one: Span, other: Span) -> timedelta:
    return max(min(one.until, other.until) - max(one.since, other.since), NONE)


def _micros(length: timedelta) -> int:
    return length // timedelta(microseconds=1)
