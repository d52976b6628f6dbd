"""What people keep: bookmarks of objects, and views of lists (conditions, columns, order, page size)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from infoport.history import actor_of
from infoport.ui import words
from infoport.ui.asker import asker
from infoport.ui.errors import refused
from infoport.ui.preferences import remember
from infoport.ui.returning import back
from inventory.declare import write
from inventory.declare.fetching import holds
from inventory.declare.history import acting
from inventory.declare.permissions import restrict
from inventory.declare.registry import specs
from inventory.declare.saved import NO_CONDITIONS, listed
from inventory.declare.tables import references
from inventory.extras.models import Bookmark, SavedView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from infoport.ui.selection import Selection
    from inventory.declare.spec import Spec

VIEW: Final = "_view"
"""Parameter of a list: the id of the view it is shown in; `0` shows it without the person's usual one."""
COLUMNS: Final = "_columns"
"""Parameter of a list: columns other than those of its view, not kept yet."""
NAME_LENGTH: Final = 100


def is_bookmarked(request: HttpRequest, spec: Spec, pk: int) -> bool:
    """Whether the person has bookmarked the object."""
    return holds("extras_bookmark", user_id=asker(request).pk, object_type=spec.label, object_id=pk)


def bookmarks_of(request: HttpRequest, limit: int) -> list[dict[str, str]]:
    """The person's newest bookmarks that still lead to something the person may see."""
    pairs = Bookmark.objects.filter(user_id=asker(request).pk).values_list("object_type", "object_id")[:limit]
    named = references(pairs)
    return [
        {"title": named[pair].display, "url": named[pair].page, "type": words.capital(specs[pair[0]].verbose_name)}
        for pair in pairs
        if pair in named
    ]


@require_POST
def bookmark(request: HttpRequest) -> HttpResponse:
    """Bookmark an object (`object_type`, `object_id`), or take its bookmark away."""
    label, key = request.POST.get("object_type", ""), request.POST.get("object_id", "")
    spec = specs.get(label)
    if spec is None or not key.isdecimal():
        return refused(request, "object_type", _("There is no type “%s”.") % label)
    own: dict[str, Any] = {"user_id": request.user.pk, "object_type": label, "object_id": int(key)}
    if Bookmark.objects.filter(**own).delete()[0]:
        return HttpResponseRedirect(back(request))
    if not restrict(spec.model._default_manager.all(), asker(request), "view").filter(pk=key).exists():  # noqa: SLF001
        return refused(request, "object_id", _("There is no such object, or it is outside your rights."))
    Bookmark.objects.get_or_create(**own)
    return HttpResponseRedirect(back(request))


def visible_views(request: HttpRequest, spec: Spec) -> list[SavedView]:
    """The person's own views of a type and those that are shared, own ones first; read once per request."""
    kept: dict[str, list[SavedView]] = request.__dict__.setdefault("_views", {})
    if spec.label not in kept:
        rows = restrict(SavedView.objects.all(), asker(request), "view").filter(object_type=spec.label)
        kept[spec.label] = sorted(rows.select_related("user"), key=lambda view: view.user_id != request.user.pk)
    return kept[spec.label]


def active_view(request: HttpRequest, spec: Spec) -> SavedView | None:
    """The view in which a list is shown."""
    wanted = request.GET.get(VIEW, "")
    if not wanted.isdecimal() or wanted == "0":
        return None
    return next((view for view in visible_views(request, spec) if str(view.pk) == wanted), None)


def default_of(request: HttpRequest, label: str) -> int:
    """The id of the view in which the person usually sees a type; 0 when none was chosen."""
    chosen = (getattr(request.user, "preferences", None) or {}).get("views")
    found = chosen.get(label) if isinstance(chosen, dict) else None
    return found if isinstance(found, int) else 0


def opened(request: HttpRequest, spec: Spec) -> str:
    """Where a list asked for without conditions leads: to the view named, or to the person's usual one; or nowhere."""
    if request.headers.get("HX-Request") or set(request.GET) - {VIEW}:
        return ""
    wanted = request.GET.get(VIEW) or str(default_of(request, spec.label))
    if wanted == "0":
        return ""
    view = next((view for view in visible_views(request, spec) if str(view.pk) == wanted), None)
    target = address(view) if view else ""
    return "" if target == request.get_full_path() else target


def address(view: SavedView) -> str:
    """The list as the view shows it."""
    query = [(VIEW, str(view.pk))]
    query += [(name, value) for name, values in sorted(listed(view.parameters).items()) for value in values]
    query += [("ordering", view.ordering)] if view.ordering else []
    query += [("limit", str(view.page_size))] if view.page_size else []
    return f"{specs[view.object_type].page}?{urlencode(query)}"


def columns_of_view(request: HttpRequest, spec: Spec) -> tuple[str, ...]:
    """The columns of the list's view, or those tried out in its place; none where nothing says so."""
    tried = tuple(name for name in request.GET.get(COLUMNS, "").split(",") if name)
    view = active_view(request, spec)
    return tried or (tuple(view.columns) if view else ())


def picker(request: HttpRequest, selection: Selection, columns: Sequence[str]) -> dict[str, Any]:
    """What the view picker of a list shows."""
    spec, active = selection.spec, active_view(request, selection.spec)
    default = default_of(request, spec.label)
    shown = [
        {"id": view.pk, "title": view.name, "url": address(view), "on": view is active, "default": view.pk == default,
         "by": "" if view.user_id == request.user.pk else str(view.user or "")}
        for view in visible_views(request, spec)
    ]  # fmt: skip
    now = described(selection.query, columns)
    differs = active is not None and any(now[name] != getattr(active, name) for name in now)
    return {
        "views": shown, "active": active, "differs": differs, "label": spec.label, "default": default,
        "own": active is not None and (active.user_id == request.user.pk or asker(request).is_superuser),
        "query": selection.query.urlencode(), "columns": ",".join(columns), "plain": f"{selection.path}?{VIEW}=0",
    }  # fmt: skip


def described(query: QueryDict, columns: Sequence[str]) -> dict[str, Any]:
    """A list's address and columns as a view keeps them."""
    conditions = {
        name: query.getlist(name)
        for name in query
        if not name.startswith("_") and name not in NO_CONDITIONS - {"filter"}
    }
    size = query.get("limit", "")
    return {
        "parameters": conditions, "columns": list(columns), "ordering": query.get("ordering", "")[:200],
        "page_size": int(size) if size.isdecimal() and 0 < int(size) <= 1000 else None,  # noqa: PLR2004 - the largest page
    }  # fmt: skip


@require_POST
def views(request: HttpRequest) -> HttpResponse:
    """Keep, change, delete a view (`do`), or make it the one in which the person usually sees its type."""
    spec = specs.get(request.POST.get("label", ""))
    if spec is None or not asker(request).may(spec.label, "view"):
        return refused(request, "label", _("There is no type “%s”.") % request.POST.get("label", ""))
    act = ACTS.get(request.POST.get("do", ""))
    if act is None:
        return refused(request, "do", _("“%s” is nothing that can be done with a view.") % request.POST.get("do", ""))
    try:
        with acting(actor_of(request)):
            return HttpResponseRedirect(act(request, spec))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except (PermissionDenied, SavedView.DoesNotExist):
        messages.error(request, _("This view is not yours to change."))
    return HttpResponseRedirect(back(request))


def _own(request: HttpRequest, action: str) -> SavedView:
    key = request.POST.get("view", "")
    return restrict(SavedView.objects.all(), asker(request), action).get(pk=int(key) if key.isdecimal() else 0)


def _now(request: HttpRequest) -> dict[str, Any]:
    columns = [name for name in request.POST.get("columns", "").split(",") if name]
    return described(QueryDict(request.POST.get("query", "")), columns)


def _save(request: HttpRequest, spec: Spec) -> str:
    name = request.POST.get("name", "").strip()[:NAME_LENGTH]
    if not name:
        raise ValidationError(_("A view needs a name."))
    values = {**_now(request), "name": name, "object_type": spec.label, "shared": bool(request.POST.get("shared"))}
    view = SavedView.objects.filter(user_id=asker(request).pk, object_type=spec.label, name=name).first()
    made = write.save(
        specs["extras.savedview"], view or SavedView(user_id=asker(request).pk), values, user=asker(request)
    )
    if request.POST.get("default"):
        _choose(request, spec.label, made.pk)
    return address(made)


def _update(request: HttpRequest, _spec: Spec) -> str:
    return address(write.save(specs["extras.savedview"], _own(request, "change"), _now(request), user=asker(request)))


def _delete(request: HttpRequest, spec: Spec) -> str:
    view = _own(request, "delete")
    if default_of(request, spec.label) == view.pk:
        _choose(request, spec.label, 0)
    write.delete(specs["extras.savedview"], [view])
    return spec.page


def _usual(request: HttpRequest, spec: Spec) -> str:
    key = request.POST.get("view", "")
    _choose(request, spec.label, _own(request, "view").pk if key not in {"", "0"} else 0)
    return back(request) if urlsplit(back(request)).path == spec.page else spec.page


def _choose(request: HttpRequest, label: str, pk: int) -> None:
    chosen = (getattr(request.user, "preferences", None) or {}).get("views")
    kept = {**(chosen if isinstance(chosen, dict) else {}), label: pk}
    remember(request.user, {"views": {name: key for name, key in kept.items() if key}})


ACTS: Final = {"save": _save, "update": _update, "delete": _delete, "default": _usual}
