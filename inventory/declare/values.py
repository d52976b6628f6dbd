"""Reading one value of each kind from a query string."""

from __future__ import annotations

import ipaddress
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.db.models import UUIDField
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable

    from inventory.declare.spec import Field

TRUE: Final = frozenset({"true", "1", "yes", "on"})
FALSE: Final = frozenset({"false", "0", "no", "off"})
INTEGERS: Final = range(-(2**63), 2**63)
DECIMALS: Final = re.compile(r"[+-]?\d{1,18}(\.\d{1,12})?")


class BadFilter(ValueError):
    """A query parameter that cannot be obeyed: its name and why."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


def refuse(name: str, value: str, what: str) -> BadFilter:
    """The error for a value that is not `what`."""
    return BadFilter(name, _("“%(value)s” is not %(what)s.") % {"value": value, "what": what})


def read_integer(name: str, value: str) -> int:
    """A 64-bit whole number."""
    if re.fullmatch(r"[+-]?\d{1,19}", value) and int(value) in INTEGERS:
        return int(value)
    raise refuse(name, value, _("a whole number"))


def read_decimal(name: str, value: str) -> str:
    """A number in plain notation."""
    if DECIMALS.fullmatch(value):
        return value
    raise refuse(name, value, _("a number"))


def read_boolean(name: str, value: str) -> bool:
    """True or false, in any usual spelling."""
    if value.lower() in TRUE | FALSE:
        return value.lower() in TRUE
    raise refuse(name, value, _("true or false"))


def read_moment(name: str, value: str) -> datetime:
    """A time (ISO 8601); a date alone is its midnight, and no zone means the installation's."""
    try:
        found = parse_datetime(value)
        day = None if found else parse_date(value)
    except ValueError:
        found = day = None
    if day is not None:
        found = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - made aware below
    if found is None:
        raise refuse(name, value, _("a date or time (ISO 8601)"))
    return timezone.make_aware(found) if timezone.is_naive(found) else found


def read_date(name: str, value: str) -> date:
    """A date (ISO 8601); the time of a timestamp is dropped."""
    return read_moment(name, value).date()


def read_network(name: str, value: str) -> str:
    """An IP address or network, as written."""
    try:
        ipaddress.ip_interface(value)
    except ValueError as error:
        raise refuse(name, value, _("an IP address or network")) from error
    return value


def read_uuid(name: str, value: str) -> UUID:
    """A UUID (RFC 9562)."""
    try:
        return UUID(value)
    except ValueError as error:
        raise refuse(name, value, "a UUID") from error


def read_text(name: str, value: str) -> str:
    """Any text that PostgreSQL can store."""
    if "\x00" in value:
        raise refuse(name, value, _("text"))
    return value


def read_pattern(name: str, value: str) -> str:
    """A regular expression."""
    try:
        re.compile(value)
    except re.error as error:
        text = _("“%(value)s” is not a regular expression: %(error)s") % {"value": value, "error": error}
        raise BadFilter(name, text) from error
    return read_text(name, value)


READERS: Final[dict[str, Callable[[str, str], Any]]] = {
    "integer": read_integer, "id": read_integer, "decimal": read_decimal, "boolean": read_boolean,
    "date": read_date, "datetime": read_moment, "inet": read_network, "cidr": read_network,
}  # fmt: skip


def reader(field: Field, name: str) -> Callable[[str], Any]:
    """How a value of this field is read; a choice must be one of the field's own."""
    if field.kind == "choice":
        known = {str(key) for key, _label in field.choices}

        def choose(value: str) -> str:
            if value in known:
                return value
            raise BadFilter(name, _("Select a valid choice. %s is not one of the available choices.") % value)

        return choose
    read = read_uuid if isinstance(field.model_field, UUIDField) else READERS.get(field.kind, read_text)
    return lambda value: read(name, value)
