"""Custom fields on the wire and on pages: values of stored rows, and fields computed from them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.conf import settings

from inventory.declare.custom import OBJECTS, PREFIX, VERSION, at, definitions
from inventory.declare.spec import Field

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from inventory.declare.custom import Definition
    from inventory.declare.spec import Kind, Spec

SIZE: Final = 36
"""Characters of a version (a UUID), which stands before the stored values of each row."""
EMPTY: Final = msgspec.Raw(b"{}")
decoder: Final = msgspec.json.Decoder(dict[str, Any])
KINDS: Final[Mapping[str, Kind]] = {
    "text": "text", "longtext": "longtext", "integer": "integer", "decimal": "decimal", "boolean": "boolean",
    "date": "date", "datetime": "datetime", "url": "url", "json": "json", "select": "choice", "multiselect": "words",
    "object": "ref", "multiobject": "refs",
}  # fmt: skip
CASTS: Final[Mapping[str, str]] = {
    "integer": "({v})::bigint", "decimal": "({v})::numeric", "boolean": "({v})::boolean", "date": "({v})::date",
    "object": "({v})::bigint", "json": "{j}", "multiselect": "{j}",
    "datetime": (
        r"CASE WHEN {v} ~ '(Z|[+-]\d\d:\d\d(:\d\d(\.\d+)?)?)$' THEN ({v})::timestamptz"
        " ELSE ({v})::timestamp AT TIME ZONE '{zone}' END"
    ),
    "multiobject": (
        "CASE jsonb_typeof({j}) WHEN 'array' THEN"
        " ARRAY(SELECT e::bigint FROM jsonb_array_elements_text({j}) WITH ORDINALITY AS x(e, n) ORDER BY n) END"
    ),
}  # fmt: skip


def selected(value: str) -> str:
    """SQL of a row's stored values with the version of their definitions before them."""
    return f"({VERSION}) || ({value})::text"


def stored(texts: Sequence[str]) -> list[dict[str, Any]]:
    """What `selected` yielded, as dictionaries of raw values."""
    return [decoder.decode(text[SIZE:]) for text in texts]


def collect(label: str, texts: Sequence[str], wanted: dict[str, set[Any]]) -> None:
    """Add the ids of the objects that object fields of these rows name."""
    named = [of for of in at(texts[0][:SIZE], label).values() if of.kind in OBJECTS]
    for values in stored(texts) if named else ():
        for of in named:
            found = values.get(of.name)
            if found is not None:
                wanted.setdefault(of.target, set()).update(found if isinstance(found, list) else [found])


def converted(label: str, texts: Sequence[str], parts: Mapping[str, Mapping[Any, Any]]) -> Iterable[Any]:
    """Values on the wire: every field of the type, null where nothing is stated, objects in their brief form."""
    known = at(texts[0][:SIZE], label)
    if not known:
        return [msgspec.Raw(text[SIZE:]) for text in texts]
    blank = dict.fromkeys(known)
    named = [of for of in known.values() if of.kind in OBJECTS]
    rows = [{**blank, **values} for values in stored(texts)]
    for row in rows if named else ():
        for of in named:
            row[of.name] = _objects(row[of.name], parts.get(of.target, {}))
    return rows


def _objects(value: Any, parts: Mapping[Any, Any]) -> Any:
    if isinstance(value, list):
        return [parts[key] for key in value]
    return None if value is None else parts[value]


def field_of(of: Definition) -> Field:
    """A definition as a field of its type, computed from the stored values."""
    stored_json = f"{{t}}.custom_field_data -> '{of.name}'"
    stored_text = f"({{t}}.custom_field_data ->> '{of.name}')"
    cast = CASTS.get(of.kind, "{v}")
    sql = cast.replace("{v}", stored_text).replace("{j}", f"({stored_json})").replace("{zone}", settings.TIME_ZONE)
    return Field(
        name=of.key, kind=KINDS[of.kind], label=of.title, sql=f"({sql})", help=of.description, writable=False,
        choices=of.choices, target=of.target or None, group="custom",
    )  # fmt: skip


def fields(spec: Spec) -> dict[str, Field]:
    """`cf_<name>` → field, as custom fields are now."""
    if "custom_fields" not in spec.fields:
        return {}
    return {of.key: field_of(of) for of in definitions(spec.label).values()}


_wide: dict[str, tuple[Mapping[str, Definition], Spec]] = {}


def widened(spec: Spec) -> Spec:
    """The type with its custom fields among its fields; the type itself when it has none."""
    known = definitions(spec.label) if "custom_fields" in spec.fields else {}
    if not known:
        return spec
    made = _wide.get(spec.label)
    if made is None or made[0] is not known:
        more = {of.key: field_of(of) for of in known.values()}
        made = _wide[spec.label] = (known, replace(spec, fields={**spec.fields, **more}))
    return made[1]


def is_custom(name: str) -> bool:
    """Whether a column or parameter is that of a custom field."""
    return name.startswith(PREFIX)
