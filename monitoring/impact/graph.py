"""What needs what, and what is linked to what, as plain values."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Node = tuple[str, int]
"""Object type and id, as ("dcim.device", 12)."""


@dataclass(frozen=True, slots=True)
class Need:
    """One of `any_of` is enough. `hard`: nothing works without; otherwise it works with less.

    `what` is a short word for the need: "power", "host", "service".
    """

    any_of: frozenset[Node]
    hard: bool = True
    what: str = ""


@dataclass(frozen=True)
class Graph:
    """Needs of each node, and links between what passes traffic on.

    A node without needs supplies itself. `links` join devices and lines both ways; `forwards` are those through which
    traffic passes (a server ends it). What nothing links is not reached over a network, and loses nothing by one.
    """

    needs: Mapping[Node, Sequence[Need]] = field(default_factory=dict)
    links: Mapping[Node, frozenset[Node]] = field(default_factory=dict)
    forwards: frozenset[Node] = frozenset()

    @cached_property
    def nodes(self) -> frozenset[Node]:
        """Everything that needs, is needed or is linked."""
        found = {*self.needs, *self.links}
        for each in self.needs.values():
            for need in each:
                found |= need.any_of
        return frozenset(found)

    @cached_property
    def dependants(self) -> Mapping[Node, Sequence[Node]]:
        """Node → what names it in a need."""
        found: dict[Node, list[Node]] = defaultdict(list)
        for node, needs in self.needs.items():
            for need in needs:
                for other in need.any_of:
                    found[other].append(node)
        return found

    def upstream(self, node: Node) -> frozenset[Node]:
        """Everything that a node needs, directly or not, itself left out unless it needs itself."""
        seen: set[Node] = set()
        waiting = [node]
        while waiting:
            for need in self.needs.get(waiting.pop(), ()):
                fresh = need.any_of - seen
                seen |= fresh
                waiting.extend(fresh)
        return frozenset(seen)


def linked(pairs: Iterable[tuple[Node, Node]]) -> dict[Node, frozenset[Node]]:
    """Pairs as links both ways."""
    found: dict[Node, set[Node]] = defaultdict(set)
    for one, other in pairs:
        found[one].add(other)
        found[other].add(one)
    return {node: frozenset(others) for node, others in found.items()}
