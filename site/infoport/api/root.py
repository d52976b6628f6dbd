"""What is no list: the root, the status, provisioning of tokens, the user's own settings, plugins."""

from __future__ import annotations

import platform
import socket
from typing import TYPE_CHECKING, Any, Final

import django
from django.conf import settings
from django.contrib.auth import authenticate
from django.http import Http404, HttpResponsePermanentRedirect
from rest_framework import serializers, status
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.response import Response
from rest_framework.views import APIView

from infoport.api.authentication import TokenAuthentication
from infoport.api.describing.operation import ANY, OBJECT, TEXT, Described, array, asked, schema
from infoport.api.views import json_response
from inventory.declare.readplan import rows
from inventory.declare.registry import specs
from inventory.users.models import Token

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse
    from rest_framework.request import Request

NETBOX: Final = "4.6.8"
"""The NetBox release whose wire is answered; clients branch on it."""


class Root(APIView):
    """Addresses of the applications, and of one application's lists."""

    permission_classes = ()
    schema = None  # a directory for people; NetBox leaves it out as well
    prefix: str = ""

    def get(self, request: Request, app: str = "") -> Response:
        """`{name: address}`."""
        found: dict[str, str] = {}
        for spec in specs:
            head, _, tail = spec.api.removeprefix("/api/").strip("/").partition("/")
            name, rest = (tail, "") if app and head == app else (head, tail)
            if app and head != app:
                continue
            key = name.split("/")[0] if app == "plugins" else name
            found.setdefault(key, request.build_absolute_uri(spec.api if app and rest == "" else f"/api/{head}/"))
        if app and not found:
            raise Http404(f"No application {app}.")
        if not app:
            found["status"] = request.build_absolute_uri("/api/status/")
        if app == "plugins":
            found["installed-plugins"] = request.build_absolute_uri("/api/plugins/installed-plugins/")
        return Response(dict(sorted(found.items())))


class Status(APIView):
    """Versions and what is installed, under NetBox's keys."""

    described = {"GET": Described({200: OBJECT}, errors=())}

    def get(self, request: Request) -> Response:
        """Clients branch on `netbox-version`."""
        del request
        return Response(
            {
                "django-version": django.get_version(),
                "hostname": socket.gethostname(),
                "installed_apps": dict.fromkeys(_names(settings.INSTALLED_APPS), ""),
                "netbox-version": NETBOX,
                "netbox-full-version": NETBOX,
                "infoport-version": settings.VERSION,
                "plugins": {},
                "python-version": platform.python_version(),
                "rq-workers-running": 1,
            }
        )


def _names(apps: Iterable[str]) -> list[str]:
    return [app for app in apps if not app.startswith("django.")]


class Credentials(serializers.Serializer[Any]):
    """A name and a password."""

    username = serializers.CharField()
    password = serializers.CharField()


class Provision(APIView):
    """A token for a name and a password."""

    described = {
        "POST": Described(
            {201: {"allOf": [OBJECT, asked({"token": TEXT}, required=["token"])]}},
            asked({"username": TEXT, "password": TEXT}, required=["username", "password"]), public=True,
        )
    }  # fmt: skip

    authentication_classes = ()
    permission_classes = ()

    def post(self, request: Request) -> HttpResponse:
        """201 with the token's text, which is told only here; 403 for a wrong password."""
        given = Credentials(data=request.data)
        given.is_valid(raise_exception=True)
        user = authenticate(request, **given.validated_data)
        if user is None:
            raise AuthenticationFailed("Invalid username/password")
        token, _text = Token.issue(user)
        body = rows(specs["users.token"], [token.pk], f"{request.scheme}://{request.get_host()}")[0]
        return json_response({**body, **token.told_once}, status.HTTP_201_CREATED)


class OwnConfig(APIView):
    """The asker's own preferences."""

    described = {"GET": Described({200: OBJECT}, errors=()), "PATCH": Described({200: OBJECT}, OBJECT)}

    def get(self, request: Request) -> Response:
        """The dictionary as stored."""
        asker: Any = request.user
        return Response(asker.preferences)

    def patch(self, request: Request) -> Response:
        """Merge, depth first."""
        if not isinstance(request.data, dict):
            raise serializers.ValidationError("Expected a dictionary.")
        user: Any = request.user
        user.preferences = _merged(user.preferences, request.data)
        user.save(update_fields=["preferences"])
        return Response(user.preferences)


def _merged(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    merged = dict(old)
    for key, value in new.items():
        before = merged.get(key)
        merged[key] = _merged(before, value) if isinstance(before, dict) and isinstance(value, dict) else value
    return merged


class AuthenticationCheck(APIView):
    """Who asks."""

    described = {"GET": Described({200: schema("WholeUser")}, errors=())}

    def get(self, request: Request) -> HttpResponse:
        """The asker, whole: one's own row is always visible."""
        asker: Any = request.user
        base = f"{request.scheme}://{request.get_host()}"
        return json_response(rows(specs["users.user"], [asker.pk], base)[0])


class InstalledPlugins(APIView):
    """NetBox plug-ins: none; the city's own types live under `/api/plugins/` all the same."""

    described = {"GET": Described({200: array(ANY)}, errors=(), many=True)}

    def get(self, request: Request) -> Response:
        """An empty list."""
        del request
        return Response([])


class NotFound(APIView):
    """Anything else under `/api/`: a 404 in JSON."""

    permission_classes = ()
    authentication_classes = (TokenAuthentication,)
    schema = None  # what is not there is not described

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Any method; a list's address without its trailing slash leads on, as NetBox's clients expect."""
        if request.method in {"GET", "HEAD"} and not request.path.endswith("/"):
            path = request.path.removeprefix("/api/").removeprefix("plugins/")
            if specs.by_path(path):
                query = request.META.get("QUERY_STRING", "")
                return HttpResponsePermanentRedirect(f"{request.path}/{'?' if query else ''}{query}")
        self.request = request = self.initialize_request(request, *args, **kwargs)
        self.headers = self.default_response_headers
        return self.finalize_response(request, Response({"detail": "Not found."}, status=404))
