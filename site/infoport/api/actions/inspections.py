"""The ranking of web sites over REST."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rest_framework.exceptions import PermissionDenied
from rest_framework.views import APIView

from infoport.api.actions.impact import parts_of
from infoport.api.describing.operation import (
    ANY,
    INTEGER,
    NUMBER,
    TEXT,
    Described,
    counted,
    nullable,
    record,
    schema,
)
from infoport.api.views import json_response
from infoport.reports.inspections import Site, sites

if TYPE_CHECKING:
    from django.http import HttpResponse
    from rest_framework.request import Request

    from infoport.api.actions.impact import Part

SITE, INSPECTION, HELP = "inspection.website", "inspection.inspection", "inspection.helpgiven"
ROW: Final = record({
    "website": schema("BriefWebsite"), "inspection": nullable(schema("BriefInspection")), "rank": nullable(INTEGER),
    "points": nullable(NUMBER), "change": nullable(NUMBER), "result": TEXT, "vetoes": ANY, "asleep": ANY,
    "asleep_since": nullable(TEXT), "newest": nullable(TEXT), "opened": nullable(NUMBER), "findings": nullable(INTEGER),
    "help": ANY,
})  # fmt: skip


class Ranking(APIView):
    """`GET /api/plugins/inspection/ranking/`: the sites that the asker may see, best first, with their help."""

    described = {"GET": Described({200: counted(ROW)}, errors=(), many=True)}

    def get(self, request: Request) -> HttpResponse:
        """Each site with its latest inspection."""
        user: Any = request.user
        if not user.may(SITE, "view"):
            raise PermissionDenied
        found = sites(user)
        part = parts_of(
            [(SITE, each.website.pk) for each in found]
            + [(INSPECTION, each.latest.pk) for each in found if each.latest]
            + [(HELP, given.pk) for each in found for given in each.help],
            f"{request.scheme}://{request.get_host()}",
        )
        return json_response({"count": len(found), "results": [_row(each, part) for each in found]})


def _row(site: Site, part: Part) -> dict[str, Any]:
    latest = site.latest
    return {
        "website": part(SITE, site.website.pk), "inspection": part(INSPECTION, latest.pk if latest else None),
        "rank": latest.rank if latest else None,
        "points": float(latest.points) if latest and latest.points is not None else None, "change": site.change,
        "result": site.result, "vetoes": latest.detail.get("vetoes", []) if latest else [], "asleep": site.asleep,
        "asleep_since": site.asleep_since, "newest": latest.newest if latest else None,
        "opened": float(latest.opened) if latest and latest.opened is not None else None,
        "findings": latest.findings if latest else None, "help": [part(HELP, each.pk) for each in site.help],
    }  # fmt: skip
