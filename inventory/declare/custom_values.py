"""What a value of each kind of custom field must be, in NetBox's words, and how it is kept."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from inventory.declare.conforming import violation
from inventory.declare.values import INTEGERS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from inventory.declare.custom import Definition

YEARS: Final = range(2, 9999)
"""Years that remain representable whatever the time zone (Python's first and last are 1 and 9999)."""


def normal(of: Definition, value: Any) -> Any:
    """The value as it is kept: JSON, null for nothing. Raises `ValidationError` saying what it must be."""
    if value is None or value == "":
        if of.required:
            raise ValidationError(_("Required field cannot be empty."))
        return None
    if of.required and value == []:
        raise ValidationError(_("Required field cannot be empty."))
    return CHECKS[of.kind](of, value)


def _text(of: Definition, value: Any) -> Any:
    if not isinstance(value, str):
        raise ValidationError(_("Value must be a string."))
    if of.regex and not re.match(of.regex, value):
        raise ValidationError(_("Value must match regex '%s'") % of.regex)
    return value


def _integer(of: Definition, value: Any) -> Any:
    if type(value) is not int or value not in INTEGERS:
        raise ValidationError(_("Value must be an integer."))
    return _within(of, value)


def _decimal(of: Definition, value: Any) -> Any:
    try:
        found = None if isinstance(value, bool) else Decimal(str(value))
    except InvalidOperation:
        found = None
    if found is None or not found.is_finite() or abs(found) > Decimal("1e30"):
        raise ValidationError(_("Value must be a decimal."))
    _within(of, found)
    return value if type(value) is int else float(found)


def _within(of: Definition, value: Any) -> Any:
    if of.minimum is not None and value < of.minimum:
        raise ValidationError(_("Value must be at least %s") % of.minimum)
    if of.maximum is not None and value > of.maximum:
        raise ValidationError(_("Value must not exceed %s") % of.maximum)
    return value


def _boolean(_of: Definition, value: Any) -> Any:
    if value not in (True, False):
        raise ValidationError(_("Value must be true or false."))
    return bool(value)


def _date(_of: Definition, value: Any) -> Any:
    try:
        return (value if type(value) is date else date.fromisoformat(value)).isoformat()
    except (ValueError, TypeError) as error:
        raise ValidationError(_("Date values must be in ISO 8601 format (YYYY-MM-DD).")) from error


def _datetime(_of: Definition, value: Any) -> Any:
    try:
        found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    except (ValueError, TypeError):
        found = None
    if found is None or found.year not in YEARS:
        raise ValidationError(_("Date and time values must be in ISO 8601 format (YYYY-MM-DD HH:MM:SS)."))
    return found.isoformat()


def _json(of: Definition, value: Any) -> Any:
    if of.schema is not None and (problem := violation(value, of.schema)):
        raise ValidationError(_("Value does not match the schema: %s") % problem)
    return value


def _select(of: Definition, value: Any) -> Any:
    if value not in [known for known, _text in of.choices]:
        text = _("Invalid choice (%(value)s) for choice set %(set)s.")
        raise ValidationError(text % {"value": value, "set": of.choice_set})
    return value


def _multiselect(of: Definition, value: Any) -> Any:
    known = [each for each, _text in of.choices]
    if not isinstance(value, list) or any(each not in known for each in value):
        text = _("Invalid choice(s) (%(value)s) for choice set %(set)s.")
        raise ValidationError(text % {"value": value, "set": of.choice_set})
    return list(dict.fromkeys(value))


def _object(_of: Definition, value: Any) -> Any:
    if type(value) is not int:
        raise ValidationError(_("Value must be an object ID, not %s") % type(value).__name__)
    return value


def _multiobject(_of: Definition, value: Any) -> Any:
    if not isinstance(value, list):
        raise ValidationError(_("Value must be a list of object IDs, not %s") % type(value).__name__)
    for each in value:
        if type(each) is not int:
            raise ValidationError(_("Found invalid object ID: %s") % each)
    return list(dict.fromkeys(value))


CHECKS: Final[Mapping[str, Callable[[Definition, Any], Any]]] = {
    "text": _text, "longtext": _text, "url": _text, "integer": _integer, "decimal": _decimal, "boolean": _boolean,
    "date": _date, "datetime": _datetime, "json": _json, "select": _select, "multiselect": _multiselect,
    "object": _object, "multiobject": _multiobject,
}  # fmt: skip
