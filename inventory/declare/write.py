"""The one write path: assign, validate, apply rules, store, relate; shared by REST, forms, import and accept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _

from inventory.declare import custom
from inventory.declare.checking import check
from inventory.declare.deleting import Conflict, delete
from inventory.declare.history import recorded
from inventory.declare.permissions import allowed, restrict
from inventory.declare.refusals import refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from inventory.declare.spec import Spec


__all__ = ["Conflict", "delete", "differing", "explain", "lock_unchanged", "save", "sort_values", "validate"]


def save(  # noqa: PLR0913 - each keyword is a distinct part of a write
    spec: Spec,
    instance: Any,
    values: Mapping[str, Any],
    *,
    user: Any = None,
    message: str = "",
    unchanged_since: datetime | None = None,
) -> Any:
    """Write `values` (attribute → value; many-to-many as a list of objects or ids) to `instance` and return it.

    Raises `ValidationError` (by field), `PermissionDenied` when `user` may not have such an object, and `Conflict`
    when `unchanged_since` is given and the stored object is newer.
    """
    created = instance.pk is None
    many, extra, plain = sort_values(spec, values)
    with recorded(message):
        if not created and unchanged_since is not None:
            lock_unchanged(spec, instance, unchanged_since)
        # Who writes no values has changed the instance before: then nothing is known to be as it is stored.
        before = dict(instance.__dict__) if values and not created else None
        written = custom.merged(instance, plain)
        for name, value in plain.items():
            setattr(instance, name, value)
        if spec.hooks.prepare:
            spec.hooks.prepare(instance, extra)
        custom.settle(spec, instance, written=written)
        validate(spec, instance, None if before is None else differing(spec, before, instance))
        try:
            instance.save()
        except IntegrityError as error:
            raise ValidationError(explain(spec, error, instance)) from error
        for name, related in many.items():
            getattr(instance, name).set(related)
        if spec.hooks.saved:
            spec.hooks.saved(instance, extra, created)
        if user is not None:
            _still_allowed(spec, instance, user, "add" if created else "change")
    return instance


def validate(spec: Spec, instance: Any, changed: frozenset[str] | None = None) -> None:
    """Every field's own checks, constraints, generic references, the declared rules, and what applications check.

    `changed` names the fields that differ from what is stored; None when that is not known. Raises `ValidationError`
    with all that is wrong with fields, else with the first broken rule.
    """
    for error in check(spec, [instance], [changed]).values():
        raise error


def differing(spec: Spec, before: Mapping[str, Any], instance: Any) -> frozenset[str]:
    """Fields whose value is another than in `before`, a copy of the instance's dictionary."""
    after = instance.__dict__
    return frozenset(
        each.name
        for each in spec.model._meta.concrete_fields  # noqa: SLF001 - Django's public introspection
        if each.attname in after and (each.attname not in before or before[each.attname] != after[each.attname])
    )


def lock_unchanged(spec: Spec, instance: Any, since: datetime) -> None:
    """Lock the row for this transaction. Raises `Conflict` when it changed after `since` or is gone."""
    rows = spec.model._default_manager.select_for_update(of=("self",))  # noqa: SLF001 - any declared model
    stored = rows.filter(pk=instance.pk).values_list("last_updated", flat=True).first()
    if stored is None or stored > since:
        raise Conflict(
            _("“%(object)s” was changed by someone else at %(time)s.") % {"object": instance, "time": stored}
        )


def sort_values(spec: Spec, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Values told apart: many-to-many relations, keys that only hooks read, and plain attributes."""
    many: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    plain: dict[str, Any] = {}
    for name, value in values.items():
        if name in spec.accepts:
            extra[name] = value
        elif name in spec.fields and spec.fields[name].kind == "refs":
            many[name] = value
        else:
            plain[name] = value
    return many, extra, plain


def _still_allowed(spec: Spec, instance: Any, user: Any, action: str) -> None:
    """A person may not write an object out of (or into what lies outside) their own reach."""
    condition = allowed(user, spec.label, action)
    if condition is not None and not condition:
        return
    rows = restrict(spec.model._default_manager.all(), user, action)  # noqa: SLF001 - any declared model
    if not rows.filter(pk=instance.pk).exists():
        raise PermissionDenied


def explain(spec: Spec, error: IntegrityError, instance: Any = None) -> dict[str, list[str]]:
    """A database refusal as a validation error: in the words of a rule, or naming the constraint and the value."""
    diagnostic = getattr(error.__cause__, "diag", None)
    detail = getattr(diagnostic, "message_detail", None) or str(error)
    constraint = getattr(diagnostic, "constraint_name", None) or ""
    if instance is not None and (found := refusal(constraint, instance, detail)) is not None:
        return found
    text = _("%(type)s refused by “%(constraint)s”: %(detail)s")
    return {
        NON_FIELD_ERRORS: [text % {"type": spec.verbose_name, "constraint": constraint, "detail": detail}],
    }
