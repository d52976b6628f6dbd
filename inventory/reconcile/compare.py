"""The comparison of intent with observation: pure, total, and the only one."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import TypeAlias

from inventory.reconcile.difference import Difference, identity
from inventory.reconcile.intent import Snapshot
from inventory.reconcile.observed import Case, Observed, gather

Rule: TypeAlias = Callable[[Case], Iterable[Difference]]


def compare(intent: Snapshot, facts: Sequence[Observed], rules: Sequence[Rule]) -> tuple[Difference, ...]:
    """The same two inputs give the same differences in the same order, whatever the order of facts.

    An absent fact is no difference, nor is anything about a device that does not answer, but that it does not.
    """
    case = gather(intent, facts)
    found: dict[str, Difference] = {}
    for each in chain.from_iterable(rule(case) for rule in rules):
        key = identity(each)
        found[key] = min(found[key], each, key=repr) if key in found else each
    return tuple(found[key] for key in sorted(found))
