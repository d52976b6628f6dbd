"""What a definition of a custom field must be, and what becomes of stored values when it changes."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.declare.conforming import schema_problem
from inventory.declare.custom import NUMBERS, OBJECTS, SELECTS, TEXTS, Definition
from inventory.declare.custom_values import normal
from inventory.declare.registry import specs
from inventory.declare.search import reindex_type
from inventory.declare.spec import Computed

if TYPE_CHECKING:
    from collections.abc import Iterable

TITLE: Final = """(upper(left({t}."name", 1)) || replace(substr({t}."name", 2), '_', ' '))"""
"""SQL for the name in words, as `title_of` says it."""
NAME: Final = [
    RegexValidator(r"^[a-z0-9_]+$", gettext_lazy("Only alphanumeric characters and underscores are allowed.")),
    RegexValidator(
        "__", gettext_lazy("Double underscores are not permitted in custom field names."), inverse_match=True
    ),
]
DATA_TYPE: Final = Computed(
    "CASE {t}.type WHEN 'integer' THEN 'integer' WHEN 'decimal' THEN 'decimal' WHEN 'boolean' THEN 'boolean'"
    " WHEN 'json' THEN 'object' WHEN 'object' THEN 'object' WHEN 'multiselect' THEN 'array'"
    " WHEN 'multiobject' THEN 'array' ELSE 'string' END",
    "text",
    gettext_lazy("data type"),
)


def title_of(field: Any) -> str:
    """The name in words."""
    return str(field.name).replace("_", " ").capitalize()


def _stored(field: Any) -> Any:
    return type(field).objects.filter(pk=field.pk).first() if field.pk else None


def types_exist(field: Any) -> None:
    """Rule: the field applies to types that bear custom fields, and refers to a type that exists."""
    field.object_types = list(dict.fromkeys(field.object_types or []))
    for label in field.object_types:
        spec = specs.get(label)
        if spec is None or "custom_fields" not in spec.fields:
            raise ValidationError({"object_types": _("Invalid content type: %s") % label})
    if field.related_object_type and specs.get(field.related_object_type) is None:
        raise ValidationError({"related_object_type": _("Invalid content type: %s") % field.related_object_type})


def kind_stays(field: Any) -> None:
    """Rule: values that are stored stay of the kind they were checked for."""
    before = _stored(field)
    if before is None or (before.type, before.related_object_type) == (field.type, field.related_object_type):
        return
    for label in before.object_types:
        spec = specs.get(label)
        if spec is not None and _count(spec.table, before.name):
            text = _("%(type)s have values of the kind “%(kind)s”; make another field instead.")
            told = {"type": spec.verbose_name_plural, "kind": before.get_type_display()}
            raise ValidationError({"type": text % told})


def _count(table: str, name: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}" WHERE custom_field_data ? %s', [name])  # noqa: S608
        return int(cursor.fetchone()[0])


def limits_fit(field: Any) -> None:
    """Rule: a limit is given only to the kinds it can limit, and can be read."""
    numeric, textual = field.type in NUMBERS, field.type in TEXTS
    if not numeric and field.validation_minimum is not None:
        raise ValidationError({"validation_minimum": _("A minimum value may be set only for numeric fields")})
    if not numeric and field.validation_maximum is not None:
        raise ValidationError({"validation_maximum": _("A maximum value may be set only for numeric fields")})
    if field.validation_regex and not textual:
        text = _("Regular expression validation is supported only for text and URL fields")
        raise ValidationError({"validation_regex": text})
    _readable(field)
    if field.unique and field.type == "boolean":
        raise ValidationError({"unique": _("Uniqueness cannot be enforced for boolean fields")})


def _readable(field: Any) -> None:
    try:
        re.compile(field.validation_regex)
    except re.error as error:
        raise ValidationError({"validation_regex": _("Not a regular expression: %s") % error}) from error
    if field.validation_schema is None:
        return
    if field.type != "json":
        raise ValidationError({"validation_schema": _("A schema may be set only for JSON fields")})
    if not isinstance(field.validation_schema, dict):
        raise ValidationError(
            {"validation_schema": _("Not a JSON Schema: %s") % type(field.validation_schema).__name__}
        )
    if problem := schema_problem(field.validation_schema):
        raise ValidationError({"validation_schema": _("Not a JSON Schema: %s") % problem})


def references_fit(field: Any) -> None:
    """Rule: selections have choices, object fields a type, and no other kind has either."""
    if field.type in SELECTS and field.choice_set_id is None:
        raise ValidationError({"choice_set": _("Selection fields must specify a set of choices.")})
    if field.type not in SELECTS and field.choice_set_id is not None:
        raise ValidationError({"choice_set": _("Choices may be set only on selection fields.")})
    if field.type in OBJECTS and not field.related_object_type:
        raise ValidationError({"related_object_type": _("Object fields must define an object type.")})
    if field.type not in OBJECTS and field.related_object_type:
        raise ValidationError({"type": _("%s fields may not define an object type.") % field.get_type_display()})
    if field.related_object_filter is None:
        return
    if field.type not in OBJECTS:
        text = _("A related object filter can be defined only for object fields.")
        raise ValidationError({"related_object_filter": text})
    if not isinstance(field.related_object_filter, dict):
        text = _("Filter must be defined as a dictionary mapping attributes to values.")
        raise ValidationError({"related_object_filter": text})


def default_fits(field: Any) -> None:
    """Rule: the default is a value the field takes."""
    if field.default is None:
        return
    if field.unique:
        raise ValidationError({"default": _("A field whose values are unique has no default.")})
    try:
        field.default = normal(definition_of(field), field.default)
    except ValidationError as error:
        text = _('Invalid default value "%(value)s": %(error)s')
        raise ValidationError({"default": text % {"value": field.default, "error": error.messages[0]}}) from error


def definition_of(field: Any) -> Definition:
    """A definition that is not stored yet, as far as values are checked by it."""
    chosen = field.choice_set
    pairs = [(value, label) for value, label in chosen.extra_choices] if chosen else []
    return Definition(
        field.pk or 0, field.name, field.label, field.type, field.group_name, field.description, False,
        field.unique, field.filter_logic, field.ui_visible, field.ui_editable, field.is_cloneable, None,
        field.related_object_type or "", field.validation_minimum, field.validation_maximum, field.validation_regex,
        field.validation_schema, chosen.name if chosen else "", tuple(pairs),
    )  # fmt: skip


RULES: Final = [types_exist, kind_stays, limits_fit, references_fit, default_fits]


def prepare(field: Any, _extra: dict[str, Any]) -> None:
    """Remember how the field was stored."""
    field.before = _stored(field)


def saved(field: Any, _extra: dict[str, Any], created: bool) -> None:
    """Rename, drop and fill stored values as the definition now says; one statement per table."""
    before = None if created else field.before
    was = set(before.object_types) if before else set()
    now = set(field.object_types)
    if before is not None:
        _forget(was - now, before.name)
        if before.name != field.name:
            _rename(was & now, before.name, field.name)
        if before.search_weight != field.search_weight:
            for label in now:
                reindex_type(specs[label])
    if field.default is not None:
        _fill(now - was, field.name, field.default)


def deleting(field: Any) -> None:
    """Drop the values of a field that goes."""
    _forget(field.object_types, field.name)


def _tables(labels: Iterable[str]) -> list[str]:
    found = [specs.get(label) for label in sorted(labels)]
    return [spec.table for spec in found if spec is not None and "custom_fields" in spec.fields]


def _update(labels: Iterable[str], change: str, where: str, params: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        for table in _tables(labels):
            cursor.execute(f'UPDATE "{table}" SET custom_field_data = {change} WHERE {where}', params)  # noqa: S608


def _forget(labels: Iterable[str], name: str) -> None:
    _update(labels, "custom_field_data - %(name)s", "custom_field_data ? %(name)s", {"name": name})


def _rename(labels: Iterable[str], old: str, new: str) -> None:
    change = "(custom_field_data - %(old)s) || jsonb_build_object(%(new)s::text, custom_field_data -> %(old)s)"
    _update(labels, change, "custom_field_data ? %(old)s", {"old": old, "new": new})


def _fill(labels: Iterable[str], name: str, value: Any) -> None:
    change = "custom_field_data || jsonb_build_object(%(name)s::text, %(value)s::jsonb)"
    _update(labels, change, "NOT custom_field_data ? %(name)s", {"name": name, "value": json.dumps(value)})
