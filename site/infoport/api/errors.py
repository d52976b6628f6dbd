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


def by_field(error: ValidationError) -> dict[str, list[str]]:
    """Messages by wire name; `__all__` for those of the whole object."""
    if hasattr(error, "error_dict"):
        return {name: [str(text) for text in texts] for name, texts in error.message_dict.items()}
    return {"__all__": [str(text) for text in error.messages]}


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """The response to an exception raised in a view; None lets Django report a defect of ours."""
    if isinstance(error, BadFilter):
        return Response({error.name: [error.reason]}, status=status.HTTP_400_BAD_REQUEST)
    if isinstance(error, ValidationError):
        return Response(by_field(error), status=status.HTTP_400_BAD_REQUEST)
    if isinstance(error, Conflict):
        return Response({"detail": str(error)}, status=status.HTTP_409_CONFLICT)
    if isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if isinstance(error, RequestDataTooBig):
        return Response({"detail": str(error)}, status=status.HTTP_413_REQUEST_ENTITY_TOO_LARGE)
    if isinstance(error, DataError):
        return Response({"detail": str(error).splitlines()[0]}, status=status.HTTP_400_BAD_REQUEST)
    return exception_handler(error, context)
