"""Deleting as a set: what goes, what is emptied and what forbids it are found by ids; no dependant becomes an object.

What is walked is what Django would walk (owned references, join tables) and what generic references own. Unlike
Django, what protects an object stops protecting it when it goes too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from django.apps import apps
from django.db import connection, models
from django.utils.translation import gettext as _

from inventory.declare.fetching import fetch
from inventory.declare.history import UNRECORDED, recorded
from inventory.declare.registry import specs
from inventory.declare.search import displays
from inventory.declare.storing import array
from inventory.declare.together import many_of
from inventory.declare.viewing import unlimited

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from inventory.declare.spec import Spec

    Effect = Literal["goes", "emptied", "protects"]
    Model = type[models.Model]

NAMED: Final = 50
"""Dependants that a refusal names; what is beyond them is counted."""


class Conflict(Exception):
    """Somebody changed the object since it was read, or others depend on it."""


class Relation(NamedTuple):
    """Rows of `model` that refer to a row: the condition that they do, with one parameter, an array of ids."""

    model: Model
    condition: str
    effect: Effect
    column: str = ""
    """What is emptied by a statement of ours; empty where a trigger does it."""


@dataclass(slots=True)
class Consequences:
    """What a deletion does: ids that go by model, in the order found; ids that lose a reference; who forbids it."""

    goes: dict[Model, set[int]] = field(default_factory=dict)
    emptied: dict[Model, set[int]] = field(default_factory=dict)
    clearing: dict[Model, set[Relation]] = field(default_factory=dict)
    protected: dict[Model, set[int]] = field(default_factory=dict)

    @property
    def protecting(self) -> int:
        """How many objects forbid the deletion."""
        return sum(map(len, self.protected.values()))

    def counts(self, spec: Spec, chosen: int) -> dict[str, int]:
        """Type → objects that go besides those `chosen`; join tables are no objects."""
        numbers = {model._meta.label_lower: len(ids) for model, ids in self.goes.items() if not _is_join(model)}  # noqa: SLF001
        numbers[spec.label] = numbers.get(spec.label, 0) - chosen
        return {label: number for label, number in numbers.items() if number > 0}

    def names(self, limit: int = NAMED) -> list[tuple[Spec | None, int, str]]:
        """The objects that forbid the deletion: their type, id and name, as the person who asks may see them."""
        found: list[tuple[Spec | None, int, str]] = []
        for model, ids in self.protected.items():
            spec = specs.get(model._meta.label_lower)  # noqa: SLF001 - Django's public introspection
            keys = sorted(ids)[: limit - len(found)]
            if spec is None:
                found.extend((None, key, f"#{key}") for key in keys)
                continue
            seen = [key for (key,) in fetch(f'SELECT id FROM "{spec.table}" WHERE id = ANY(%s::bigint[])', [keys])]
            shown = displays(spec, seen)
            found.extend((spec, key, shown[key]) for key in keys if key in shown)
        return found


def consequences(spec: Spec, ids: Iterable[int]) -> Consequences:
    """Find out what deleting the objects `ids` of a type does; changes nothing."""
    with unlimited():
        return _Walk(spec.model, set(ids)).found


def delete(spec: Spec, instances: Sequence[Any], message: str = "") -> int:
    """Delete objects and what they own; returns how many of `instances`.

    Raises `Conflict` naming the dependants that protect one of them.
    """
    if not instances:
        return 0
    with recorded(message), unlimited():
        hook = spec.hooks.deleting
        many = many_of(hook) if hook else None
        if many is not None:
            many(instances)
        elif hook is not None:
            for instance in instances:
                hook(instance)
        found = _Walk(spec.model, {each.pk for each in instances}).found
        if not found.protected:
            _carry_out(found)
    if found.protected:
        raise Conflict(refusal(found))
    for instance in instances:
        instance.pk = None
    return len(instances)


def refusal(found: Consequences) -> str:
    """Why the objects cannot be deleted, in NetBox's words."""
    named = [f"{name} ({key})" for _spec, key, name in found.names()]
    if found.protecting > len(named):
        named.append(_("and %(count)d more") % {"count": found.protecting - len(named)})
    text = _("Unable to delete object. %(count)d dependent objects were found: %(names)s")
    return text % {"count": found.protecting, "names": ", ".join(named)}


def _carry_out(found: Consequences) -> None:
    """What was found last depends on what was found first, and goes before it."""
    with connection.cursor() as cursor:
        for model, ids in reversed(found.goes.items()):
            keys = [array(ids)]
            for relation in found.clearing.get(model, ()):
                table = relation.model._meta.db_table  # noqa: SLF001 - Django's public introspection
                cursor.execute(
                    f'UPDATE "{table}" SET "{relation.column}" = NULL WHERE {relation.condition}',
                    keys,
                )
            meta: Any = model._meta  # noqa: SLF001 - Django's public introspection
            cursor.execute(f'DELETE FROM "{meta.db_table}" WHERE "{meta.pk.column}" = ANY(%s::bigint[])', keys)


class _Walk:
    """From objects to all that depends on them, level by level: one statement for each type on a level."""

    def __init__(self, model: Model, ids: set[int]) -> None:
        self.found = Consequences()
        waiting: dict[Model, set[int]] = {model: self._note(model, ids)}
        while waiting:
            found: dict[Model, set[int]] = {}
            for at, keys in waiting.items():
                for relation, others in _referring(at, keys):
                    self._take(at, relation, others, found)
            waiting = {at: new for at, keys in found.items() if (new := self._note(at, keys))}
        # What goes too neither forbids anything nor needs to be emptied.
        for rows in (self.found.protected, self.found.emptied):
            for at in list(rows):
                rows[at] -= self.found.goes.get(at, set())
                if not rows[at]:
                    del rows[at]

    def _take(self, model: Model, relation: Relation, ids: set[int], found: dict[Model, set[int]]) -> None:
        if relation.effect == "goes":
            found.setdefault(relation.model, set()).update(ids)
        elif relation.effect == "protects":
            self.found.protected.setdefault(relation.model, set()).update(ids)
        else:
            self.found.emptied.setdefault(relation.model, set()).update(ids)
            if relation.column:
                self.found.clearing.setdefault(model, set()).add(relation)

    def _note(self, model: Model, ids: Collection[int]) -> set[int]:
        """Remember what goes; returns what is new. A type found again goes to the end: it depends on the later ones."""
        known = self.found.goes.pop(model, set())
        new = set(ids) - known
        self.found.goes[model] = known | new
        return new


def _referring(model: Model, ids: Collection[int]) -> Iterator[tuple[Relation, set[int]]]:
    """The rows that refer to rows of `model`, by relation; relations without any are left out."""
    relations, sql = _statement(model)
    if not relations:
        return
    with connection.cursor() as cursor:
        cursor.execute(sql, [array(ids)] * len(relations))
        rows = cursor.fetchall()
    by_number: dict[int, set[int]] = {}
    for number, key in rows:
        by_number.setdefault(number, set()).add(key)
    for number in sorted(by_number):
        yield relations[number], by_number[number]


@lru_cache(maxsize=1024)
def _statement(model: Model) -> tuple[tuple[Relation, ...], str]:
    """Everything that may refer to a row of `model`, and the statement that finds it."""
    relations = tuple(_relations(model))
    parts = (_found_by(number, each) for number, each in enumerate(relations))
    return relations, " UNION ALL ".join(parts)


def _found_by(number: int, relation: Relation) -> str:
    meta: Any = relation.model._meta  # noqa: SLF001 - Django's public introspection
    return f'SELECT {number}, "{meta.pk.column}" FROM "{meta.db_table}" WHERE {relation.condition}'


def _relations(model: Model) -> Iterator[Relation]:
    meta: Any = model._meta  # noqa: SLF001 - Django's public introspection
    for related in meta.get_fields(include_hidden=True):
        if not (related.auto_created and not related.concrete and (related.one_to_many or related.one_to_one)):
            continue
        key: Any = related.field
        effect = _effect(related.on_delete)
        if effect is not None:
            column = key.column if effect == "emptied" else ""
            yield Relation(related.related_model, f'"{key.column}" = ANY(%s::bigint[])', effect, column)
    label = meta.label_lower
    for other in apps.get_models():
        if other._meta.label_lower in UNRECORDED:  # noqa: SLF001 - Django's public introspection
            continue  # history remembers what is gone
        for ref in getattr(other, "generic_refs", ()):
            if ref.to and label not in ref.to:
                continue
            condition = f'"{ref.name}_type" = \'{label}\' AND "{ref.name}_id" = ANY(%s::bigint[])'
            yield Relation(other, condition, "goes" if ref.owned or not ref.null else "emptied")


def _effect(on_delete: Any) -> Effect | None:
    """None for references that are left to the database. Raises `NotImplementedError` for one nobody declared."""
    known: dict[Any, Effect | None] = {
        models.CASCADE: "goes", models.PROTECT: "protects", models.RESTRICT: "protects", models.SET_NULL: "emptied",
        models.DO_NOTHING: None,
    }  # fmt: skip
    if on_delete not in known:
        raise NotImplementedError(f"{on_delete} is no part of the vocabulary of declarations")
    return known[on_delete]


def _is_join(model: Model) -> bool:
    return bool(model._meta.auto_created)  # noqa: SLF001 - Django's public introspection
