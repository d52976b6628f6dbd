"""The board of all conference rooms: can each take part, and what comes next."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from infoport.reports.readiness import Room, rooms
from infoport.ui.navigation import belongs
from infoport.ui.pages import reach, words
from infoport.ui.panels import Panel, Problem, State, register, register_problems, register_states
from inventory.conferencing.choices import Readiness
from inventory.conferencing.models import Conference, Mcu, Venue
from inventory.conferencing.rules.conferences import HOLDING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.http import HttpRequest, HttpResponse

    from inventory.declare.spec import Spec

LABEL: Final = "conferencing.venue"
SHAPES: Final = {
    Readiness.READY: "ok",
    Readiness.LIMITED: "degraded",
    Readiness.NOT_READY: "down",
    Readiness.UNKNOWN: "unknown",
}
COMING: Final = 8


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The page `/plugins/conferencing/board/`: the tree of venues with their readiness, coming conferences, MCUs."""
    reach.need(request, LABEL)
    belongs(request, "services/venues")
    venues = reach.within(request, Venue).exclude(status="retired").select_related("site", "stand_in", "parent")
    listed = list(_tree(list(venues.order_by("name", "id"))))
    found = {room.venue.pk: room for room in rooms(venue for venue, _depth in listed)}
    counts = Counter(room.state for room in found.values())
    coming = reach.within(request, Conference).filter(state__in=HOLDING, end__gt=timezone.now())
    context = {
        "rows": [{**_row(found[venue.pk]), "depth": depth} for venue, depth in listed],
        "total": len(listed),
        "counts": [(SHAPES[state], state.label, counts[state]) for state in Readiness],
        "coming": [
            _conference(each) for each in coming.select_related("host", "mcu", "tenant").order_by("start")[:COMING]
        ],
        "mcus": [_mcu(each) for each in reach.within(request, Mcu).select_related("stand_in", "venue")],
        "lists": [
            {"title": _("Next conference"), "url": "/conferencing/readiness/"},
            {"title": _("Venues"), "url": reach.page(LABEL)},
            {"title": _("Conferences"), "url": reach.page("conferencing.conference")},
            {"title": _("Test calls"), "url": reach.page("conferencing.testcall")},
        ],
        "add_url": f"{reach.page('conferencing.conference')}add/"
        if reach.may(request, "conferencing.conference", "add")
        else "",
    }
    return render(request, "pages/city/board.html", context)


def _tree(venues: Sequence[Venue]) -> Iterator[tuple[Venue, int]]:
    """Venues with their depth, each below its parent; one whose parent is not shown counts as a root."""
    shown = {each.pk for each in venues}
    below: dict[int | None, list[Venue]] = {}
    for each in venues:
        below.setdefault(each.parent_id if each.parent_id in shown else None, []).append(each)
    waiting = [(each, 0) for each in reversed(below.get(None, []))]
    while waiting:
        venue, depth = waiting.pop()
        yield venue, depth
        waiting.extend((each, depth + 1) for each in reversed(below.get(venue.pk, [])))


def _row(room: Room) -> dict[str, Any]:
    venue, call = room.venue, room.call
    return {
        "name": venue.name, "url": reach.page(LABEL, venue.pk), "kind": venue.get_kind_display(),
        "site": venue.site.name, "shape": SHAPES[room.state], "word": str(room.state.label),
        "reasons": room.verdict.reasons, "stand_in": venue.stand_in, "terminals": room.terminals,
        "sampled": room.sample.at if room.sample else None,
        "sample_age": words.since(room.sample.at) if room.sample else "",
        "call": {
            "url": reach.page("conferencing.testcall", call.pk), "at": call.at, "age": words.since(call.at),
            "outcome": call.get_outcome_display(),
        } if call else None,
        "next": {
            "name": room.next.name, "url": reach.page("conferencing.conference", room.next.pk),
            "start": words.moment(room.next.start), "at": room.next.start,
        } if room.next else None,
    }  # fmt: skip


def _conference(conference: Conference) -> dict[str, Any]:
    return {
        "name": conference.name, "url": reach.page("conferencing.conference", conference.pk),
        "start": words.moment(conference.start), "at": conference.start,
        "span": words.span(conference.end - conference.start), "state": conference.get_state_display(),
        "host": conference.host.name, "mcu": conference.mcu.name if conference.mcu else words.DASH,
        "tenant": conference.tenant.name if conference.tenant else words.DASH,
        "venues": conference.participants.count(),
    }  # fmt: skip


def _mcu(mcu: Mcu) -> dict[str, Any]:
    return {
        "name": mcu.name, "url": reach.page("conferencing.mcu", mcu.pk), "ports": mcu.ports,
        "status": mcu.get_status_display(), "stand_in": mcu.stand_in.name if mcu.stand_in else words.DASH,
    }  # fmt: skip


@register_states(LABEL)
def venue_states(request: HttpRequest, ids: Sequence[int]) -> Mapping[int, State]:
    """The readiness of venues in lists and titles."""
    del request
    return {
        room.venue.pk: State(SHAPES[room.state], str(room.state.label))
        for room in rooms(Venue.objects.filter(pk__in=ids))
    }


@register_problems(LABEL, gettext_lazy("readiness"))
def venue_problems(request: HttpRequest, _spec: Spec, venue: Venue) -> Iterator[Problem]:
    """What keeps a venue from taking part."""
    del request
    for room in rooms([venue]):
        if room.state is Readiness.NOT_READY:
            for reason in room.verdict.reasons:
                yield Problem("degraded", _("Not ready for a conference"), reason, "/plugins/conferencing/board/")


@register("conferencing.conference")
def conference_panels(request: HttpRequest, _spec: Spec, conference: Conference) -> Iterator[Panel]:
    """The invited rooms with their readiness, the leading one first."""
    listed = list(conference.participants.select_related("venue__site", "venue__stand_in").order_by("id"))
    visible = set(reach.within(request, Venue).values_list("pk", flat=True))
    roles = {each.venue_id: each.get_role_display() for each in listed}
    shown = [_row(room) for room in rooms(each.venue for each in listed if each.venue_id in visible)]
    order = [each.venue_id for each in listed if each.venue_id in visible]
    for row, key in zip(shown, order, strict=True):
        row["role"] = roles[key]
    if shown:
        covers = ("conferencing.participant",)
        yield Panel(_("Readiness of the rooms"), "pages/city/invited.html", {"rows": shown}, covers=covers)
