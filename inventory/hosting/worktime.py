"""Working time: whole working days between two moments, without pauses; pure.

A working day is a day of the calendar that is neither a weekend nor a public holiday, or a weekend day that the State
Council's yearly notice makes a working day. The clock counts from the day after a request came in (Administrative
Licensing Law, article 82: periods are working days).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

DAY: Final = timedelta(days=1)
SATURDAY: Final = 5


class Pause(NamedTuple):
    """A time in which the clock stands: `until` None while it still does."""

    since: datetime
    until: datetime | None


def is_weekday(day: date) -> bool:
    """Monday to Friday: what is known of a day when nobody published its year's holidays."""
    return day.weekday() < SATURDAY


def add(start: date, days: int, working: Callable[[date], bool]) -> date:
    """The day on which `days` working days have passed after `start`."""
    found = start
    while days > 0:
        found += DAY
        days -= working(found)
    return found


def spent(start: datetime, end: datetime, pauses: Iterable[Pause], working: Callable[[date], bool]) -> float:
    """Working days from `start` to `end`: the share of each working day (0 to 24 h, local) outside pauses.

    Both moments are aware and in the zone in which days are counted.
    """
    if end <= start:
        return 0.0
    standing = [(max(each.since, start), min(each.until or end, end)) for each in pauses]
    total, day = 0.0, start.date()
    while day <= end.date():
        if working(day):
            first = datetime.combine(day, datetime.min.time(), start.tzinfo)
            begin, finish = max(first, start), min(first + DAY, end)
            counted = finish - begin
            for since, until in standing:
                counted -= max(min(until, finish) - max(since, begin), timedelta())
            total += max(counted, timedelta()) / DAY
        day += DAY
    return total


def due(start: datetime, days: int, pauses: Iterable[Pause], working: Callable[[date], bool], now: datetime) -> date:
    """The last day on which an answer is in time: `days` working days after `start`, later by every pause.

    A pause that lasts counts until `now`; parts of a working day count as whole ones, in favour of the one who waits.
    """
    paused = sum(spent(each.since, each.until or now, (), working) for each in pauses)
    return add(start.date(), days + int(-(-paused // 1)), working)
