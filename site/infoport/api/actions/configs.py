"""The archive of configurations over REST: a version's text, its difference to another, coverage, search, fetching."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import Http404, HttpResponse
from rest_framework import status
from rest_framework.exceptions import APIException, PermissionDenied, ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from infoport.api.actions.impact import parts_of
from infoport.api.actions.object_action import ObjectAction
from infoport.api.actions.rendering import PlainText
from infoport.api.describing.operation import (
    INTEGER,
    MOMENT,
    TEXT,
    Described,
    array,
    counted,
    nullable,
    query,
    record,
    schema,
)
from infoport.api.views import json_response
from infoport.reports.archive import coverage, found
from infoport.reports.archive import previous as before
from inventory.configs.archiving import request_fetch
from inventory.configs.choices import FetchReason
from inventory.configs.coverage import STATES
from inventory.configs.differing import unified
from inventory.configs.home import repository
from inventory.configs.repository import Unwritten
from inventory.configs.searching import BadPattern

if TYPE_CHECKING:
    from rest_framework.request import Request

    from inventory.configs.models import ConfigVersion

VERSION: Final = "configs.configversion"
COVERED: Final = record({
    "device": schema("BriefDevice"), "state": {"type": "string", "enum": list(STATES)},
    "policy": nullable(schema("BriefArchivePolicy")), "version": nullable(MOMENT), "last_success": nullable(MOMENT),
    "last_attempt": nullable(MOMENT), "error": TEXT, "failures": INTEGER,
})  # fmt: skip
LINE: Final = record({"number": INTEGER, "text": TEXT})
FOUND: Final = record({
    "count": INTEGER, "ended": {"type": "string", "enum": ["", "time", "many"]},
    "results": array(record({"device": schema("BriefDevice"), "lines": array(LINE)})),
})  # fmt: skip


class Unreadable(APIException):
    """The repository cannot be read."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE


def text_of(version: ConfigVersion) -> str:
    """The text of a version. Raises `Unreadable`, and `Http404` where the repository lost it."""
    try:
        text = repository().text(version.blob)
    except Unwritten as error:
        raise Unreadable(str(error)) from error
    if text is None:
        raise Http404(f"The archive does not hold the content {version.blob}.")
    return text


class Text(ObjectAction):
    """`GET …/versions/<id>/text/`, as JSON or, with `Accept: text/plain`, alone."""

    renderer_classes = (*ObjectAction.renderer_classes, PlainText)
    described = {
        "GET": Described({200: record({"version": schema("BriefConfigVersion"), "content": TEXT})}, errors=(),
                         media={"text/plain": TEXT})
    }  # fmt: skip

    def get(self, request: Request, pk: int) -> HttpResponse:
        """The text without its secrets."""
        version = self.instance(pk)
        text = text_of(version)
        if isinstance(request.accepted_renderer, PlainText):
            return HttpResponse(text, content_type="text/plain; charset=utf-8")
        part = parts_of([(VERSION, pk)], f"{request.scheme}://{request.get_host()}")
        return json_response({"version": part(VERSION, pk), "content": text})


class Diff(ObjectAction):
    """`GET …/versions/<id>/diff/?to=<id>`; from the version before where `to` is absent."""

    described = {
        "GET": Described(
            {200: record({
                "version": schema("BriefConfigVersion"), "to": nullable(schema("BriefConfigVersion")), "content": TEXT,
            })},
            parameters=(query("to", INTEGER, "The other version, of any device; the one before when absent."),),
        )
    }  # fmt: skip

    def get(self, request: Request, pk: int) -> HttpResponse:
        """The difference in the form of `diff -u`, from the other version to this one."""
        version = self.instance(pk)
        asked = request.query_params.get("to")
        if asked and not asked.isdecimal():
            raise ValidationError({"to": ["A version's id is a whole number."]})
        other = self.instance(int(asked)) if asked else before(version)
        names = (f"{other.device_id}/{other.commit}" if other else "/dev/null", f"{version.device_id}/{version.commit}")
        text = unified(text_of(other) if other else "", text_of(version), names)
        keys = [(VERSION, pk), *([(VERSION, other.pk)] if other else [])]
        part = parts_of(keys, f"{request.scheme}://{request.get_host()}")
        shown = part(VERSION, other.pk) if other else None
        return json_response({"version": part(VERSION, pk), "to": shown, "content": text})


class FetchConfig(ObjectAction):
    """`POST /api/dcim/devices/<id>/fetch-config/`: fetch the configuration next."""

    described = {"POST": Described({202: record({"detail": TEXT})}, errors=())}

    def post(self, request: Request, pk: int) -> Response:
        """Needs the right to add configuration versions, and to see the device."""
        user: Any = request.user
        device = self.instance(pk)
        if not user.may(VERSION, "add"):
            raise PermissionDenied
        request_fetch(device.pk, FetchReason.REQUEST, user.username)
        return Response({"detail": "It will be fetched next."}, status=status.HTTP_202_ACCEPTED)


class OfArchive(APIView):
    """What answers about all configurations at once: for who may see any version."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse who may see none."""
        super().initial(request, *args, **kwargs)
        user: Any = request.user
        if not user.may(VERSION, "view"):
            raise PermissionDenied


class Coverage(OfArchive):
    """`GET /api/plugins/configs/coverage/?state=`: every device that should be archived, and whether it is."""

    described = {
        "GET": Described({200: counted(COVERED)}, parameters=(query("state", {"type": "string"}),), many=True)
    }  # fmt: skip

    def get(self, request: Request) -> HttpResponse:
        """Those that the asker may see."""
        state = request.query_params.get("state", "")
        if state and state not in STATES:
            raise ValidationError({"state": [f"“{state}” is none of {', '.join(STATES)}."]})
        rows = [each for each in coverage(request.user) if state in {"", each.state}]
        keys = [pair for each in rows for pair in (("dcim.device", each.device), (POLICY, each.policy.pk))]
        part = parts_of(keys, f"{request.scheme}://{request.get_host()}")
        results = [
            {
                "device": part("dcim.device", each.device), "state": each.state,
                "policy": part(POLICY, each.policy.pk), "version": each.version, "last_success": each.success,
                "last_attempt": each.attempt, "error": each.error, "failures": each.failures,
            }
            for each in rows
        ]  # fmt: skip
        return json_response({"count": len(results), "results": results})


POLICY: Final = "configs.archivepolicy"


class SearchConfigs(OfArchive):
    """`GET /api/plugins/configs/search/?q=&regex=1`: lines of the newest configurations."""

    described = {
        "GET": Described(
            {200: FOUND}, parameters=(query("q", TEXT), query("regex", {"type": "boolean"})),
        )
    }  # fmt: skip

    def get(self, request: Request) -> HttpResponse:
        """Lines of devices whose configuration the asker may see; `ended` tells why there may be more."""
        params = request.query_params
        try:
            hits = found(request.user, params.get("q", ""), regex=params.get("regex", "") in {"1", "true"})
        except BadPattern as error:
            raise ValidationError({"q": [str(error)]}) from error
        except Unwritten as error:
            raise Unreadable(str(error)) from error
        lines: dict[int, list[dict[str, Any]]] = {}
        for each in hits.hits:
            lines.setdefault(each.device, []).append({"number": each.number, "text": each.text})
        part = parts_of([("dcim.device", key) for key in lines], f"{request.scheme}://{request.get_host()}")
        results = [{"device": part("dcim.device", key), "lines": listed} for key, listed in lines.items()]
        return json_response({"count": len(hits.hits), "ended": hits.ended, "results": results})
