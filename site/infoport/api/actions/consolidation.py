"""How far a consolidation plan has come: `GET /api/plugins/works/consolidation-plans/<id>/progress/`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from infoport.api.actions.object_action import ObjectAction
from infoport.api.describing.operation import BRIEF, INTEGER, MOMENT, TEXT, Described, array, nullable, record
from infoport.api.views import json_response
from infoport.reports.consolidation import of_plans

if TYPE_CHECKING:
    from django.http import HttpResponse
    from rest_framework.request import Request


COUNTED: Final = {"type": "object", "additionalProperties": INTEGER}
ITEM: Final = record({
    "id": INTEGER, "subject_type": TEXT, "subject_id": INTEGER, "subject": nullable(BRIEF), "state": TEXT,
    "stated": TEXT, "moved_on": nullable({"type": "string", "format": "date"}), "seen_by": nullable(TEXT),
    "seen_at": nullable(MOMENT),
})  # fmt: skip


class Progress(ObjectAction):
    """Items by state, and what was seen of each at its new place."""

    described = {"GET": Described({200: record({"numbers": COUNTED, "percent": INTEGER, "items": array(ITEM)})})}

    def get(self, request: Request, pk: int) -> HttpResponse:
        """Numbers by state, and the items."""
        plan = self.instance(pk)
        base = f"{request.scheme}://{request.get_host()}"
        return json_response(of_plans(request, [plan])[plan.pk].wire(base))
