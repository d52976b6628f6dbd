"""The addresses every declared type has: its path leads to its `Spec`, the rest of the address to a page."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from django.http import Http404
from django.utils.translation import gettext as _

from infoport.ui import deletion, detail, editing, importing, listing, many
from infoport.ui.navigation import belongs
from inventory.declare.registry import specs

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from inventory.declare.spec import Spec

    P = ParamSpec("P")
    View = Callable[Concatenate[HttpRequest, Spec, P], HttpResponseBase]


def of_type(view: View[P]) -> Callable[..., HttpResponseBase]:
    """Give a view the `Spec` its address names. Raises `Http404` when no type lies there."""

    @wraps(view)
    def answer(request: HttpRequest, app: str, kind: str, **rest: Any) -> HttpResponseBase:
        spec = specs.by_path(f"{app}/{kind}")
        if spec is None:
            raise Http404(_("There is no type of object at “%(app)s/%(kind)s”.") % {"app": app, "kind": kind})
        belongs(request, spec.menu)
        return view(request, spec, **rest)  # type: ignore[call-arg]  # the address fits the view

    return answer


listed = of_type(listing.list_page)
shown = of_type(detail.detail_page)
history = of_type(detail.history_tab)
added = of_type(editing.add)
edited = of_type(editing.edit)
edited_many = of_type(many.edit_many)
deleted = of_type(deletion.delete)
deleted_many = of_type(many.delete_many)
imported = of_type(importing.import_page)
related = of_type(detail.related_tab)
