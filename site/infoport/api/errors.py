"""Every refusal as the right 4xx with its reason; never a 500 for bad input."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.db import DataError
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from inventory.declare.values import BadFilter
from inventory.declare.write import Conflict


class Conflicted(exceptions.APIException):
    """409: others depend on the object, or nothing is left to allocate."""

    status_code = status.HTTP_409_CONFLICT


class Stale(exceptions.APIException):
    """412: the object changed since the client's ETag."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_detail = "Precondition failed."


class Wrong(Exception):
    """400: what is wrong with each object of a request, in its order; empty where nothing is."""

    def __init__(self, problems: list[dict[str, Any]]) -> None:
        """Take messages by field for each object."""
        super().__init__(f"{sum(map(bool, problems))} of {len(problems)} objects refused")
        self.problems = problems


def by_field(error: ValidationError) -> dict[str, list[str]]:
    """Messages by wire name; `__all__` for those of the whole object."""
    if hasattr(error, "error_dict"):
        return {name: [str(text) for text in texts] for name, texts in error.message_dict.items()}
    return {"__all__": [str(text) for text in error.messages]}


def _told(error: BadFilter | Wrong | ValidationError, context: dict[str, Any]) -> Any:
    if isinstance(error, BadFilter):
        return {error.name: [error.reason]}
    if isinstance(error, ValidationError):
        return by_field(error)
    many = isinstance(getattr(context.get("request"), "data", None), list)
    return error.problems if many else error.problems[0]


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """The response to an exception raised in a view; None lets Django report a defect of ours."""
    if isinstance(error, (BadFilter, Wrong, ValidationError)):
        return Response(_told(error, context), status=status.HTTP_400_BAD_REQUEST)
    if isinstance(error, Conflict):
        return Response({"detail": str(error)}, status=status.HTTP_409_CONFLICT)
    if isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if isinstance(error, RequestDataTooBig):
        return Response({"detail": str(error)}, status=status.HTTP_413_REQUEST_ENTITY_TOO_LARGE)
    if isinstance(error, DataError):
        return Response({"detail": str(error).splitlines()[0]}, status=status.HTTP_400_BAD_REQUEST)
    return exception_handler(error, context)
