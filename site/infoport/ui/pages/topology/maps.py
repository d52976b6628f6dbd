"""The maps of layer 2 and layer 3, and the same links as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import msgspec
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from infoport.reports.topology import asked, drawn
from infoport.ui import errors
from infoport.ui.navigation import belongs
from infoport.ui.pages import reach, words
from infoport.ui.pages.topology.wording import WORDS
from infoport.ui.panels import Panel, register
from inventory.dcim.models import Site
from inventory.declare.values import BadFilter
from inventory.segments.models import Segment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.http import HttpRequest

    from infoport.reports.topology import Asked, Map
    from infoport.reports.topology.shapes import Edge
    from inventory.declare.spec import Spec

PAGES: Final[Mapping[int, str]] = {2: "/topology/l2/", 3: "/topology/l3/"}
ROWS: Final = 50
"""Links on one page of the table."""
VERDICTS: Final = ("agrees", "missing", "unexpected", "unknown")
SHAPES: Final = {"agrees": "ok", "missing": "planned", "unexpected": "degraded", "unknown": "unknown"}


@require_safe
def page(request: HttpRequest, layer: int) -> HttpResponse:
    """`/topology/l2/` and `/topology/l3/`; the map itself comes when the page is there."""
    reach.need(request, "dcim.device")
    belongs(request, "topology/l2")
    try:
        wanted = _asked(request, layer)
    except BadFilter as error:
        return errors.bad_filter(request, error)
    said = {key: str(text) for key, text in WORDS.items()}
    # Translators: a link whose sides the reader may not compare
    said["none"] = pgettext("link", "not compared")
    context = {
        **_frame(request, wanted), "words": said, "data_url": f"{PAGES[layer]}data/?{_query(request)}",
        "legend": [(key, WORDS[key]) for key in VERDICTS],
    }  # fmt: skip
    return render(request, "pages/topology/map.html", context)


@require_safe
def data(request: HttpRequest, layer: int) -> HttpResponse:
    """The map as JSON, the same as `/api/plugins/topology/?layer=`."""
    reach.need(request, "dcim.device")
    try:
        found = drawn(_asked(request, layer))
    except BadFilter as error:
        return JsonResponse({"detail": f"{error.name}: {error.reason}"}, status=400)
    return HttpResponse(msgspec.json.encode(found), content_type="application/json")


@require_safe
def table(request: HttpRequest, layer: int) -> HttpResponse:
    """The links of the map in rows, the ones that disagree first."""
    reach.need(request, "dcim.device")
    belongs(request, "topology/l2")
    try:
        wanted = _asked(request, layer)
        found = drawn(wanted)
    except BadFilter as error:
        return errors.bad_filter(request, error)
    edges = sorted(_chosen(request, found), key=lambda edge: (ORDER.get(edge.verdict or "", 4), edge.id))
    number = max(0, int(text) if (text := request.GET.get("offset", "")).isdecimal() and len(text) < 9 else 0)  # noqa: PLR2004 - digits
    shown = edges[number : number + ROWS]
    context = {
        **_frame(request, wanted), "rows": [_row(found, edge) for edge in shown], "total": len(edges),
        "q": request.GET.get("q", ""), "verdict": request.GET.get("verdict", ""),
        "verdicts": [
            {"value": each, "word": WORDS[each], "count": found.verdicts[each], "shape": SHAPES[each],
             "url": _with(request, verdict=each), "on": each == request.GET.get("verdict")} for each in VERDICTS
        ],
        "all_url": _with(request, verdict=""),
        "pager": {
            "first": number + 1 if shown else 0, "last": number + len(shown), "total": len(edges),
            "previous": _with(request, offset=max(0, number - ROWS)) if number else None,
            "next": _with(request, offset=number + ROWS) if number + ROWS < len(edges) else None,
        },
    }  # fmt: skip
    return render(request, "pages/topology/table.html", context)


ORDER: Final = {"unexpected": 0, "missing": 1, "unknown": 2, "agrees": 3}
OWN: Final = frozenset({"q", "verdict", "offset", "focus"})
"""Parameters of the pages that are none of the map."""


def _asked(request: HttpRequest, layer: int) -> Asked:
    return asked(request.GET, request.user, 2 if layer == 2 else 3)  # noqa: PLR2004 - the layer


def _query(request: HttpRequest) -> str:
    given = request.GET.copy()
    for name in OWN:
        given.pop(name, None)
    return given.urlencode()


def _with(request: HttpRequest, **values: Any) -> str:
    given = request.GET.copy()
    if "offset" not in values:
        given.pop("offset", None)
    for name, value in values.items():
        given[name] = str(value)
    return f"?{given.urlencode()}"


def _frame(request: HttpRequest, wanted: Asked) -> dict[str, Any]:
    """What map and table share: layers, filters, ways from one to the other."""
    query = _query(request)
    tail = f"?{query}" if query else ""
    return {
        "layer": wanted.layer, "map_url": f"{PAGES[wanted.layer]}{tail}",
        "table_url": f"{PAGES[wanted.layer]}table/{tail}",
        "layers": [
            {"title": f"L{layer}", "url": f"{address}{tail}", "on": layer == wanted.layer}
            for layer, address in PAGES.items()
        ],
        "sites": _options(reach.within(request, Site).order_by("name"), wanted.sites),
        "segments": _options(reach.within(request, Segment), wanted.segments),
        "hosts": wanted.all_hosts, "where_url": "/topology/where/",
    }  # fmt: skip


def _options(rows: Any, chosen: frozenset[int]) -> list[dict[str, Any]]:
    return [
        {"value": slug, "name": name, "on": key in chosen} for key, slug, name in rows.values_list("pk", "slug", "name")
    ]


def _chosen(request: HttpRequest, found: Map) -> Iterator[Edge]:
    names = {node.id: node.name for node in found.nodes}
    wanted, verdict = request.GET.get("q", "").strip().lower(), request.GET.get("verdict", "")
    for edge in found.edges:
        text = f"{names[edge.a]} {edge.a_port} {names[edge.b]} {edge.b_port}".lower()
        if (not verdict or edge.verdict == verdict) and wanted in text:
            yield edge


def _row(found: Map, edge: Edge) -> dict[str, Any]:
    nodes = {node.id: node for node in found.nodes if node.id in {edge.a, edge.b}}
    verdict = edge.verdict or ""
    return {
        "a": nodes[edge.a], "b": nodes[edge.b], "a_port": edge.a_port, "b_port": edge.b_port,
        "shape": SHAPES.get(verdict, "unknown"),
        "word": WORDS[verdict] if verdict else pgettext("link", "not compared"),
        "confidence": _sure(found.layer, edge), "reasons": list(_reasons(edge)),
        "cables": [{"id": key, "url": reach.page("dcim.cable", key)} for key in edge.cables],
        "circuit": reach.page("circuits.circuit", edge.circuit) if edge.circuit else "",
    }  # fmt: skip


def _sure(layer: int, edge: Edge) -> Any:
    if not edge.confidence:
        return ""
    if layer == 3:  # noqa: PLR2004 - the layer
        return WORDS["stated" if edge.confidence == "certain" else "resolved"]
    return WORDS[edge.confidence]


def _reasons(edge: Edge) -> Iterator[dict[str, str]]:
    for proof in edge.evidence:
        said = {"name": proof.name, "port": proof.port or "?", "said": proof.said}
        yield {"text": str(WORDS[proof.how]) % said, "source": proof.source, "at": words.exactly(proof.at)}
    for each in edge.silent:
        yield {"text": str(WORDS[each.why]) % {"name": each.name}}


@register("dcim.device")
def device_tab(request: HttpRequest, _spec: Spec, device: Any) -> Iterator[Panel]:
    """The tab that leads to the device on the map of its site."""
    if reach.may(request, "dcim.device"):
        given = urlencode({"site_id": device.site_id, "focus": f"d{device.pk}"})
        yield Panel(_("On the map"), place="tab", url=f"{PAGES[2]}?{given}")
