"""How far a consolidation plan has come: `GET /api/plugins/works/consolidation-plans/<id>/progress/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infoport.api.actions.object_action import ObjectAction
from infoport.api.views import json_response
from infoport.reports.consolidation import of_plans

if TYPE_CHECKING:
    from django.http import HttpResponse
    from rest_framework.request import Request


class Progress(ObjectAction):
    """Items by state, and what was seen of each at its new place."""

    def get(self, request: Request, pk: int) -> HttpResponse:
        """Numbers by state, and the items."""
        plan = self.instance(pk)
        base = f"{request.scheme}://{request.get_host()}"
        return json_response(of_plans(request, [plan])[plan.pk].wire(base))
