"""What probes say of services, and the answers that states and business figures came from."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from infoport.ui.pages import reach, words
from infoport.ui.panels import Panel, State, register
from infoport.watching import IN_USE, STALE
from inventory.services.models import (
    ApplicationService,
    BusinessFigure,
    Condition,
    FigureAnswer,
    Objective,
    ProbeAnswer,
    ServiceEndpoint,
    Transition,
)
from monitoring.health.availability import Change, Span, account, budget

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from inventory.declare.spec import Spec

SHAPES: Final = {"up": "ok", "degraded": "degraded", "down": "down"}
SERVICE: Final = "services.applicationservice"
LATEST: Final = 12
CACHED: Final = 15
"""Seconds that browsers may keep the public page; shared caches may not: its language switch holds a token."""


def state_of(found: Condition | None, now: datetime) -> State:
    """A kept state in words; one that was not renewed for long is unknown."""
    if found is None:
        return State("unknown", _("not asked yet"))
    if now - found.asked > STALE:
        return State("unknown", _("not asked for long"))
    names = {"up": _("answers"), "degraded": _("degraded"), "down": _("down")}
    return State(SHAPES.get(found.state, "unknown"), names.get(found.state, _("unknown")))


@register(SERVICE)
def watched_panel(request: HttpRequest, _spec: Spec, service: ApplicationService) -> Iterator[Panel]:
    """The state as probes settled it, since when and why, availability of the month, and the latest changes."""
    now = timezone.now()
    kept = Condition.objects.filter(service=service, endpoint=None).first()
    if kept is None:
        return
    seen = set(reach.within(request, ServiceEndpoint).filter(service=service).values_list("pk", flat=True))
    ends = Condition.objects.filter(endpoint__in=seen).select_related("endpoint").order_by("endpoint__name")
    changes = Transition.objects.filter(Q(endpoint=None) | Q(endpoint__in=seen), service=service)
    causes = reach.within(request, ApplicationService).filter(pk__in=kept.causes)
    shown = {
        "state": state_of(kept, now), "since": kept.since, "age": words.since(kept.since, now), "reason": kept.reason,
        "causes": [{"name": str(each), "url": reach.page(SERVICE, each.pk)} for each in causes],
        "ends": [_endpoint(each, now) for each in ends], "month": _month(service, now),
        "changes": [_change(each) for each in changes.select_related("endpoint").order_by("-at")[:LATEST]],
    }  # fmt: skip
    yield Panel(_("As probes see it"), "pages/service/watched.html", shown, place="first")


def _endpoint(each: Condition, now: datetime) -> dict[str, Any]:
    assert each.endpoint is not None  # noqa: S101 - the query asks for conditions of endpoints alone
    return {
        "name": each.endpoint.name, "url": reach.page("services.serviceendpoint", each.endpoint.pk),
        "state": state_of(each, now), "reason": each.reason, "asked": each.asked,
        "age": words.since(each.asked, now), "run": len(each.run),
    }  # fmt: skip


def _change(each: Transition) -> dict[str, Any]:
    return {
        "at": each.at, "when": words.moment(each.at), "shape": SHAPES.get(each.state, "unknown"),
        "what": each.endpoint.name if each.endpoint else _("the service"), "reason": each.reason,
    }  # fmt: skip


def _month(service: ApplicationService, now: datetime) -> dict[str, str] | None:
    """Availability of the current month against the objective in force, exactly from the stored changes."""
    local = timezone.localtime(now)
    begin = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    rows = Transition.objects.filter(service=service, endpoint=None, at__lte=now).order_by("at", "pk")
    told = {row.at: row.state for row in rows}
    changes = [Change(at=at, state=_word(state)) for at, state in told.items()]
    spent = account(changes, (), Span(since=begin, until=local))
    if spent.availability is None:
        return None
    agreed = _objective(service, local)
    found = {
        "availability": f"{float(spent.availability * 100):.3f} %", "down": words.span(spent.unplanned),
        "unknown": words.span(spent.unknown), "objective": words.DASH, "left": words.DASH, "missed": "",
    }  # fmt: skip
    if agreed is not None:
        left = budget(spent, agreed).left
        found |= {"objective": f"{float(agreed):g} %", "left": words.span(abs(left))}
        found["missed"] = "yes" if left < timedelta() else ""
    return found


def _objective(service: ApplicationService, local: datetime) -> Fraction | None:
    today = local.date()
    agreed = (
        Objective.objects.filter(Q(since=None) | Q(since__lte=today), Q(until=None) | Q(until__gte=today))
        .filter(service=service, availability__isnull=False)
        .order_by("-availability")
        .values_list("availability", flat=True)
        .first()
    )
    return None if agreed is None else Fraction(agreed)


def _word(state: str) -> Any:
    return state if state in SHAPES else "unknown"


@register("services.serviceendpoint")
def answers_panel(_request: HttpRequest, _spec: Spec, endpoint: ServiceEndpoint) -> Iterator[Panel]:
    """The latest answers to probes: when, from where, how long each step took, and what they said."""
    rows = [
        {
            "at": each.at, "when": words.moment(each.at), "shape": SHAPES.get(each.state, "unknown"),
            "reason": each.reason, "asked": each.asked,
            "expires": words.day(each.expires.date() if each.expires else None),
            "steps": [(name, f"{1000 * seconds:.1f} ms") for name, seconds in each.steps.items()],
        }
        for each in ProbeAnswer.objects.filter(endpoint=endpoint).order_by("-at")[:LATEST]
    ]  # fmt: skip
    if rows:
        yield Panel(_("Answers to probes"), "pages/service/answers.html", {"rows": rows})


@register("services.businessfigure")
def source_panel(_request: HttpRequest, _spec: Spec, figure: BusinessFigure) -> Iterator[Panel]:
    """The answer that the latest collected value was read from, and the failure since, if any."""
    found = FigureAnswer.objects.filter(figure=figure).first()
    if found is not None:
        shown = {"found": found, "answered": words.since(found.answered), "asked": words.since(found.asked)}
        yield Panel(_("The answer it came from"), "pages/service/figure_answer.html", shown)


@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """The page `/status/`, without signing in: the services that citizens reach, and how they are; no reasons."""
    now = timezone.now()
    public = ApplicationService.objects.filter(endpoints__public=True, endpoints__enabled=True, status__in=IN_USE)
    listed = list(public.exclude(kind="website", parent__isnull=False).distinct().order_by("_code", "name"))
    kept = {each.service_id: each for each in Condition.objects.filter(service__in=listed, endpoint=None)}
    states = [(each.name, state_of(kept.get(each.pk), now)) for each in listed]
    bad = sum(state.shape in {"down", "degraded"} for _name, state in states)
    rows = [{"name": name, "state": state} for name, state in states]
    response = render(request, "pages/service/status.html", {"rows": rows, "bad": bad, "at": now})
    response.headers["Cache-Control"] = f"private, max-age={CACHED}"
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    return response
