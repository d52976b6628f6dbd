"""Files in and out: CSV, JSON and YAML of any type, named by natural keys."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec
import yaml
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from inventory.declare import custom_columns, custom_files, write
from inventory.declare.keys import by_key, key_paths, key_texts
from inventory.declare.readplan import fetch, plan
from inventory.declare.registry import specs
from inventory.declare.schema import attributes, serializer_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inventory.declare.spec import Field, Spec

Format = Literal["csv", "json", "yaml"]
BATCH: Final = 1000
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is a formula to a spreadsheet: it is written with an apostrophe before it (OWASP)."""
LIST_SEPARATOR: Final = ","


def exported_fields(spec: Spec) -> list[Field]:
    """What a file holds: the id and everything that can be written back."""
    ends = [each for each in spec.fields.values() if each.kind == "ends" and each.name in spec.accepts]
    return [spec.fields["id"], *(each for each in spec.writable if each.kind != "secret"), *ends]


def records(spec: Spec, ids: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Objects as plain values; references as key texts, tags as slugs."""
    fields = exported_fields(spec)
    compiled = plan(spec.label, tuple(each.name for each in fields))
    for start in range(0, len(ids), BATCH):
        chunk = list(ids[start : start + BATCH])
        rows = {row[-1]: row[:-1] for row in fetch(compiled.sql, [chunk])}
        texts = _reference_texts(fields, rows.values())
        made: list[dict[str, Any]] = []
        for key in chunk:
            if key in rows:
                pairs = zip(fields, rows[key], strict=True)
                made.append({each.name: _plain(each, value, texts) for each, value in pairs})
        yield from custom_files.spread(spec, made)


def _reference_texts(fields: Sequence[Field], rows: Any) -> dict[str, dict[int, str]]:
    wanted: dict[str, set[int]] = {}
    for row in rows:
        for each, value in zip(fields, row, strict=True):
            if each.kind == "ends":
                for label, _colon, key in (pair.partition(":") for pair in value or ()):
                    wanted.setdefault(label, set()).add(int(key))
                continue
            if value is None or each.kind not in {"ref", "refs", "tags"}:
                continue
            target = "extras.tag" if each.kind == "tags" else each.target or ""
            wanted.setdefault(target, set()).update(value if isinstance(value, list) else [value])
    return {label: key_texts(specs[label], ids) for label, ids in wanted.items()}


def _plain(each: Field, value: Any, texts: dict[str, dict[int, str]]) -> Any:
    if value is None:
        return None
    if each.kind == "ref":
        return texts.get(each.target or "", {}).get(value)
    if each.kind in {"refs", "tags"}:
        known = texts.get("extras.tag" if each.kind == "tags" else each.target or "", {})
        return [known[key] for key in value if key in known]
    if each.kind == "ends":
        pairs = ((label, int(key)) for label, _colon, key in (pair.partition(":") for pair in value))
        return "; ".join(f"{label}: {texts[label][key]}" for label, key in pairs if key in texts[label])
    if each.kind == "custom":
        return custom_columns.stored([value])[0]
    return json.loads(value) if each.kind == "json" else value


def dump(spec: Spec, ids: Sequence[int], form: Format) -> Iterator[bytes]:
    """The file in pieces. CSV begins with a byte-order mark, so that spreadsheets read the Chinese."""
    names = custom_files.columns(spec, [each.name for each in exported_fields(spec)])
    if form == "csv":
        yield "\ufeff".encode()
        yield _csv_line(names)
        for record in records(spec, ids):
            yield _csv_line([_cell(record[name]) for name in names])
    elif form == "json":
        yield b"["
        for at, record in enumerate(records(spec, ids)):
            yield (b",\n" if at else b"\n") + msgspec.json.encode(record, enc_hook=str)
        yield b"\n]\n"
    else:
        for record in records(spec, ids):
            plain = msgspec.to_builtins(record, enc_hook=str)
            yield yaml.safe_dump([plain], allow_unicode=True, sort_keys=False).encode()


def _csv_line(cells: Sequence[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        value = LIST_SEPARATOR.join(value)
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text


class BadFile(ValueError):
    """A file that cannot be read as what it is said to be."""


def load(content: bytes, form: Format) -> list[dict[str, Any]]:
    """Rows of a file; UTF-8 with or without mark, else GBK (GB 18030). Raises `BadFile` saying what is wrong."""
    text = _decoded(content)
    try:
        if form == "csv":
            reader = csv.DictReader(io.StringIO(text), strict=True)
            rows: Any = [{key: value for key, value in row.items() if key} for row in reader]
        else:
            rows = json.loads(text) if form == "json" else yaml.safe_load(text)
    except (csv.Error, ValueError, yaml.YAMLError) as error:
        raise BadFile(_("Not a %(form)s file: %(error)s") % {"form": form.upper(), "error": error}) from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadFile(_("Expected a list of objects, got %s.") % type(rows).__name__)
    return rows


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadFile(_("The text is neither UTF-8 nor GBK."))


@dataclass(slots=True)
class Row:
    """What became (or would become) of one row of a file; `number` counts from 1."""

    number: int
    state: Literal["new", "changed", "same", "refused"]
    display: str = ""
    problems: dict[str, list[str]] = field(default_factory=dict)


def store(spec: Spec, rows: Sequence[dict[str, Any]], *, user: Any, dry_run: bool, message: str = "") -> list[Row]:
    """Create or update by natural key (or `id`); the same file twice changes nothing.

    Each row is its own savepoint: a refused row leaves the others be. With `dry_run` everything is rolled back.
    """
    report: list[Row] = []
    with transaction.atomic():
        for number, raw in enumerate(rows, 1):
            try:
                with transaction.atomic():
                    report.append(_store_row(spec, number, raw, user, message))
            except ValidationError as error:
                report.append(Row(number, "refused", problems=_messages(error)))
            except PermissionDenied:
                report.append(Row(number, "refused", problems={"": [_("You may not write this object.")]}))
        if dry_run:
            transaction.set_rollback(True)
    return report


def _messages(error: ValidationError) -> dict[str, list[str]]:
    if hasattr(error, "error_dict"):
        return {name: list(texts) for name, texts in error.message_dict.items()}
    return {"": list(error.messages)}


def _store_row(spec: Spec, number: int, raw: dict[str, Any], user: Any, message: str) -> Row:
    raw = custom_files.gathered(spec, raw)
    unknown = [name for name in raw if name not in spec.fields and name not in spec.accepts]
    if unknown:
        text = _("Unknown column; %(type)s has: %(known)s.")
        known = ", ".join(each.name for each in exported_fields(spec))
        raise ValidationError({unknown[0]: text % {"type": spec.verbose_name, "known": known}})
    values = {name: _value(spec, name, value) for name, value in raw.items() if name not in {"created", "last_updated"}}
    instance = _existing(spec, values)
    created = instance is None
    instance = instance or spec.model()
    before = None if created else next(records(spec, [instance.pk]), None)
    values.pop("id", None)
    serializer = serializer_for(spec.label)(data=values, partial=not created)
    if not serializer.is_valid():
        raise ValidationError({name: [str(text) for text in _flat(texts)] for name, texts in serializer.errors.items()})
    written, note = attributes(serializer.validated_data, instance)
    write.save(spec, instance, written, user=user, message=note or message)
    after = next(records(spec, [instance.pk]), None)
    state: Literal["new", "changed", "same"] = "new" if created else "same" if before == after else "changed"
    return Row(number, state, str(instance))


def _flat(texts: Any) -> list[Any]:
    if isinstance(texts, dict):
        return [text for each in texts.values() for text in _flat(each)]
    return list(texts) if isinstance(texts, (list, tuple)) else [texts]


def _existing(spec: Spec, values: dict[str, Any]) -> Any:
    """The object a row means: by `id`, else by its natural key when every part is given."""
    manager = spec.model._default_manager  # noqa: SLF001 - any declared model
    if values.get("id"):
        found = manager.filter(pk=values["id"]).first()
        if found is None:
            raise ValidationError(
                {"id": _("No %(type)s with id %(id)s.") % {"type": spec.verbose_name, "id": values["id"]}}
            )
        return found
    if key_paths(spec) == ("pk",) or any(_blank(values.get(name)) for name in spec.key):
        return None
    return manager.filter(**{name: values[name] for name in spec.key}).order_by("pk").first()


def _blank(value: Any) -> bool:
    return value is None or value == ""


def _value(spec: Spec, name: str, value: Any) -> Any:
    """A cell as the write serializer takes it: key texts to ids, lists split, blanks to null."""
    each = spec.fields.get(name)
    if isinstance(value, str):
        value = value.strip()
        if value.startswith("'") and value[1:].startswith(FORMULA):
            value = value[1:]
    if each is None or (each.kind in {"text", "longtext"} and not (each.null and _blank(value))):
        return value
    if _blank(value):
        return _nothing(each)
    if each.kind in {"ref", "refs", "tags"}:
        return _references(each, name, value)
    return _structured(each, name, value) if isinstance(value, str) else value


def _references(each: Field, name: str, value: Any) -> Any:
    target = "extras.tag" if each.kind == "tags" else each.target or ""
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
    spec = specs[target]
    try:
        found = by_key(spec, [text])
    except ValidationError as error:
        raise ValidationError({name: error.messages}) from error
    if text not in found:
        problem = _("No %(type)s has the key “%(text)s” (%(form)s).")
        form = " / ".join(key_paths(spec))
        raise ValidationError({name: problem % {"type": spec.verbose_name, "text": text, "form": form}})
    return found[text]
