"""Every request reads as the person who makes it."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from inventory.declare.viewing import View, every_statement, viewing, within

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http.response import HttpResponseBase

READS = frozenset({"GET", "HEAD", "OPTIONS"})


class Viewing:
    """Middleware after authentication: statements see what the request's person may see, streamed answers too."""

    def __init__(self, get_response: Callable[[Any], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        """Answer within the person's view. DRF sets `request.user` once a token is known."""
        request.user.is_authenticated  # noqa: B018 - who asks is read before the question what they may see
        view = View(lambda: request.user)
        with ExitStack() as limits:
            limits.enter_context(viewing(view))
            if request.method in READS:
                limits.enter_context(every_statement())
            response = self.get_response(request)
        if response.streaming:
            streamed: Any = response
            streamed.streaming_content = within(view, streamed.streaming_content)
        return response
