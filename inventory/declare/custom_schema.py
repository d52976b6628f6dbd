"""Custom fields as clients write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from inventory.declare.custom import MANY, OBJECTS, Partial, definitions

if TYPE_CHECKING:
    from collections.abc import Callable

    from inventory.declare.custom import Definition


class CustomFieldsField(serializers.DictField):
    """Names and values; objects by id or attributes. What is not named stays as it is."""

    def __init__(self, of: str, related: Callable[[str, Any], Any], **options: Any) -> None:
        """`related` finds an object of a type by what a client says of it."""
        self.of, self.related = of, related
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Values with objects as ids. Raises `ValidationError` for names and objects that do not exist."""
        if not isinstance(data, dict):
            text = _(
                "Invalid data format. Custom field data must be passed as a dictionary mapping field names to their "
                "values."
            )
            raise serializers.ValidationError(text)
        known = definitions(self.of)
        found: dict[str, Any] = {}
        for name, value in data.items():
            if name not in known:
                text = _("Custom field '%s' does not exist for this object type.")
                raise serializers.ValidationError({name: text % name})
            found[name] = self._value(known[name], value)
        return Partial(found)

    def _value(self, of: Definition, value: Any) -> Any:
        if of.kind not in OBJECTS or value is None or value == "":
            return value
        if of.kind not in MANY:
            return self.related(of.target, value).pk
        if not isinstance(value, list):
            raise serializers.ValidationError(_("Expected a list of items but got type “%s”.") % type(value).__name__)
        return [self.related(of.target, each).pk for each in value]
