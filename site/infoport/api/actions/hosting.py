"""Moving a hosting request: `POST /api/plugins/hosting/requests/<id>/approve/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from rest_framework.exceptions import PermissionDenied

from infoport.api.actions.object_action import ObjectAction
from infoport.api.describing.operation import OWN, TEXT, Described, asked
from infoport.api.errors import Conflicted
from infoport.api.views import json_response
from infoport.history import actor_of
from inventory.declare.history import acting
from inventory.hosting.advance import NotAllowed, Untimely, advance

if TYPE_CHECKING:
    from django.http import HttpResponse
    from rest_framework.request import Request


class Step(ObjectAction):
    """One step; the last part of the address says which. Who asked may make some, others need the right of its name."""

    described = {"POST": Described({200: OWN}, asked({"message": TEXT}), errors=(400, 409))}

    def post(self, request: Request, pk: int) -> HttpResponse:
        """The request where it is now; 409 names the state in which the step is not possible, or that it changed."""
        name = request.path.rstrip("/").rpartition("/")[2]
        data = request.data if isinstance(request.data, dict) else {}
        self.instance(pk)
        try:
            with acting(actor_of(request)):
                moved = advance(pk, name, user=request.user, message=str(data.get("message") or ""))
        except NotAllowed as error:
            message = _(
                "This step is for somebody else: it needs “%(right)s”, and nobody approves what they asked for."
            )
            raise PermissionDenied(message % {"right": error}) from error
        except Untimely as error:
            raise Conflicted(_("A request that is “%(state)s” does not go this way.") % {"state": error}) from error
        if moved.again:
            raise Conflicted(_("What the plan rests on has changed. It was planned anew; look at the new plan first."))
        return json_response(self.encoded(request, [pk], shaped=False)[0])
