"""Custom fields in files: a column `cf_<name>` each; objects by their keys, several values separated by commas."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from inventory.declare.custom import MANY, OBJECTS, PREFIX, TEXTS, definitions
from inventory.declare.custom_values import normal
from inventory.declare.keys import by_key, key_texts
from inventory.declare.registry import specs
from inventory.declare.values import FALSE, TRUE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from inventory.declare.custom import Definition
    from inventory.declare.spec import Spec

SEPARATOR: Final = ","
STORE: Final = "custom_fields"


def columns(spec: Spec, names: Sequence[str]) -> list[str]:
    """The columns of a file: each custom field has its own in the place of `custom_fields`."""
    keys = [of.key for of in definitions(spec.label).values()] if STORE in names else []
    return [name for each in names for name in (keys if each == STORE and keys else [each])]


def spread(spec: Spec, records: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Records with a key for each custom field; objects by their key texts, one statement per type of object."""
    known = definitions(spec.label) if STORE in spec.fields else {}
    if not known:
        return list(records)
    wanted: dict[str, set[int]] = {}
    for of in known.values():
        for record in records if of.kind in OBJECTS else ():
            wanted.setdefault(of.target, set()).update(_ids(record[STORE].get(of.name)))
    texts = {label: key_texts(specs[label], ids) for label, ids in wanted.items()}
    return [_spread(record, known, texts) for record in records]


def _ids(value: Any) -> list[int]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _spread(
    record: dict[str, Any], known: Mapping[str, Definition], texts: Mapping[str, Mapping[int, str]]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in record.items():
        if key != STORE:
            found[key] = value
            continue
        for name, of in known.items():
            kept = value.get(name)
            if of.kind in OBJECTS and kept is not None:
                named = [texts[of.target][each] for each in _ids(kept) if each in texts[of.target]]
                kept = named if of.kind in MANY else (named[0] if named else None)
            found[of.key] = kept
    return found


def gathered(spec: Spec, row: dict[str, Any]) -> dict[str, Any]:
    """A row of a file with its custom fields as one value. Raises `ValidationError` naming the column."""
    keys = [name for name in row if name.startswith(PREFIX)]
    if not keys:
        return row
    known = {of.key: of for of in definitions(spec.label).values()} if STORE in spec.fields else {}
    found: dict[str, Any] = {}
    for key in keys:
        of = known.get(key)
        if of is None:
            text = _("%(type)s have no custom field “%(name)s”; they have: %(known)s.")
            told = {"type": spec.verbose_name_plural, "name": key, "known": ", ".join(known) or "—"}
            raise ValidationError({key: text % told})
        try:
            found[of.name] = normal(of, read(of, row[key]))
        except ValidationError as error:
            raise ValidationError({key: error.messages}) from error
    rest = {name: value for name, value in row.items() if name not in keys}
    return {**rest, STORE: found}


def read(of: Definition, value: Any) -> Any:
    """A cell as a value of the field; null for an empty one. Raises `ValidationError` for what cannot be read."""
    if isinstance(value, str):
        value = value.strip()
        if not value:
            return None
        value = _text(of, value)
    if of.kind in OBJECTS and value is not None:
        return _objects(of, value)
    return value


def _text(of: Definition, value: str) -> Any:
    if of.kind in TEXTS:
        return value[1:] if value[:1] == "'" and value[1:2] in {"=", "+", "-", "@"} else value
    if of.kind == "boolean" and value.lower() in TRUE | FALSE:
        return value.lower() in TRUE
    if of.kind in MANY and not value.startswith("["):
        return [part.strip() for part in value.split(SEPARATOR) if part.strip()]
    if of.kind in {"integer", "json", *MANY}:
        try:
            return json.loads(value)
        except ValueError:
            if of.kind != "integer":
                raise ValidationError(_("Not JSON: %s") % value) from None
    return value


def _objects(of: Definition, value: Any) -> Any:
    given = value if isinstance(value, list) else [value]
    texts = [each for each in given if not isinstance(each, int)]
    known = by_key(specs[of.target], [str(each) for each in texts]) if texts else {}
    for each in texts:
        if str(each) not in known:
            text = _("No %(type)s has the key “%(text)s”.")
            raise ValidationError(text % {"type": specs[of.target].verbose_name, "text": each})
    ids = [each if isinstance(each, int) else known[str(each)] for each in given]
    return ids if of.kind in MANY else ids[0]
