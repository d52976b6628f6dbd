"""What is wrong with objects before they are stored: fields, references, constraints, rules; for one or for many alike.

What Django's `full_clean` asks the database object by object, field by field, is asked once for the set.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import DatabaseDefault
from django.utils.translation import gettext as _

from inventory.declare import checks
from inventory.declare.registry import specs
from inventory.declare.tagging import tags_fit
from inventory.declare.together import many_of
from inventory.declare.uniqueness import violations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from inventory.declare.fields import GenericRef
    from inventory.declare.spec import Spec

    Wrong = dict[int, ValidationError]


def check(spec: Spec, instances: Sequence[Any], changed: Sequence[frozenset[str] | None]) -> Wrong:
    """What is wrong with each, by position: all that is wrong with its fields, else the first broken rule.

    `changed` names the fields that differ from what is stored, None for a new object.
    """
    wrong = _cleaned(spec, instances, changed)
    for at, name, error in violations(spec.model, instances, changed, wrong):
        _add(wrong, at, {name: error})
    for at, error in _generic(spec, instances, changed):
        wrong.setdefault(at, error)
    for rule in (*((tags_fit,) if "tags" in spec.fields else ()), *spec.rules):
        run(rule, wrong, instances)
    run(partial(checks.run, spec), wrong, instances)
    return wrong


def run(function: Callable[..., None], wrong: Wrong, *columns: Sequence[Any]) -> None:
    """Let a rule or hook look at the objects that are not wrong yet; adds what it finds to `wrong`.

    Raises `Entangled` when several objects must be written one by one to find out.
    """
    alive = [at for at in range(len(columns[0])) if at not in wrong]
    if not alive:
        return
    taken = [[column[at] for at in alive] for column in columns]
    many = many_of(function)
    if many is not None and len(alive) > 1:
        wrong.update({alive[at]: error for at, error in many(*taken).items()})
        return
    for at, arguments in zip(alive, zip(*taken, strict=True), strict=True):
        try:
            function(*arguments)
        except ValidationError as error:
            wrong[at] = error


def _add(wrong: Wrong, at: int, errors: dict[str, Any]) -> None:
    known = wrong.get(at)
    folded: dict[str, Any] = {}
    for name, error in errors.items():
        folded = ValidationError({name: error}).update_error_dict(folded)
    wrong[at] = ValidationError(known.update_error_dict(folded) if known is not None else folded)


@lru_cache(maxsize=512)
def _fields(model: type[models.Model]) -> tuple[tuple[Any, bool], ...]:
    """The fields that are cleaned, and whether each is a reference."""
    fields = model._meta.fields  # noqa: SLF001 - Django's public introspection
    return tuple((each, bool(each.remote_field)) for each in fields if not each.generated)


def _cleaned(spec: Spec, instances: Sequence[Any], changed: Sequence[frozenset[str] | None]) -> Wrong:
    """Clean every field in place, as Django's `clean_fields` and `clean` do."""
    wrong: Wrong = {}
    unknown: dict[Any, list[int]] = {}
    own = spec.model.clean is not models.Model.clean
    for at, instance in enumerate(instances):
        for field in _clean_one(_fields(spec.model), instance, changed[at], partial(_add, wrong, at)):
            unknown.setdefault(field, []).append(at)
        if own:
            try:
                instance.clean()
            except ValidationError as error:
                _add(wrong, at, error.update_error_dict({}))
    for field, positions in unknown.items():
        _check_stored(field, positions, instances, wrong)
    return wrong


def _clean_one(
    fields: Sequence[tuple[Any, bool]],
    instance: Any,
    changed: frozenset[str] | None,
    refuse: Callable[[dict[str, Any]], None],
) -> Iterator[Any]:
    """Clean one object; yields the references of which it must still be asked whether their target is there."""
    for field, related in fields:
        value = getattr(instance, field.attname)
        if (field.blank and value in field.empty_values) or isinstance(value, DatabaseDefault):
            continue
        if related and value is not None:
            if (changed is None or field.name in changed) and not _is_loaded(field, instance, value):
                yield field
            continue
        try:
            setattr(instance, field.attname, field.clean(value, instance))
        except ValidationError as error:
            refuse({field.name: error.error_list})


def _is_loaded(field: Any, instance: Any, value: Any) -> bool:
    """Whether the object referred to is at hand: then it was there a moment ago, and the database has the last word."""
    return bool(field.is_cached(instance) and getattr(field.get_cached_value(instance), "pk", None) == value)


def _check_stored(field: Any, positions: Sequence[int], instances: Sequence[Any], wrong: Wrong) -> None:
    wanted = {getattr(instances[at], field.attname) for at in positions}
    rows = field.remote_field.model._base_manager  # noqa: SLF001 - as Django's own check does
    stored = set(rows.filter(pk__in=wanted).order_by().values_list("pk", flat=True))
    for at in positions:
        if getattr(instances[at], field.attname) in stored:
            continue
        try:
            field.validate(getattr(instances[at], field.attname), instances[at])
        except ValidationError as error:
            _add(wrong, at, {field.name: error.error_list})


def _generic(
    spec: Spec, instances: Sequence[Any], changed: Sequence[frozenset[str] | None]
) -> Iterator[tuple[int, ValidationError]]:
    for ref in getattr(spec.model, "generic_refs", ()):
        wanted: dict[str, dict[int, int | None]] = {}
        for at, instance in enumerate(instances):
            label, key = getattr(instance, f"{ref.name}_type"), getattr(instance, f"{ref.name}_id")
            names = changed[at]
            if (not label and key is None) or (
                names is not None and names.isdisjoint({f"{ref.name}_type", f"{ref.name}_id"})
            ):
                continue
            wanted.setdefault(label or "", {})[at] = key
        for label, keys in wanted.items():
            yield from _pointing(ref, label, keys)


def _pointing(ref: GenericRef, label: str, keys: dict[int, int | None]) -> Iterator[tuple[int, ValidationError]]:
    target = specs.get(label)
    if target is None or (ref.to and label not in ref.to):
        for at in keys:
            yield at, ValidationError({f"{ref.name}_type": _("Invalid content type: %s") % label})
        return
    rows = target.model._default_manager  # noqa: SLF001 - any declared model
    stated = {key for key in keys.values() if key is not None}
    stored = set(rows.filter(pk__in=stated).order_by().values_list("pk", flat=True)) if stated else set()
    for at, key in keys.items():
        if key not in stored:
            message = _("Related object not found using the provided value: %s.") % key
            yield at, ValidationError({f"{ref.name}_id": message})
