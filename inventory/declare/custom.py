"""Custom fields: what an installation adds to its object types, and what their values must be.

Definitions are read once per process. A version in the database changes with them (migration `custom_fields`), and
whoever reads values reads the version with them in the same statement: what is cached is never stale, and a page of
objects costs no statement more.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from inventory.declare.custom_values import normal
from inventory.declare.fetching import fetch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from decimal import Decimal

    from inventory.declare.spec import Spec

PREFIX: Final = "cf_"
"""Before the name of a custom field in addresses, forms, files and lists of columns."""
VERSION: Final = "SELECT version::text FROM extras_customversion"
LOAD: Final = f"""
SELECT v.version::text, f.object_types, f.id, f.name, f.label, f.type, f.group_name, f.description, f.required,
  f."unique", f.filter_logic, f.ui_visible, f.ui_editable, f.is_cloneable, f."default"::text, f.related_object_type,
  f.validation_minimum, f.validation_maximum, f.validation_regex, f.validation_schema::text,
  coalesce(c.name, ''), c.extra_choices::text
FROM ({VERSION}) v LEFT JOIN extras_customfield f ON true
  LEFT JOIN extras_customfieldchoiceset c ON c.id = f.choice_set_id
ORDER BY f.group_name, f.weight, f.name
"""
OBJECTS: Final = frozenset({"object", "multiobject"})
MANY: Final = frozenset({"multiselect", "multiobject"})
TEXTS: Final = frozenset({"text", "longtext", "url"})
NUMBERS: Final = frozenset({"integer", "decimal"})
SELECTS: Final = frozenset({"select", "multiselect"})


@dataclass(frozen=True, slots=True, eq=False)
class Definition:
    """One custom field. `target` is the type of the objects an object field names, empty for other kinds."""

    id: int
    name: str
    label: str
    kind: str
    group: str
    description: str
    required: bool
    unique: bool
    filter_logic: str
    ui_visible: str
    ui_editable: str
    is_cloneable: bool
    default: Any
    target: str
    minimum: Decimal | None
    maximum: Decimal | None
    regex: str
    schema: Any
    choice_set: str
    choices: tuple[tuple[str, str], ...]

    @property
    def title(self) -> str:
        """How people read it: the label, else the name in words."""
        return self.label or self.name.replace("_", " ").capitalize()

    @property
    def key(self) -> str:
        """Its name in addresses, forms, files and lists of columns."""
        return PREFIX + self.name


class _Known(NamedTuple):
    version: str
    by_label: Mapping[str, Mapping[str, Definition]]


NOTHING: Final = _Known("", {})
_cached: list[_Known] = [NOTHING]
_pinned: ContextVar[_Known | None] = ContextVar("custom_fields", default=None)


def definitions(label: str) -> Mapping[str, Definition]:
    """Name → definition of the custom fields of a type, as they are now, in the order in which they are shown."""
    pinned = _pinned.get()
    if pinned is not None:
        return pinned.by_label.get(label, {})
    return at(fetch(VERSION)[0][0], label)


def at(version: str, label: str) -> Mapping[str, Definition]:
    """The same for a version just read with something else."""
    known = _cached[0]
    if known.version != version:
        known = _cached[0] = _load()
    return known.by_label.get(label, {})


@contextmanager
def pinned() -> Iterator[None]:
    """Inside, definitions are those of now: for work on many objects within one transaction."""
    version = fetch(VERSION)[0][0]
    at(version, "")
    reset = _pinned.set(_cached[0])
    try:
        yield
    finally:
        _pinned.reset(reset)


def _load() -> _Known:
    by_label: dict[str, dict[str, Definition]] = {}
    found = fetch(LOAD)
    for _version, labels, *columns in found:
        if labels is not None:
            made = _definition(*columns)
            for label in labels:
                by_label.setdefault(label, {})[made.name] = made
    return _Known(found[0][0], by_label)


def _definition(*columns: Any) -> Definition:
    *plain, default, target, low, high, regex, schema, choice_set, choices = columns
    read = [json.loads(default) if default else None, target or "", low, high, regex]
    read += [json.loads(schema) if schema else None, choice_set]
    return Definition(*[*plain, *read, tuple((value, text) for value, text in json.loads(choices or "[]"))])


class Partial(dict[str, Any]):
    """Values to lay over those that an object has; a plain dictionary stands for all of them."""


def merged(instance: Any, values: dict[str, Any]) -> bool:
    """Complete a `Partial` in `values` by what the object has; whether custom fields are written at all."""
    given = values.get("custom_fields")
    if isinstance(given, Partial):
        values["custom_fields"] = {**(instance.custom_fields or {}), **given}
    return "custom_fields" in values


def settle(spec: Spec, instance: Any, *, written: bool) -> None:
    """Fill in defaults of a new object and check its values; null is kept as absence.

    `written`: whether the values of an object that exists were touched. Raises `ValidationError` in NetBox's words.
    """
    if "custom_fields" not in spec.fields or not (written or instance.pk is None):
        return
    known = definitions(spec.label)
    if not isinstance(instance.custom_fields, dict):
        raise ValidationError({"custom_fields": _("Custom field data must be a dictionary of names and values.")})
    if known:
        settled(spec, instance, known)
    if None in instance.custom_fields.values():
        instance.custom_fields = {name: value for name, value in instance.custom_fields.items() if value is not None}


def settled(spec: Spec, instance: Any, known: Mapping[str, Definition]) -> None:
    """The same for definitions at hand."""
    values = dict(instance.custom_fields)
    if instance.pk is None:
        values = {**{name: each.default for name, each in known.items() if each.default is not None}, **values}
    for name, each in known.items():
        if each.required and name not in values:
            raise ValidationError(_("Missing required custom field '%s'.") % name)
        try:
            found = normal(each, values.get(name))
        except ValidationError as error:
            text = _("Invalid value for custom field '%(name)s': %(error)s")
            raise ValidationError(text % {"name": name, "error": error.messages[0]}) from error
        if name in values:
            values[name] = found
        if each.unique and found not in (None, "", []):
            _single(spec, instance, each, found)
    instance.custom_fields = values


def _single(spec: Spec, instance: Any, each: Definition, value: Any) -> None:
    """Refuse a value that another object has; writers of the same field wait for each other until they commit."""
    fetch("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"custom field {each.id} of {spec.label}"])
    taken = (
        f'SELECT 1 FROM "{spec.table}" t WHERE t.custom_field_data -> %s = %s::jsonb'
        " AND t.id IS DISTINCT FROM %s::bigint LIMIT 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(taken, [each.name, json.dumps(value), instance.pk])
        if cursor.fetchone():
            raise ValidationError(_("Custom field '%s' must have a unique value.") % each.name)


def fill(spec: Spec, instances: Iterable[Any]) -> None:
    """Give objects that are about to be stored in bulk their default values."""
    if "custom_fields" not in spec.fields:
        return
    given = {name: each.default for name, each in definitions(spec.label).items() if each.default is not None}
    for instance in instances if given else ():
        instance.custom_fields = {**given, **(instance.custom_fields or {})}
