"""Discovery over REST: look through a range, adopt a candidate, leave one out of account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from infoport.api.actions.impact import parts_of
from infoport.api.actions.object_action import ObjectAction
from infoport.api.describing.operation import INTEGER, MOMENT, OWN, TEXT, Described, array, asked, record, schema
from infoport.api.errors import Conflicted
from infoport.api.views import json_response
from infoport.history import actor_of
from inventory.declare.history import acting
from inventory.declare.permissions import restrict
from inventory.declare.registry import specs
from inventory.discovery import adopting, seeking

if TYPE_CHECKING:
    from django.http import HttpResponse
    from rest_framework.request import Request

ASKED: Final = record({"detail": TEXT})
"""What is answered to who asks for something that takes a while."""


class RunRange(ObjectAction):
    """`POST …/ranges/<id>/run/`: look through it soon. Needs the right to change the range."""

    described = {"POST": Described({202: ASKED}, errors=(409,))}

    def post(self, request: Request, pk: int) -> Response:
        """409 while that is asked for or under way already."""
        del request
        if not seeking.ask(self.instance(pk, "change")):
            raise Conflicted(_("It is being looked through already."))
        return Response({"detail": _("It will be looked through next.")}, status=status.HTTP_202_ACCEPTED)


class CancelRange(ObjectAction):
    """`POST …/ranges/<id>/cancel/`: stop looking. Needs the right to change the range."""

    described = {"POST": Described({202: ASKED}, errors=(409,))}

    def post(self, request: Request, pk: int) -> Response:
        """409 when nothing is under way."""
        del request
        if not seeking.cancel(self.instance(pk, "change")):
            raise Conflicted(_("Nothing is under way."))
        return Response({"detail": _("It stops.")}, status=status.HTTP_202_ACCEPTED)


WISH: Final = asked(
    {"name": TEXT, "site": INTEGER, "role": INTEGER, "device_type": INTEGER}, required=["site", "role", "device_type"]
)
MADE: Final = record(
    {"device": schema("BriefDevice"), "refused": array(record({"difference": INTEGER, "reason": TEXT}))}
)


class Adopt(ObjectAction):
    """`POST …/candidates/<id>/adopt/`: a device of this site, role and type, with its components matched.

    Needs the rights to change the candidate and to add the device and its access.
    """

    described = {"POST": Described({201: MADE}, WISH, errors=(400, 409))}

    def post(self, request: Request, pk: int) -> HttpResponse:
        """The device, and what it says that could not be taken over; 409 for a candidate that is settled."""
        candidate = self.instance(pk, "change")
        data = request.data if isinstance(request.data, dict) else {}
        name = str(data.get("name") or "").strip() or adopting.suggest(candidate).name
        wish = adopting.Wish(
            name=name, site=_chosen(request, data, "site"), role=_chosen(request, data, "role"),
            device_type=_chosen(request, data, "device_type"),
        )  # fmt: skip
        with acting(actor_of(request)):
            made = adopting.adopt(pk, wish, request.user)
        part = parts_of([("dcim.device", made.device.pk)], f"{request.scheme}://{request.get_host()}")
        refused = [{"difference": each.difference, "reason": each.reason} for each in made.refused]
        answer = {"device": part("dcim.device", made.device.pk), "refused": refused}
        return json_response(answer, status.HTTP_201_CREATED)


TYPES: Final = {"site": "dcim.site", "role": "dcim.devicerole", "device_type": "dcim.devicetype"}


def _chosen(request: Request, data: dict[str, Any], name: str) -> Any:
    """The object of that id that the asker may see. Raises `ValidationError` naming the key and the value."""
    given = data.get(name)
    spec = specs[TYPES[name]]
    rows = restrict(spec.model._default_manager.all(), request.user, "view")  # noqa: SLF001 - any declared model
    number = given if isinstance(given, int) and not isinstance(given, bool) and 0 < given < 1 << 63 else 0
    found = rows.filter(pk=number).first()
    if found is None:
        message = _("“%(value)s” is no %(type)s; an id is expected.")
        raise ValidationError({name: [message % {"value": given, "type": spec.verbose_name}]})
    return found


class Ignore(ObjectAction):
    """`POST …/candidates/<id>/ignore/` with a `note`, and `until` when not for ever."""

    described = {
        "POST": Described({200: OWN}, asked({"note": TEXT, "until": MOMENT}, required=["note"]), errors=(400, 409))
    }  # fmt: skip

    def post(self, request: Request, pk: int) -> HttpResponse:
        """The candidate as it is now."""
        data = request.data if isinstance(request.data, dict) else {}
        self.instance(pk, "change")
        adopting.ignore(pk, _moment(data.get("until")), str(data.get("note") or ""), request.user)
        return json_response(self.encoded(request, [pk], shaped=False)[0])


def _moment(given: Any) -> Any:
    if given is None:
        return None
    try:
        found = parse_datetime(given) if isinstance(given, str) else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        message = _("“%s” is no moment with a time zone, as 2026-12-31T08:00:00+08:00.")
        raise ValidationError({"until": [message % (given,)]})
    return found


class Reopen(ObjectAction):
    """`POST …/candidates/<id>/reopen/`: take an ignored one into account again."""

    described = {"POST": Described({200: OWN}, errors=(409,))}

    def post(self, request: Request, pk: int) -> HttpResponse:
        """The candidate as it is now; 409 when it is not ignored."""
        self.instance(pk, "change")
        adopting.reopen(pk, request.user)
        return json_response(self.encoded(request, [pk], shaped=False)[0])
