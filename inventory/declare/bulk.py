"""Many objects of one type written as a set: the same checks, rules and history as one, in a few statements."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from inventory.declare import checks, custom, storing, write
from inventory.declare.checking import check, run
from inventory.declare.history import recorded
from inventory.declare.permissions import allowed, restrict
from inventory.declare.together import Entangled, many_of, set_based

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from inventory.declare.spec import Spec

    Pairs = Sequence[tuple[Any, Mapping[str, Any]]]


class Refused(Exception):
    """Nothing was written; `problems` says why, by position."""

    def __init__(self, problems: Mapping[int, ValidationError]) -> None:
        """Take what is wrong with each object."""
        super().__init__(f"{len(problems)} objects refused")
        self.problems = problems


@dataclass(slots=True)
class Outcome:
    """What became of a set whose valid objects were written: the positions refused, outside one's rights, unchanged."""

    problems: dict[int, ValidationError] = field(default_factory=dict)
    denied: set[int] = field(default_factory=set)
    same: set[int] = field(default_factory=set)


def create(spec: Spec, items: Sequence[Mapping[str, Any]], *, user: Any = None, message: str = "") -> list[Any]:
    """Store new objects with these values (as `write.save` takes them) and return them, or store none.

    Raises `Refused`, or `PermissionDenied` when one would lie outside the rights of `user`.
    """
    return save(spec, [(spec.model(), values) for values in items], user=user, message=message)


def update(spec: Spec, pairs: Pairs, *, user: Any = None, message: str = "") -> list[Any]:
    """Write values to stored objects, which should be locked, and return the objects, or change none.

    Raises `Refused`, or `PermissionDenied` when one would lie outside the rights of `user`.
    """
    return save(spec, pairs, user=user, message=message)


def save(spec: Spec, pairs: Pairs, *, user: Any = None, message: str = "") -> list[Any]:
    """`create` for the objects without id and `update` for the others, all or none."""
    with transaction.atomic():
        outcome = save_valid(spec, pairs, user=user, message=message, all_or_none=True)
        if outcome.denied:
            raise PermissionDenied
        if outcome.problems:
            raise Refused(outcome.problems)
    return [instance for instance, _values in pairs]


def save_valid(spec: Spec, pairs: Pairs, *, user: Any = None, message: str = "", all_or_none: bool = False) -> Outcome:
    """Write every object that may be written; tell what became of the others.

    With `all_or_none`, stop before writing when something is wrong; the caller rolls back what comes later.
    """
    batch = _Batch(spec, pairs)
    with recorded(message), custom.pinned(), checks.batch():
        if not set_based(spec) or _unique_values(spec) or len(set(map(id, batch.instances))) < len(pairs):
            return _one_by_one(batch, range(len(pairs)), Outcome(), user, message)
        batch.assign()
        outcome = Outcome()
        alive: Sequence[int] = range(len(pairs))
        try:
            outcome.problems = batch.check()
            alive = [at for at in alive if at not in outcome.problems]
            if not alive or (outcome.problems and all_or_none):
                return outcome
            with transaction.atomic():
                outcome.same = batch.store(alive)
                outcome.denied = _denied(batch, alive, user)
                if outcome.denied and not all_or_none:
                    transaction.set_rollback(True)
        except (Entangled, IntegrityError, ValidationError):
            # Each other's, somebody else's row, a constraint only the database knows, or a hook: find out whose it is.
            return _one_by_one(batch, alive, outcome, user, message)
        if outcome.denied and not all_or_none:
            return _one_by_one(batch, alive, Outcome(outcome.problems), user, message)
    return outcome


def _unique_values(spec: Spec) -> bool:
    """Whether a custom field of the type is unique: its values are compared with stored ones only."""
    return "custom_fields" in spec.fields and any(each.unique for each in custom.definitions(spec.label).values())


def _one_by_one(batch: _Batch, positions: Sequence[int], outcome: Outcome, user: Any, message: str) -> Outcome:
    for at in positions:
        batch.restore(at)
        instance, values = batch.pairs[at]
        try:
            with transaction.atomic():
                write.save(batch.spec, instance, values, user=user, message=message)
        except ValidationError as error:
            outcome.problems[at] = error
        except PermissionDenied:
            outcome.denied.add(at)
    return outcome


def _denied(batch: _Batch, positions: Sequence[int], user: Any) -> set[int]:
    """Positions of stored objects that lie outside the rights of `user`; None as user may do everything."""
    if user is None:
        return set()
    spec, outside = batch.spec, set()
    for action, created in (("add", True), ("change", False)):
        keys = {batch.instances[at].pk: at for at in positions if batch.created[at] is created}
        condition = allowed(user, spec.label, action)
        if not keys or (condition is not None and not condition):
            continue
        rows = restrict(spec.model._default_manager.all(), user, action).filter(pk__in=keys)  # noqa: SLF001
        within = set(rows.order_by().values_list("pk", flat=True))
        outside |= {at for key, at in keys.items() if key not in within}
    return outside


class _Batch:
    """A set on its way: the instances as they came, what was assigned, and what that changed."""

    def __init__(self, spec: Spec, pairs: Pairs) -> None:
        self.spec, self.pairs = spec, pairs
        self.instances = [instance for instance, _values in pairs]
        self.created = [instance.pk is None for instance in self.instances]
        self.before = [(dict(each.__dict__), dict(each._state.fields_cache)) for each in self.instances]  # noqa: SLF001 - Django's own
        self.many: list[dict[str, Any]] = []
        self.extra: list[dict[str, Any]] = []
        self.written: list[bool] = []
        self.changed: list[frozenset[str] | None] = []
        meta: Any = spec.model._meta  # noqa: SLF001 - Django's public introspection
        self.fields: Final = [each for each in meta.concrete_fields if not each.generated and not each.primary_key]

    def assign(self) -> None:
        """Set the plain values; relations and extra keys wait."""
        for instance, values in self.pairs:
            many, extra, plain = write.sort_values(self.spec, values)
            self.many.append(many)
            self.extra.append(extra)
            self.written.append(custom.merged(instance, plain))
            for name, value in plain.items():
                setattr(instance, name, value)
        self._note_changes()

    def check(self) -> dict[int, ValidationError]:
        """Prepare and check all; rules may fill in what was not stated."""
        wrong: dict[int, ValidationError] = {}
        if self.spec.hooks.prepare:
            run(self.spec.hooks.prepare, wrong, self.instances, self.extra)
        run(self._settle, wrong, self.instances, self.written)
        self._note_changes()
        self._load_references()
        sound = [at for at in range(len(self.instances)) if at not in wrong]
        found = check(self.spec, [self.instances[at] for at in sound], [self.changed[at] for at in sound])
        wrong |= {sound[at]: error for at, error in found.items()}
        self._note_changes()
        return wrong

    def store(self, positions: Sequence[int]) -> set[int]:
        """Write rows, relations and what the `saved` hook adds; returns the positions where nothing changed."""
        new = [at for at in positions if self.created[at]]
        old = [at for at in positions if not self.created[at]]
        if new:
            storing.insert([self.instances[at] for at in new])
        touched = self._relate(new, created=True) | self._relate(old, created=False)
        moved = [at for at in old if self.changed[at] or at in touched]
        if moved:
            names = set().union(*(self.changed[at] or () for at in moved))
            storing.change([self.instances[at] for at in moved], names)
        for at in new:
            self.instances[at].__dict__.pop("_prefetched_objects_cache", None)
        if self.spec.hooks.saved:
            for group, created in ((new, True), (old, False)):
                self._tell_saved(group, created=created)
        return set(old) - set(moved)

    def restore(self, at: int) -> None:
        """The instance as it came, after the set was rolled back."""
        values, cached = self.before[at]
        instance = self.instances[at]
        instance.__dict__.clear()
        instance.__dict__.update(values)
        instance._state.fields_cache = dict(cached)  # noqa: SLF001 - Django's own
        instance._state.adding = self.created[at]  # noqa: SLF001

    def _settle(self, instance: Any, written: bool) -> None:
        custom.settle(self.spec, instance, written=written)

    def _note_changes(self) -> None:
        self.changed = [
            None if created else write.differing(self.spec, before, instance)
            for created, (before, _cached), instance in zip(self.created, self.before, self.instances, strict=True)
        ]

    def _load_references(self) -> None:
        """Fetch what the objects refer to, one query per reference, for the rules to look at.

        A reference to another object of the set leads to that object, as it is going to be.
        """
        if len(self.instances) < 2 or not self.spec.rules:  # noqa: PLR2004 - one object fetches what it needs
            return
        known = {each.pk: each for each in self.instances if each.pk is not None}
        for each in self.fields:
            if not each.remote_field:
                continue
            own = known if each.remote_field.model is self.spec.model else {}
            for one in self.instances if own else ():
                if getattr(one, each.attname) in own:
                    each.set_cached_value(one, own[getattr(one, each.attname)])
            self._load(each)

    def _load(self, reference: Any) -> None:
        name = reference.attname
        missing = [one for one in self.instances if getattr(one, name) and not reference.is_cached(one)]
        if not missing:
            return
        manager = reference.remote_field.model._default_manager  # noqa: SLF001 - any declared model
        found = manager.in_bulk({getattr(one, name) for one in missing})
        for one in missing:
            if (target := found.get(getattr(one, name))) is not None:
                reference.set_cached_value(one, target)

    def _relate(self, positions: Sequence[int], *, created: bool) -> set[int]:
        """Write many-to-many relations; returns the positions where they changed."""
        touched: set[int] = set()
        by_name: dict[str, dict[int, list[int]]] = {}
        at_key = {self.instances[at].pk: at for at in positions}
        for at in positions:
            for name, related in self.many[at].items():
                keys = [getattr(each, "pk", each) for each in related]
                by_name.setdefault(name, {})[self.instances[at].pk] = keys
        for name, wanted in by_name.items():
            each: Any = self.spec.model._meta.get_field(name)  # noqa: SLF001 - Django's public introspection
            touched |= {at_key[key] for key in storing.relate(each, wanted, new=created)}
        return touched

    def _tell_saved(self, positions: Sequence[int], *, created: bool) -> None:
        """Raises `ValidationError` when the hook refuses one; the caller finds out which."""
        hook = self.spec.hooks.saved
        many = many_of(hook) if hook else None
        instances, extra = [self.instances[at] for at in positions], [self.extra[at] for at in positions]
        if many is not None and positions:
            for error in many(instances, extra, [created] * len(positions)).values():
                raise error
        elif hook is not None:
            for instance, given in zip(instances, extra, strict=True):
                hook(instance, given, created)
