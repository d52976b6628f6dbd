"""How long requests took, per department and month, against the limit and the target in working days."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from inventory.declare.permissions import restrict
from inventory.declare.viewing import unlimited
from inventory.hosting import clock, worktime
from inventory.hosting.models import Request
from inventory.tenancy.models import Tenant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

MONTHS: Final = 12
"""Months that are reported when none are named."""
UNANSWERED: Final = frozenset({"withdrawn"})
"""Ended by the department itself: no answer was owed any more."""


@dataclass(slots=True)
class Line:
    """One department in one month (of submission, "2026-11"). Days are working days without pauses.

    `days` holds those of answered requests; `late` counts open ones beyond the limit.
    """

    month: str
    tenant: int
    department: str
    asked: int = 0
    open: int = 0
    late: int = 0
    withdrawn: int = 0
    paused: int = 0
    days: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, Any]:
        """The line as figures; mean and longest are None while nothing is answered."""
        answered = len(self.days)
        return {
            "month": self.month, "department": self.department, "asked": self.asked, "answered": answered,
            "within_target": sum(each <= clock.TARGET for each in self.days),
            "within_limit": sum(each <= clock.LIMIT for each in self.days),
            "over_limit": sum(each > clock.LIMIT for each in self.days), "open": self.open, "open_late": self.late,
            "withdrawn": self.withdrawn, "paused": self.paused,
            "mean_days": round(sum(self.days) / answered, 2) if answered else None,
            "longest_days": round(max(self.days), 2) if answered else None,
        }  # fmt: skip


COLUMNS: Final = tuple(Line("", 0, "").figures())


def handling(user: Any, params: Mapping[str, str], now: datetime | None = None) -> list[Line]:
    """A line per month and department of the requests that a person may see, the latest month first. Three queries.

    `since` and `until` name months ("2026-06"); `tenant` a department's id. Raises `ValidationError` for what is none.
    """
    now = now or timezone.now()
    here = timezone.localtime(now)
    since, until = _month(params, "since", _earlier(f"{here:%Y-%m}")), _month(params, "until", f"{here:%Y-%m}")
    rows = restrict(Request.objects.exclude(submitted_at=None), user, "view").order_by()
    if params.get("tenant"):
        if not params["tenant"].isdecimal():
            raise ValidationError({"tenant": _("“%s” is no id of a department.") % params["tenant"]})
        rows = rows.filter(tenant=int(params["tenant"]))
    keys = [each.pk for each in rows if since <= _of(each) <= until]
    with unlimited():  # who sees a request may read whose it is and why its clock stood
        chosen = list(Request.objects.filter(pk__in=keys).prefetch_related("pauses"))
        names = dict(Tenant.objects.filter(pk__in={each.tenant_id for each in chosen}).values_list("pk", "name"))
        working = clock.calendar()
        spent = {each.pk: _spent(each, here, working) for each in chosen}
    lines: dict[tuple[str, int], Line] = {}
    for each in chosen:
        at = lines.setdefault(
            (_of(each), each.tenant_id), Line(_of(each), each.tenant_id, names.get(each.tenant_id, ""))
        )
        _count(at, each, spent[each.pk], paused=bool(each.pauses.all()))
    return sorted(lines.values(), key=lambda line: (_descending(line.month), line.department, line.tenant))


def _count(line: Line, request: Request, spent: float, *, paused: bool) -> None:
    line.asked += 1
    line.paused += paused
    if request.state in UNANSWERED:
        line.withdrawn += 1
    elif request.ended_at is not None:
        line.days.append(spent)
    else:
        line.open += 1
        line.late += spent > clock.LIMIT


def _spent(request: Request, here: datetime, working: Any) -> float:
    """What was spent when it ended; of an open one what is spent by now."""
    if request.ended_at is not None or request.submitted_at is None:
        return float(request.days_spent or 0)
    pauses = [
        worktime.Pause(timezone.localtime(each.since), timezone.localtime(each.until) if each.until else None)
        for each in request.pauses.all()
        if each.since is not None
    ]
    return worktime.spent(timezone.localtime(request.submitted_at), here, pauses, working)


def _of(request: Request) -> str:
    """The month in which a request came in, by local time."""
    if request.submitted_at is None:
        raise ValueError(f"{request} was never submitted")
    return f"{timezone.localtime(request.submitted_at):%Y-%m}"


def _month(params: Mapping[str, str], name: str, usual: str) -> str:
    given = params.get(name) or usual
    year, dash, month = given.partition("-")
    if not (dash and len(year) == 4 and year.isdecimal() and month.isdecimal() and 1 <= int(month) <= 12):  # noqa: PLR2004 - YYYY-MM
        raise ValidationError({name: _("“%s” is no month, as 2026-11.") % given})
    return f"{year}-{int(month):02d}"


def _earlier(month: str) -> str:
    """The first of the last `MONTHS` months, this one counted."""
    number = int(month[:4]) * 12 + int(month[5:]) - 1 - (MONTHS - 1)
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def _descending(month: str) -> int:
    return -int(month.replace("-", ""))


def total(lines: Iterable[Line]) -> dict[str, Any]:
    """All lines as one."""
    whole = Line("", 0, "")
    for each in lines:
        whole.asked += each.asked
        whole.open += each.open
        whole.late += each.late
        whole.withdrawn += each.withdrawn
        whole.paused += each.paused
        whole.days += each.days
    return whole.figures()
