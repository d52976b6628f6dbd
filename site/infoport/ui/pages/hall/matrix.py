"""Windows and offices by networks: each cell traced from the outlet to the segment."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count, Q
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from infoport import states
from infoport.reports.hall import Cell, Way, judged, ways
from infoport.ui.navigation import belongs
from infoport.ui.pages import reach, words
from infoport.ui.panels import Panel, register, register_states
from infoport.ui.panels import State as Shown
from inventory.dcim.models import Site
from inventory.hall.models import Outlet, Window
from inventory.segments.models import Segment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.http import HttpRequest, HttpResponse

    from inventory.declare.spec import Spec

PAGE: Final = "/hall/matrix/"
WORDS: Final = {
    "ok": gettext_lazy("up"), "degraded": gettext_lazy("other network"), "down": gettext_lazy("no link"),
    "unknown": gettext_lazy("not seen"), "planned": gettext_lazy("not wired"),
}  # fmt: skip
LEGEND: Final = {
    "ok": gettext_lazy("leads to the network wanted, and the port has link"),
    "degraded": gettext_lazy("leads to another network, or the port is in another VLAN than registered"),
    "down": gettext_lazy("the port has no link or is switched off"),
    "unknown": gettext_lazy("the switch does not say"),
    "planned": gettext_lazy("not wired through to a switch"),
}  # fmt: skip


def cells_of(outlets: Sequence[Outlet]) -> list[Cell]:
    """The state of each outlet. At most five queries."""
    found = ways(each.pk for each in outlets)
    keys = states.keys_of({way.switch[0] for way in found.values() if way.switch})
    cells = []
    for each in outlets:
        way = found.get(each.pk)
        fresh = way is not None and way.switch is not None and keys.get(way.switch[0]) == "ok"
        cells.append(Cell(each, way, judged(each, way, fresh=fresh)))
    return cells


@require_GET
def matrix(request: HttpRequest) -> HttpResponse:
    """The page `/hall/matrix/`; `site` names the building, the one with most service windows when absent."""
    reach.need(request, "hall.window")
    belongs(request, "inventory/hall")
    sites = _sites(request)
    asked = request.GET.get("site", "")
    chosen = next((each for each in sites if each["slug"] == asked), sites[0] if sites else None)
    context: dict[str, Any] = {
        "tabs": [
            {"title": each["name"], "url": f"?site={each['slug']}", "active": each is chosen, "count": each["count"]}
            for each in sites
        ],
        "lists": [
            {"title": title, "url": reach.page(label)}
            for label, title in (("hall.window", _("Windows and offices")), ("hall.outlet", _("Outlets")))
        ],
        "legend": [{"state": state, "word": WORDS[state], "text": text} for state, text in LEGEND.items()],
        "rows": [], "total": 0,
    }  # fmt: skip
    if chosen is not None:
        context |= _table(request, chosen["pk"])
    return render(request, "pages/hall/matrix.html", context)


def _sites(request: HttpRequest) -> list[dict[str, Any]]:
    counted = reach.within(request, Window).order_by().values_list("site")
    summed = counted.annotate(number=Count("pk"), halls=Count("pk", filter=Q(kind="window")))
    numbers = dict(summed.order_by("-halls", "-number").values_list("site", "number"))
    sites = Site.objects.in_bulk(numbers)
    return [
        {"pk": key, "slug": sites[key].slug, "name": sites[key].name, "count": count} for key, count in numbers.items()
    ]


def _table(request: HttpRequest, site: int) -> dict[str, Any]:
    windows = list(
        reach.within(request, Window).filter(site=site).select_related("tenant", "location").order_by("kind", "_name")
    )
    outlets = reach.within(request, Outlet).filter(window__in=windows).select_related("segment").order_by("_label")
    cells = cells_of(list(outlets))
    wanted = {each.pk: {segment.pk for segment in each.segments.all()} for each in _with_segments(windows)}
    shown = {key for keys in wanted.values() for key in keys} | {each.outlet.segment_id for each in cells}
    segments = list(Segment.objects.filter(pk__in=[key for key in shown if key]).order_by("weight", "name"))
    by_place: dict[tuple[int | None, int | None], list[dict[str, Any]]] = defaultdict(list)
    names = {each.pk: each.name for each in Segment.objects.all()}
    for cell in cells:
        by_place[cell.outlet.window_id, cell.outlet.segment_id].append(shown_cell(cell, names))
    return {
        "segments": [{"kind": each.kind, "name": each.name} for each in segments],
        "rows": [
            {
                "name": each.name, "url": reach.page("hall.window", each.pk),
                "department": each.tenant.name if each.tenant else words.DASH,
                "place": each.location.name if each.location else "",
                "cells": [
                    {"outlets": by_place.get((each.pk, segment.pk), []), "wanted": segment.pk in wanted[each.pk]}
                    for segment in segments
                ],
            }
            for each in windows
        ],
        "total": len(windows), "numbers": [(state, WORDS[state], count) for state, count in _numbers(cells)],
    }  # fmt: skip


def _with_segments(windows: Sequence[Window]) -> Sequence[Window]:
    return list(Window.objects.filter(pk__in=[each.pk for each in windows]).prefetch_related("segments"))


def _numbers(cells: Sequence[Cell]) -> Iterator[tuple[str, int]]:
    numbers = Counter(each.state for each in cells)
    return ((state, numbers[state]) for state in WORDS if numbers[state])


def shown_cell(cell: Cell, segments: Mapping[int, str]) -> dict[str, Any]:
    """An outlet with its way as links."""
    way = cell.way
    return {
        "label": cell.outlet.label, "url": reach.page("hall.outlet", cell.outlet.pk), "state": cell.state,
        "word": WORDS[cell.state], "hops": list(hops(way)) if way else [],
        "segment": segments.get(way.segment or 0, "") if way else "",
        "wrong": bool(way and way.segment and cell.outlet.segment_id and way.segment != cell.outlet.segment_id),
        "said": way.port.untagged if way and way.port and way.vlan and way.port.untagged != way.vlan[1] else None,
    }  # fmt: skip


def hops(way: Way) -> Iterator[dict[str, str]]:
    """Panel, switch port and VLAN, each with its page."""
    yield {"text": f"{way.panel[1]} {way.panel_port}", "url": reach.page("dcim.device", way.panel[0])}
    if way.interface and way.switch:
        yield {"text": f"{way.switch[1]} {way.interface[1]}", "url": reach.page("dcim.interface", way.interface[0])}
    if way.vlan:
        yield {"text": f"VLAN {way.vlan[1]} {way.vlan[2]}", "url": reach.page("ipam.vlan", way.vlan[0])}


@register_states("hall.outlet")
def outlet_states(request: HttpRequest, ids: Sequence[int]) -> Mapping[int, Shown]:
    """The state of outlets in lists and titles."""
    outlets = list(reach.within(request, Outlet).filter(pk__in=ids))
    return {cell.outlet.pk: Shown(cell.state, str(WORDS[cell.state])) for cell in cells_of(outlets)}


@register("hall.outlet")
def outlet_panels(_request: HttpRequest, _spec: Spec, outlet: Outlet) -> Iterator[Panel]:
    """The way of an outlet."""
    names = dict(Segment.objects.values_list("pk", "name"))
    yield Panel(
        _("Where it leads"), "pages/hall/way.html", {"cells": [shown_cell(each, names) for each in cells_of([outlet])]}
    )


@register("hall.window")
def window_panels(request: HttpRequest, _spec: Spec, window: Window) -> Iterator[Panel]:
    """The ways of all its outlets."""
    outlets = list(reach.within(request, Outlet).filter(window=window).select_related("segment").order_by("_label"))
    if outlets:
        names = dict(Segment.objects.values_list("pk", "name"))
        cells = [shown_cell(each, names) for each in cells_of(outlets)]
        yield Panel(_("Outlets and where they lead"), "pages/hall/way.html", {"cells": cells}, covers=("hall.outlet",))
