"""What Alertmanager posts: `/api/plugins/events/alertmanager/`, its webhook in version 4."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.http import JsonResponse
from django.urls import path
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.views import APIView

from inventory.declare.viewing import unlimited
from inventory.events import alerting

if TYPE_CHECKING:
    from django.http import HttpResponse
    from rest_framework.request import Request

READ: Final = msgspec.json.Decoder(alerting.Message)


class Webhook(APIView):
    """Takes alerts from whose token may add them. Told again, as Alertmanager does, an alert stays one."""

    schema = None  # the form is Alertmanager's

    def post(self, request: Request) -> HttpResponse:
        """Keep the alerts; how many were new."""
        asker: Any = request.user
        if not asker.may("events.alert", "add"):
            raise PermissionDenied
        try:
            message = READ.decode(request.stream.read() if request.stream else b"")
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ValidationError({"detail": [f"This is no message of Alertmanager: {error}"]}) from error
        with unlimited():
            fresh = alerting.take(message.alerts)
        return JsonResponse({"alerts": len(message.alerts), "new": len(fresh)})


ROUTES: Final = [path("plugins/events/alertmanager/", Webhook.as_view())]
