"""What outposts ask the core: to be enrolled, for work, to take a delivery, to hear how they are.

Their tokens open these addresses and nothing else, and no other token opens these. Bodies are MessagePack
(`collectors.outpost.messages`); what is secret or observed in them is sealed and signed besides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.db import transaction
from django.http import HttpResponse, HttpResponseNotModified, JsonResponse
from django.urls import path
from rest_framework.views import APIView

from collectors.outpost.envelope import Refused
from collectors.outpost.messages import Report, packed, unpacked
from infoport.outposts import enrolling, receiving, work
from infoport.outposts.standing import heard, locked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.urls.resolvers import URLPattern
    from rest_framework.request import Request

    from inventory.outposts.models import Outpost

PACKED: Final = "application/octet-stream"
BATCHES: Final = 500
"""Batches of one delivery; the rest comes with the next."""
AGAIN: Final = 2
"""Seconds after which an outpost asks again whose last delivery is still being stored."""


class Protocol(APIView):
    """A view of the outposts' own protocol: no session, no person's token, no browser."""

    authentication_classes = ()
    permission_classes = ()
    schema = None  # between an outpost and a core of one release; no interface for others

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Answer a refusal with its reason."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except Refused as refused:
            status = 403 if refused.reason in {"foreign", "disabled"} else 400
            return JsonResponse({"detail": str(refused), "reason": refused.reason}, status=status)

    def handle_exception(self, exc: Exception) -> Any:
        """Let refusals through to `dispatch`."""
        if isinstance(exc, Refused):
            raise exc
        return super().handle_exception(exc)

    def outpost(self, request: Request) -> Outpost:
        """Who asks. Raises `Refused`."""
        found = enrolling.authenticated(request.headers.get("Authorization", ""))
        if found is None:
            raise Refused("foreign", "the token is none of an outpost, or was revoked; enrol again")
        return found


class Enrol(Protocol):
    """`POST enrol/`: an `Enrolment` with the proof of a one-time code; answered by a letter."""

    def post(self, request: Request) -> HttpResponse:
        """The letter that makes it an outpost."""
        _outpost, letter = enrolling.enrol(request.body)
        return HttpResponse(letter, content_type=PACKED)


class Work(Protocol):
    """`GET work/`: what to poll, with a tag; 304 while it is the same."""

    def get(self, request: Request) -> HttpResponse:
        """The work, its credentials sealed to the outpost."""
        outpost = self.outpost(request)
        with transaction.atomic():
            contact = locked(outpost)
            heard(contact, None)
            tag, devices, secrets = work.tagged(outpost, contact)
            headers = {"ETag": f'"{tag}"', "Cache-Control": "no-store"}
            if request.headers.get("If-None-Match") == headers["ETag"]:
                return HttpResponseNotModified(headers=headers)
            found = work.made(outpost, contact, tag, devices, secrets)
            contact.save(update_fields=["issued"])
        return HttpResponse(packed(found), content_type=PACKED, headers=headers)


class Deliveries(Protocol):
    """`POST deliveries/`: a list of batches in order; answered by up to where all is stored."""

    def post(self, request: Request) -> HttpResponse:
        """200 when all was taken, 409 with the reason and the place when not, 429 while another one is stored."""
        outpost = self.outpost(request)
        try:
            batches = msgspec.msgpack.decode(request.body, type=list[bytes])
        except msgspec.DecodeError as error:
            raise Refused("malformed", f"no list of batches: {error}") from error
        try:
            answer = receiving.deliver(outpost, batches[:BATCHES])
        except receiving.Taken as taken:
            return JsonResponse({"detail": str(taken)}, status=429, headers={"Retry-After": str(AGAIN)})
        return HttpResponse(packed(answer), content_type=PACKED, status=409 if answer.reason else 200)


class Reports(Protocol):
    """`POST report/`: how the outpost is."""

    def post(self, request: Request) -> HttpResponse:
        """204."""
        outpost = self.outpost(request)
        report = unpacked(request.body, Report)
        with transaction.atomic():
            heard(locked(outpost), report)
        return HttpResponse(status=204)


ROUTES: Final[Sequence[URLPattern]] = (
    path("plugins/outposts/enrol/", Enrol.as_view()),
    path("plugins/outposts/work/", Work.as_view()),
    path("plugins/outposts/deliveries/", Deliveries.as_view()),
    path("plugins/outposts/report/", Reports.as_view()),
)
