"""What undoing changes would do: which rows come back, which get values back, which go, and what stands in the way."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.db import connection

from inventory.core.models import ObjectChange
from inventory.declare.forms import is_owned
from inventory.declare.history import NOISE, UNRECORDED
from inventory.declare.personal import SECRET
from inventory.declare.registry import specs

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from inventory.declare.spec import Spec

    Key = tuple[str, int]
    """Label and id of an object."""

MOST: Final = 20_000
"""Changes undone at once; each object is validated."""
BOOKKEEPING: Final = frozenset({"id", "created", *NOISE})


class TooMuch(ValueError):
    """A request changed more than is undone at once."""


class Step(NamedTuple):
    """One object and the columns (or many-to-many fields) it gets back; `values` is the whole row where it is gone."""

    label: str
    id: int
    name: str
    values: Mapping[str, Any]
    expected: Mapping[str, Any]
    """What the columns hold if nobody touched them since."""
    after: int
    """The last of the changes undone, by id."""
    now: Mapping[str, Any] = {}
    """What the object's columns hold now."""


class Obstacle(NamedTuple):
    """A later change that would be lost: of this object, in this column (empty: its existence)."""

    step: Step
    column: str
    change: ObjectChange | None


@dataclass(slots=True)
class Reversal:
    """What undoing does, in the order of doing it, and what forbids it."""

    returning: list[Step] = field(default_factory=list)
    reverting: list[Step] = field(default_factory=list)
    leaving: list[Step] = field(default_factory=list)
    obstacles: list[Obstacle] = field(default_factory=list)

    def __len__(self) -> int:
        """How many objects are written."""
        return len(self.returning) + len(self.reverting) + len(self.leaving)

    def steps(self) -> Iterator[tuple[str, Step]]:
        """Every step with the right it needs."""
        yield from (("add", step) for step in self.returning)
        yield from (("change", step) for step in self.reverting)
        yield from (("delete", step) for step in self.leaving)


def key_of(change: ObjectChange) -> Key:
    """The changed object."""
    found: Any = change  # two columns behind one generic reference
    return str(found.changed_object_type or ""), int(found.changed_object_id or 0)


def whole(change: ObjectChange) -> list[ObjectChange]:
    """A change with what belongs to it: for a deletion, what went with the object in the same request.

    Raises `TooMuch`.
    """
    if change.action != "delete" or not change.request_id:
        return [change]
    return _belonging(of_request(change.request_id), change)


def of_request(request_id: Any) -> list[ObjectChange]:
    """Everything one request changed, oldest first. Raises `TooMuch`."""
    found = list(ObjectChange.objects.filter(request_id=request_id).order_by("id")[: MOST + 1])
    if len(found) > MOST:
        raise TooMuch(request_id)
    return found


def _belonging(changes: Sequence[ObjectChange], seed: ObjectChange) -> list[ObjectChange]:
    """The deletion of `seed`, of what it owned, and what was emptied because of those."""
    wanted = {key_of(seed)}
    gone = [(change, set(_owners(change))) for change in changes if change.action == "delete"]
    grown = True
    while grown:
        more = {key_of(change) for change, owners in gone if owners & wanted} - wanted
        grown = bool(more)
        wanted |= more
    return [
        change
        for change in changes
        if key_of(change) in wanted or (change.action == "update" and wanted & set(_let_go(change)))
    ]


def _owners(change: ObjectChange) -> Iterator[Key]:
    """What a row went with."""
    spec, row = specs.get(key_of(change)[0]), change.prechange_data or {}
    if spec is None:
        return
    for each in spec.fields.values():
        if each.kind == "ref" and each.target and is_owned(each):
            yield each.target, row.get(each.column or "") or 0
    for ref in getattr(spec.model, "generic_refs", ()):
        if ref.owned or not ref.null:
            yield row.get(f"{ref.name}_type") or "", row.get(f"{ref.name}_id") or 0


def _let_go(change: ObjectChange) -> Iterator[Key]:
    """What an update no longer refers to."""
    spec, before, after = specs.get(key_of(change)[0]), change.prechange_data or {}, change.postchange_data or {}
    if spec is None:
        return
    for each in spec.fields.values():
        target = "extras.tag" if each.kind == "tags" else each.target
        was = before.get(each.name if each.kind == "refs" else each.column or "")
        if target and isinstance(was, int) and after.get(each.column or "") is None:
            yield target, was
        elif target and isinstance(was, list):
            yield from ((target, one) for one in was)
    for ref in getattr(spec.model, "generic_refs", ()):
        yield before.get(f"{ref.name}_type") or "", before.get(f"{ref.name}_id") or 0


def planned(changes: Iterable[ObjectChange]) -> Reversal:
    """What undoing `changes` does. What is as it was already needs nothing."""
    by_key: dict[Key, list[ObjectChange]] = {}
    for change in sorted(changes, key=lambda each: -each.pk):
        by_key.setdefault(key_of(change), []).append(change)
    found = Reversal()
    now = current((label, key, _touched(listed)) for (label, key), listed in by_key.items())
    for key, listed in by_key.items():
        if specs.get(key[0]) is not None:
            _plan(found, key, listed[::-1], now.get(key))
    _name_changes(found)
    return found


def restored(change: ObjectChange, column: str) -> Reversal:
    """What giving one value back does; whatever was written later is overwritten, as by an edit."""
    key = key_of(change)
    values = {column: (change.prechange_data or {}).get(column)}
    now = current([(*key, values)])
    found = Reversal()
    step = Step(*key, change.object_repr, values, now.get(key, {}), change.pk, now.get(key, {}))
    if key not in now:
        found.obstacles.append(Obstacle(step, "", None))
    elif now[key].get(column) != values[column]:
        found.reverting.append(step)
    _name_changes(found)
    return found


def _touched(changes: Iterable[ObjectChange]) -> set[str]:
    return {name for each in changes for row in (each.prechange_data, each.postchange_data) for name in row or ()}


def _plan(found: Reversal, key: Key, changes: Sequence[ObjectChange], now: Mapping[str, Any] | None) -> None:
    """One object whose changes, oldest first, are undone."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for change in changes:
        before = {**(change.prechange_data or {}), **before}
        after |= change.postchange_data or {}
    existed, exists = changes[0].action != "create", changes[-1].action != "delete"
    last = changes[-1]
    if existed and not exists:
        step = Step(*key, last.object_repr, before, {}, last.pk)
        if now is None:
            found.returning.append(step)
        return
    expected = {name: value for name, value in after.items() if name not in BOOKKEEPING}
    if not existed:
        step = Step(*key, last.object_repr, {}, expected, last.pk)
        if exists and now is not None:
            found.leaving.append(step)
            _compare(found, step, expected, now)
        return
    step = Step(*key, last.object_repr, {n: v for n, v in before.items() if n not in BOOKKEEPING}, expected, last.pk)
    if now is None:
        found.obstacles.append(Obstacle(step, "", None))
        return
    missing = {name: value for name, value in step.values.items() if name in now and now[name] != value}
    if missing:
        found.reverting.append(step._replace(values=missing, now=now))
        _compare(found, step, {name: expected.get(name) for name in missing}, now)


def _compare(found: Reversal, step: Step, expected: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """Note each column that somebody has written since."""
    for name, value in expected.items():
        if name in now and now[name] != value and not name.startswith("_"):
            found.obstacles.append(Obstacle(step, name, None))


def _name_changes(found: Reversal) -> None:
    """Which change is in the way: the latest of that column after those undone; one query for at most ten."""
    for at, (step, column, _none) in enumerate(found.obstacles[:10]):
        rows = ObjectChange.objects.filter(
            changed_object_type=step.label, changed_object_id=step.id, id__gt=step.after
        ).order_by("-id")
        rows = rows.filter(postchange_data__has_key=column) if column else rows.filter(action="delete")
        found.obstacles[at] = Obstacle(step, column, rows.first())


def unkept(labels: Collection[str]) -> list[Spec]:
    """Types whose rows went with objects of these types without being recorded: they do not come back."""
    return [
        spec
        for spec in specs
        if spec.label in UNRECORDED | SECRET
        and any(each.target in labels and is_owned(each) for each in spec.fields.values() if each.kind == "ref")
    ]


def current(wanted: Iterable[tuple[str, int, Collection[str]]]) -> dict[Key, dict[str, Any]]:
    """What objects hold now, by column, many-to-many fields as sorted ids; what is gone is left out."""
    by_label: dict[str, dict[int, Collection[str]]] = {}
    for label, key, names in wanted:
        by_label.setdefault(label, {})[key] = names
    found: dict[Key, dict[str, Any]] = {}
    with connection.cursor() as cursor:
        for label, keys in by_label.items():
            spec = specs.get(label)
            if spec is None:
                continue
            sql = f'SELECT t.id, to_jsonb(t)::text FROM "{spec.table}" t WHERE id = ANY(%s)'  # noqa: S608 - declared
            cursor.execute(sql, [list(keys)])
            found |= {(label, key): json.loads(text) for key, text in cursor.fetchall()}
            for name in {name for names in keys.values() for name in names}:
                many = many_field(spec, name)
                if many is not None:
                    _add_many(cursor, spec, many, [key for key in keys if (label, key) in found], found)
    return found


def many_field(spec: Spec, name: str) -> Any:
    """The many-to-many field of that name, or None."""
    declared = spec.fields.get(name)
    return declared.model_field if declared is not None and declared.kind == "refs" else None


def _add_many(cursor: Any, spec: Spec, many: Any, keys: list[int], found: dict[Key, dict[str, Any]]) -> None:
    near, far = many.m2m_column_name(), many.m2m_reverse_name()
    cursor.execute(
        f'SELECT "{near}", array_agg("{far}" ORDER BY "{far}") FROM "{many.m2m_db_table()}" '  # noqa: S608 - declared
        f'WHERE "{near}" = ANY(%s) GROUP BY 1',
        [keys],
    )
    for key in keys:
        found[spec.label, key][many.name] = []
    for key, others in cursor.fetchall():
        found[spec.label, key][many.name] = others
