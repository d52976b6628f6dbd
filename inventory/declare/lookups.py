"""Network operators of PostgreSQL as Django look-ups."""

from __future__ import annotations

from typing import Any

from django.db.models import IntegerField, Lookup, TextField, Transform

from inventory.declare.fields import CidrField, InetField


class _NetworkLookup(Lookup[Any]):
    operator = ""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """`column operator value::inet`."""
        left, left_params = self.process_lhs(compiler, connection)
        return f"{left} {self.operator} %s::inet", (*left_params, str(self.rhs))

    def get_prep_lookup(self) -> Any:
        """Leave the value as text."""
        return self.rhs


class Within(_NetworkLookup):
    """Strictly inside the network."""

    lookup_name, operator = "net_within", "<<"


class WithinOrEqual(_NetworkLookup):
    """Inside the network or equal to it."""

    lookup_name, operator = "net_within_include", "<<="


class Contains(_NetworkLookup):
    """Contains the network or address, or equals it."""

    lookup_name, operator = "net_contains", ">>="


class NotAfter(_NetworkLookup):
    """The address or one before it, in the order of addresses."""

    lookup_name, operator = "net_lte", "<="


class NotBefore(_NetworkLookup):
    """The address or one after it."""

    lookup_name, operator = "net_gte", ">="


class Host(Transform):
    """The address without prefix length, as text."""

    lookup_name, function = "host", "host"
    output_field = TextField()


class Whole(Transform):
    """The address with its prefix length, as text."""

    lookup_name, function = "whole", "text"
    output_field = TextField()


class Family(Transform):
    """4 or 6."""

    lookup_name, function = "family", "family"
    output_field = IntegerField()


class MaskLength(Transform):
    """The prefix length, in bits."""

    lookup_name, function = "masklen", "masklen"
    output_field = IntegerField()


for _field in (CidrField, InetField):
    for _lookup in (Within, WithinOrEqual, Contains, NotAfter, NotBefore, Host, Whole, Family, MaskLength):
        _field.register_lookup(_lookup)
