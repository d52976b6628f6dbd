"""How a device is asked next time, learnt from what asking it cost. Pure.

An access states where to begin; a device's kind may advise more patience. Nothing learnt is ever less patient than
both, and what was learnt is given up slowly once the device no longer needs it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING, Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from collectors.facts.toll import Toll  # noqa: TC001 - msgspec reads the annotations of what it decodes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from collectors.facts.toll import Advice

MARGIN: Final = 3.0
"""A first try waits this many times the slowest answer: between RFC 6298's twice and its four variances."""
LONGEST: Final = 20.0
"""Seconds that a first try waits at most; retries double it."""
LOSSY: Final = 0.1
"""Share of datagrams sent again above which one more retry is allowed."""
MOST_RETRIES: Final = 5
BUSY: Final = 0.5
"""Share of its interval that a poll may take; a device is not asked all the time."""
SLOWEST: Final = 10
"""The interval is stretched to so many of those stated, at most."""
GIVEN_UP: Final = 0.9
"""What is left of learnt patience after a poll that did not need it."""
CEILING: Final = timedelta(days=1)
"""How long rows that were too many are not tried again."""

Why = Literal["advice", "slow", "lossy", "too_big", "unanswered", "long"]


class Pace(Struct, frozen=True, kw_only=True):
    """How a device is asked."""

    interval: int  # seconds
    timeout: float  # seconds until the first retry of a request
    retries: int
    max_repetitions: int  # rows asked for in one GETBULK


class Learnt(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A pace, and why it differs from the stated one."""

    pace: Pace
    ceiling: int | None = None  # rows in one request that went unanswered
    ceiling_until: datetime | None = None
    why: dict[str, Why] = {}  # field of the pace that differs → reason


class Ended(Struct, frozen=True, kw_only=True):
    """How a poll ended."""

    at: datetime
    answered: bool
    silent: bool  # a request of it stayed unanswered
    seconds: float
    toll: Toll


def learn(stated: Pace, before: Learnt | None, ended: Ended) -> Learnt | None:
    """The pace for the next poll; None where the stated one will do."""
    base = _patient(stated, ended.toll.advice)
    held = _patient(before.pace, base) if before else base
    found = {name: (value, why) for name, value, why in _steps(base, held, before, ended)}
    pace = replace(held, **{name: value for name, (value, _why) in found.items()})
    differs = [name for name in Pace.__struct_fields__ if getattr(pace, name) != getattr(stated, name)]
    was: Mapping[str, Why] = before.why if before else {}
    why: dict[str, Why] = {name: found.get(name, (0, None))[1] or was.get(name, "advice") for name in differs}
    ceiling, until = _ceiling(held, before, ended)
    if not why and ceiling is None:
        return None
    return Learnt(pace=pace, ceiling=ceiling, ceiling_until=until, why=why)


def _patient(one: Pace, other: Pace | Advice | None) -> Pace:
    """The more patient of both in every field; None in an advice asks for nothing."""
    if other is None:
        return one
    return Pace(
        interval=max(one.interval, other.interval or 0),
        timeout=max(one.timeout, other.timeout or 0.0),
        retries=max(one.retries, other.retries or 0),
        max_repetitions=min(one.max_repetitions, other.max_repetitions or one.max_repetitions),
    )


def _steps(
    base: Pace, held: Pace, before: Learnt | None, ended: Ended
) -> Iterator[tuple[str, float | int, Why | None]]:
    """Each field's next value, and why it moved away from the stated one; None where it moved back or stays."""
    yield "timeout", *_timeout(base, held, ended.toll)
    yield "retries", *_retries(base, held, ended)
    yield "max_repetitions", *_rows(base, held, before, ended)
    if ended.answered:
        yield "interval", *_interval(base, held, ended.seconds)


def _timeout(base: Pace, held: Pace, toll: Toll) -> tuple[float, Why | None]:
    if toll.resent > toll.answered > 0 and toll.slowest is None:
        return min(held.timeout * 2, max(LONGEST, base.timeout)), "slow"  # no answer came before its retry
    if toll.slowest is None:
        return held.timeout, None
    needed = round(min(toll.slowest * MARGIN, LONGEST), 1)
    if needed > held.timeout:
        return needed, "slow"
    return max(base.timeout, needed, round(held.timeout * GIVEN_UP, 1)), None


def _retries(base: Pace, held: Pace, ended: Ended) -> tuple[int, Why | None]:
    toll = ended.toll
    sent = toll.answered + toll.resent
    if ended.answered and toll.resent > LOSSY * sent:
        return max(held.retries, min(held.retries + 1, MOST_RETRIES)), "lossy"
    if ended.answered and not toll.resent:
        return max(base.retries, held.retries - 1), None
    return held.retries, None


def _rows(base: Pace, held: Pace, before: Learnt | None, ended: Ended) -> tuple[int, Why | None]:
    """Fewer rows where so many were too big, or where small requests were answered and a large one never was."""
    toll = ended.toll
    if toll.fitting is not None and toll.fitting < held.max_repetitions:
        return toll.fitting, "too_big"
    if ended.silent and toll.answered:
        return max(1, held.max_repetitions // 2), "unanswered"
    if not ended.answered or toll.resent or toll.fitting is not None:
        return held.max_repetitions, None
    most = base.max_repetitions
    if before and before.ceiling and before.ceiling_until and before.ceiling_until > ended.at:
        most = min(most, before.ceiling - 1)
    return max(min(held.max_repetitions + 1, most), min(held.max_repetitions, base.max_repetitions), 1), None


def _interval(base: Pace, held: Pace, seconds: float) -> tuple[int, Why | None]:
    needed = min(ceil(seconds / BUSY), base.interval * SLOWEST)
    if needed > held.interval:
        return needed, "long"
    return max(base.interval, needed, int(held.interval * GIVEN_UP)), None


def _ceiling(held: Pace, before: Learnt | None, ended: Ended) -> tuple[int | None, datetime | None]:
    """Rows that were too many, and until when they are not tried again."""
    if ended.toll.fitting is not None:
        return max(2, ended.toll.fitting + 1), ended.at + CEILING
    if ended.silent and ended.toll.answered and held.max_repetitions > 1:
        return held.max_repetitions, ended.at + CEILING
    if before and before.ceiling_until and before.ceiling_until > ended.at:
        return before.ceiling, before.ceiling_until
    return None, None
