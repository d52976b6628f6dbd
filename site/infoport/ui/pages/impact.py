"""What if: an object fails, and what falls with it; and what each service depends on alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from infoport.api.actions.impact import nodes_named
from infoport.reports.impact import impact_of, points_of
from infoport.ui import errors
from infoport.ui.navigation import belongs
from infoport.ui.pages import reach, words
from infoport.ui.panels import Panel, register
from inventory.dcim.models import Location, Site
from inventory.declare.registry import specs
from inventory.declare.tables import rows
from inventory.declare.values import BadFilter
from inventory.services.models import ApplicationService, Protection
from monitoring.supply import CAN_FAIL, SERVICE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from django.http import HttpRequest, HttpResponse

    from infoport.reports.impact import Copy, Fall, Impact
    from inventory.declare.spec import Spec
    from monitoring.impact.graph import Node

PAGE: Final = "/plugins/services/impact/"
SHAPES: Final = {"fresh": "ok", "stale": "degraded", "unknown": "unknown"}
FEW: Final = 12
MOST: Final = 30
"""Rows of services and departments; more are counted, and told over REST."""
KEPT: Final = 24
"""Names of services that are kept; more are counted."""
Names = dict["Node", dict[str, str]]


@require_safe
def what_if(request: HttpRequest) -> HttpResponse:
    """The page `/plugins/services/impact/?of=dcim.device:12`; without `of` it offers rooms to choose from."""
    reach.need(request, SERVICE)
    belongs(request, "services/what-if")
    try:
        of = nodes_named(request.GET.getlist("of"), request.user)
    except BadFilter as error:
        return errors.bad_filter(request, error)
    context: dict[str, Any] = {"rooms": _rooms(request), "of": request.GET.getlist("of")}
    if of:
        found = impact_of(of)
        names = _named([*of, *_mentioned(found)])
        context |= {"subjects": [names.get(each, {}) for each in of], **_shown(found, names)}
        if len(of) == 1 and of[0][0] == SERVICE:
            points = points_of(of[0][1])
            listed = _named(points)
            context |= {
                "points": [listed[each] for each in points if each in listed], "asked_points": True,
                "hidden_points": sum(each not in listed for each in points),
            }  # fmt: skip
    return render(request, "pages/city/impact.html", context)


def _rooms(request: HttpRequest) -> list[dict[str, Any]]:
    """Sites with machine rooms, each with its locations, to let fail."""
    places: dict[int, list[dict[str, str]]] = {}
    located = reach.within(request, Location).filter(racks__isnull=False).distinct().order_by("site", "name")
    for key, name, site in located.values_list("pk", "name", "site_id"):
        places.setdefault(site, []).append({"value": f"dcim.location:{key}", "name": name})
    sites = reach.within(request, Site).filter(pk__in=[key for key, some in places.items() if len(some) > 1])
    return [
        {"value": f"dcim.site:{key}", "name": name, "places": places[key]}
        for key, name in sites.order_by("name").values_list("pk", "name")
    ]


def _named(nodes: Iterable[Node]) -> Names:
    """Display, type and page of objects as far as the person may see them. One statement for each type."""
    wanted: dict[str, set[int]] = {}
    for label, key in nodes:
        if specs.get(label):
            wanted.setdefault(label, set()).add(key)
    found: Names = {}
    for label, keys in wanted.items():
        spec = specs[label]
        for row in rows(spec, [], list(keys)):
            page = f"{spec.page}{row.id}/"
            named = {"display": row.display, "url": page, "type": str(spec.verbose_name), "of": f"{label}:{row.id}"}
            found[label, row.id] = {**named, "if": address(label, row.id) if label in CAN_FAIL else ""}
    return found


def address(label: str, key: int) -> str:
    """The page for the failure of one object."""
    return f"{PAGE}?{urlencode({'of': f'{label}:{key}'})}"


def _mentioned(found: Impact) -> Iterator[Node]:
    for fall in (*found.lost, *found.degraded):
        yield SERVICE, fall.service
        yield from fall.because
    yield from ((SERVICE, key) for key in found.kept[:KEPT])
    for site, place in list(found.rooms)[:FEW]:
        yield "dcim.site", site
        yield "dcim.location", place or 0
    yield from (("tenancy.tenant", key) for key in found.departments)
    yield from (("dcim.site", key) for key in found.sites[:FEW])
    yield from (("conferencing.venue", key) for key in found.venues)


def _shown(found: Impact, names: Names) -> dict[str, Any]:
    protections = Protection.objects.in_bulk(
        [copy.protection for fall in (*found.lost, *found.degraded) for copy in fall.copies]
    )
    services = ApplicationService.objects.in_bulk([fall.service for fall in (*found.lost, *found.degraded)])
    kept = [names[SERVICE, key] for key in found.kept[:KEPT] if (SERVICE, key) in names]
    return {
        "lost": _falls(found.lost[:MOST], names, services, protections), "lost_total": len(found.lost),
        "degraded": _falls(found.degraded[:MOST], names, services, protections), "degraded_total": len(found.degraded),
        "kept": kept, "kept_total": len(found.kept), "devices": len(found.devices), "cut": len(found.cut),
        "machines": len(found.machines), "room_rows": _room_rows(found, names), "rooms_total": len(found.rooms),
        "departments": _departments(found, names)[:MOST], "departments_total": len(found.departments),
        "sites": _some(names, "dcim.site", found.sites[:FEW]),
        "sites_total": len(found.sites), "venues": _some(names, "conferencing.venue", found.venues),
    }  # fmt: skip


def _some(names: Names, label: str, keys: Iterable[int]) -> list[dict[str, str]]:
    return [names[label, key] for key in keys if (label, key) in names]


def _falls(
    falls: Sequence[Fall], names: Names, services: Mapping[int, ApplicationService], copies: Mapping[int, Protection]
) -> list[dict[str, Any]]:
    return [
        {
            **names[SERVICE, fall.service], "class": services[fall.service].get_availability_display(),
            "emergency": services[fall.service].availability == "emergency",
            "because": [names.get(each, {"display": _("outside your rights")}) for each in fall.because],
            "copies": [_copy(each, copies[each.protection]) for each in fall.copies if each.protection in copies],
        }
        for fall in falls
        if (SERVICE, fall.service) in names and fall.service in services
    ]  # fmt: skip


def _copy(copy: Copy, protection: Protection) -> dict[str, Any]:
    return {
        "name": protection.name, "url": reach.page("services.protection", protection.pk),
        "shape": SHAPES[copy.freshness] if copy.survives else "down",
        "word": str(copy.freshness.label) if copy.survives else _("lost with it"),
        "age": words.since(protection.last_good_copy),
        "rto": words.span(protection.rto * 60) if protection.rto is not None else "",
    }  # fmt: skip


def _room_rows(found: Impact, names: Names) -> list[dict[str, Any]]:
    shown = []
    for (site, place), count in list(found.rooms.items())[:FEW]:
        at = names.get(("dcim.location", place or 0)) or names.get(("dcim.site", site))
        if at:
            shown.append({**at, "site": names.get(("dcim.site", site), {}).get("display", ""), "count": count})
    return shown


def _departments(found: Impact, names: Names) -> list[dict[str, Any]]:
    return [
        {
            **names["tenancy.tenant", key], "devices": each.devices,
            "services": _some(names, SERVICE, each.services), "sites": len(each.sites),
        }
        for key, each in found.departments.items()
        if ("tenancy.tenant", key) in names
    ]  # fmt: skip


def _panel(request: HttpRequest, spec: Spec, instance: Any) -> Iterator[Panel]:
    """The tab of every object that can fail."""
    if reach.may(request, SERVICE):
        yield Panel(_("What if it fails"), place="tab", url=address(spec.label, instance.pk))


for _label in CAN_FAIL:
    if _label != "dcim.interface":
        register(_label)(_panel)
