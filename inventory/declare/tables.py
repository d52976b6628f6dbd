"""Rows for pages: one statement yields the values of many objects with the names of all they refer to."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from inventory.declare.custom_columns import is_custom, widened
from inventory.declare.fetching import fetch, fetch_by_id
from inventory.declare.readplan import inet_text
from inventory.declare.registry import expand, specs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from inventory.declare.spec import Field, Spec

COUNTED: Final = "({count:"
"""How the SQL of a computed key begins that counts referring rows."""


class Reference(NamedTuple):
    """An object named on a page; `color` is its own (six hexadecimal digits), empty when it has none."""

    label: str
    id: int
    display: str
    color: str = ""

    @property
    def page(self) -> str:
        """The object's page, without host."""
        return f"{specs[self.label].page}{self.id}/"


class Row(NamedTuple):
    """One object on a page: its values in the order of the fields asked for."""

    id: int
    display: str
    values: tuple[Any, ...]


class _Plan(NamedTuple):
    sql: str
    fields: tuple[Field, ...]


def is_count(field: Field) -> bool:
    """Whether the field counts the objects that refer to the row (`counts` of a declaration)."""
    return bool(field.sql and field.sql.startswith(COUNTED))


def rows(spec: Spec, names: Sequence[str], ids: Sequence[int]) -> list[Row]:
    """The objects `ids`, in that order, with the values of the fields `names`; ids that are gone are left out.

    A reference is a `Reference`, several are a list of them. References to one of several types take one more
    statement for the page.
    """
    if not ids:
        return []
    plan = _wide_plan(spec, names) if any(map(is_custom, names)) else _plan(spec.label, tuple(names))
    found = fetch_by_id(plan.sql, ids)
    columns = list(zip(*found, strict=True))
    named = references(_pairs(plan.fields, columns[2:]))
    pairs = zip(plan.fields, columns[2:], strict=bool(found))
    values = [list(_converted(field, column, named)) for field, column in pairs]
    made = (
        Row(key, display, tuple(column[at] for column in values)) for at, (key, display, *_rest) in enumerate(found)
    )
    by_id = {row.id: row for row in made}
    return [by_id[each] for each in ids if each in by_id]


@lru_cache(maxsize=512)
def _plan(label: str, names: tuple[str, ...]) -> _Plan:
    """The statement for some fields of one type; every reference is joined for its name."""
    return _made(specs[label], names)


def _wide_plan(spec: Spec, names: Sequence[str]) -> _Plan:
    """The same with custom fields, which come and go."""
    return _made(widened(specs[spec.label]), names)


def _made(spec: Spec, names: Sequence[str]) -> _Plan:
    fields = tuple(spec.fields[name] for name in names)
    selected = ["t.id", spec.display.sql(spec.model, "t")]
    joins: list[str] = []
    for at, field in enumerate(fields):
        value = expand(spec, field.sql).replace("{t}", "t") if field.sql else field.expression("t")
        target = "extras.tag" if field.kind == "tags" else field.target
        if field.kind == "ref" and target:
            joins.append(f'LEFT JOIN "{specs[target].table}" r{at} ON r{at}.id = {value}')
            selected.append(f"CASE WHEN r{at}.id IS NOT NULL THEN {_named_sql(target, f'r{at}')} END")
        elif field.kind in {"refs", "tags"} and target:
            source = f'FROM "{specs[target].table}" r{at} WHERE r{at}.id = ANY({value})'
            selected.append(f"(SELECT json_agg({_named_sql(target, f'r{at}')} ORDER BY r{at}.id) {source})")
        elif field.kind == "inet":
            selected.append(inet_text(value))
        elif field.kind in {"cidr", "json", "custom", "words"} and not field.make:
            selected.append(f"({value})::text")
        else:
            selected.append(value)
    sql = f'SELECT {", ".join(selected)} FROM "{spec.table}" t {" ".join(joins)} WHERE t.id = '
    return _Plan(sql, fields)


def _named_sql(target: str, alias: str, *, placed: bool = False) -> str:
    """`json_build_array(id, display, colour)` of the row `alias`.

    `placed` puts before the name of a component that of what it is part of.
    """
    spec = specs[target]
    color = f'{alias}."{spec.fields["color"].column}"' if "color" in spec.fields else "''"
    display = spec.display.sql(spec.model, alias)
    owner = specs.get(spec.fields[spec.parent].target or "") if spec.parent and placed else None
    if owner is not None and spec.parent:
        name = 'p."name"' if "name" in owner.fields else owner.display.sql(owner.model, "p")
        where = f"p.id = {spec.fields[spec.parent].expression(alias)}"
        display = f"concat_ws(' · ', (SELECT {name} FROM \"{owner.table}\" p WHERE {where}), {display})"
    return f"json_build_array({alias}.id, {display}, {color})"


def _pairs(fields: Sequence[Field], columns: Sequence[Sequence[Any]]) -> Iterator[tuple[str, int]]:
    """`(label, id)` of every reference to one of several types."""
    for field, column in zip(fields, columns, strict=False):
        if field.kind in {"generic", "generics", "ends"}:
            for value in column:
                for pair in value if isinstance(value, list) else [value]:
                    if pair:
                        label, _colon, key = pair.partition(":")
                        yield label, int(key)


def references(pairs: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Reference]:
    """Names of objects of any types, one statement; what is gone or of no declared type is left out."""
    wanted: dict[str, set[int]] = {}
    for label, key in pairs:
        if specs.get(label):
            wanted.setdefault(label, set()).add(key)
    if not wanted:
        return {}
    labels = list(wanted)
    pieces = [
        f"SELECT {at}, {_named_sql(label, 't', placed=True)} "
        f'FROM "{specs[label].table}" t WHERE t.id = ANY(%(ids{at})s)'
        for at, label in enumerate(labels)
    ]
    params = {f"ids{at}": list(wanted[label]) for at, label in enumerate(labels)}
    found = fetch(" UNION ALL ".join(pieces), params) if pieces else []
    return {(labels[at], named[0]): _reference(labels[at], named) for at, named in found}


def _reference(label: str, named: Sequence[Any]) -> Reference:
    key, display, color = named
    return Reference(label, key, display, color or "")


def _converted(field: Field, column: Sequence[Any], named: Mapping[tuple[str, int], Reference]) -> Iterable[Any]:
    """One column of raw values to what pages show."""
    if field.kind == "ref" and field.target:
        target = field.target
        return (_reference(target, value) if value is not None else None for value in column)
    if field.kind in {"refs", "tags"}:
        target = "extras.tag" if field.kind == "tags" else field.target or ""
        return ([_reference(target, each) for each in value or ()] for value in column)
    if field.kind in {"generic", "generics", "ends"}:
        return (_generic(value, named) for value in column)
    if field.kind in {"json", "custom", "words"}:
        texts = (bytes(raw) for raw in field.make(column)) if field.make else column
        return (None if text is None else json.loads(text) for text in texts)
    return column


def _generic(value: Any, named: Mapping[tuple[str, int], Reference]) -> Any:
    if isinstance(value, list):
        return [found for found in (_generic(pair, named) for pair in value) if found is not None]
    if not value:
        return None
    label, _colon, key = value.partition(":")
    return named.get((label, int(key)))
