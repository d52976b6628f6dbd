"""Pages for what went wrong; the shell stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.http import HttpRequest

    from inventory.declare.spec import Spec
    from inventory.declare.values import BadFilter


def page(
    request: HttpRequest, status: int, reason: str = "", repairs: list[dict[str, str]] | None = None
) -> HttpResponse:
    """An error page within the shell; a note alone when a fragment was asked for, JSON below `/api/`."""
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": reason or TITLES.get(status, "")}, status=status)
    context: dict[str, Any] = {"status": status, "reason": reason, "repairs": repairs or []}
    if status >= 500:  # noqa: PLR2004 - a server error
        context["reference"] = str(getattr(request, "id", ""))
    return render(request, "shell/error.html", context, status=status)


TITLES = {400: "Bad request.", 403: "Permission denied.", 404: "Not found.", 409: "Conflict.", 500: "Server error."}


class Absent(Http404):
    """Nothing is here; `repairs` lead to what is left of it."""

    def __init__(self, reason: str, repairs: list[dict[str, str]]) -> None:
        super().__init__(reason)
        self.repairs = repairs


def lacking(spec: Spec, action: str) -> str:
    """Which right is missing, and whom to ask."""
    right = {
        "view": _("see %s"), "add": _("add %s"), "change": _("change %s"), "delete": _("delete %s"),
    }[action] % spec.verbose_name_plural  # fmt: skip
    return _("This needs the right to %(right)s. Your centre's administrator can grant it.") % {"right": right}


def refused(request: HttpRequest, name: str, reason: str) -> HttpResponse:
    """400 naming the parameter that cannot be obeyed and why."""
    text = _("%(name)s: %(reason)s") % {"name": name, "reason": reason}
    return page(request, 400, text, [{"title": _("Without conditions"), "url": request.path}])


def bad_filter(request: HttpRequest, error: BadFilter) -> HttpResponse:
    """400 for a query string that the type does not understand."""
    return refused(request, error.name, error.reason)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler of 400: the reason is told when it was written for a person."""
    return page(request, 400, str(exception) if type(exception) is BadRequest else "")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler of 403."""
    return page(request, 403, str(exception))


def absent(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler of 404; a resolver's internals are not told."""
    reason = exception.args[0] if exception.args else ""
    repairs = exception.repairs if isinstance(exception, Absent) else None
    return page(request, 404, reason if isinstance(reason, str) else "", repairs)


def failed(request: HttpRequest) -> HttpResponse:
    """Django's handler of 500: no query, no user, so that a broken database still gives a page."""
    reference = str(getattr(request, "id", ""))
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": TITLES[500], "reference": reference}, status=500)
    template = loader.get_template("shell/error.html")
    return HttpResponse(template.render({"status": 500, "reference": reference}), status=500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or old."""
    del reason
    text = _("The form's token is missing or too old. Nothing was changed; go back, reload the page and send it again.")
    return page(request, 403, text, [{"title": _("Reload"), "url": request.path}])
