"""The words of a declaration: what the file of an object type imports, and short forms of Django's plain fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.display import Said
from inventory.declare.fields import (
    Choice,
    CidrField,
    ColorField,
    GenericRef,
    InetField,
    MacField,
    NumberChoice,
    Ref,
    Refs,
    Word,
    natural,
)
from inventory.declare.grammar import HasAny, Network
from inventory.declare.pointing import Holds, Pointing
from inventory.declare.records import Nested, Organizational, Owned, Primary, Record, Tagged
from inventory.declare.spec import Computed
from inventory.declare.tree import count_below_sql, depth_sql, no_loop

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = [
    "Choice", "CidrField", "ColorField", "Computed", "GenericRef", "HasAny", "Holds", "InetField", "MacField", "Nested",
    "Network", "NumberChoice", "Organizational", "Owned", "Pointing", "Primary", "Record", "Ref", "Refs", "Said",
    "Tagged", "Word", "count_below_sql", "day", "decimal", "depth_sql", "flag", "index", "json", "moment", "named",
    "natural", "no_loop", "number", "required", "slugged", "text", "unique", "unstated", "whole",
]  # fmt: skip


def named(length: int = 100, **options: Any) -> models.CharField[str, str]:
    """The name an object must have."""
    return models.CharField(_("name"), max_length=length, **options)


def slugged(**options: Any) -> models.SlugField[str, str]:
    """The name an object has in addresses and files, unique only as the type's constraints say."""
    return models.SlugField(_("slug"), max_length=100, **options)


def required(label: Any, length: int = 100, hint: Any = "", **options: Any) -> models.CharField[str, str]:
    """One line that must be given."""
    return models.CharField(label, max_length=length, help_text=hint, **options)


def text(label: Any, length: int = 100, hint: Any = "", **options: Any) -> models.CharField[str, str]:
    """One line that may be empty."""
    return models.CharField(label, max_length=length, blank=True, default="", help_text=hint, **options)


def unstated(label: Any, length: int = 100, hint: Any = "", **options: Any) -> models.CharField[str | None, str | None]:
    """One line, null while not stated; what must be unique when stated is declared so."""
    return models.CharField(label, max_length=length, null=True, blank=True, help_text=hint, **options)


def whole(
    label: Any, low: int = 0, high: int | None = None, hint: Any = ""
) -> models.PositiveIntegerField[int | None, int | None]:
    """A whole number of at least `low`; null while not stated."""
    return models.PositiveIntegerField(
        label, null=True, blank=True, help_text=hint, validators=_between(low or None, high)
    )


def number(
    label: Any, low: int = 0, high: int | None = None, hint: Any = "", **options: Any
) -> models.PositiveIntegerField[int, int]:
    """A whole number of at least `low` that is always stated; give a `default` where there is a usual one."""
    return models.PositiveIntegerField(label, help_text=hint, validators=_between(low or None, high), **options)


def decimal(
    label: Any, digits: int, places: int, between: tuple[float, float] | None = None, hint: Any = ""
) -> models.DecimalField[Decimal | None, Decimal | None]:
    """A number of at most `digits` digits, `places` of them after the point; null while not stated."""
    checks = _between(*between) if between else []
    return models.DecimalField(
        label, max_digits=digits, decimal_places=places, null=True, blank=True, help_text=hint, validators=checks
    )


def flag(label: Any, hint: Any = "", *, default: bool = False, **options: Any) -> models.BooleanField[bool, bool]:
    """Yes or no."""
    return models.BooleanField(label, default=default, help_text=hint, **options)


def day(label: Any, hint: Any = "") -> models.DateField[Any, Any]:
    """A date; null while not stated."""
    return models.DateField(label, null=True, blank=True, help_text=hint)


def moment(label: Any, hint: Any = "") -> models.DateTimeField[Any, Any]:
    """A point in time; null while not stated."""
    return models.DateTimeField(label, null=True, blank=True, help_text=hint)


def json(label: Any, hint: Any = "", **options: Any) -> models.JSONField[Any, Any]:
    """Any JSON."""
    return models.JSONField(label, help_text=hint, **options)


def unique(constraint: str, *fields: str, nulls_distinct: bool | None = None) -> models.UniqueConstraint:
    """These fields together name one object; `nulls_distinct=False` lets "not stated" count as a value."""
    return models.UniqueConstraint(fields=fields, name=constraint, nulls_distinct=nulls_distinct)


def index(named: str, *fields: str) -> models.Index:
    """An index for what lists sort or look up by."""
    return models.Index(fields=fields, name=named)


def _between(low: float | None, high: float | None) -> list[MinValueValidator | MaxValueValidator]:
    checks: list[MinValueValidator | MaxValueValidator] = []
    if low is not None:
        checks.append(MinValueValidator(low))
    if high is not None:
        checks.append(MaxValueValidator(high))
    return checks
