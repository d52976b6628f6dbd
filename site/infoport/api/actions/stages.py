"""Moving a construction project by one stage: `POST /api/plugins/works/projects/<id>/approve/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from rest_framework.exceptions import PermissionDenied

from infoport.api.actions.object_action import ObjectAction
from infoport.api.describing.operation import OWN, TEXT, Described, asked
from infoport.api.views import json_response
from infoport.history import actor_of
from inventory.declare import write
from inventory.declare.history import acting
from inventory.works.stages import MOVES

if TYPE_CHECKING:
    from django.http import HttpResponse
    from rest_framework.request import Request


class Move(ObjectAction):
    """One step; the last part of the address says which. It needs the right of that name, and no other."""

    described = {"POST": Described({200: OWN}, asked({"changelog_message": TEXT}), errors=(400, 409))}

    def post(self, request: Request, pk: int) -> HttpResponse:
        """The project at its new stage; 400 names what is missing, 403 the right, 404 hides what may not be seen."""
        move = MOVES[request.path.rstrip("/").rpartition("/")[2]]
        data = request.data if isinstance(request.data, dict) else {}
        with acting(actor_of(request)), transaction.atomic():
            project = self.instance(pk, lock=True)
            if not self.allowed_rows(move.action).filter(pk=pk).exists():
                message = _("This needs the right “%(right)s” on this project.")
                raise PermissionDenied(message % {"right": move.action})
            write.save(self.spec, project, {"stage": move.target}, message=str(data.get("changelog_message") or ""))
        return json_response(self.encoded(request, [pk], shaped=False)[0])
