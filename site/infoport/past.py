"""`?as_of=<time>`: a read answers as things were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from infoport.ui import errors, pastlinks
from inventory.declare import past
from inventory.declare.values import BadFilter, read_moment

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http.response import HttpResponseBase

READS: Final = frozenset({"GET", "HEAD"})


def past_moment(text: str) -> datetime:
    """A time that has passed. Raises `BadFilter` for one that is none or lies ahead."""
    moment = read_moment("as_of", text)
    if moment > timezone.now():
        raise BadFilter("as_of", _("“%(value)s” lies in the future.") % {"value": text})
    return moment


class AsOf:
    """Middleware after authentication: the time travels with the request, whose transaction it bounds."""

    def __init__(self, get_response: Callable[[Any], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        """Answer as of the time asked for. 400 for a time that is none or lies ahead, 409 for what would write."""
        text = request.GET.get("as_of", "")
        request.as_of = None
        if (
            text
            and not request.path.startswith("/api/")
            and (request.method not in READS or pastlinks.is_write(request.path))
        ):
            return errors.page(request, 409, pastlinks.reason(), [{"title": _("Back to now"), "url": request.path}])
        if not text or request.method not in READS:
            return self.get_response(request)
        try:
            moment = past_moment(text)
        except BadFilter as error:
            if request.path.startswith("/api/"):
                return JsonResponse({error.name: [error.reason]}, status=400)
            return errors.bad_filter(request, error)
        request.as_of = moment
        request.user.is_authenticated  # noqa: B018 - who asks is found among today's sessions
        with past.at(moment):
            response = self.get_response(request)
            if response.streaming:
                streamed: Any = response
                streamed.streaming_content = list(streamed.streaming_content)
        if not response.streaming:
            _stay(response, text)
        return response


def _stay(response: Any, text: str) -> None:
    """Keep the time in the page's links, or in where it leads."""
    if response.headers.get("Content-Type", "").startswith("text/html") and response.content:
        response.content = pastlinks.kept(response.content.decode(response.charset), text)
    if response.headers.get("Location", "").startswith("/"):
        response["Location"] = pastlinks.dated(response["Location"], text)
