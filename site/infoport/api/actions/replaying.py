"""Deliveries sent again because somebody asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infoport.api.actions.object_action import ObjectAction
from infoport.api.describing.operation import OWN, Described
from infoport.api.views import json_response
from inventory.extras import delivering

if TYPE_CHECKING:
    from django.http import HttpResponse
    from rest_framework.request import Request


class Replay(ObjectAction):
    """One delivery, as it was."""

    described = {"POST": Described({200: OWN}, errors=())}

    def post(self, request: Request, pk: int) -> HttpResponse:
        """The delivery, waiting again; needs the right to change it."""
        self.instance(pk, "change")
        delivering.replay([pk])
        return json_response(self.encoded(request, [pk], shaped=False)[0])
