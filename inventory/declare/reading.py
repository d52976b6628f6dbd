"""Raw dictionaries of a request or file as values for the write path, many at a time.

The fields of the write serializer read each value, so that texts of refusals are the serializer's own; what costs is
done once for all: building the fields, and looking up the objects that are referred to.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.core.exceptions import FieldError, MultipleObjectsReturned, ObjectDoesNotExist, ValidationError
from django.db import DataError, transaction
from django.db.models import IntegerField, Value
from rest_framework import serializers
from rest_framework.fields import SkipField
from rest_framework.settings import api_settings

from inventory.declare.registry import specs
from inventory.declare.schema import LOOKED_UP, RelatedField, attribute_text, serializer_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from django.db.models import Model

    from inventory.declare.spec import Spec

AT_ONCE: Final = 100
"""Dictionaries of attributes looked up by one statement."""
MOST_ID: Final = 2**63 - 1


class Read(NamedTuple):
    """What became of raw rows: values by position, or what is wrong with them by position and field."""

    values: list[dict[str, Any]]
    problems: dict[int, dict[str, Any]]


def read(spec: Spec, rows: Sequence[Any], *, partial: bool) -> Read:
    """Values for the write path; those of a refused row are incomplete. `partial`: what is absent stays as it is."""
    cls = serializer_for(spec.label)
    fields = _bound(cls, partial=partial)
    values: list[dict[str, Any]] = []
    problems: dict[int, dict[str, Any]] = {}
    reset = LOOKED_UP.set(_looked_up(fields, rows))
    try:
        for at, raw in enumerate(rows):
            found, wrong = _row(fields, raw) if isinstance(raw, Mapping) else ({}, _no_dictionary(raw))
            values.append(found)
            if wrong:
                problems[at] = wrong
    finally:
        LOOKED_UP.reset(reset)
    return Read(values, problems)


class _Bound(NamedTuple):
    name: str
    field: serializers.Field[Any, Any, Any, Any]
    required: bool


@lru_cache(maxsize=512)
def _bound(cls: type[serializers.Serializer[Any]], *, partial: bool) -> tuple[_Bound, ...]:
    """The fields of one serializer, built once: a request that builds them takes longer to do so than to read."""
    fields = cls(partial=partial).fields
    return tuple(_Bound(name, each, each.required and not partial) for name, each in fields.items())


def _row(fields: tuple[_Bound, ...], raw: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    values: dict[str, Any] = {}
    wrong: dict[str, Any] = {}
    for name, each, required in fields:
        if name not in raw:
            if required:
                wrong[name] = [str(each.error_messages["required"])]
            continue
        try:
            values[name] = each.run_validation(raw[name])
        except serializers.ValidationError as error:
            wrong[name] = error.detail
        except ValidationError as error:
            wrong[name] = error.messages
        except SkipField:
            continue
    return values, wrong


def _no_dictionary(raw: Any) -> dict[str, Any]:
    text = serializers.Serializer.default_error_messages["invalid"]
    return {api_settings.NON_FIELD_ERRORS_KEY: [text.format(datatype=type(raw).__name__)]}


def _looked_up(fields: tuple[_Bound, ...], rows: Sequence[Any]) -> dict[tuple[str, Any], Model | Exception]:
    """Everything the rows refer to, by target and id or text of attributes; what is absent is not there."""
    ids: dict[str, set[int]] = {}
    dictionaries: dict[str, dict[str, dict[str, Any]]] = {}
    for name, each, _required in fields:
        related = each if isinstance(each, RelatedField) else getattr(each, "child", None)
        if not isinstance(related, RelatedField):
            continue
        for value in _stated(name, rows, many=related is not each):
            if isinstance(value, dict):
                dictionaries.setdefault(related.target, {})[attribute_text(value)] = value
            elif not isinstance(value, bool) and str(value).isdecimal():
                ids.setdefault(related.target, set()).add(min(int(value), MOST_ID))
    found: dict[tuple[str, Any], Model | Exception] = {}
    for target, keys in ids.items():
        stored = specs[target].model._default_manager.filter(pk__in=keys).order_by()  # noqa: SLF001 - any declared model
        found |= {(target, each.pk): each for each in stored}
    for target, wanted in dictionaries.items():
        found |= {(target, text): answer for text, answer in _by_attributes(specs[target].model, wanted)}
    return found


def _stated(name: str, rows: Sequence[Any], *, many: bool) -> Iterator[Any]:
    for raw in rows:
        value = raw.get(name) if isinstance(raw, Mapping) else None
        if many and isinstance(value, list):
            yield from value
        elif not many and value is not None:
            yield value


def _by_attributes(model: type[Model], wanted: Mapping[str, dict[str, Any]]) -> Iterator[tuple[str, Model | Exception]]:
    """Each dictionary's object, or why it names none; dictionaries that cannot be asked are left to be asked alone."""
    texts = list(wanted)
    for start in range(0, len(texts), AT_ONCE):
        chunk = texts[start : start + AT_ONCE]
        keys = _keys(model, [wanted[text] for text in chunk])
        if keys is None:
            continue
        objects = model._default_manager.in_bulk({key for each in keys.values() for key in each})  # noqa: SLF001
        for at, text in enumerate(chunk):
            if at not in keys:
                yield text, ObjectDoesNotExist()
            elif len(keys[at]) > 1:
                yield text, MultipleObjectsReturned()
            else:
                yield text, objects[keys[at][0]]


def _keys(model: type[Model], dictionaries: Iterable[dict[str, Any]]) -> dict[int, list[int]] | None:
    """Position of a dictionary → ids of up to two objects it describes; None when one of them cannot be asked."""
    manager = model._default_manager  # noqa: SLF001 - any declared model
    try:
        asked = [
            manager.filter(**each).order_by().annotate(at_=Value(at, IntegerField())).values_list("at_", "pk")[:2]
            for at, each in enumerate(dictionaries)
        ]
        with transaction.atomic():
            rows = list(asked[0].union(*asked[1:], all=True) if len(asked) > 1 else asked[0])
    except (FieldError, ValueError, TypeError, ValidationError, DataError):
        return None
    keys: dict[int, list[int]] = {}
    for at, key in rows:
        keys.setdefault(at, []).append(key)
    return keys
