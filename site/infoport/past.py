"""`?as_of=<time>`: a read answers as things were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from infoport.ui import errors
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
        """Answer as of the time asked for. 400 for a time that is none or lies ahead."""
        text = request.GET.get("as_of", "")
        request.as_of = None
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
        return response
