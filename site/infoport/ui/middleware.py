"""What every page needs around it: the content policy, signing in, and fragments kept apart from pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

from infoport.ui.preferences import remember

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    Answer = Callable[[HttpRequest], HttpResponseBase]

POLICY: Final = "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"
"""Nothing foreign, nothing inline; the design lists what each asset needed to obey it."""
OPEN: Final = ("/api", "/metrics", "/login/", "/logout/", "/i18n/", "/status/", settings.STATIC_URL)
"""What answers without a session: the API asks for its own credentials."""


class Policy:
    """Middleware: security headers on every response, and `Vary: HX-Request` on pages."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Sign the response."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if not request.path.startswith(OPEN):
            patch_vary_headers(response, ["HX-Request"])
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


class Compressed(GZipMiddleware):
    """Middleware: pages are sent compressed, a sixth of their size. JSON is not: who reads it in bulk is near."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress a page."""
        if response.headers.get("Content-Type", "").startswith("text/html"):
            return super().process_response(request, response)
        return response


class SignedIn:
    """Middleware after authentication: pages are for people who signed in; their language follows them."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Send the anonymous to the sign-in page and back; a fragment's whole page goes there."""
        if not request.user.is_authenticated and not request.path.startswith(OPEN):
            if not request.headers.get("HX-Request"):
                return redirect_to_login(request.get_full_path())
            return HttpResponse(status=401, headers={"HX-Redirect": settings.LOGIN_URL})
        response = self.get_response(request)
        language = response.cookies.get(settings.LANGUAGE_COOKIE_NAME)
        if language is not None and language.value and request.user.is_authenticated:
            remember(request.user, {"language": language.value})
        return response
