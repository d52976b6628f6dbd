"""What a list page's address asks for: the same parameters as the API's, and where each link leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.http import QueryDict

from infoport.api import paging
from infoport.api.paging import Page
from infoport.api.selection import query_parameters
from inventory.declare.filters import condition
from inventory.declare.pages import ids_and_count, ordered
from inventory.declare.permissions import restrict
from inventory.declare.values import BadFilter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import Q, QuerySet
    from django.http import HttpRequest

    from inventory.declare.spec import Spec

KEPT: Final = frozenset({"_view", "_columns"})
"""Of these, what every link of a list carries along."""
CONTROL: Final = "_"
"""Parameters that begin so steer the page and are no filters of the API."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The objects a list shows: `rows` are all that match and may be seen, in no order yet."""

    spec: Spec
    params: Mapping[str, Sequence[str]]
    page: Page
    ordering: str
    query: QueryDict
    rows: QuerySet[Any]
    path: str

    @classmethod
    def of(cls, spec: Spec, rows: QuerySet[Any], path: str) -> Selection:
        """Objects chosen by a page itself, without conditions of an address."""
        return cls(spec, {}, Page(paging.DEFAULT), "", QueryDict(), rows, path)

    def page_of_ids(self) -> tuple[list[int], int]:
        """The ids of the page asked for, and how many objects there are in all."""
        return ids_and_count(self.spec, self.rows, self.query, self.page.limit, self.page.offset)

    def ids(self, limit: int | None = None) -> list[int]:
        """The ids of all objects in order, or of the first `limit`."""
        return list(ordered(self.spec, self.rows, self.query).values_list("pk", flat=True)[:limit])

    def url(self, **changes: Any) -> str:
        """This list with some parameters changed; None or an empty list drops one. Paging starts anew."""
        query = self.query.copy()
        query.pop("offset", None)
        for name, value in changes.items():
            if value is None or value == []:
                query.pop(name, None)
            else:
                query.setlist(name, [str(each) for each in value] if isinstance(value, (list, tuple)) else [str(value)])
        text = query.urlencode(safe=",:/")
        return f"{self.path}?{text}" if text else self.path

    def without(self, name: str) -> Mapping[str, Sequence[str]]:
        """The filters but one."""
        return {key: values for key, values in self.params.items() if key != name}


def select(request: HttpRequest, spec: Spec, extra: Q | None = None, action: str = "view") -> Selection:
    """Read the address. Raises `BadFilter` naming a parameter that cannot be obeyed."""
    query = QueryDict(mutable=True)
    for name in request.GET:
        if name in KEPT or (not name.startswith(CONTROL) and name not in {"export", "lang"}):
            query.setlist(name, [value for value in request.GET.getlist(name) if value])
    return selected(request, spec, query, extra, action)


def selected(
    request: HttpRequest, spec: Spec, query: QueryDict, extra: Q | None = None, action: str = "view"
) -> Selection:
    """The same from a query string of one's own."""
    given = query_parameters(query).items()
    params = {name: values for name, values in given if values and not name.startswith(CONTROL)}
    try:
        page = paging.requested(query)
    except paging.BadPage as error:
        raise BadFilter("start", str(error.detail[0])) from error  # type: ignore[index]  # a list, as its class says
    rows = restrict(spec.model._default_manager.all(), request.user, action)  # noqa: SLF001 - any declared model
    rows = rows.filter(condition(spec, params))
    if extra is not None:
        rows = rows.filter(extra)
    return Selection(spec, params, page, query.get("ordering", ""), query, rows, request.path)
