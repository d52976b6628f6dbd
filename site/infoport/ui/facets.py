"""Facets: the values of a few fields with how many objects of the current result have each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from infoport.ui import words
from infoport.ui.cells import square
from infoport.ui.conditions import UNSTATED, key_of, label_of
from inventory.declare.custom import definitions
from inventory.declare.custom_filters import typed
from inventory.declare.filters import condition, filters_of
from inventory.declare.permissions import restrict
from inventory.declare.registry import specs
from inventory.declare.tables import rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from django.http import HttpRequest

    from infoport.ui.selection import Selection
    from inventory.declare.custom import Definition
    from inventory.declare.spec import Field, Spec

SHOWN: Final = 5
"""Values listed at once; the others are behind "more"."""
MOST: Final = 12
"""A field with more values than this shows the most frequent; the others are reached by a condition."""
OWN_KINDS: Final = {"select": "choice", "boolean": "boolean", "object": "ref"}
"""Kinds of custom fields with few values, and the declared kind each is counted as."""
INLINE_ROWS: Final = 30_000
"""Results larger than this get their facets in a request of their own, after the page is there."""


class Value(NamedTuple):
    """One value of a facet: where ticking or unticking it leads. `swatch` is its own colour, drawn."""

    text: str
    number: str
    url: str
    on: bool
    swatch: str


class Counted(NamedTuple):
    """A field whose values are counted: `value` is what a query selects, `own` tells a custom field."""

    name: str
    title: str
    kind: str
    target: str
    choices: Mapping[Any, Any]
    value: Any
    own: bool


class Facet(NamedTuple):
    """One field: the first values, those behind "more", and how many more there are than a page can list."""

    name: str
    title: str
    values: list[Value]
    more: list[Value]
    left_out: int


def facets(request: HttpRequest, selection: Selection) -> list[Facet]:
    """Facets of a list. What is chosen in a facet does not narrow the facet itself: a second value can be added.

    One query for all fields nothing is chosen in, one for each of the others, one for each type's names.
    """
    spec = selection.spec
    fields = list(_fields(spec))
    chosen = {field.name: _chosen(spec, field, selection.params) for field in fields}
    free = [field for field in fields if not chosen[field.name]]
    counts = _counts(request, spec, selection.params, free)
    for field in fields:
        if chosen[field.name]:
            others = {name: values for name, values in selection.params.items() if name not in chosen[field.name]}
            counts |= _counts(request, spec, others, [field])
    built = [_facet(selection, field, counts[field.name], chosen[field.name]) for field in fields]
    return [facet for facet in built if facet.values]


def _fields(spec: Spec) -> Iterator[Counted]:
    """The declared ones, then custom fields whose values are few and can be asked for."""
    for name in spec.facets:
        if (field := spec.fields.get(name)) is not None and _is_countable(field):
            yield Counted(
                name, label_of(spec, name), field.kind, field.target or "", dict(field.choices), field.attribute,
                own=False,
            )  # fmt: skip
    for each in definitions(spec.label).values() if "custom_fields" in spec.fields else ():
        if each.kind in OWN_KINDS and each.filter_logic != "disabled" and each.ui_visible != "hidden":
            yield _own(each)


def _own(of: Definition) -> Counted:
    return Counted(of.key, of.title, OWN_KINDS[of.kind], of.target, dict(of.choices), typed(of), own=True)


def _is_countable(field: Field) -> bool:
    return field.model_field is not None and field.kind in {"choice", "ref", "boolean", "text"}


def _chosen(spec: Spec, field: Counted, params: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """The parameters that choose values of the field, by slug or by id."""
    if field.own:
        return {field.name: params[field.name]} if field.name in params else {}
    names = (field.name, f"{field.name}_id") if field.kind == "ref" else (field.name,)
    return {name: params[name] for name in names if name in params and name in filters_of(spec)}


def _counts(
    request: HttpRequest, spec: Spec, params: Mapping[str, Sequence[str]], fields: Sequence[Counted]
) -> dict[str, dict[Any, int]]:
    """Field → value → number of objects; one statement, whatever the number of fields."""
    if not fields:
        return {}
    found = restrict(spec.model._default_manager.all(), request.user, "view")  # noqa: SLF001 - any declared model
    counts: dict[str, dict[Any, int]] = {field.name: {} for field in fields}
    try:
        chosen = found.filter(condition(spec, params)).order_by().values_list(*(field.value for field in fields))
        inner, inner_params = chosen.query.sql_with_params()
    except EmptyResultSet:
        return counts
    columns = [f"c{at}" for at in range(len(fields))]
    sets = ", ".join(f"({column})" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(columns)}, {', '.join(f'grouping({c})' for c in columns)}, count(*)"  # noqa: S608 - names made here
            f" FROM ({inner}) AS r({', '.join(columns)}) GROUP BY GROUPING SETS ({sets})",
            inner_params,
        )
        lines = cursor.fetchall()
    size = len(fields)
    for line in lines:
        at = line[size : 2 * size].index(0)
        counts[fields[at].name][line[at]] = line[-1]
    return counts


def _facet(
    selection: Selection, field: Counted, counts: Mapping[Any, int], chosen: Mapping[str, Sequence[str]]
) -> Facet:
    counts = _rolled(field, {key: count for key, count in counts.items() if key != ""})
    named = _named(field, counts)
    param, keys = _keys(selection.spec, field, chosen, named)
    on = {value for values in chosen.values() for value in values}
    values = []
    for key, count in sorted(counts.items(), key=lambda pair: (-pair[1], str(pair[0]))):
        text, color, _parent = named.get(key, (_label(field, key), "", None))
        word = keys.get(key, UNSTATED if key is None else str(key).lower() if isinstance(key, bool) else str(key))
        others = [value for value in on if value != word]
        changes: dict[str, Any] = {**dict.fromkeys(chosen), param: others if word in on else [*others, word]}
        swatch = mark_safe(square(color))  # noqa: S308 - escaped there
        values.append(Value(text, words.counted(count), selection.url(**changes), word in on, swatch))
    values.sort(key=lambda value: not value.on)
    listed = values[:MOST] if len(values) <= MOST else values[:SHOWN]
    return Facet(param, field.title, listed[:SHOWN], listed[SHOWN:], max(0, len(values) - len(listed)))


def _label(field: Counted, key: Any) -> str:
    if key is None or key == "":
        return _("not stated")
    if isinstance(key, bool):
        return words.yes_no(key)
    return str(field.choices.get(key, key))


def _named(field: Counted, counts: Iterable[Any]) -> dict[Any, tuple[str, str, Any]]:
    """Id → display, colour and key in an address, of the objects a reference field names."""
    if field.kind != "ref" or not field.target:
        return {}
    target = specs[field.target]
    names = [name for name in ("color", key_of(target)) if name in target.fields]
    found = rows(target, names, [key for key in counts if key is not None])
    return {row.id: (row.display, row.values[0] if names[0] == "color" else "", row.values[-1]) for row in found}


def _keys(
    spec: Spec, field: Counted, chosen: Mapping[str, Sequence[str]], named: Mapping[Any, tuple[str, str, Any]]
) -> tuple[str, dict[Any, str]]:
    """The parameter a facet writes, and each value in it: the slug where the type has one, else the id."""
    if field.own or field.kind != "ref" or not field.target:
        return field.name, {}
    by_key = key_of(specs[field.target]) == "slug" and f"{field.name}_id" not in chosen
    if by_key and field.name in filters_of(spec):
        return field.name, {key: str(word) for key, (_text, _color, word) in named.items()}
    return f"{field.name}_id", {key: str(key) for key in named}


def _rolled(field: Counted, counts: Mapping[Any, int]) -> Mapping[Any, int]:
    """In a tree a node counts what lies below it too, as choosing it does."""
    target = specs.get(field.target or "") if field.kind == "ref" else None
    parent = target.fields.get("parent") if target else None
    if target is None or parent is None or parent.target != target.label:
        return counts
    above = dict(target.model._default_manager.values_list("pk", "parent_id"))  # noqa: SLF001 - any declared model
    if not any(above.get(key) for key in counts):
        return counts
    rolled: dict[Any, int] = {}
    for key, count in counts.items():
        seen: set[Any] = set()
        node = key
        while node not in seen and (node is not None or key is None):
            seen.add(node)
            rolled[node] = rolled.get(node, 0) + count
            node = above.get(node)
    return rolled
