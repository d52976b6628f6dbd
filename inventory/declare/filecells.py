"""Cells of files as the write serializer takes them: key texts to ids, lists split, blanks to null."""

from __future__ import annotations

import json
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from inventory.declare.exporting import FORMULA, LIST_SEPARATOR
from inventory.declare.keys import by_key, key_paths
from inventory.declare.registry import specs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from inventory.declare.spec import Field, Spec

_asked: ContextVar[Mapping[tuple[str, str], int | None]] = ContextVar("asked")
"""Key texts of a set that were looked up together: (type, text) → id, None where there is no such object."""


@contextmanager
def asked_at_once(spec: Spec, rows: Sequence[Mapping[str, Any]]) -> Iterator[None]:
    """Look up what the rows refer to, one statement per type referred to, for the conversions inside."""
    wanted: dict[str, set[str]] = {}
    for each in spec.fields.values():
        if each.kind in {"ref", "refs", "tags"} and each.writable:
            for row in rows:
                wanted.setdefault(_target(each), set()).update(_texts(each, row.get(each.name)))
    found: dict[tuple[str, str], int | None] = {}
    for target, texts in wanted.items():
        try:
            known = by_key(specs[target], texts)
        except ValidationError:
            continue  # one of them is malformed or ambiguous: each is asked by itself and refused by itself
        found |= {(target, text): known.get(text) for text in texts}
    reset = _asked.set(found)
    try:
        yield
    finally:
        _asked.reset(reset)


def _target(each: Field) -> str:
    return "extras.tag" if each.kind == "tags" else each.target or ""


def _texts(each: Field, value: Any) -> Iterator[str]:
    if isinstance(value, str):
        value = plain_text(value)
        if value:
            yield from (value,) if each.kind == "ref" else (part.strip() for part in value.split(LIST_SEPARATOR))
    elif isinstance(value, list):
        yield from (str(part) for part in value if not isinstance(part, int))


def plain_text(value: str) -> str:
    """A cell without surrounding blanks, and without the apostrophe that keeps a spreadsheet from calculating it."""
    return as_written(value.strip())


def as_written(value: str) -> str:
    """The same with the blanks around it, as texts of several lines keep them."""
    return value[1:] if value.startswith("'") and value[1:].startswith(FORMULA) else value


def is_blank(value: Any) -> bool:
    """Whether a cell states nothing."""
    return value is None or value == ""


def value_of(spec: Spec, name: str, value: Any) -> Any:
    """A cell of the column `name`. Raises `ValidationError` naming the column and the value."""
    each = spec.fields.get(name)
    if isinstance(value, str):
        value = as_written(value) if each is not None and each.kind == "longtext" else plain_text(value)
    if each is None or (each.kind in {"text", "longtext"} and not (each.null and is_blank(value))):
        return value
    if is_blank(value):
        return _nothing(each)
    if each.kind in {"ref", "refs", "tags"}:
        return _references(each, name, value)
    return _structured(each, name, value) if isinstance(value, str) else value


def _references(each: Field, name: str, value: Any) -> Any:
    target = _target(each)
    if each.kind == "ref":
        return value if isinstance(value, int) else _key_id(name, target, str(value))
    texts = value if isinstance(value, list) else [part.strip() for part in value.split(LIST_SEPARATOR)]
    return [text if isinstance(text, int) else _key_id(name, target, str(text)) for text in texts]


def _structured(each: Field, name: str, value: str) -> Any:
    if each.kind == "array" and not value.startswith("["):
        return [part.strip() for part in value.split(LIST_SEPARATOR)]
    return _json_cell(name, value) if each.kind in {"json", "custom", "array"} else value


def _nothing(each: Field) -> Any:
    """What an empty cell means to a field."""
    if each.kind in {"refs", "tags"} or (each.kind == "array" and not each.null):
        return []
    return "" if each.kind in {"color", "slug", "mac", "choice"} and not each.null else None


def _json_cell(name: str, value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError as error:
        raise ValidationError({name: _("Not JSON: %s") % error}) from error


def _key_id(name: str, target: str, text: str) -> int:
    spec, asked = specs[target], _asked.get({})
    try:
        found = asked[target, text] if (target, text) in asked else by_key(spec, [text]).get(text)
    except ValidationError as error:
        raise ValidationError({name: error.messages}) from error
    if found is None:
        problem = _("No %(type)s has the key “%(text)s” (%(form)s).")
        form = " / ".join(key_paths(spec))
        raise ValidationError({name: problem % {"type": spec.verbose_name, "text": text, "form": form}})
    return found
