"""What falls with an object, and what a service depends on alone, over REST."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.exceptions import PermissionDenied
from rest_framework.views import APIView

from infoport.api.actions.object_action import ObjectAction
from infoport.api.describing.operation import (
    BOOLEAN,
    BRIEF,
    INTEGER,
    TEXT,
    Described,
    array,
    counted,
    nullable,
    query,
    record,
    schema,
)  # fmt: skip
from infoport.api.views import json_response
from infoport.reports.impact import Fall, Impact, impact_of, points_of
from inventory.declare.permissions import restrict
from inventory.declare.readplan import fragments
from inventory.declare.registry import specs
from inventory.declare.values import BadFilter
from monitoring.supply import CAN_FAIL, SERVICE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from django.http import HttpResponse
    from rest_framework.request import Request

    from monitoring.impact.graph import Node

    Part = Callable[[str, int | None], Any]


NAMED: Final = record({"object_type": TEXT, "object": nullable(BRIEF)})
SERVICES: Final = array(schema("BriefApplicationService"))
FALLS: Final = array(record({
    "service": schema("BriefApplicationService"), "because": array(NAMED),
    "copies": array(record({
        "protection": nullable(schema("BriefProtection")), "freshness": TEXT, "survives": nullable(BOOLEAN),
    })),
}))  # fmt: skip
SITES: Final = array(schema("BriefSite"))
FALLEN: Final = record({
    "of": array(nullable(BRIEF)),
    "services": record({"lost": FALLS, "degraded": FALLS, "kept": SERVICES}),
    "devices": record({"lost": INTEGER, "cut_off": INTEGER}), "machines": INTEGER,
    "rooms": array(record({
        "site": schema("BriefSite"), "location": nullable(schema("BriefLocation")), "devices": INTEGER,
    })),
    "departments": array(record({
        "tenant": schema("BriefTenant"), "services": SERVICES, "sites": SITES, "devices": INTEGER,
    })),
    "sites": SITES, "venues": array(schema("BriefVenue")),
})  # fmt: skip


def nodes_named(values: Iterable[str], user: Any) -> list[Node]:
    """Objects named as `dcim.device:12`, each of which the person must see.

    Raises `BadFilter` for another form or a type that cannot fail, `Http404` where there is no such object.
    """
    found: list[Node] = []
    for value in values:
        label, _colon, key = value.partition(":")
        if label not in CAN_FAIL or not key.isdecimal() or len(key) > 18:  # noqa: PLR2004 - bigint
            message = _("“%(value)s” names nothing that can fail; expected as dcim.device:12, of %(types)s.")
            raise BadFilter("of", message % {"value": value, "types": ", ".join(CAN_FAIL)})
        rows = restrict(specs[label].model._default_manager.all(), user, "view")  # noqa: SLF001 - any declared model
        if not rows.filter(pk=int(key)).exists():
            raise Http404(value)
        found.append((label, int(key)))
    return found


def parts_of(nodes: Iterable[Node], base: str) -> Part:
    """Brief forms of objects, by type and id; null for what the asker may not see. One statement."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for label, key in nodes:
        if specs.get(label):
            wanted[label].add(key)
    parts = fragments(wanted, base)
    return lambda label, key: None if key is None else parts.get(label, {}).get(key)


class WhatIf(APIView):
    """`GET /api/plugins/services/impact/?of=dcim.device:12`; `of` may be repeated for what fails together."""

    described = {
        "GET": Described(
            {200: FALLEN}, parameters=[query("of", TEXT, "As `dcim.device:12`.", many=True)], errors=(400, 404)
        )
    }

    def get(self, request: Request) -> HttpResponse:
        """Services lost, degraded and kept, departments, rooms, sites and venues hit, and the copies."""
        user: Any = request.user
        if not user.may(SERVICE, "view"):
            raise PermissionDenied
        values = request.query_params.getlist("of")
        if not values:
            raise BadFilter("of", _("Name what fails, as of=dcim.device:12."))
        found = impact_of(nodes_named(values, user))
        return json_response(body(found, f"{request.scheme}://{request.get_host()}"))


def body(found: Impact, base: str) -> dict[str, Any]:
    """The answer. Objects that the asker may not see are null in chains and left out of lists."""
    part = parts_of(_mentioned(found), base)

    def listed(label: str, keys: Iterable[int]) -> list[Any]:
        return [each for key in keys if (each := part(label, key)) is not None]

    rooms = [
        {"site": part("dcim.site", site), "location": part("dcim.location", place), "devices": count}
        for (site, place), count in found.rooms.items()
    ]
    departments = [
        {
            "tenant": part("tenancy.tenant", tenant), "services": listed(SERVICE, each.services),
            "sites": listed("dcim.site", each.sites), "devices": each.devices,
        }
        for tenant, each in found.departments.items()
    ]  # fmt: skip
    return {
        "of": [part(*each) for each in found.of],
        "services": {
            "lost": _falls(found.lost, part), "degraded": _falls(found.degraded, part),
            "kept": listed(SERVICE, found.kept),
        },
        "devices": {"lost": len(found.devices), "cut_off": len(found.cut)}, "machines": len(found.machines),
        "rooms": [each for each in rooms if each["site"] is not None],
        "departments": [each for each in departments if each["tenant"] is not None],
        "sites": listed("dcim.site", found.sites), "venues": listed("conferencing.venue", found.venues),
    }  # fmt: skip


def _falls(falls: Sequence[Fall], part: Part) -> list[dict[str, Any]]:
    return [
        {
            "service": part(SERVICE, each.service),
            "because": [{"object_type": label, "object": part(label, key)} for label, key in each.because],
            "copies": [
                {
                    "protection": part("services.protection", copy.protection), "freshness": copy.freshness,
                    "survives": copy.survives,
                }
                for copy in each.copies
            ],
        }
        for each in falls
        if part(SERVICE, each.service) is not None
    ]  # fmt: skip


def _mentioned(found: Impact) -> Iterable[Node]:
    yield from found.of
    for fall in (*found.lost, *found.degraded):
        yield SERVICE, fall.service
        yield from fall.because
        yield from (("services.protection", copy.protection) for copy in fall.copies)
    yield from ((SERVICE, key) for key in found.kept)
    for site, place in found.rooms:
        yield "dcim.site", site
        yield "dcim.location", place or 0
    for tenant, each in found.departments.items():
        yield "tenancy.tenant", tenant
        yield from (("dcim.site", key) for key in each.sites)
    yield from (("dcim.site", key) for key in found.sites)
    yield from (("conferencing.venue", key) for key in found.venues)


class SinglePoints(ObjectAction):
    """`GET /api/plugins/services/application-services/<id>/single-points/`."""

    described = {"GET": Described({200: counted(NAMED)})}

    def get(self, request: Request, pk: int) -> HttpResponse:
        """What loses the service when it alone fails; objects outside the asker's rights are null."""
        points = points_of(self.instance(pk).pk)
        part = parts_of(points, f"{request.scheme}://{request.get_host()}")
        results = [{"object_type": label, "object": part(label, key)} for label, key in points]
        return json_response({"count": len(results), "results": results})
