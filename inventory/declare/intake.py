"""Rows of files into the inventory: created or changed by natural key, a thousand at a time as one set."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from inventory.declare import bulk, checks, custom, custom_files, reading
from inventory.declare.exporting import exported_fields, records
from inventory.declare.filecells import asked_at_once, is_blank, value_of
from inventory.declare.keys import key_paths
from inventory.declare.schema import attributes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from inventory.declare.spec import Spec

    State = Literal["new", "changed", "same", "refused"]

BATCH: Final = 1000
"""Rows written as one set."""


@dataclass(slots=True)
class Row:
    """What became (or would become) of one row of a file; `number` counts from 1."""

    number: int
    state: State
    display: str = ""
    problems: dict[str, list[str]] = field(default_factory=dict)


def store(  # noqa: PLR0913 - each keyword is a choice of the person who imports
    spec: Spec,
    rows: Sequence[dict[str, Any]],
    *,
    user: Any,
    dry_run: bool,
    message: str = "",
    all_or_none: bool = False,
    progress: Callable[[int], None] | None = None,
) -> list[Row]:
    """Create or update by natural key (or `id`); the same file twice changes nothing.

    A refused row leaves the others be, unless `all_or_none`. With `dry_run` everything is rolled back. `progress` is
    told how many rows are done; what it raises ends the import and leaves nothing behind.
    """
    report: list[Row] = []
    with transaction.atomic(), checks.batch():
        for start in range(0, len(rows), BATCH):
            report.extend(store_batch(spec, rows[start : start + BATCH], user=user, message=message, first=start + 1))
            if progress is not None:
                progress(len(report))
        if dry_run or (all_or_none and any(row.state == "refused" for row in report)):
            transaction.set_rollback(True)
    return report


def store_batch(
    spec: Spec, rows: Sequence[dict[str, Any]], *, user: Any, message: str = "", first: int = 1
) -> list[Row]:
    """Store some rows of a file within the caller's transaction; the first of them is row number `first`.

    A job that stores batches and its own progress in one transaction each goes on where it was stopped.
    """
    report: list[Row] = []
    waiting = list(enumerate(rows, first))
    own = {each.name for each in spec.writable if each.kind in {"ref", "refs"} and each.target == spec.label}
    with custom.pinned():
        while waiting:
            given = list(_read(spec, waiting))
            # What refers to another row of the file waits until that is stored.
            later = {each.number for each in given if each.problems and own.issuperset(each.problems)}
            if len(later) == len(given):
                later = set()
            for part in _without_repetition(each for each in given if each.number not in later):
                report.extend(_store_set(spec, part, user, message))
            waiting = [(number, raw) for number, raw in waiting if number in later]
    return sorted(report, key=lambda row: row.number)


class _Given(NamedTuple):
    """One row as the write serializer takes it, and the natural key it states; or what is wrong with its cells."""

    number: int
    values: dict[str, Any]
    key: tuple[Any, ...] | None
    problems: dict[str, list[str]]


def _read(spec: Spec, rows: Sequence[tuple[int, dict[str, Any]]]) -> Iterator[_Given]:
    with asked_at_once(spec, [raw for _number, raw in rows]):
        for number, raw in rows:
            try:
                values = _values(spec, raw)
                yield _Given(number, values, _key_of(spec, values), {})
            except ValidationError as error:
                yield _Given(number, {}, None, _messages(error))


def _values(spec: Spec, raw: dict[str, Any]) -> dict[str, Any]:
    raw = custom_files.gathered(spec, raw)
    unknown = [name for name in raw if name not in spec.fields and name not in spec.accepts]
    if unknown:
        text = _("Unknown column; %(type)s has: %(known)s.")
        known = ", ".join(each.name for each in exported_fields(spec))
        raise ValidationError({unknown[0]: text % {"type": spec.verbose_name, "known": known}})
    return {name: value_of(spec, name, value) for name, value in raw.items() if name not in {"created", "last_updated"}}


def _key_of(spec: Spec, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """The natural key as the database holds it; None when it is not stated. "Not stated" is a key where a reference is.

    An `id` is a key before all others.
    """
    if values.get("id"):
        return ("id", values["id"])
    if key_paths(spec) == ("pk",):
        return None
    parts: list[Any] = []
    for name in spec.key:
        value, each = values.get(name), spec.fields[name]
        if is_blank(value):
            if each.kind != "ref" or not each.null:
                return None
            parts.append(None)
        elif each.kind == "ref":
            parts.append(value)
        else:
            try:
                parts.append(each.model_field.to_python(value) if each.model_field is not None else value)
            except ValidationError:
                return None
    return tuple(parts) if any(part is not None for part in parts) else None


def _without_repetition(given: Iterable[_Given]) -> Iterator[list[_Given]]:
    """Sets in which no key occurs twice: a row that repeats one means the object that the earlier row has made."""
    part: list[_Given] = []
    seen: set[Any] = set()
    for each in given:
        if each.key is not None and each.key in seen:
            yield part
            part, seen = [], set()
        part.append(each)
        seen.add(each.key)
    if part:
        yield part


def _store_set(spec: Spec, given: Sequence[_Given], user: Any, message: str) -> Iterator[Row]:
    stored = _stored(spec, [each.key for each in given if each.key is not None])
    pairs: list[tuple[_Given, Any]] = []
    for each in given:
        if each.problems:
            yield Row(each.number, "refused", problems=each.problems)
        elif each.key is not None and each.key[0] == "id" and each.key not in stored:
            text = _("No %(type)s with id %(id)s.") % {"type": spec.verbose_name, "id": each.key[1]}
            yield Row(each.number, "refused", problems={"id": [text]})
        else:
            pairs.append((each, stored.get(each.key)))
    for existing in (False, True):
        alike = [(each, one) for each, one in pairs if (one is not None) is existing]
        yield from _store_alike(spec, alike, user, message)


def _stored(spec: Spec, keys: Sequence[tuple[Any, ...]]) -> dict[Any, Any]:
    """Key → stored object, locked; the oldest where several bear the key."""
    found: dict[Any, Any] = {}
    manager = spec.model._default_manager  # noqa: SLF001 - any declared model
    rows = manager.select_for_update(of=("self",)).order_by("-pk")
    ids = {key[1] for key in keys if key[0] == "id" and str(key[1]).isdecimal()}
    if ids:
        by_id = {str(each.pk): each for each in rows.filter(pk__in=ids)}
        found |= {("id", key): by_id[str(key)] for key in ids if str(key) in by_id}
    natural = {key for key in keys if key[0] != "id"}
    if natural:
        # One part narrows the search, all of them decide.
        at, narrow = max(enumerate(spec.key), key=lambda part: len({key[part[0]] for key in natural}))
        values = {key[at] for key in natural}
        names = [spec.fields[name].attribute or name for name in spec.key]
        for each in rows.filter(**{f"{narrow}__in": values - {None}}):
            key = tuple(getattr(each, name) for name in names)
            if key in natural:
                found[key] = each
    return found


def _store_alike(spec: Spec, pairs: Sequence[tuple[_Given, Any]], user: Any, message: str) -> Iterator[Row]:
    """Rows that are all new, or all about stored objects."""
    if not pairs:
        return
    existing = pairs[0][1] is not None
    instances = [one if one is not None else spec.model() for _given, one in pairs]
    raw = [{name: value for name, value in each.values.items() if name != "id"} for each, _one in pairs]
    found = reading.read(spec, raw, partial=existing)
    before = _recorded(spec, instances) if existing else {}
    written: list[tuple[int, Any, dict[str, Any], str]] = []
    problems: dict[int, dict[str, list[str]]] = {at: _flat(wrong) for at, wrong in found.problems.items()}
    for at, instance in enumerate(instances):
        if at not in problems:
            written.append((at, instance, *attributes(found.values[at], instance)))
    for note, group in groupby(written, key=lambda each: each[3]):
        problems |= _write(spec, list(group), user, note or message)
    after = _recorded(spec, [one for at, one in enumerate(instances) if at not in problems]) if existing else {}
    for at, (each, _one) in enumerate(pairs):
        if at in problems:
            yield Row(each.number, "refused", problems=problems[at])
            continue
        key = instances[at].pk
        state: State = "new" if not existing else "same" if before.get(key) == after.get(key) else "changed"
        yield Row(each.number, state, str(instances[at]))


def _recorded(spec: Spec, instances: Sequence[Any]) -> dict[int, dict[str, Any]]:
    """Id → the object as a file would hold it."""
    return {record["id"]: record for record in records(spec, [each.pk for each in instances])}


def _write(
    spec: Spec, group: Sequence[tuple[int, Any, dict[str, Any], str]], user: Any, message: str
) -> dict[int, dict[str, list[str]]]:
    outcome = bulk.save_valid(spec, [(one, values) for _at, one, values, _note in group], user=user, message=message)
    problems = {group[at][0]: _messages(error) for at, error in outcome.problems.items()}
    return problems | {group[at][0]: {"": [_("You may not write this object.")]} for at in outcome.denied}


def _messages(error: ValidationError) -> dict[str, list[str]]:
    if hasattr(error, "error_dict"):
        return {name: list(texts) for name, texts in error.message_dict.items()}
    return {"": list(error.messages)}


def _flat(errors: Mapping[str, Any]) -> dict[str, list[str]]:
    return {name: [str(text) for text in _texts(each)] for name, each in errors.items()}


def _texts(errors: Any) -> list[Any]:
    if isinstance(errors, dict):
        return [text for each in errors.values() for text in _texts(each)]
    if isinstance(errors, (list, tuple)):
        return [text for each in errors for text in (_texts(each) if isinstance(each, (dict, list)) else [each])]
    return [errors]
