"""What is still supplied and reached when some nodes fail, and why the rest is not."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitoring.impact.graph import Graph

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from monitoring.impact.graph import Need, Node


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a failure does.

    `lost` no longer works, `cut` (part of it) only because no path leads there, `degraded` works with less: a soft
    need is lost, or one of several that stand in for each other. What already did not work before is in none of them.
    `why` names for each of them the need that is not met, or met by fewer.
    """

    failed: frozenset[Node]
    lost: frozenset[Node]
    cut: frozenset[Node]
    degraded: frozenset[Node]
    why: Mapping[Node, Need]


def alive(graph: Graph, failed: AbstractSet[Node]) -> frozenset[Node]:
    """Nodes still supplied: the least fixed point grown from what needs nothing, so a ring cannot hold itself up."""
    up: set[Node] = set()
    ready = deque(node for node in graph.nodes - failed if _met(graph.needs.get(node, ()), up))
    while ready:
        node = ready.popleft()
        if node in up:
            continue
        up.add(node)
        ready.extend(
            other
            for other in graph.dependants.get(node, ())
            if other not in up and other not in failed and _met(graph.needs[other], up)
        )
    return frozenset(up)


def _met(needs: Iterable[Need], up: AbstractSet[Node]) -> bool:
    return all(not need.hard or not need.any_of.isdisjoint(up) for need in needs)


def pieces(graph: Graph, up: AbstractSet[Node]) -> Iterator[set[Node]]:
    """The parts of the network in which every node reaches every other; what only ends traffic is in several."""
    waiting = {node for node in graph.links if node in up and node in graph.forwards}
    while waiting:
        start = waiting.pop()
        part, border = {start}, [start]
        while border:
            for other in graph.links[border.pop()]:
                if other in up and other not in part:
                    part.add(other)
                    if other in graph.forwards:
                        border.append(other)
                        waiting.discard(other)
        yield part


def cut_off(graph: Graph, before: AbstractSet[Node], after: AbstractSet[Node]) -> frozenset[Node]:
    """Nodes that are up but were parted from their network: of each network, the largest part left remains it."""
    parts = list(pieces(graph, after))
    cut: set[Node] = set()
    kept: set[Node] = set()
    for network in pieces(graph, before):
        passing = network & graph.forwards
        left = [part for part in parts if not passing.isdisjoint(part & graph.forwards)]
        largest = min(left, key=lambda part: (-len(part), min(part)), default=set())
        kept |= largest
        cut |= (network & after) - largest
    return frozenset(cut - kept)


def fail(graph: Graph, failed: Collection[Node], baseline: AbstractSet[Node] | None = None) -> Outcome:
    """What the failure of some nodes does; `baseline` is `alive(graph, ∅)` where it is known already."""
    gone = frozenset(failed)
    before = alive(graph, frozenset()) if baseline is None else baseline
    cut = cut_off(graph, before, alive(graph, gone))
    up = alive(graph, gone | cut)
    lost = before - up
    why: dict[Node, Need] = {}
    degraded: set[Node] = set()
    for node in before:
        need = _first(graph.needs.get(node, ()), up, before, lost=node in lost)
        if need is None or node in gone:
            continue
        why[node] = need
        if node not in lost:
            degraded.add(node)
    return Outcome(gone, frozenset(lost), cut, frozenset(degraded), why)


def _first(needs: Sequence[Need], up: AbstractSet[Node], before: AbstractSet[Node], *, lost: bool) -> Need | None:
    """The need that explains a node's state: an unmet hard one, else one of which something was lost."""
    if lost:
        return next((need for need in needs if need.hard and need.any_of.isdisjoint(up)), None)
    return next((need for need in needs if (need.any_of & before) - up), None)


def chain(outcome: Outcome, node: Node) -> list[Node]:
    """From a lost or degraded node down to what failed first, one node of each unmet need; it ends where cut off."""
    found = [node]
    while (need := outcome.why.get(found[-1])) is not None:
        deeper = [each for each in sorted(need.any_of) if each in outcome.lost | outcome.failed and each not in found]
        if not deeper:
            break
        found.append(next((each for each in deeper if each in outcome.failed), deeper[0]))
    return found


def articulations(graph: Graph, up: AbstractSet[Node]) -> frozenset[Node]:
    """Nodes of the network whose loss alone parts it (Tarjan, without recursion)."""
    return frozenset().union(*(walk.parting() for walk in _walks(graph, up)))


def _walks(graph: Graph, up: AbstractSet[Node]) -> Iterator[_Walk]:
    """One walk for each network, from its best connected node."""
    passing = graph.forwards & up & graph.links.keys()
    waiting = sorted(passing, key=lambda node: (-len(graph.links[node]), node))
    met: set[Node] = set()
    for root in waiting:
        if root not in met:
            walk = _Walk(graph, passing, root)
            met |= walk.order.keys()
            yield walk


class _Walk:
    """One depth-first walk over what passes traffic on.

    Kept are the order in which nodes were met, the earliest node that each one's subtree leads back to, its parent
    and the size of its subtree.
    """

    def __init__(self, graph: Graph, passing: AbstractSet[Node], root: Node) -> None:
        self.graph, self.passing, self.root = graph, passing, root
        self.order: dict[Node, int] = {}
        self.low: dict[Node, int] = {}
        self.size: dict[Node, int] = {}
        self.parent: dict[Node, Node] = {}
        self._run()

    def _run(self) -> None:
        stack = [(self.root, self._meet(self.root))]
        while stack:
            node, rest = stack[-1]
            fresh = self._next(node, rest)
            if fresh is not None:
                self.parent[fresh] = node
                stack.append((fresh, self._meet(fresh)))
                continue
            stack.pop()
            if node != self.root:
                above = self.parent[node]
                self.low[above] = min(self.low[above], self.low[node])
                self.size[above] += self.size[node]

    def _meet(self, node: Node) -> Iterator[Node]:
        self.order[node] = self.low[node] = len(self.order)
        self.size[node] = 1
        return iter(self.graph.links[node] & self.passing)

    def _next(self, node: Node, rest: Iterator[Node]) -> Node | None:
        for other in rest:
            if other not in self.order:
                return other
            if other != self.parent.get(node):
                self.low[node] = min(self.low[node], self.order[other])
        return None

    def _hangs(self, node: Node) -> bool:
        """Whether nothing but its parent joins the node's subtree to the rest."""
        return node in self.parent and self.low[node] >= self.order[self.parent[node]]

    def parting(self) -> set[Node]:
        """Nodes whose loss parts this network."""
        below = [self.parent[node] for node in self.parent if self._hangs(node)]
        return {node for node in below if node != self.root or below.count(node) > 1}

    def heavy(self) -> set[Node]:
        """Nodes below which more than half of the network hangs."""
        half = len(self.order) / 2
        return {self.parent[node] for node in self.parent if self._hangs(node) and self.size[node] > half}

    def above(self, node: Node) -> set[Node]:
        """The node, and what alone parts it from the root."""
        found = {node, self.root}
        while node in self.parent:
            if self._hangs(node):
                found.add(self.parent[node])
            node = self.parent[node]
        return found


def single_points(graph: Graph, service: Node) -> list[Node]:
    """Nodes whose failure alone loses `service`, in order of type and id; itself left out.

    Tried are what it needs, directly or not, and what alone parts one of its hosts from the network.
    """
    before = alive(graph, frozenset())
    if service not in before:
        return []
    needed = graph.upstream(service) & before
    own = Graph({node: graph.needs[node] for node in (*needed, service) if node in graph.needs})
    found = {node for node in needed if service not in alive(own, {node})}
    tried: set[Node] = set()
    for walk in _walks(graph, before):
        hosts = [node for node in needed & graph.links.keys() if _beside(graph, walk, node)]
        for host in hosts:
            tried |= set.intersection(*(walk.above(each) for each in _beside(graph, walk, host)))
        tried |= walk.heavy() if hosts else set()
    found |= {node for node in tried - found if service in fail(graph, (node,), before).lost}
    return sorted(found - {service})


def _beside(graph: Graph, walk: _Walk, node: Node) -> Collection[Node]:
    """Where a node is joined to a network: itself if it passes traffic on, else its neighbours there."""
    if node in graph.forwards:
        return (node,) if node in walk.order else ()
    return graph.links[node] & walk.order.keys()
