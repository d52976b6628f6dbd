"""Spec → DRF serializer for writes; reads never pass here."""

from __future__ import annotations

import json
from contextvars import ContextVar
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import FieldError, MultipleObjectsReturned, ObjectDoesNotExist, ValidationError
from django.core.validators import BaseValidator
from django.db.models import CharField as DatabaseText
from django.db.models import IntegerField
from django.utils.translation import gettext as _
from rest_framework import serializers

from inventory.declare.custom_schema import CustomFieldsField
from inventory.declare.registry import specs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Model

    from inventory.declare.spec import Field

LOOKED_UP: ContextVar[Mapping[tuple[str, Any], Any] | None] = ContextVar("looked_up", default=None)
"""Objects that were looked up for a whole set, by target and id or `attribute_text`; None outside a set."""


def attribute_text(attributes: dict[str, Any]) -> str:
    """A dictionary of attributes as a key that tells `1` from `"1"`."""
    return json.dumps(attributes, default=repr)


class ChoiceField(serializers.ChoiceField):
    """A raw value; an object or list is refused with a hint, as NetBox's clients know it."""

    def to_internal_value(self, data: Any) -> Any:
        """The value, or null for blank where null is allowed."""
        if data == "" and self.allow_null:
            return None
        if isinstance(data, (dict, list)):
            raise serializers.ValidationError(
                _('Value must be passed directly (e.g. "foo": 123); do not use a dictionary or list.')
            )
        try:
            return self.choice_strings_to_values[str(data)]
        except KeyError as error:
            raise serializers.ValidationError(_("%s is not a valid choice.") % data) from error


class RelatedField(serializers.Field[Any, Any, Any, Any]):
    """An object named by its id or by a dictionary of attributes."""

    def __init__(self, target: str, **options: Any) -> None:
        self.target = target
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> Model:
        """The object. Raises `ValidationError` naming the value when there is none, or more than one."""
        model = specs[self.target].model
        if isinstance(data, dict):
            return self._by_attributes(model, data)
        if isinstance(data, bool) or not str(data).isdecimal():
            raise serializers.ValidationError(
                _(
                    "Related objects must be referenced by numeric ID or by dictionary of attributes. "
                    "Received an unrecognized value: %s"
                )
                % data
            )
        known, key = LOOKED_UP.get(), min(int(data), 2**63 - 1)
        found: Model | None = (
            next(iter(model._default_manager.filter(pk=key).order_by()[:1]), None)  # noqa: SLF001 - any declared model
            if known is None
            else known.get((self.target, key))
        )
        if found is None:
            raise serializers.ValidationError(_("Related object not found using the provided numeric ID: %s") % data)
        return found

    def _by_attributes(self, model: type[Model], data: dict[str, Any]) -> Model:
        known = (LOOKED_UP.get() or {}).get((self.target, attribute_text(data)))
        try:
            if isinstance(known, Exception):
                raise known
            found: Model = known or model._default_manager.get(**data)  # noqa: SLF001 - any declared model
        except ObjectDoesNotExist as error:
            message = _("Related object not found using the provided attributes: %s") % data
            raise serializers.ValidationError(message) from error
        except MultipleObjectsReturned as error:
            message = _("Multiple objects match the provided attributes: %s") % data
            raise serializers.ValidationError(message) from error
        except (FieldError, ValueError, TypeError, ValidationError) as error:
            raise serializers.ValidationError(str(error)) from error
        return found

    def to_representation(self, value: Any) -> Any:
        """The id; reads do not use serializers."""
        return value.pk


class RelatedList(serializers.ListField):
    """Objects by id or attributes; what is wrong with one is said of the whole, as NetBox does."""

    def run_child_validation(self, data: Any) -> Any:
        """The objects. Raises the first child's errors as a list."""
        return [self.child.run_validation(each) for each in data]


class TagsField(RelatedList):
    """Tags by id or attributes, or by slug where the wire names them so; stored as ids."""

    child = RelatedField("extras.tag")

    def __init__(self, *, slugs: bool = False, **options: Any) -> None:
        self.slugs = slugs
        super().__init__(**options)

    def run_child_validation(self, data: Any) -> Any:
        """A slug names its tag as `{"slug": …}` does."""
        named = [{"slug": each} if isinstance(each, str) else each for each in data] if self.slugs else data
        return super().run_child_validation(named)

    def to_internal_value(self, data: Any) -> list[int]:
        """Ids, in the order given, without repetition."""
        return list(dict.fromkeys(tag.pk for tag in super().to_internal_value(data)))


class DeclaredField(serializers.Field[Any, Any, Any, Any]):
    """A value checked by the model field itself (networks, addresses, MAC addresses)."""

    def __init__(self, model_field: Any, **options: Any) -> None:
        self.model_field = model_field
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> Any:
        """The field's normal form."""
        if not isinstance(data, str):
            raise serializers.ValidationError(_("Not a valid string."))
        try:
            return self.model_field.to_python(data)
        except ValidationError as error:
            raise serializers.ValidationError(error.messages) from error

    def to_representation(self, value: Any) -> Any:
        """As stored."""
        return value


PLAIN: Final[dict[str, type[serializers.Field[Any, Any, Any, Any]]]] = {
    "integer": serializers.IntegerField,
    "boolean": serializers.BooleanField,
    "date": serializers.DateField,
    "datetime": serializers.DateTimeField,
    "json": serializers.JSONField,
    "custom": serializers.DictField,
    "slug": serializers.SlugField,
    "text": serializers.CharField,
}


@lru_cache(maxsize=256)
def serializer_for(label: str) -> type[serializers.Serializer[Any]]:
    """The write serializer of a type: every writable field, plus the extra keys the type accepts."""
    spec = specs[label]
    body: dict[str, Any] = {field.name: field_for(field) for field in spec.writable}
    for name, kind in spec.accepts.items():
        body[name] = PLAIN.get("text" if kind == "longtext" else kind, serializers.JSONField)(
            required=False, write_only=True
        )
    if "tags" in spec.fields:
        body["add_tags"] = TagsField(required=False, write_only=True)
        body["remove_tags"] = TagsField(required=False, write_only=True)
    body["changelog_message"] = serializers.CharField(required=False, write_only=True, max_length=200)
    return type(f"{spec.model.__name__}Request", (serializers.Serializer,), body)


def field_for(field: Field) -> serializers.Field[Any, Any, Any, Any]:
    """The serializer field of one wire key."""
    common: dict[str, Any] = {"required": field.required, "label": field.label, "help_text": field.help or None}
    nullable = {**common, "allow_null": field.null}
    if field.kind == "ref":
        return RelatedField(field.target or "", **nullable)
    if field.kind in {"refs", "custom", "tags"}:
        return _several(field, {**common, "required": False})
    if field.kind == "choice" or (field.kind == "text" and field.choices):
        return ChoiceField(choices=list(field.choices), allow_blank=field.null, **nullable)
    if field.kind in {"cidr", "inet", "mac"}:
        return DeclaredField(field.model_field, **nullable)
    return _plain(field, common, nullable)


def _several(field: Field, common: dict[str, Any]) -> serializers.Field[Any, Any, Any, Any]:
    """References, tags and custom fields: left out, they stay as they are."""
    if field.kind == "refs":
        return RelatedList(child=RelatedField(field.target or ""), **common)
    if field.kind == "tags":
        return TagsField(slugs=field.make is not None, **common)
    label = getattr(field.model_field, "model")._meta.label_lower  # noqa: B009,SLF001 - a declared model
    return CustomFieldsField(label, _alone, **common)


def _alone(target: str, data: Any) -> Model:
    """An object that a custom field names: it is found by itself, no bulk request looks it up beforehand."""
    reset = LOOKED_UP.set(None)
    try:
        return RelatedField(target).to_internal_value(data)
    finally:
        LOOKED_UP.reset(reset)


def _plain(field: Field, common: dict[str, Any], nullable: dict[str, Any]) -> serializers.Field[Any, Any, Any, Any]:
    model_field: Any = field.model_field
    if field.kind == "decimal":
        digits = getattr(model_field, "max_digits", None) or 30
        places = getattr(model_field, "decimal_places", None) or 6
        return serializers.DecimalField(max_digits=digits, decimal_places=places, **nullable)
    if field.kind == "array":
        return serializers.ListField(child=_element(model_field.base_field), **nullable)
    if field.kind == "integer":
        return serializers.IntegerField(min_value=-(2**63), max_value=2**63 - 1, **nullable)
    if field.kind == "slug":
        return serializers.SlugField(max_length=field.max_length, **nullable)
    if field.kind in PLAIN and field.kind != "text":
        return PLAIN[field.kind](**(common if field.kind == "boolean" and not field.null else nullable))
    blank = bool(getattr(model_field, "blank", False))
    # A text of several lines is kept to the letter: the last line of a template ends where it ends.
    trim = field.kind != "longtext"
    return serializers.CharField(max_length=field.max_length, allow_blank=blank, trim_whitespace=trim, **nullable)


def _element(base: Any) -> serializers.Field[Any, Any, Any, Any]:
    """One element of a list, checked as the column's element is."""
    if isinstance(base, IntegerField):
        limits = {each.code: each.limit_value for each in base.validators if isinstance(each, BaseValidator)}
        return serializers.IntegerField(min_value=limits.get("min_value"), max_value=limits.get("max_value"))
    if isinstance(base, DatabaseText):
        return serializers.CharField(max_length=base.max_length)
    return serializers.JSONField()


def attributes(data: dict[str, Any], instance: Any) -> tuple[dict[str, Any], str]:
    """Validated data as attributes for the write path, and the change-log message."""
    values = dict(data)
    message = values.pop("changelog_message", "")
    added, removed = values.pop("add_tags", []), values.pop("remove_tags", [])
    if added or removed:
        kept = [tag for tag in values.get("tags", instance.tags) if tag not in removed]
        values["tags"] = list(dict.fromkeys([*kept, *added]))
    return values, message
