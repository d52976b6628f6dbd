"""The readiness of a conference's venues: before it, during it, and whether the main venues can stand in."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from infoport.reports.readiness import checks_of
from infoport.reports.rehearsals import Invited, StandIn, invited, stand_ins
from infoport.tasks.conferencing import ask
from infoport.ui.asker import asker
from infoport.ui.navigation import belongs
from infoport.ui.pages import reach, words
from infoport.ui.pages.venues import SHAPES
from inventory.conferencing.choices import Readiness
from inventory.conferencing.models import Conference, Venue
from inventory.conferencing.rules.conferences import HOLDING
from inventory.conferencing.rules.grading import UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from infoport.ui.paper import Table
    from inventory.conferencing.models import ReadinessSample
    from inventory.conferencing.rules.grading import Check

LABEL: Final = "conferencing.conference"
PAGE: Final = "/conferencing/readiness/"
OFFERED: Final = 12
COLUMNS: Final = (
    "answers",
    "registered",
    "loss",
    "delay",
    "jitter",
    "bandwidth",
    "spare",
    "screen",
    "microphone",
)
"""Checks that have a column each."""
WIDTH: Final = 600


@require_GET
def readiness(request: HttpRequest) -> HttpResponse:
    """The page `/conferencing/readiness/`; `conference` is an id, the next one without it."""
    reach.need(request, LABEL)
    belongs(request, "services/venues")
    rows = reach.within(request, Conference)
    wanted = reach.identifiers([request.GET.get("conference", "")])
    conference = reach.find(request, Conference, wanted[0]) if wanted else _next(rows)
    offered = list(rows.filter(state__in=HOLDING, end__gt=timezone.now()).order_by("start")[:OFFERED])
    offered += list(
        rows.filter(start__lt=timezone.now(), start__gt=timezone.now() - timedelta(days=30))
        .exclude(state="cancelled")
        .order_by("-start")[:3]
    )
    context: dict[str, Any] = {
        "offered": [
            {
                "name": each.name, "when": words.moment(each.start), "url": f"{PAGE}?conference={each.pk}",
                "on": conference is not None and each.pk == conference.pk,
            }
            for each in {each.pk: each for each in offered}.values()
        ],
        "conference": conference, "board_url": "/plugins/conferencing/board/",
    }  # fmt: skip
    if conference is not None:
        found = invited(asker(request), conference)
        context |= _context(conference, found, stand_ins(asker(request), needed=len(found)))
        context["may_ask"] = conference.end > timezone.now() and reach.may(request, "conferencing.venue", "change")
    return render(request, "pages/city/readiness.html", context)


def _next(rows: Any) -> Conference | None:
    found: Conference | None = rows.filter(state__in=HOLDING, end__gt=timezone.now()).order_by("start").first()
    return found or rows.order_by("-start").first()


def _context(conference: Conference, found: list[Invited], substitutes: list[StandIn]) -> dict[str, Any]:
    over = conference.end <= timezone.now()
    counts = Counter(_state(each, over=over) for each in found)
    return {
        "when": words.moment(conference.start), "span": words.span(conference.end - conference.start),
        "host": conference.host.name, "mcu": conference.mcu, "url": reach.page(LABEL, conference.pk), "over": over,
        "counts": [(SHAPES[state], state.label, counts[state]) for state in Readiness],
        "rows": [_row(each, over=over) for each in found],
        "substitutes": [_substitute(each) for each in substitutes],
        "during": [_during(conference, each) for each in found if each.during],
    }  # fmt: skip


def _state(each: Invited, *, over: bool) -> Readiness:
    """As it is; of a conference that is over, as it was before."""
    if not over:
        return each.room.state
    return Readiness(each.before.state) if each.before else Readiness.UNKNOWN


def _row(each: Invited, *, over: bool) -> dict[str, Any]:
    state, sample = _state(each, over=over), each.before if over else each.room.sample
    checks = {check.name: check for check in checks_of(sample)}
    venue = each.room.venue
    return {
        "name": venue.name, "url": reach.page("conferencing.venue", venue.pk),
        "role": each.participant.get_role_display(), "required": each.participant.required,
        "shape": SHAPES[state], "word": str(state.label),
        "reasons": _against(checks.values()) if over else each.room.verdict.reasons,
        "cells": [_cell(checks.get(name)) for name in COLUMNS],
        "at": sample.at if sample else None, "age": words.since(sample.at) if sample else words.DASH,
        "from": sample.source.name if sample and sample.source else "",
    }  # fmt: skip


def _against(checks: Iterable[Check]) -> list[str]:
    return [each.told for each in checks if each.state not in {Readiness.READY, Readiness.UNKNOWN}]


def _cell(check: Check | None) -> dict[str, str]:
    if check is None or check.state == Readiness.UNKNOWN:
        return {"shape": "", "text": words.DASH, "title": check.told if check else ""}
    if check.name == "bandwidth":
        text = f"{float(check.value or 0) / 1000:.1f}"
    elif check.name in UNITS:
        text = f"{float(check.value or 0):g}"
    else:
        text = str(check.value) if isinstance(check.value, str) else _("yes") if check.value else _("no")
    return {"shape": SHAPES[check.state] if check.state != Readiness.READY else "", "text": text, "title": check.told}


def _substitute(each: StandIn) -> dict[str, Any]:
    return {
        "venue": each.venue.name, "other": each.other.name, "shape": SHAPES[each.state], "word": str(each.state.label),
        "first": (SHAPES[each.first], str(each.first.label)), "second": (SHAPES[each.second], str(each.second.label)),
        "ports": each.ports, "needed": each.needed,
    }  # fmt: skip


def _during(conference: Conference, each: Invited) -> dict[str, Any]:
    """The samples of a venue as marks along the conference, and the worst figures."""
    length = (conference.end - conference.start).total_seconds()
    width = max(3.0, WIDTH / max(len(each.during), 1) - 1)
    marks = [
        {
            "x": f"{max(0.0, WIDTH * (sample.at - conference.start).total_seconds() / length):.1f}",
            "shape": SHAPES[Readiness(sample.state)],
            "title": f"{timezone.localtime(sample.at):%H:%M} · {Readiness(sample.state).label} · {_figures(sample)}",
        }
        for sample in each.during
    ]  # fmt: skip
    worst = each.worst or Readiness.UNKNOWN
    return {
        "name": each.room.venue.name, "url": reach.page("conferencing.venue", each.room.venue.pk), "marks": marks,
        "width": f"{width:.1f}", "shape": SHAPES[worst], "word": str(worst.label), "number": len(each.during),
        "loss": _most(each, "loss", "%"), "delay": _most(each, "delay", "ms"), "jitter": _most(each, "jitter", "ms"),
    }  # fmt: skip


def _figures(sample: ReadinessSample) -> str:
    loss = words.DASH if sample.loss is None else f"{float(sample.loss):g} %"
    return _("loss %(loss)s") % {"loss": loss}


def _most(each: Invited, name: str, unit: str) -> str:
    values = [float(value) for sample in each.during if (value := getattr(sample, name)) is not None]
    return f"{max(values):g} {unit}" if values else words.DASH


@require_GET
def report(request: HttpRequest) -> HttpResponse:
    """The same as PDF: in Chinese, unless `language` asks for English."""
    from infoport.ui.paper import drawn  # noqa: PLC0415 - the PDF library takes a moment to load

    wanted = reach.identifiers([request.GET.get("conference", "")])
    conference = reach.find(request, Conference, wanted[0] if wanted else 0)
    with translation.override("en" if request.GET.get("language") == "en" else "zh-hans"):
        found = invited(asker(request), conference)
        context = _context(conference, found, stand_ins(asker(request), needed=len(found)))
        told = " · ".join(
            [context["when"], context["host"], *(f"{word} {count}" for _s, word, count in context["counts"])]
        )
        content = drawn(conference.name, told, _tables(context))
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="conference-{conference.pk}.pdf"'
    return answer


def _tables(context: dict[str, Any]) -> list[Table]:
    before = [
        [row["word"], row["name"], row["role"], "\n".join(row["reasons"]), *(cell["text"] for cell in row["cells"][:7])]
        for row in context["rows"]
    ]  # fmt: skip
    header = [
        _("State"), _("Venue"), _("Role"), _("Why"), _("Call"), _("Registered"), _("Loss") + " %", _("Delay") + " ms",
        _("Jitter") + " ms", _("Free") + " Mbit/s", _("Spare path"),
    ]  # fmt: skip
    during = [
        [row["word"], row["name"], row["number"], row["loss"], row["delay"], row["jitter"]] for row in context["during"]
    ]
    turns = [[row["word"], row["venue"], row["other"], row["ports"], row["needed"]] for row in context["substitutes"]]
    listed: list[Table] = [
        (_("Before the conference"), header, before, [18, 50, 22, 70, 14, 16, 14, 16, 16, 20, 12]),
        (
            _("Main venues stand in for each other"),
            [_("State"), _("If this fails"), _("this takes over"), _("MCU ports"), _("Venues")], turns,
            [24, 80, 80, 40, 40],
        ),
    ]  # fmt: skip
    if during:
        words_of = [_("Worst"), _("Venue"), _("Samples"), _("Most loss"), _("Longest delay"), _("Most jitter")]
        listed.append((_("During the conference"), words_of, during, [30, 90, 30, 38, 40, 40]))
    return listed


@require_POST
def ask_now(request: HttpRequest) -> HttpResponse:
    """Have the venues of a conference asked now."""
    reach.need(request, "conferencing.venue", "change")
    wanted = reach.identifiers([request.POST.get("conference", "")])
    conference = reach.find(request, Conference, wanted[0] if wanted else 0)
    own = reach.within(request, Venue, "change")
    ids = list(own.filter(participations__conference=conference).order_by("pk").values_list("pk", flat=True))
    with transaction.atomic():
        ask.defer(venues=ids, conference=conference.pk)
    messages.success(request, _("%(number)d venues are being asked; it takes a few seconds.") % {"number": len(ids)})
    return redirect(f"{PAGE}?conference={conference.pk}")
