"""The clock of requests: 5 working days of the installation's calendar, standing while the department is asked."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

import chinese_calendar
from django.utils import timezone

from inventory.hosting import worktime
from inventory.hosting.models import CalendarDay, Pause

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from inventory.hosting.models import Request

LIMIT: Final = 5
"""Working days within which a request is answered (12345 hotline's limit in the city's text; 3 is its actual time)."""
TARGET: Final = 3


def calendar() -> Callable[[date], bool]:
    """Whether a day is a working day here. One query."""
    own = dict(CalendarDay.objects.values_list("day", "working"))

    def working(day: date) -> bool:
        if day in own:
            return own[day]
        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:  # no notice is known for that year
            return worktime.is_weekday(day)

    return working


def set_due(request: Request, now: datetime) -> None:
    """Work out when the answer is due, and what was spent so far; stored by the caller."""
    if request.submitted_at is None:
        return
    local, here = timezone.localtime(request.submitted_at), timezone.localtime(now)
    pauses = [
        worktime.Pause(timezone.localtime(each.since), timezone.localtime(each.until) if each.until else None)
        for each in Pause.objects.filter(request=request)
    ]
    working = calendar()
    request.due_on = worktime.due(local, LIMIT, pauses, working, here)
    spent = worktime.spent(local, timezone.localtime(request.ended_at or now), pauses, working)
    request.days_spent = Decimal(f"{spent:.2f}")


def stop(request: Request, reason: str, now: datetime) -> None:
    """Let the clock stand from now on."""
    Pause.objects.create(request=request, since=now, reason=reason[:500] or "—")


def go_on(request: Request, now: datetime) -> None:
    """Let the clock go on."""
    Pause.objects.filter(request=request, until=None).update(until=now)
