"""Model fields with the meaning an inventory needs; each knows its database type and nothing of HTTP."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, Any, Final

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.backends.base.base import BaseDatabaseWrapper

MAC_DIGITS: Final = re.compile(r"[0-9A-F]{12}")


class Ref(models.ForeignKey):  # type: ignore[type-arg]  # the plugin infers both types from `to`
    """A reference to another object type.

    `owned`: deleted with its target. `keep=False`: emptied when the target goes (needs `null`). Otherwise the
    target is protected while referred to.
    """

    def __init__(  # noqa: PLR0913 - each keyword is part of the declaration's vocabulary
        self,
        to: Any,
        verbose_name: Any = None,
        *,
        null: bool = False,
        owned: bool = False,
        keep: bool = True,
        related: str | None = None,
        **options: Any,
    ) -> None:
        """Translate the vocabulary of declarations to Django's."""
        rule: Callable[..., None] = models.PROTECT
        if owned:
            rule = models.CASCADE
        elif null and not keep:
            rule = models.SET_NULL
        options.setdefault("on_delete", rule)
        options.setdefault("related_name", related)
        options.setdefault("blank", null)
        super().__init__(to, verbose_name=verbose_name, null=null, **options)

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        """Migrations see a plain foreign key: the vocabulary may change without a migration."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs


class Refs(models.ManyToManyField):  # type: ignore[type-arg]  # the plugin infers both types from `to`
    """References to any number of objects of one type; optional."""

    def __init__(self, to: Any, verbose_name: Any = None, *, related: str | None = None, **options: Any) -> None:
        """Optional by default."""
        options.setdefault("blank", True)
        options.setdefault("related_name", related)
        super().__init__(to, verbose_name=verbose_name, **options)

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        """Migrations see a plain many-to-many field."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ManyToManyField", args, kwargs


class Choice(models.CharField):  # type: ignore[type-arg]  # always text
    """One of a closed set, kept by its value; `null` means "not stated" and blank is stored as null."""

    def __init__(self, verbose_name: Any = None, choices: Any = None, **options: Any) -> None:
        """Take the choices as second argument; 50 characters hold every value of the field's vocabularies."""
        options.setdefault("max_length", 50)
        options.setdefault("blank", options.get("null", False))
        super().__init__(verbose_name, choices=choices, **options)

    def get_prep_value(self, value: Any) -> Any:
        """Store "not stated" as null where null is allowed."""
        return None if self.null and value == "" else super().get_prep_value(value)

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        """Leave the choices out of migrations: a new word is no schema change."""
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("choices", None)
        return name, "django.db.models.CharField", args, kwargs


class NumberChoice(models.PositiveIntegerField):  # type: ignore[type-arg]  # always a number
    """One of a closed set of numbers (rack widths, console speeds), read as `{value, label}` like any choice."""

    def __init__(self, verbose_name: Any = None, choices: Any = None, **options: Any) -> None:
        """Take the choices as second argument."""
        options.setdefault("blank", options.get("null", False))
        super().__init__(verbose_name, choices=choices, **options)

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        """Leave the choices out of migrations: a new number is no schema change."""
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("choices", None)
        return name, "django.db.models.PositiveIntegerField", args, kwargs


class Word(Choice):
    """One of a closed set that the wire shows bare, without a label: NetBox's cable types and ends."""


class Tags(ArrayField):  # type: ignore[type-arg]  # always a list of ids
    """Ids of the tags an object bears; a GIN index serves "bears all of these"."""

    def __init__(self, **options: Any) -> None:
        """An array of `extras.tag` ids, empty by default."""
        options.pop("base_field", None)
        options.pop("size", None)
        options.update(default=list, blank=True, verbose_name=_("tags"))
        super().__init__(models.BigIntegerField(), **options)


class _NetworkField(models.Field):  # type: ignore[type-arg]  # read as text; `ipaddress` objects cost 4-7 times as much
    """Common to `cidr` and `inet`: text in Python, a network type in the database."""

    kept_as = "inet"

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """The network type of PostgreSQL that the subclass names."""
        del connection
        return self.kept_as

    def from_db_value(self, value: Any, *_: Any) -> str | None:
        """Text with prefix length, as written."""
        return None if value is None else str(value)

    def get_prep_value(self, value: Any) -> str | None:
        """Send text; PostgreSQL casts it."""
        return None if value in {None, ""} else str(value)

    def value_to_string(self, obj: models.Model) -> str:
        """For serialisation."""
        return str(self.value_from_object(obj) or "")

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        """Cast explicitly, so that prepared statements know the type."""
        del value, compiler
        return f"%s::{self.db_type(connection)}"


class CidrField(_NetworkField):
    """An IP network; host bits must be zero."""

    description = "IP network"
    kept_as = "cidr"

    def to_python(self, value: Any) -> str | None:
        """Normalise, or say which host bits are set and what was probably meant."""
        if value in {None, ""}:
            return None
        try:
            return str(ipaddress.ip_network(str(value).strip()))
        except ValueError as error:
            try:
                meant = ipaddress.ip_network(str(value).strip(), strict=False)
            except ValueError:
                raise ValidationError(_("“%(value)s” is not an IP network."), params={"value": value}) from error
            message = _("%(value)s has host bits set; did you mean %(meant)s?")
            raise ValidationError(message, params={"value": value, "meant": meant}) from error


class InetField(_NetworkField):
    """An IP address with its prefix length (`10.1.2.3/24`); a bare address gets /32 or /128."""

    description = "IP address"

    def from_db_value(self, value: Any, *_: Any) -> str | None:
        """Always with a prefix length, which PostgreSQL leaves out for single addresses."""
        return None if value is None else str(ipaddress.ip_interface(str(value)))

    def to_python(self, value: Any) -> str | None:
        """Normalise, or name the value that is no address."""
        if value in {None, ""}:
            return None
        try:
            return str(ipaddress.ip_interface(str(value).strip()))
        except ValueError as error:
            raise ValidationError(_("“%(value)s” is not an IP address."), params={"value": value}) from error


class MacField(models.CharField):  # type: ignore[type-arg]  # always text
    """A MAC address (EUI-48) as `AA:BB:CC:DD:EE:FF`; any usual notation is taken."""

    def __init__(self, *args: Any, **options: Any) -> None:
        """Seventeen characters."""
        options["max_length"] = 17
        super().__init__(*args, **options)

    def to_python(self, value: Any) -> str | None:
        """Normalise, or name the value that is no MAC address."""
        if value in {None, ""}:
            return None
        digits = re.sub(r"[^0-9A-F]", "", str(value).upper())
        if not MAC_DIGITS.fullmatch(digits):
            raise ValidationError(_("“%(value)s” is not a MAC address."), params={"value": value})
        return ":".join(digits[at : at + 2] for at in range(0, 12, 2))


class ColorField(models.CharField):  # type: ignore[type-arg]  # always text
    """A colour as six lower-case hexadecimal digits, without `#`."""

    def __init__(self, *args: Any, **options: Any) -> None:
        """Six characters."""
        options["max_length"] = 6
        options.setdefault("validators", [RegexValidator(r"^[0-9a-f]{6}$", _("Six hexadecimal digits, as 9e9e9e."))])
        super().__init__(*args, **options)


class NaturalKey(models.Func):
    """`natkey(name)`, compared byte by byte so that it needs no ICU collation."""

    function = "natkey"
    template = '%(function)s(%(expressions)s) COLLATE "C"'
    output_field = models.TextField()


def natural(field: str = "name") -> models.GeneratedField:
    """A stored sort key: `Gi1/0/9` before `Gi1/0/10`."""
    return models.GeneratedField(
        expression=NaturalKey(Cast(field, models.TextField())),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )


class GenericRef:
    """A reference to one of several object types, kept as `<name>_type` (a label) and `<name>_id`.

    `owned`: deleted with its target; otherwise emptied when the target goes.
    """

    def __init__(
        self, verbose_name: Any, to: tuple[str, ...] = (), *, null: bool = True, owned: bool = False, shown: str = ""
    ) -> None:
        """`to` lists the labels allowed; empty allows every declared type.

        `shown` is the wire key of the object itself where that is not the reference's own name.
        """
        self.verbose_name = verbose_name
        self.to = to
        self.null = null
        self.owned = owned
        self.shown = shown
        self.name = ""

    def contribute_to_class(self, model: type[models.Model], name: str) -> None:
        """Add the two columns, once, to the concrete class."""
        self.name = name
        setattr(model, "generic_refs", (*model.__dict__.get("generic_refs", ()), self))  # noqa: B010 - no such attribute yet
        kind = models.CharField(self.verbose_name, max_length=100, null=self.null, blank=self.null)
        kind.contribute_to_class(model, f"{name}_type")
        key = models.BigIntegerField(self.verbose_name, null=self.null, blank=self.null, db_index=True)
        key.contribute_to_class(model, f"{name}_id")
