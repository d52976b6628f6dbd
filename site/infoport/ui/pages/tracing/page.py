"""The page of a port's path, and the card that shows it on the pages of ports and cables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from infoport.drawings.trace import says, trace_svg
from infoport.drawings.traced import read
from infoport.ui.navigation import belongs
from infoport.ui.pages import reach
from infoport.ui.panels import Panel, State, register
from inventory.dcim.models import CableTermination
from inventory.dcim.rules.cables import COMPATIBLE
from inventory.dcim.rules.paths import PASSIVE, path_from, paths_through, ways
from inventory.declare.registry import specs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.http import HttpRequest

    from infoport.drawings.traced import Facts
    from inventory.dcim.models import Cable
    from inventory.dcim.rules.paths import Path, Port
    from inventory.declare.spec import Spec

SHOWN: Final = 8
"""Paths drawn at once; a trunk of forty-eight positions has twice as many."""


def found_for(port: Port) -> list[Path]:
    """The paths to draw for a port: its own, those that pass it, or what it leads to where none is complete."""
    if port[0] not in PASSIVE:
        return [path for path in [path_from(port)] if path.steps]
    return paths_through(port) or [path for path in ways(port) if path.steps]


def state_of(path: Path) -> State:
    """How a path is, in a word."""
    if path.split:
        return State("degraded", _("the position is not known"))
    if not path.endpoints:
        return State("unknown", _("leads to no port"))
    return State("ok", _("connected")) if path.active else State("planned", _("not all cables are in place"))


def drawn(paths: Sequence[Path], facts: Facts) -> list[dict[str, Any]]:
    """Each path with its picture and its cables in order, for the templates."""
    return [
        {
            "title": _title(path, facts), "state": state_of(path),
            "svg": mark_safe(trace_svg(path, facts)),  # noqa: S308 - all text in it is escaped there
            "rows": list(_rows(path, facts)),
        }
        for path in paths
    ]  # fmt: skip


def _title(path: Path, facts: Facts) -> str:
    ends = ", ".join(says(facts.sockets[port]) for port in path.endpoints[:3])
    more = len(path.endpoints) - 3
    if more > 0:
        ends += _(" and %(more)d more") % {"more": more}
    return f"{says(facts.sockets[path.origin])} → {ends or '?'}"


def _rows(path: Path, facts: Facts) -> Iterator[dict[str, Any]]:
    for hop in path.hops:
        if hop.cable:
            yield {
                "wire": facts.wires[hop.cable], "near": [facts.sockets[port] for port in hop.near],
                "far": [facts.sockets[port] for port in hop.far],
            }  # fmt: skip


@require_GET
def trace_page(request: HttpRequest, label: str, pk: int) -> HttpResponse:
    """Where a port leads, drawn from top to bottom; `render=svg` answers the first path as a file."""
    spec = specs[label]
    port = reach.find(request, spec.model, pk)
    belongs(request, "inventory/cabling")
    paths = found_for((label, pk))
    facts = read(paths[:SHOWN])
    if request.GET.get("render") == "svg" and paths:
        picture = trace_svg(paths[0], facts, alone=True)
        return HttpResponse(picture, content_type="image/svg+xml; charset=utf-8")
    context = {
        "port": port, "spec": spec, "paths": drawn(paths[:SHOWN], facts), "left": max(0, len(paths) - SHOWN),
        "crumbs": list(_crumbs(port, spec)),
    }  # fmt: skip
    return render(request, "pages/tracing/trace.html", context)


def _crumbs(port: Any, spec: Spec) -> Iterator[dict[str, str]]:
    yield {"title": str(spec.verbose_name_plural), "url": spec.page}
    whole = getattr(port, "device", None) or getattr(port, "circuit", None) or getattr(port, "power_panel", None)
    if whole is not None:
        label = whole._meta.label_lower  # noqa: SLF001 - Django's public introspection
        yield {"title": str(whole), "url": reach.page(label, whole.pk)}
    yield {"title": str(port), "url": reach.page(spec.label, port.pk)}


def _card(request: HttpRequest, paths: Sequence[Path], url: str) -> Panel:
    del request
    facts = read(paths[:1])
    return Panel(_("Cable trace"), "pages/tracing/card.html", {"paths": drawn(paths[:1], facts), "url": url})


def _port_panels(request: HttpRequest, spec: Spec, port: Any) -> Iterator[Panel]:
    """The way of the cable in a port, on the port's page; nothing without a cable."""
    if port.cable_id is None and spec.label not in PASSIVE:
        return
    paths = found_for((spec.label, port.pk))
    if paths:
        yield _card(request, paths, reach.page(spec.label, port.pk, "trace/"))


for _label in COMPATIBLE:
    register(_label)(_port_panels)


@register("dcim.cable")
def cable_panels(request: HttpRequest, _spec: Spec, cable: Cable) -> Iterator[Panel]:
    """The whole way that a cable is part of, on the cable's page."""
    ends = CableTermination.objects.filter(cable=cable).order_by(
        "cable_end", F("connector").asc(nulls_first=True), "id"
    )
    end: Any = ends.first()
    if end is None:
        return
    port = (end.termination_type, end.termination_id)
    paths = found_for(port)
    if paths:
        yield _card(request, paths, reach.page(port[0], port[1], "trace/"))
