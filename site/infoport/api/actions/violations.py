"""Violations of the city's standards over REST: of all standards, or of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rest_framework.exceptions import PermissionDenied
from rest_framework.views import APIView

from infoport.api import paging
from infoport.api.actions.object_action import ObjectAction
from infoport.api.describing.operation import (
    ANY,
    BRIEF,
    INTEGER,
    PAGING,
    TEXT,
    Described,
    nullable,
    page,
    query,
    record,
    schema,
)  # fmt: skip
from infoport.api.views import json_response
from infoport.reports.departures import Departures, asked

if TYPE_CHECKING:
    from django.http import HttpResponse
    from rest_framework.request import Request


DEPARTURE: Final = record({
    "standard": schema("BriefStandard"), "object_type": TEXT, "object_id": INTEGER, "object": nullable(BRIEF),
    "field": TEXT, "value": ANY, "expected": ANY, "tenant": nullable(schema("BriefTenant")),
    "centre": nullable(schema("BriefSupportTeam")),
})  # fmt: skip
FILTERS: Final = (
    query("standard", INTEGER), query("object_type", TEXT), query("tenant", INTEGER), query("centre", INTEGER),
)  # fmt: skip


def _page(request: Request, found: Departures) -> HttpResponse:
    page = paging.requested(request.query_params)
    url = request.build_absolute_uri()
    listed = found.listed
    shown = listed[page.offset : page.offset + page.limit] if page.limit else listed[page.offset :]
    body = {
        "count": len(listed), "next": paging.next_url(url, page, [each.object for each in shown], len(listed)),
        "previous": paging.previous_url(url, page),
        "results": found.rows(shown, f"{request.scheme}://{request.get_host()}"),
    }  # fmt: skip
    return json_response(body)


class OfStandard(ObjectAction):
    """`GET /api/plugins/works/standards/<id>/violations/`."""

    described = {"GET": Described({200: page(DEPARTURE)}, parameters=(*PAGING, *FILTERS[1:]), many=True)}

    def get(self, request: Request, pk: int) -> HttpResponse:
        """Those of one standard by objects that the asker may see."""
        return _page(request, asked(request, {**request.query_params.dict(), "standard": str(self.instance(pk).pk)}))


class Violations(APIView):
    """`GET /api/plugins/works/violations/`, with `standard`, `object_type`, `tenant` and `centre` as filters."""

    described = {"GET": Described({200: page(DEPARTURE)}, parameters=(*PAGING, *FILTERS), many=True)}

    def get(self, request: Request) -> HttpResponse:
        """Those of every enabled standard by objects that the asker may see."""
        user: Any = request.user
        if not user.may("works.standard", "view"):
            raise PermissionDenied
        return _page(request, asked(request, request.query_params.dict()))
