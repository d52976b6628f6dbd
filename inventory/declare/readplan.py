"""The read plan: compiled statements that turn ids into wire JSON without building an object per row.

Queries per page, whatever its size: one for the rows, one for every related object's fragment.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import starmap
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec
from django.utils.translation import override

from inventory.declare import custom_columns
from inventory.declare.fetching import array, fetch, fetch_by_id
from inventory.declare.registry import expand, specs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from inventory.declare.spec import Field, Spec

encoder: Final = msgspec.json.Encoder(decimal_format="number")
NULL: Final = msgspec.Raw(b"null")


class Column(NamedTuple):
    """One selected value: how to convert it, what it refers to, its choices ready encoded."""

    kind: str
    target: str = ""
    choices: Mapping[Any, msgspec.Raw] = {}
    make: Callable[[Sequence[Any]], Iterable[Any]] | None = None


class Plan(NamedTuple):
    """What one shape of one type needs: wire names in order, the row statement, and columns to convert."""

    names: tuple[str, ...]
    sql: str
    columns: tuple[Column, ...]
    row: Callable[..., msgspec.Struct]
    """Makes one row; the encoder knows its keys beforehand, which costs half of what a dictionary does."""


@lru_cache(maxsize=512)
def plan(label: str, names: tuple[str, ...] | None = None) -> Plan:
    """Compile the statement for `names` (all wire keys when None) of one type."""
    spec = specs[label]
    wanted = names if names is not None else ("id", "url", "display_url", "display", *list(spec.fields)[1:])
    selected: list[str] = []
    columns: list[Column] = []
    for name in wanted:
        if name in {"url", "display_url"}:
            selected.append("t.id")
            columns.append(Column(name))
        elif name == "display":
            selected.append(spec.display.sql(spec.model, "t"))
            columns.append(Column(name))
        else:
            field = spec.fields[name]
            selected.append(_select(spec, field, "t"))
            target = {"tags": "extras.tag", "custom": label}.get(field.kind, field.target or "")
            columns.append(Column("" if field.make else field.kind, target, labelled(field.choices), field.make))
    sql = f'SELECT {", ".join([*selected, "t.id"])} FROM "{spec.table}" t WHERE t.id = '
    keys = [f"f{at}" for at in range(len(wanted))]
    row = msgspec.defstruct("Row", [(key, Any) for key in keys], rename=dict(zip(keys, wanted, strict=True)), gc=False)
    return Plan(wanted, sql, tuple(columns), row)


def _select(spec: Spec, field: Field, alias: str) -> str:
    value = expand(spec, field.sql).replace("{t}", alias) if field.sql else field.expression(alias)
    if field.make:
        return value
    if field.kind == "custom":
        return custom_columns.selected(value)
    if field.kind in {"cidr", "json"}:
        return f"({value})::text"
    if field.kind == "inet":
        return inet_text(value)
    return f"({value})::float8" if field.kind == "decimal" else value


def inet_text(value: str) -> str:
    """Text of an `inet` that always carries its prefix length."""
    return f"host({value}) || '/' || masklen({value})"


def rows(spec: Spec, ids: Sequence[int], base: str, names: tuple[str, ...] | None = None) -> list[dict[str, Any]]:
    """Wire rows as dictionaries, for the few that are looked into; see `page`."""
    names = plan(spec.label, names).names
    return [dict(zip(names, each, strict=True)) for each in _values(spec, ids, base, names)]


def page(spec: Spec, ids: Sequence[int], base: str, names: tuple[str, ...] | None = None) -> list[msgspec.Struct]:
    """Wire rows in the order of `ids`, ready for `encoder`; ids that are gone are left out.

    `base` is scheme and host, as `https://infoport.example`.
    """
    return list(starmap(plan(spec.label, names).row, _values(spec, ids, base, names)))


def _values(spec: Spec, ids: Sequence[int], base: str, names: tuple[str, ...] | None) -> list[tuple[Any, ...]]:
    """The values of each row in the plan's order; relations are pre-encoded fragments."""
    if not ids:
        return []
    compiled = plan(spec.label, names)
    found = fetch_by_id(compiled.sql, ids)
    if not found:
        return []
    *raw, keys = zip(*found, strict=True)
    wanted = _wanted(compiled.columns, raw)
    parts = fragments(wanted, base)
    converted = [
        _convert(column, values, parts, spec, base) for column, values in zip(compiled.columns, raw, strict=True)
    ]
    if not converted:
        return [() for _each in found]
    by_id = dict(zip(keys, zip(*converted, strict=True), strict=True))
    return [by_id[each] for each in ids if each in by_id]


def _wanted(columns: Iterable[Column], raw: Sequence[Sequence[Any]]) -> dict[str, set[int]]:
    """Ids needed of each related type."""
    wanted: dict[str, set[int]] = {}
    for column, values in zip(columns, raw, strict=True):
        if column.kind == "ref":
            wanted.setdefault(column.target, set()).update(values)
        elif column.kind in {"refs", "tags"}:
            wanted.setdefault(column.target, set()).update(*filter(None, values))
        elif column.kind in {"generic", "generics", "ends"}:
            for label, key in _pairs(values):
                wanted.setdefault(label, set()).add(key)
        elif column.kind == "custom":
            custom_columns.collect(column.target, values, wanted)
    for ids in wanted.values():
        ids.discard(None)  # nulls of empty references
    return {label: ids for label, ids in wanted.items() if ids and specs.get(label)}


def _pairs(values: Iterable[Any]) -> Iterable[tuple[str, int]]:
    for value in values:
        for pair in value if isinstance(value, list) else [value]:
            if pair:
                label, _, key = pair.partition(":")
                yield label, int(key)


def fragments(wanted: Mapping[str, set[int]], base: str) -> dict[str, dict[int | None, msgspec.Raw | None]]:
    """One statement for every related type's brief JSON: `{label: {id: fragment}}`."""
    if not wanted:
        return {}
    labels = list(wanted)
    pieces = []
    params: dict[str, Any] = {"base": base}
    for at, label in enumerate(labels):
        spec = specs[label]
        pieces.append(
            f'SELECT {at}, t.id, {brief_sql(label, "t")}::text FROM "{spec.table}" t '
            f"WHERE t.id = ANY(%(ids{at})s::bigint[])"
        )
        params[f"ids{at}"] = array(wanted[label])
    parts: dict[str, dict[int | None, msgspec.Raw | None]] = {label: Hidden(label, base) for label in labels}
    for at, key, text in fetch(" UNION ALL ".join(pieces), params):
        parts[labels[at]][key] = msgspec.Raw(text)
    return parts


class Hidden(dict[int | None, msgspec.Raw | None]):
    """Fragments of one type; an object that exists but may not be seen is told by its number alone."""

    def __init__(self, label: str, base: str) -> None:
        super().__init__({None: None})
        self._url = f"{base}{specs[label].api}"

    def __missing__(self, key: int | None) -> msgspec.Raw:
        made = msgspec.Raw(encoder.encode({"id": key, "url": f"{self._url}{key}/", "display": f"#{key}"}))
        self[key] = made
        return made


@lru_cache(maxsize=512)
def brief_sql(label: str, alias: str, *, nested: bool = False) -> str:
    """`json_build_object(...)` of a type's brief form, nested briefs included, over the row `alias`.

    `nested` leaves out references, which ends the recursion where a type refers to itself (an address and its NAT).
    """
    spec = specs[label]
    names = [name for name in spec.brief if not (nested and spec.fields[name].kind in {"ref", "refs"})]
    pairs = [f"'id', {alias}.id", f"'url', %(base)s::text || '{spec.api}' || {alias}.id || '/'"]
    if label == "extras.tag":  # the only type whose nested form leads to its page, in NetBox
        pairs.append(f"'display_url', %(base)s::text || '{spec.page}' || {alias}.id || '/'")
    pairs.append(f"'display', {spec.display.sql(spec.model, alias)}")
    pairs.extend(f"'{name}', {_brief_value(spec, spec.fields[name], alias)}" for name in names)
    return f"json_build_object({', '.join(pairs)})"


def _brief_value(spec: Spec, field: Field, alias: str) -> str:
    value = _select(spec, field, alias)
    if field.kind in {"json", "custom"}:
        return f"({value})::json"
    if field.kind == "choice":
        with override("en"):
            cases = " ".join(f"WHEN '{key}' THEN '{_quoted(str(label))}'" for key, label in field.choices)
        built = f"json_build_object('value', {value}, 'label', CASE {value} {cases} END)"
        return f"CASE WHEN {value} IS NULL THEN NULL ELSE {built} END"
    if field.kind == "ref" and field.target:
        inner = f"{alias}_{field.name}"
        brief = brief_sql(field.target, inner, nested=field.target == spec.label or field.model_field is None)
        known = f'(SELECT {brief} FROM "{specs[field.target].table}" {inner} WHERE {inner}.id = {value})'
        url = f"%(base)s::text || '{specs[field.target].api}' || {value} || '/'"
        hidden = f"json_build_object('id', {value}, 'url', {url}, 'display', '#' || {value})"
        return f"CASE WHEN {value} IS NULL THEN NULL ELSE coalesce({known}, {hidden}) END"
    if field.kind == "refs" and field.target:
        inner = f"{alias}_{field.name}"
        brief = brief_sql(field.target, inner, nested=True)
        source = f'"{specs[field.target].table}" {inner} WHERE {inner}.id = ANY({value})'
        return f"(SELECT coalesce(json_agg({brief} ORDER BY {inner}.id), '[]') FROM {source})"
    return value


def _quoted(text: str) -> str:
    return text.replace("'", "''").replace("%", "%%")


def _convert(
    column: Column, values: Sequence[Any], parts: Mapping[str, Mapping[Any, Any]], spec: Spec, base: str
) -> Iterable[Any]:
    """One column of raw values to what the encoder takes."""
    if column.kind in {"url", "display_url"}:
        prefix = base + (spec.api if column.kind == "url" else spec.page)
        return [f"{prefix}{key}/" for key in values]
    if column.make:
        return column.make(values)
    make = CONVERTERS.get(column.kind)
    return make(column, values, parts) if make else values


def _refs(column: Column, values: Sequence[Any], parts: Mapping[str, Mapping[Any, Any]]) -> Iterable[Any]:
    known = parts.get(column.target)
    return [[known[key] for key in ids] if ids and known is not None else [] for ids in values]


def _generics(_column: Column, values: Sequence[Any], parts: Mapping[str, Mapping[Any, Any]]) -> Iterable[Any]:
    def one(pair: str) -> Any:
        label, _, key = pair.partition(":")
        return parts.get(label, {}).get(int(key))

    return [
        ([one(pair) for pair in value] if isinstance(value, list) else one(value)) if value else value
        for value in values
    ]


def _ends(_column: Column, values: Sequence[Any], parts: Mapping[str, Mapping[Any, Any]]) -> Iterable[Any]:
    """NetBox's form of a cable's ends: `[{object_type, object_id, object}]`."""

    def one(pair: str) -> dict[str, Any]:
        label, _, key = pair.partition(":")
        return {"object_type": label, "object_id": int(key), "object": parts.get(label, {}).get(int(key))}

    return [[one(pair) for pair in value or ()] for value in values]


def labelled(choices: tuple[tuple[Any, Any], ...]) -> Mapping[Any, msgspec.Raw]:
    """`{value: {"value", "label"}}` pre-encoded; the wire label is English whatever the language."""
    with override("en"):
        return {value: msgspec.Raw(encoder.encode({"value": value, "label": str(label)})) for value, label in choices}


def _choices(column: Column, values: Sequence[Any], _parts: Mapping[str, Mapping[Any, Any]]) -> Iterable[Any]:
    known = column.choices
    return [known.get(value, value) if value is not None else None for value in values]


def _custom(column: Column, values: Sequence[Any], parts: Mapping[str, Mapping[Any, Any]]) -> Iterable[Any]:
    return custom_columns.converted(column.target, values, parts)


def _raws(_column: Column, values: Sequence[Any], _parts: Mapping[str, Mapping[Any, Any]]) -> Iterable[Any]:
    return [NULL if value is None else msgspec.Raw(value) for value in values]


def _ref(column: Column, values: Sequence[Any], parts: Mapping[str, Mapping[Any, Any]]) -> Iterable[Any]:
    known = parts.get(column.target)
    return map(known.__getitem__, values) if known is not None else [None] * len(values)


CONVERTERS: Final[Mapping[str, Callable[..., Iterable[Any]]]] = {
    "ref": _ref, "refs": _refs, "tags": _refs, "generic": _generics, "generics": _generics, "ends": _ends,
    "choice": _choices, "json": _raws, "custom": _custom,
}  # fmt: skip
