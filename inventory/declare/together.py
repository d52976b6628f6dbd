"""How a rule or hook says what it does with many objects at once; one that does not say is run object by object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ValidationError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from inventory.declare.spec import Spec

    Many = Callable[..., Mapping[int, ValidationError]]

F = TypeVar("F", bound="Callable[..., None]")


class Entangled(Exception):
    """Objects of a set are in each other's way: whether they may be is found by writing them one by one."""


def for_many(many: Many) -> Callable[[F], F]:
    """Mark a rule or hook: `many` does for a sequence of objects what it does for one.

    `many` takes sequences where the function takes single values, and returns what is wrong by position. It must see
    the other objects of the sequence as if they were stored: those of a lower position were written before.
    """

    def mark(function: F) -> F:
        setattr(function, "many", many)  # noqa: B010 - functions declare no such attribute
        return function

    return mark


def by_itself(function: F) -> F:
    """Mark a rule or hook that looks at nothing but the object given and what that refers to."""

    def many(*columns: Sequence[Any]) -> dict[int, ValidationError]:
        found: dict[int, ValidationError] = {}
        for at, arguments in enumerate(zip(*columns, strict=True)):
            try:
                function(*arguments)
            except ValidationError as error:
                found[at] = error
        return found

    return for_many(many)(function)


def for_suspects(find: Callable[[Sequence[Any]], Collection[int]]) -> Callable[[F], F]:
    """Mark a rule: `find` asks once for the set which positions the rule might refuse; it judges those alone.

    `find` raises `Entangled` for objects that are in each other's way. It may let them pass where the database refuses
    them: then too the set is written one by one, and the rule sees the earlier ones stored.
    """

    def mark(function: F) -> F:
        def many(instances: Sequence[Any]) -> dict[int, ValidationError]:
            found: dict[int, ValidationError] = {}
            for at in sorted(find(instances)):
                try:
                    function(instances[at])
                except ValidationError as error:
                    found[at] = error
            return found

        return for_many(many)(function)

    return mark


def many_of(function: Callable[..., None]) -> Many | None:
    """What `function` does with many; None when it must be run object by object, each stored before the next."""
    found: Many | None = getattr(function, "many", None)
    return found


def set_based(spec: Spec) -> bool:
    """Whether everything that a write of this type involves can be done to a whole set."""
    before = (spec.hooks.prepare,) if spec.hooks.prepare else ()
    return all(many_of(each) for each in (*spec.rules, *before))
