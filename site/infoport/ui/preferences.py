"""How a person wants pages to look: kept with the person, and in cookies for what is decided before sign-in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from infoport.ui.errors import refused
from infoport.ui.returning import back
from inventory.declare.custom_columns import is_custom, widened
from inventory.declare.registry import specs
from inventory.users.models import User

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest

CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "theme": ("light", "dark", "auto"),
    "density": ("compact", "normal", "comfortable", "wall"),
    "language": tuple(code for code, _name in settings.LANGUAGES),
}
COOKIES: Final = {"theme": "infoport_theme", "density": "infoport_density", "language": settings.LANGUAGE_COOKIE_NAME}
OPEN: Final = "columns"
"""The part of a list that stays open while columns are moved without script."""
YEAR_SECONDS: Final = 365 * 24 * 3600


def chosen(request: HttpRequest, name: str) -> str:
    """The person's choice, else the cookie's; empty when neither says anything known."""
    kept = getattr(request.user, "preferences", None) or {}
    for value in (kept.get(name), request.COOKIES.get(COOKIES[name])):
        if value in CHOICES[name]:
            return str(value)
    return ""


def columns_of(user: Any, label: str) -> tuple[str, ...] | None:
    """The columns the person chose for a type; None when they chose none. Fields that are gone are left out."""
    kept = (getattr(user, "preferences", None) or {}).get("columns")
    names = kept.get(label) if isinstance(kept, dict) else None
    known = tuple(name for name in names or () if name in specs[label].fields or is_custom(name))
    return known or None


def remember(user: Any, changes: Mapping[str, Any]) -> None:
    """Keep choices with the person; None forgets one. Nothing is written when nothing changes."""
    kept = {**(user.preferences or {}), **changes}
    kept = {name: value for name, value in kept.items() if value is not None}
    if kept != user.preferences:
        user.preferences = kept
        User.objects.filter(pk=user.pk).update(preferences=kept)


def set_cookies(response: HttpResponse, values: Mapping[str, Any]) -> None:
    """Cookies for choices, so that the sign-in page and the first paint know them."""
    for name, cookie in COOKIES.items():
        if values.get(name) in CHOICES[name]:
            response.set_cookie(
                cookie, values[name], max_age=YEAR_SECONDS, samesite="Lax", secure=bool(settings.SESSION_COOKIE_SECURE)
            )


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Change theme, density, language, or the columns of one type (`columns_of`, `columns`; `*`: as declared)."""
    changes: dict[str, Any] = {}
    for name, allowed in CHOICES.items():
        value = request.POST.get(name)
        if value is not None and value not in allowed:
            return refused(
                request, name, _("“%(value)s” is none of %(known)s.") % {"value": value, "known": ", ".join(allowed)}
            )
        if value is not None:
            changes[name] = value
    label = request.POST.get("columns_of")
    if label is not None:
        if specs.get(label) is None:
            return refused(request, "columns_of", _("There is no type “%s”.") % label)
        names = moved(request.POST.getlist("columns"), request.POST.get("move", ""))
        if request.POST.get("in_view"):
            return HttpResponseRedirect(_tried(request, label, names))
        changes["columns"] = _columns(request, label, names)
    remember(request.user, changes)
    response = HttpResponseRedirect(with_parameter(back(request), "_part", OPEN if "move" in request.POST else ""))
    set_cookies(response, changes)
    return response


def _columns(request: HttpRequest, label: str, names: Sequence[str]) -> dict[str, list[str]]:
    kept = (getattr(request.user, "preferences", None) or {}).get("columns")
    columns = dict(kept) if isinstance(kept, dict) else {}
    known = [name for name in dict.fromkeys(names) if name in widened(specs[label]).fields]
    if known and "*" not in names:
        columns[label] = known
    else:
        columns.pop(label, None)
    return columns


def moved(names: Sequence[str], step: str) -> list[str]:
    """Columns after one press on "to the left" (`up:<name>`) or "to the right" (`down:<name>`)."""
    found = list(dict.fromkeys(names))
    way, _colon, name = step.partition(":")
    if name in found:
        at = found.index(name)
        other = min(max(at + (-1 if way == "up" else 1), 0), len(found) - 1)
        found.insert(other, found.pop(at))
    return found


def _tried(request: HttpRequest, label: str, names: Sequence[str]) -> str:
    """The list in its view with other columns, which are not kept until the view is saved."""
    known = [name for name in names if name in widened(specs[label]).fields and "*" not in names]
    target = with_parameter(back(request), "_columns", ",".join(known))
    return with_parameter(target, "_part", OPEN if "move" in request.POST else "")


def with_parameter(url: str, name: str, value: str) -> str:
    """An address with one parameter set; without it when the value is empty."""
    parts = urlsplit(url)
    query = QueryDict(parts.query, mutable=True)
    query.pop(name, None)
    if value:
        query[name] = value
    return urlunsplit(parts._replace(query=query.urlencode(safe=",:/")))
