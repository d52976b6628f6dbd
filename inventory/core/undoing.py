"""Undoing changes: values go back through the one write path, deleted rows come back under their old ids."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from inventory.core.reversal import many_field
from inventory.declare import bulk, checks, custom, storing, write
from inventory.declare.checking import check
from inventory.declare.history import recorded
from inventory.declare.permissions import restrict
from inventory.declare.registry import specs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from inventory.core.reversal import Reversal, Step
    from inventory.declare.spec import Spec

SAID: Final = 10
"""Reasons that a refusal names."""


class Refused(Exception):
    """Nothing was undone; `reasons` say why."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = list(reasons)


def undo(reversal: Reversal, *, user: Any, message: str = "") -> None:
    """Do what was planned, all or nothing. Raises `Refused`."""
    if reversal.obstacles:
        raise Refused([_("Later changes would be lost.")])
    orders: list[list[Callable[[], None]]] = [
        [lambda: _return(reversal.returning), lambda: _revert(reversal.reverting, user, message),
         lambda: _remove(reversal.leaving, user, message)],
        [lambda: _remove(reversal.leaving, user, message), lambda: _return(reversal.returning),
         lambda: _revert(reversal.reverting, user, message)],
    ]  # fmt: skip
    with recorded(message), custom.pinned(), checks.batch():
        _need_rights(reversal, user)
        try:
            _carry_out(orders[0])
        except (IntegrityError, Refused):
            # What the request made may be in the way of what it deleted: the same name, the same place.
            if not (reversal.leaving and reversal.returning):
                raise
            _carry_out(orders[1])
        _check_returned(reversal.returning, user)
        _carry_out([connection.check_constraints])


def _carry_out(order: Iterable[Callable[[], None]]) -> None:
    try:
        with transaction.atomic():
            for do in order:
                do()
    except IntegrityError as error:
        detail = getattr(getattr(error.__cause__, "diag", None), "message_detail", None) or str(error)
        raise Refused([_("The database refused it: %s") % detail]) from error


def _need_rights(reversal: Reversal, user: Any) -> None:
    wanted = {(step.label, action) for action, step in reversal.steps()}
    lacking = [(label, action) for label, action in sorted(wanted) if not user.may(label, action)]
    if lacking:
        raise Refused([_right(label, action) for label, action in lacking[:SAID]])


def _right(label: str, action: str) -> str:
    words = {"add": _("add %s"), "change": _("change %s"), "delete": _("delete %s")}
    return _("This needs the right to %(right)s.") % {"right": words[action] % specs[label].verbose_name_plural}


def _by_type(steps: Iterable[Step]) -> Iterator[tuple[Spec, list[Step]]]:
    found: dict[str, list[Step]] = {}
    for step in steps:
        found.setdefault(step.label, []).append(step)
    for label, listed in found.items():
        yield specs[label], listed


def _columns(spec: Spec) -> list[Any]:
    fields: Any = spec.model._meta.concrete_fields  # noqa: SLF001 - Django's public introspection
    return [each for each in fields if not each.generated]


def _return(steps: Sequence[Step]) -> None:
    """Insert the rows as history has them; what it never keeps (secrets) begins anew. References are checked later."""
    for spec, listed in _by_type(steps):
        fields = _columns(spec)
        rows = [_row(fields, step) for step in listed]
        names = ", ".join(f'"{each.column}"' for each in fields)
        with connection.cursor() as cursor:
            cursor.execute(
                f'INSERT INTO "{spec.table}" ({names}) SELECT {names} '  # noqa: S608 - declared names
                f'FROM jsonb_populate_recordset(NULL::"{spec.table}", %s::jsonb)',
                [json.dumps(rows)],
            )
        _relate(spec, listed)


def _row(fields: Iterable[Any], step: Step) -> dict[str, Any]:
    """The row; a column that history lacks has its default, and last changed now."""
    row = {}
    for each in fields:
        if each.column in step.values:
            row[each.column] = step.values[each.column]
        elif getattr(each, "auto_now", False) or getattr(each, "auto_now_add", False):
            row[each.column] = timezone.now().isoformat()
        else:
            row[each.column] = None if each.null else storing.plain(each, each.get_default())
    return row


def _relate(spec: Spec, steps: Iterable[Step]) -> None:
    wanted: dict[str, dict[int, list[int]]] = {}
    for step in steps:
        for name, value in step.values.items():
            if many_field(spec, name) is not None:
                wanted.setdefault(name, {})[step.id] = value
    for name, related in wanted.items():
        storing.relate(many_field(spec, name), related, new=True)


def _typed(spec: Spec, rows: Iterable[dict[str, Any]]) -> dict[int, Any]:
    """Objects in memory with these columns; PostgreSQL reads the JSON as it wrote it."""
    sql = f'SELECT r.* FROM jsonb_populate_recordset(NULL::"{spec.table}", %s::jsonb) r'  # noqa: S608 - declared
    found = spec.model._default_manager.raw(sql, [json.dumps(list(rows))])  # noqa: SLF001 - any declared model
    return {each.pk: each for each in found}


def _revert(steps: Sequence[Step], user: Any, message: str) -> None:
    for spec, listed in _by_type(steps):
        typed = _typed(spec, [{**step.values, "id": step.id} for step in listed])
        rows = restrict(spec.model._default_manager.all(), user, "change")  # noqa: SLF001 - any declared model
        stored = rows.filter(pk__in=typed).select_for_update(of=("self",)).in_bulk()
        if missing := [step.name for step in listed if step.id not in stored]:
            raise Refused([_("%s lies outside your rights.") % name for name in missing[:SAID]])
        columns = {each.column: each.attname for each in _columns(spec) if not each.primary_key}
        pairs = [
            (
                stored[step.id],
                {columns[name]: getattr(typed[step.id], columns[name]) for name in step.values if name in columns}
                | {name: value for name, value in step.values.items() if many_field(spec, name) is not None},
            )
            for step in listed
        ]
        _save(spec, pairs, user, message)


def _save(spec: Spec, pairs: list[tuple[Any, dict[str, Any]]], user: Any, message: str) -> None:
    names = [str(instance) for instance, _values in pairs]
    try:
        bulk.save(spec, pairs, user=user, message=message)
    except bulk.Refused as error:
        raise Refused(
            [f"{names[at]}: {each}" for at, told in error.problems.items() for each in _told(spec, told)][:SAID]
        ) from error
    except PermissionDenied as error:
        raise Refused([_("It would lie outside your rights.")]) from error


def _told(spec: Spec, error: ValidationError) -> list[str]:
    """What is wrong, each with the field's own name."""
    if not hasattr(error, "error_dict"):
        return [str(each) for each in error.messages]
    told = []
    for name, texts in error.message_dict.items():
        known = spec.fields.get(name)
        told.append(f"{capfirst(known.label)}: {' '.join(texts)}" if known is not None else " ".join(texts))
    return told


def _remove(steps: Sequence[Step], user: Any, message: str) -> None:
    for spec, listed in _by_type(steps):
        rows = spec.model._default_manager.filter(pk__in=[step.id for step in listed])  # noqa: SLF001 - declared
        there = list(rows)
        mine = list(restrict(rows, user, "delete"))
        if len(mine) < len(there):
            raise Refused([_right(spec.label, "delete")])
        try:
            write.delete(spec, mine, message)
        except write.Conflict as error:
            raise Refused([str(error)]) from error


def _check_returned(steps: Sequence[Step], user: Any) -> None:
    """The rows are back in their places: now every rule looks at them as if they were new."""
    reasons: list[str] = []
    for spec, listed in _by_type(steps):
        keys = [step.id for step in listed]
        rows = spec.model._default_manager.filter(pk__in=keys)  # noqa: SLF001 - any declared model
        instances = list(rows)
        wrong = check(spec, instances, [None] * len(instances))
        reasons += [f"{instances[at]}: {each}" for at, error in wrong.items() for each in _told(spec, error)]
        if restrict(rows, user, "add").count() < len(instances):
            reasons.append(_("%s: some lie outside your rights.") % capfirst(spec.verbose_name_plural))
    if reasons:
        raise Refused(reasons[:SAID])
