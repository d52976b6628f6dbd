"""Objects of any type as a file, in pieces: CSV, workbook, JSON or YAML; references by natural keys."""

from __future__ import annotations

import csv
import io
import json
import re
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import msgspec

from inventory.declare import custom_columns, custom_files
from inventory.declare.custom_columns import is_custom, widened
from inventory.declare.fetching import fetch_by_id
from inventory.declare.files.workbook import written
from inventory.declare.keys import key_texts
from inventory.declare.readplan import plan
from inventory.declare.registry import specs
from inventory.declare.tables import references

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from inventory.declare.files.limits import Form
    from inventory.declare.spec import Field, Spec

    Piece = tuple[list[str], list[Sequence[Any]]]

BATCH: Final = 1000
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is a formula to a spreadsheet: it is written with an apostrophe before it (OWASP)."""
LIST_SEPARATOR: Final = ","
KEPT: Final = 50_000
"""Names of one type that are remembered while a file is written."""
UNPRINTABLE: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""Characters that stand as they are in JSON and not in YAML."""


def exported_fields(spec: Spec) -> list[Field]:
    """What a whole file holds: the id and everything that can be written back."""
    ends = [each for each in spec.fields.values() if each.kind == "ends" and each.name in spec.accepts]
    return [spec.fields["id"], *(each for each in spec.writable if each.kind != "secret"), *ends]


def chosen_fields(spec: Spec, names: Iterable[str]) -> list[Field]:
    """Columns of a list as fields of a file, in their order; what a file cannot hold is left out."""
    wide = widened(spec).fields
    found = (wide[name] for name in dict.fromkeys(names) if name in wide)
    return [each for each in found if each.kind != "secret"]


def records(spec: Spec, ids: Sequence[int], fields: Sequence[Field] | None = None) -> Iterator[dict[str, Any]]:
    """Objects as plain values; references as key texts, tags as slugs."""
    for names, columns in _pieces(spec, ids, fields):
        for values in zip(*columns, strict=True):
            yield dict(zip(names, values, strict=True))


def dump(spec: Spec, ids: Sequence[int], form: Form, fields: Sequence[Field] | None = None) -> Iterator[bytes]:
    """The file in pieces, of `fields`, else of all. CSV begins with a byte-order mark, for spreadsheets."""
    pieces = _pieces(spec, ids, fields)
    first = next(pieces)
    return WRITERS[form](first[0], chain([first], pieces))


def _pieces(spec: Spec, ids: Sequence[int], fields: Sequence[Field] | None) -> Iterator[Piece]:
    """Names and columns of some objects at a time; the first piece is there even for no objects."""
    wanted = exported_fields(spec) if fields is None else list(fields)
    plain = [each for each in wanted if not is_custom(each.name)]
    if len(plain) < len(wanted) and not any(each.kind == "custom" for each in plain):
        plain.append(spec.fields["custom_fields"])
    compiled = plan(spec.label, tuple(each.name for each in plain))
    known = _Names()
    for start in range(0, max(len(ids), 1), BATCH):
        chunk = list(ids[start : start + BATCH])
        found = {row[-1]: row for row in fetch_by_id(compiled.sql, chunk)} if chunk else {}
        rows = [found[key] for key in chunk if key in found]
        raw: list[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * (len(plain) + 1)
        made: dict[str, Sequence[Any]] = {}
        for each, column in zip(plain, raw, strict=False):
            made.update(_column(spec, each, column, known))
        names = custom_files.columns(spec, [each.name for each in wanted])
        yield names, [made[name] if name in made else [None] * len(rows) for name in names]


class _Names:
    """Key texts of what has been referred to so far."""

    def __init__(self) -> None:
        self.kept: dict[str, dict[int, str]] = {}

    def of(self, label: str, ids: set[int]) -> dict[int, str]:
        """Id → key text, those of `ids` among them."""
        known = self.kept.setdefault(label, {})
        missing = ids - known.keys()
        if missing:
            if len(known) > KEPT:
                known.clear()
                missing = ids
            known.update(key_texts(specs[label], missing))
        return known


def _column(spec: Spec, field: Field, column: Sequence[Any], known: _Names) -> dict[str, Sequence[Any]]:
    """The column, or the columns of its custom fields."""
    if field.kind == "custom":
        stored = [{field.name: each} for each in custom_columns.stored(column)]
        spread = custom_files.spread(spec, stored)
        names = custom_files.columns(spec, [field.name])
        return {name: [row[name] for row in spread] for name in names}
    convert = _converters.get(field.kind)
    if field.make and field.kind in {"json", "words"}:
        return {field.name: [json.loads(bytes(each)) for each in field.make(column)]}
    return {field.name: convert(field, column, known) if convert else column}


def _reference(field: Field, column: Sequence[Any], known: _Names) -> Sequence[Any]:
    texts = known.of(field.target or "", set(column) - {None})
    return [texts.get(each) for each in column]


def _references(field: Field, column: Sequence[Any], known: _Names) -> Sequence[Any]:
    target = "extras.tag" if field.kind == "tags" else field.target or ""
    texts = known.of(target, {key for keys in column for key in keys or ()})
    return [None if keys is None else [texts[key] for key in keys if key in texts] for keys in column]


def _ends(_field: Field, column: Sequence[Any], known: _Names) -> Sequence[Any]:
    wanted: dict[str, set[int]] = {}
    pairs = [
        [(label, int(key)) for label, _colon, key in (each.partition(":") for each in ends or ())] for ends in column
    ]
    for label, key in chain.from_iterable(pairs):
        wanted.setdefault(label, set()).add(key)
    texts = {label: known.of(label, keys) for label, keys in wanted.items()}
    return ["; ".join(f"{label}: {texts[label][key]}" for label, key in ends if key in texts[label]) for ends in pairs]


def _generics(_field: Field, column: Sequence[Any], _known: _Names) -> Sequence[Any]:
    """What has no natural key in a file, as lists show it."""
    pairs = [[_pair(each) for each in (value if isinstance(value, list) else [value]) if each] for value in column]
    named = references(chain.from_iterable(pairs))
    texts = [[named[pair].display for pair in found if pair in named] for found in pairs]
    return [LIST_SEPARATOR.join(each) or None for each in texts]


def _pair(text: str) -> tuple[str, int]:
    label, _colon, key = text.partition(":")
    return label, int(key)


def _json(_field: Field, column: Sequence[Any], _known: _Names) -> Sequence[Any]:
    return [json.loads(each) if isinstance(each, str) else each for each in column]


_converters: Final[dict[str, Callable[[Field, Sequence[Any], _Names], Sequence[Any]]]] = {
    "ref": _reference, "refs": _references, "tags": _references, "ends": _ends, "generic": _generics,
    "generics": _generics, "json": _json,
}  # fmt: skip


def _csv(names: list[str], pieces: Iterable[Piece]) -> Iterator[bytes]:
    yield "\ufeff".encode()
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(names)
    for _names, columns in pieces:
        writer.writerows(zip(*[[_cell(each) for each in column] for column in columns], strict=True))
        yield lines.getvalue().encode()
        lines.seek(0)
        lines.truncate()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    text = _plain(value)
    if isinstance(text, bool):
        return "true" if text else "false"
    return f"'{text}" if isinstance(value, list) and str(text).startswith(FORMULA) else str(text)


def _plain(value: Any) -> Any:
    """A value as one cell: lists of words joined, what is structured as JSON, moments as ISO 8601."""
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return LIST_SEPARATOR.join(value)
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _xlsx(names: list[str], pieces: Iterable[Piece]) -> Iterator[bytes]:
    rows = (tuple(map(_plain, row)) for _names, columns in pieces for row in zip(*columns, strict=True))
    return written(chain([names], rows))


def _objects(names: list[str], pieces: Iterable[Piece]) -> Iterator[bytes]:
    opening = b"[\n"
    encode = msgspec.json.Encoder(enc_hook=str).encode
    for _names, columns in pieces:
        rows = [encode(dict(zip(names, row, strict=True))) for row in zip(*columns, strict=True)]
        if rows:
            yield opening + b",\n".join(rows)
            opening = b",\n"
    yield b"\n]\n" if opening == b",\n" else b"[]\n"


def _yaml(names: list[str], pieces: Iterable[Piece]) -> Iterator[bytes]:
    """Block by object, JSON within: what JSON says, YAML says too (YAML 1.2, 1.3)."""
    encode = msgspec.json.Encoder(enc_hook=str).encode
    heads = [f"{'  ' if at else '- '}{name}: " for at, name in enumerate(names)]
    empty = True
    for _names, columns in pieces:
        texts = [[head + encode(each).decode() for each in column] for head, column in zip(heads, columns, strict=True)]
        block = "\n".join(chain.from_iterable(zip(*texts, strict=True)))
        if block:
            empty = False
            yield (UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", block) + "\n").encode()
    if empty:
        yield b"[]\n"


WRITERS: Final[dict[Form, Callable[[list[str], Iterable[Piece]], Iterator[bytes]]]] = {
    "csv": _csv, "xlsx": _xlsx, "json": _objects, "yaml": _yaml,
}  # fmt: skip
