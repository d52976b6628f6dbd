"""Whose request it is, for the history of what it writes."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from inventory.declare.history import Actor

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class RequestIdentity:
    """Middleware: every request has an id, told in `X-Request-ID`; the API also tells its version."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        """Number the request before and sign the response after."""
        request.id = uuid.uuid4()  # NetBox's name for it
        response = self.get_response(request)
        response["X-Request-ID"] = str(request.id)
        if request.path.startswith("/api/"):
            response["API-Version"] = "4.6"
        return response


def actor_of(request: Any, message: str = "") -> Actor:
    """The signed-in person of a Django or DRF request."""
    user = request.user
    return Actor(user.pk, user.get_username(), getattr(request, "id", None), message)
