"""The board of all venues over REST."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rest_framework.exceptions import PermissionDenied
from rest_framework.views import APIView

from infoport.api.actions.impact import parts_of
from infoport.api.describing.operation import ANY, NUMBER, TEXT, Described, counted, nullable, record, schema
from infoport.api.views import json_response
from infoport.reports.readiness import Room, rooms
from inventory.conferencing.models import Venue
from inventory.declare.permissions import restrict

if TYPE_CHECKING:
    from django.http import HttpResponse
    from rest_framework.request import Request

    from infoport.api.actions.impact import Part

VENUE, CONFERENCE, CALL = "conferencing.venue", "conferencing.conference", "conferencing.testcall"


LIMIT: Final = nullable(NUMBER)
ROW: Final = record({
    "venue": schema("BriefVenue"), "readiness": TEXT, "reasons": ANY, "stand_in": nullable(schema("BriefVenue")),
    "terminals": ANY,
    "limits": record({"loss": LIMIT, "delay": LIMIT, "jitter": LIMIT, "bandwidth": LIMIT, "hours": LIMIT}),
    "test_call": nullable(schema("BriefTestCall")), "next_conference": nullable(schema("BriefConference")),
})  # fmt: skip


class Board(APIView):
    """`GET /api/plugins/conferencing/readiness/`: each venue with its three-state readiness and the reasons."""

    described = {"GET": Described({200: counted(ROW)}, errors=(), many=True)}

    def get(self, request: Request) -> HttpResponse:
        """Every venue that the asker may see and that is not retired."""
        user: Any = request.user
        if not user.may(VENUE, "view"):
            raise PermissionDenied
        found = rooms(restrict(Venue.objects.exclude(status="retired"), user, "view").order_by("name", "id"))
        part = parts_of(
            [(VENUE, each.venue.pk) for each in found]
            + [(VENUE, each.venue.stand_in_id or 0) for each in found]
            + [(CONFERENCE, each.next.pk) for each in found if each.next]
            + [(CALL, each.call.pk) for each in found if each.call],
            f"{request.scheme}://{request.get_host()}",
        )
        return json_response({"count": len(found), "results": [_row(each, part) for each in found]})


def _row(room: Room, part: Part) -> dict[str, Any]:
    limits = room.limits
    return {
        "venue": part(VENUE, room.venue.pk), "readiness": room.state, "reasons": room.verdict.reasons,
        "stand_in": part(VENUE, room.venue.stand_in_id), "terminals": room.terminals,
        "limits": {
            "loss": limits.loss, "delay": limits.delay, "jitter": limits.jitter, "bandwidth": limits.bandwidth,
            "hours": limits.age,
        },
        "test_call": part(CALL, room.call.pk if room.call else None),
        "next_conference": part(CONFERENCE, room.next.pk if room.next else None),
    }  # fmt: skip
