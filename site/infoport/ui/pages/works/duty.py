"""The week's watches of each centre, and who is on duty now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from infoport.ui.navigation import belongs
from infoport.ui.pages import reach
from infoport.ui.panels import Panel, Problem, register, register_problems
from inventory.services.models import DutyShift, SupportTeam

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.http import HttpRequest, HttpResponse

    from inventory.declare.spec import Spec

PAGE: Final = "/governance/duty/"
DAYS: Final = 7
WEEK: Final = timedelta(days=DAYS)


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from a Monday, in the installation's zone."""

    monday: date

    @classmethod
    def asked(cls, text: str) -> Week:
        """The week of a date such as 2026-01-31; the current week for anything else."""
        try:
            found = date.fromisoformat(text)
        except ValueError:
            found = timezone.localdate()
        return cls(found - timedelta(days=found.weekday()))

    @property
    def days(self) -> list[date]:
        """Monday to Sunday."""
        return [self.monday + timedelta(days=at) for at in range(DAYS)]

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """The first moment, and the first after."""
        zone = timezone.get_current_timezone()
        return (
            datetime.combine(self.monday, time(), zone),
            datetime.combine(self.monday + WEEK, time(), zone),
        )


@require_GET
def duty(request: HttpRequest) -> HttpResponse:
    """The page `/governance/duty/`; `week` is any day of the week shown."""
    reach.need(request, "services.dutyshift")
    belongs(request, "governance/duty")
    week = Week.asked(request.GET.get("week", ""))
    teams = list(reach.within(request, SupportTeam).filter(kind="centre").order_by("name"))
    first, after = week.bounds
    shifts = list(
        reach.within(request, DutyShift)
        .filter(team__in=teams, starts_at__lt=after, ends_at__gt=first)
        .select_related("contact")
        .order_by("starts_at", "kind")
    )
    today = timezone.localdate()
    context = {
        "days": [
            {"name": date_format(day, "D"), "day": date_format(day, _("j M")), "today": day == today}
            for day in week.days
        ],
        "teams": [_team(each, [s for s in shifts if s.team_id == each.pk], week) for each in teams],
        "previous": f"?week={week.monday - WEEK}", "next": f"?week={week.monday + WEEK}",
        "this": PAGE, "title": _("Week from %(day)s") % {"day": date_format(week.monday, _("j M Y"))},
        "may_add": reach.may(request, "services.dutyshift", "add"), "list_url": reach.page("services.dutyshift"),
        "links": [
            {"title": title, "url": reach.page(label)}
            for label, title in (
                ("services.supportteam", _("Teams")), ("tenancy.contact", _("Contacts")),
                ("services.responsibility", _("Responsibilities")),
            )
            if reach.may(request, label)
        ],
    }  # fmt: skip
    return render(request, "pages/works/duty.html", context)


def _team(team: SupportTeam, shifts: Sequence[DutyShift], week: Week) -> dict[str, Any]:
    now = timezone.now()
    on_duty = [each for each in shifts if each.starts_at <= now < each.ends_at]
    return {
        "name": team.name, "url": reach.page("services.supportteam", team.pk), "phone": team.duty_phone,
        "add_url": f"{reach.page('services.dutyshift')}add/?team_id={team.pk}",
        "now": [_shift(each, now) for each in on_duty], "this_week": timezone.localdate() in week.days,
        "days": [
            [_shift(each, now) for each in shifts if timezone.localtime(each.starts_at).date() == day]
            for day in week.days
        ],
    }  # fmt: skip


def _shift(shift: DutyShift, now: datetime) -> dict[str, Any]:
    start, end = timezone.localtime(shift.starts_at), timezone.localtime(shift.ends_at)
    return {
        "name": shift.contact.name, "phone": shift.contact.phone, "kind": shift.get_kind_display(),
        "primary": shift.kind == "primary", "hours": f"{start:%H:%M}–{end:%H:%M}",
        "now": shift.starts_at <= now < shift.ends_at,
        "url": reach.page("services.dutyshift", shift.pk),
    }  # fmt: skip


@register("services.supportteam")
def team_panels(request: HttpRequest, _spec: Spec, team: SupportTeam) -> Iterator[Panel]:
    """Who is on duty now and next."""
    if not reach.may(request, "services.dutyshift"):
        return
    now = timezone.now()
    rows = reach.within(request, DutyShift).filter(team=team, ends_at__gt=now).select_related("contact")
    listed = [
        _shift(each, now) | {"day": date_format(timezone.localtime(each.starts_at), _("j M"))} for each in rows[:6]
    ]
    if listed:
        yield Panel(_("On duty"), "pages/works/watch.html", {"rows": listed, "url": PAGE}, "rail")


@register_problems("services.supportteam", gettext_lazy("the roster"))
def team_problems(request: HttpRequest, _spec: Spec, team: SupportTeam) -> Iterator[Problem]:
    """A centre without anybody on duty at this moment."""
    now = timezone.now()
    here = DutyShift.objects.filter(team=team, kind="primary", starts_at__lte=now, ends_at__gt=now)
    if team.kind == "centre" and reach.may(request, "services.dutyshift") and not here.exists():
        yield Problem("degraded", _("Nobody is on duty now"), _("alerts go to its duty telephone alone"), PAGE)
