"""Options for searchable selects: objects of one type or of several, found by every word one types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q

from infoport.api.views import json_response
from infoport.ui.asker import asker
from inventory.declare.filters import condition
from inventory.declare.pages import ordered
from inventory.declare.permissions import restrict
from inventory.declare.registry import specs
from inventory.declare.tables import Reference, rows
from inventory.declare.values import BadFilter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from inventory.declare.spec import Field, Spec

LIMIT: Final = 30
PLACES: Final = ("parent", "device", "virtual_machine", "site", "location", "rack", "cluster", "vrf", "group", "scope")
"""References that tell objects of the same name apart, said beside the name."""
SEARCHED: Final = frozenset({"text", "slug", "longtext", "mac"})
CONTROL: Final = frozenset({"type", "q", "brief", "limit"})


def pick(request: HttpRequest) -> HttpResponse:
    """`{"results": [{id, display, description}]}`; with several types the ids are `label:id`.

    `type` names the types, `q` the words; with one type every filter of its list narrows the choice.
    """
    labels = list(dict.fromkeys(request.GET.getlist("type")))
    named = [spec for spec in map(specs.get, labels) if spec is not None]
    if not named or len(named) < len(labels):
        return json_response({"type": ["Name types of objects that exist."]}, 400)
    words = request.GET.get("q", "").replace("\x00", "").split()
    try:
        narrowed = _filters(request, named)
    except BadFilter as error:
        return json_response({error.name: [error.reason]}, 400)
    found: list[dict[str, Any]] = []
    for spec in named:
        if asker(request).may(spec.label, "view") and len(found) < LIMIT:
            visible = restrict(spec.model._default_manager.all(), asker(request), "view")  # noqa: SLF001 - declared
            matching = matches(spec, visible.filter(narrowed), words)
            found.extend(_options(spec, matching, LIMIT - len(found), mixed=len(named) > 1))
    return json_response({"results": found})


def _filters(request: HttpRequest, named: Sequence[Spec]) -> Q:
    if len(named) > 1:
        return Q()
    params = {name: request.GET.getlist(name) for name in request.GET if name not in CONTROL}
    return condition(named[0], params)


def matches(spec: Spec, visible: QuerySet[Any], words: Sequence[str]) -> QuerySet[Any]:
    """Objects of which every word is found in their own texts or in those of where they lie."""
    paths = [*_searched(spec)]
    for name in PLACES[:4]:
        field = spec.fields.get(name)
        if field is not None and field.kind == "ref" and field.model_field is not None and field.target:
            paths += [f"{name}__{path}" for path in _searched(specs[field.target])[:2]]
    for word in words:
        either = Q()
        for path in paths:
            either |= Q(**{f"{path}__icontains": word})
        for name in spec.search:
            if spec.fields[name].kind in {"inet", "cidr"}:
                either |= Q(**{f"{name}__host__startswith": word.split("/")[0]})
        visible = visible.filter(either) if either else visible
    return visible


def _searched(spec: Spec) -> list[str]:
    names = [name for name in spec.search if spec.fields[name].kind in SEARCHED]
    if not names:
        names = [name for name in ("name", "model", "username") if name in spec.fields]
    return [name for name in names if spec.fields[name].model_field is not None and name != "comments"]


def _options(spec: Spec, visible: QuerySet[Any], limit: int, *, mixed: bool) -> Iterator[dict[str, Any]]:
    ids = list(ordered(spec, visible, {}).values_list("pk", flat=True)[:limit])
    told = [spec.parent] if spec.parent else [field.name for field in spec.fields.values() if _tells(field)]
    for row in rows(spec, told, ids):
        places = [value.display for value in row.values if isinstance(value, Reference)]
        kind = [str(spec.verbose_name)] if mixed else []
        yield {
            "id": f"{spec.label}:{row.id}" if mixed else row.id,
            "display": row.display,
            "description": " · ".join([*kind, *places[:2]]),
        }


def _tells(field: Field) -> bool:
    return field.name in PLACES and field.kind in {"ref", "generic"} and not field.name.startswith("_")
