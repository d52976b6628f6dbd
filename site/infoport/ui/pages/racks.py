"""Racks drawn: the panel on a rack's page, the picture alone, and the racks of a room side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from infoport.drawings import rooms
from infoport.drawings.elevation import FACES, Face, Frame, Mounted, elevation
from infoport.ui.pages import reach, words
from infoport.ui.pages.fill import WATTS, elevations_of, room_rows
from infoport.ui.panels import Panel, register
from inventory.dcim.models import Location, PowerFeed, Rack, Site
from inventory.declare.tree import with_descendants

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from inventory.declare.spec import Spec

SHOWN: Final = 12
"""Racks per page of the side-by-side view: three rows of four."""
ROW: Final = 40
"""Racks of one row: no room has a longer one."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """One face, ready for a template."""

    face: Face
    title: str
    svg: SafeString


def draw(frame: Frame, face: Face, *, alone: bool = False) -> SafeString:
    """The elevation as markup; all text in it is escaped by `elevation`."""
    return mark_safe(elevation(frame, face, shapes=static("img/states.svg"), alone=alone))  # noqa: S308 - escaped there


def title_of(face: Face) -> str:
    """The side in words."""
    return _("Front") if face == "front" else _("Rear")


@register("dcim.rack")
def rack_panels(request: HttpRequest, _spec: Spec, rack: Rack) -> Iterator[Panel]:
    """Both faces with how full the rack is, what is in it, and where its power comes from."""
    frame = rooms.frames(request, [rack])[rack.pk]
    draws = {reach.page("dcim.device", key): watts for key, watts in rooms.draws_of(rack.pk).items()}
    supply = rooms.power([rack.pk]).get(rack.pk, rooms.Power())
    drawings = [Drawing(face, title_of(face), draw(frame, face)) for face in FACES]
    yield Panel(
        _("Elevation"),
        "pages/rack/elevation.html",
        {
            "drawings": drawings, "rack": rack, "gauges": list(_gauges(frame, rack, supply)),
            "siblings": _siblings(request, rack), "room_url": _room_url(rack),
            "picture_url": reverse("ui:rack_elevation", args=[rack.pk]),
        },
        "first",
    )  # fmt: skip
    if frame.devices:
        rows = [_row(each, draws) for each in frame.devices]
        yield Panel(_("Contents"), "pages/rack/contents.html", {"rows": rows}, covers=("dcim.device",))
    feeds = list(reach.within(request, PowerFeed).filter(rack=rack).select_related("power_panel"))
    if feeds:
        shown = {"feeds": [_feed(each) for each in feeds]}
        yield Panel(_("Power feeds"), "pages/rack/feeds.html", shown, covers=("dcim.powerfeed",))


def _row(device: Mounted, draws: dict[str, float]) -> dict[str, Any]:
    last = device.position + device.height - 1
    units = f"{device.position:g}" if device.height <= 1 else f"{device.position:g}–{last:g}"
    watts = draws.get(device.url)
    return {"device": device, "units": units, "watts": words.scaled(watts, "W") if watts else None}


@dataclass(frozen=True, slots=True)
class Gauge:
    """A figure with its limit: what, how much, how full (None: no limit known), and a remark."""

    label: str
    figure: str
    unit: str
    percent: int | None
    remark: str

    @property
    def state(self) -> str:
        """Full is no fault, but more than planned for is."""
        return "down" if self.percent is not None and self.percent > 100 else "accent"  # noqa: PLR2004 - per cent

    @property
    def width(self) -> int | None:
        """The filled part of the bar."""
        return None if self.percent is None else min(self.percent, 100)


def _gauges(frame: Frame, rack: Rack, supply: rooms.Power) -> Iterator[Gauge]:
    free = frame.height - frame.used()
    longest = _("longest run %(units)s U") % {"units": _longest(frame)}
    yield Gauge(_("Free"), words.number(free), "U", round(100 * frame.used() / frame.height), longest)
    if supply.draw is not None or supply.capacity is not None:
        limit = (
            _("limit %(limit)s") % {"limit": words.scaled(supply.capacity, "W")} if supply.capacity else _("no feed")
        )
        figure = words.figures(supply.draw / WATTS) if supply.draw is not None else words.DASH
        yield Gauge(_("Planned power"), figure, "kW", supply.percent, limit)
    mass = rooms.weight(rack)
    if mass is not None:
        most = rack.max_weight and float(rack.max_weight) * rooms.KILOGRAMS.get(rack.weight_unit or "kg", 1.0)
        percent = round(100 * mass / most) if most else None
        remark = _limit(f"{words.figures(most)} kg") if most else _("no limit stated")
        yield Gauge(_("Weight"), words.figures(mass), "kg", percent, remark)


def _limit(figure: str) -> str:
    return _("limit %(limit)s") % {"limit": figure}


def _longest(frame: Frame) -> str:
    """The longest run of units free on both faces, as `6 (28–33)`."""
    free = sorted(set(frame.free("front")) & set(frame.free("rear")))
    best: range = range(0)
    start = previous = None
    for unit in free:
        start = unit if previous is None or unit != previous + 1 else start
        previous = unit
        if start is not None and unit - start + 1 > len(best):
            best = range(start, unit + 1)
    return f"{len(best)} ({best[0]}–{best[-1]})" if len(best) > 1 else str(len(best))


def _feed(feed: PowerFeed) -> dict[str, Any]:
    return {
        "name": feed.name, "url": reach.page("dcim.powerfeed", feed.pk), "type": feed.get_type_display(),
        "panel": feed.power_panel.name, "panel_url": reach.page("dcim.powerpanel", feed.power_panel_id),
        "figures": f"{feed.voltage} V · {feed.amperage} A · {feed.get_phase_display()}",
        "state": {"active": "ok", "planned": "planned", "failed": "down"}.get(feed.status, "maintenance"),
        "status": feed.get_status_display(),
    }  # fmt: skip


def _siblings(request: HttpRequest, rack: Rack) -> list[dict[str, Any]]:
    """The racks before and after this one in its room, and itself."""
    rows = reach.within(request, Rack).filter(site=rack.site_id, location=rack.location_id)
    known = list(rows.order_by("_name", "id").values_list("pk", "name"))
    at = next((index for index, (key, _name) in enumerate(known) if key == rack.pk), 0)
    near = known[max(0, at - 1) : at + 2]
    return [{"name": name, "url": reach.page("dcim.rack", key), "current": key == rack.pk} for key, name in near]


def _room_url(rack: Rack) -> str:
    if rack.location_id:
        return elevations_of(location=rack.location_id)
    return elevations_of(site=rack.site_id)


@require_GET
def rack_elevation(request: HttpRequest, pk: int) -> HttpResponse:
    """One face of a rack as a picture of its own; `face` is "front" (the default) or "rear"."""
    face = request.GET.get("face", "front")
    if face not in FACES:
        raise Http404(_("A rack has a front and a rear, and no “%(face)s”.") % {"face": face})
    rack = reach.find(request, Rack, pk)
    frame = rooms.frames(request, [rack])[rack.pk]
    sheets = "".join(
        f'<?xml-stylesheet href="{static(f"css/{name}.css")}"?>' for name in ("tokens", "pages", "pages-racks")
    )
    return HttpResponse(f"{sheets}{draw(frame, face, alone=True)}", content_type="image/svg+xml; charset=utf-8")


@require_GET
def rack_elevations(request: HttpRequest) -> HttpResponse:
    """The racks of one room (`location`, with what lies below it, or `site`) side by side; else the rooms to choose."""
    reach.need(request, "dcim.rack")
    place, rows = _chosen(request)
    if place is None:
        return render(request, "pages/rack/rooms.html", {"rooms": room_rows(request)})
    face: Face = "rear" if request.GET.get("face") == "rear" else "front"
    found = rows.select_related("location", "role").order_by("location___name", "_name", "id")
    in_row = request.GET.get("row") == "1"
    chunk = Paginator(found, ROW if in_row else SHOWN).get_page(request.GET.get("page"))
    racks = list(chunk)
    frames = rooms.frames(request, racks)
    ids = [rack.pk for rack in racks]
    loads = rooms.Loads(rooms.power(ids), rooms.weights(ids))
    context = {
        "place": place, "crumbs": _crumbs(place), "faces": _faces(request, face), "chunk": chunk,
        "pager": _pager(request, chunk), "cards": [_card(rack, frames[rack.pk], face, loads) for rack in racks],
        "in_row": in_row, "row_url": _with(request, row="" if in_row else "1", page=""),
    }  # fmt: skip
    return render(request, "pages/rack/elevations.html", context)


def _chosen(request: HttpRequest) -> tuple[Any, QuerySet[Rack]]:
    """The room asked for and its racks; None without one. Raises `Http404` for one that is not there."""
    rows = reach.within(request, Rack)
    for name, model in (("location", Location), ("site", Site)):
        ids = reach.identifiers(request.GET.getlist(name) or request.GET.getlist(f"{name}_id"))
        if ids:
            place: Any = reach.find(request, model, ids[0])
            if name == "site":
                return place, rows.filter(site=place)
            return place, rows.filter(location__in=with_descendants("dcim_location", [place.pk]))
        if name in request.GET:
            raise Http404(_("A room is named by the number of its location or site."))
    return None, rows


def _crumbs(place: Any) -> list[dict[str, str]]:
    crumbs = [{"title": _("Racks"), "url": reach.page("dcim.rack")}]
    if isinstance(place, Location):
        crumbs.append({"title": place.site.name, "url": reach.page("dcim.site", place.site_id)})
    return crumbs


def _with(request: HttpRequest, **changes: str) -> str:
    """The same page with other parameters; an empty one is left out."""
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"


def _faces(request: HttpRequest, current: Face) -> list[dict[str, Any]]:
    found = []
    for face in FACES:
        query = request.GET.copy()
        query["face"] = face
        found.append({"title": title_of(face), "url": f"?{query.urlencode()}", "on": face == current})
    return found


def _pager(request: HttpRequest, chunk: Any) -> dict[str, Any] | None:
    """For macros/pager.html; None when everything is on one page."""

    def address(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    if chunk.paginator.num_pages == 1:
        return None
    return {
        "first": chunk.start_index(), "last": chunk.end_index(), "total": chunk.paginator.count,
        "previous": address(chunk.previous_page_number()) if chunk.has_previous() else None,
        "next": address(chunk.next_page_number()) if chunk.has_next() else None,
    }  # fmt: skip


def _card(rack: Rack, frame: Frame, face: Face, loads: rooms.Loads) -> dict[str, Any]:
    used, supply = frame.used(), loads.power.get(rack.pk, rooms.Power())
    return {
        "rack": rack, "url": reach.page("dcim.rack", rack.pk), "svg": draw(frame, face), "used": used,
        "percent": round(100 * used / frame.height), "place": rack.location.name if rack.location else "",
        "label": _("%(used)d of %(height)d U used") % {"used": used, "height": frame.height},
        "facts": list(_loads(supply, loads.mass.get(rack.pk))),
        "over": (supply.percent or 0) > 100,  # noqa: PLR2004 - per cent
    }  # fmt: skip


def _loads(supply: rooms.Power, mass: float | None) -> Iterator[str]:
    """Power and mass of a rack, in a few words; what is not stated is left out."""
    if supply.draw is not None:
        limit = f" / {words.figures(supply.capacity / WATTS)}" if supply.capacity else ""
        yield f"{words.figures(supply.draw / WATTS)}{limit} kW"
    if mass is not None:
        yield f"{words.figures(mass)} kg"


@register("dcim.site")
def site_panels(request: HttpRequest, _spec: Spec, site: Site) -> Iterator[Panel]:
    """The site's racks with how full each is; nothing where it has none."""
    yield from _fill_panel(request, reach.within(request, Rack).filter(site=site), elevations_of(site=site.pk))


@register("dcim.location")
def location_panels(request: HttpRequest, _spec: Spec, location: Location) -> Iterator[Panel]:
    """The racks of a location and of what lies below it, with how full each is."""
    below = with_descendants("dcim_location", [location.pk])
    url = elevations_of(location=location.pk)
    yield from _fill_panel(request, reach.within(request, Rack).filter(location__in=below), url)


def _fill_panel(request: HttpRequest, racks: QuerySet[Rack], url: str) -> Iterator[Panel]:
    if not reach.may(request, "dcim.rack"):
        return
    known = list(racks.select_related("location", "role").order_by("location___name", "_name", "id")[:60])
    if not known:
        return
    ids = [rack.pk for rack in known]
    used, supply = rooms.used_units(ids), rooms.power(ids)
    rows = [_fill(rack, used.get(rack.pk, 0), supply.get(rack.pk, rooms.Power())) for rack in known]
    yield Panel(_("Racks"), "pages/rack/fill.html", {"rows": rows, "url": url})


def _fill(rack: Rack, used: int, supply: rooms.Power) -> dict[str, Any]:
    height = rack.u_height
    return {
        "name": rack.name, "url": reach.page("dcim.rack", rack.pk), "role": rack.role, "used": used, "height": height,
        "place": rack.location.name if rack.location else "", "percent": min(100, round(100 * used / height)),
        "label": _("%(used)d of %(height)d U used") % {"used": used, "height": height},
        "kilowatts": words.figures(supply.draw / WATTS) if supply.draw is not None else words.DASH,
        "limit": words.figures(supply.capacity / WATTS) if supply.capacity else words.DASH,
        "power_state": "down" if (supply.percent or 0) > 100 else None,  # noqa: PLR2004 - per cent
    }  # fmt: skip
