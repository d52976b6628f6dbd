"""Places for the nodes of a map: boxes of groups, in each the trees of its nodes, leaves in a grid below their parent.

Pure, and the same for the same nodes: a map that looks the same every morning is worth more than an optimal one.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field
from math import ceil, sqrt
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

WIDE, HIGH = 112.0, 40.0
"""Room of a node with its label."""
DROP: Final = 56.0
"""From a parent to its first row of children."""
GAP: Final = 22.0
EDGE: Final = 50.0
"""From the nodes of a group to its frame."""
RATIO: Final = 1.7
"""Width to height that a packing strives for; screens are wide."""


class Spot(NamedTuple):
    """The middle of a node."""

    x: float
    y: float


class Frame(NamedTuple):
    """The frame around a group."""

    x: float
    y: float
    width: float
    height: float


@dataclass
class _Block:
    """A rectangle with nodes in it; spots are relative to its upper left corner."""

    width: float = WIDE
    height: float = HIGH
    spots: dict[str, Spot] = field(default_factory=dict)

    def take(self, other: _Block, x: float, y: float) -> None:
        """Put the nodes of another block into this one."""
        self.spots.update({key: Spot(spot.x + x, spot.y + y) for key, spot in other.spots.items()})


def arrange(
    nodes: Mapping[str, str], edges: Iterable[tuple[str, str]], weights: Mapping[str, float]
) -> tuple[dict[str, Spot], dict[str, Frame]]:
    """Spots of nodes (id → group) and frames of groups. The node of greatest weight is the root of its tree."""
    beside: dict[str, set[str]] = defaultdict(set)
    across: dict[str, int] = defaultdict(int)
    for one, other in edges:
        if one == other or one not in nodes or other not in nodes:
            continue
        if nodes[one] == nodes[other]:
            beside[one].add(other)
            beside[other].add(one)
        else:
            across[nodes[one]] += 1
            across[nodes[other]] += 1
    members: dict[str, list[str]] = defaultdict(list)
    for key, group in sorted(nodes.items()):
        members[group].append(key)
    blocks = {group: _framed(_forest(keys, beside, weights)) for group, keys in members.items()}
    order = sorted(blocks, key=lambda group: (-across[group], -blocks[group].width * blocks[group].height, group))
    whole, corners = _packed([blocks[group] for group in order], GAP * 2)
    frames = {
        group: Frame(x, y, blocks[group].width, blocks[group].height)
        for group, (x, y) in zip(order, corners, strict=True)
    }
    return whole.spots, frames


def _framed(block: _Block) -> _Block:
    made = _Block(block.width + 2 * EDGE, block.height + 2 * EDGE)
    made.take(block, EDGE, EDGE)
    return made


def _forest(keys: Sequence[str], beside: Mapping[str, set[str]], weights: Mapping[str, float]) -> _Block:
    """The trees of one group; nodes without any link stand in a grid of their own."""
    left = set(keys)
    trees: list[_Block] = []
    single: list[str] = []
    for key in sorted(keys, key=lambda each: (-weights.get(each, 0), each)):
        if key not in left:
            continue
        if not beside.get(key):
            left.discard(key)
            single.append(key)
            continue
        tree = _tree(key, beside, weights)
        left -= tree.spots.keys()
        trees.append(tree)
    if single:
        trees.append(_grid(sorted(single)))
    return _packed(trees, GAP)[0]


def _tree(root: str, beside: Mapping[str, set[str]], weights: Mapping[str, float]) -> _Block:
    """A root, its equals beside it, and all that hangs on them, nearest first."""
    roots = [root, *sorted(key for key in beside[root] if weights.get(key, 0) == weights.get(root, 0))]
    parent: dict[str, str] = dict.fromkeys(roots, "")
    order: list[str] = list(roots)
    queue = deque(roots)
    while queue:
        key = queue.popleft()
        for other in sorted(beside[key], key=lambda each: (-weights.get(each, 0), each)):
            if other not in parent:
                parent[other] = key
                order.append(other)
                queue.append(other)
    children: dict[str, list[str]] = defaultdict(list)
    for key in order:
        children[parent[key]].append(key)
    made: dict[str, _Block] = {}
    for key in reversed(order[len(roots) :]):
        made[key] = _below([key], [made.pop(child) for child in children[key]])
    below = [made.pop(child) for each in roots for child in children[each]]
    return _below(roots, below)


def _below(heads: Sequence[str], blocks: Sequence[_Block]) -> _Block:
    """Heads in a row, and under their middle the leaves in a grid, then the larger blocks packed."""
    leaves = [next(iter(each.spots)) for each in blocks if len(each.spots) == 1]
    inner = [each for each in blocks if len(each.spots) > 1]
    parts = ([_grid(leaves)] if leaves else []) + ([_packed(inner, GAP)[0]] if inner else [])
    row = len(heads) * WIDE + (len(heads) - 1) * GAP * 2
    width = max([row, *(each.width for each in parts)])
    made = _Block(width, HIGH)
    start = (width - row) / 2 + WIDE / 2
    for at, key in enumerate(heads):
        made.spots[key] = Spot(start + at * (WIDE + GAP * 2), HIGH / 2)
    for part in parts:
        made.take(part, (width - part.width) / 2, made.height + DROP - HIGH / 2)
        made.height += DROP - HIGH / 2 + part.height
    return made


def _grid(keys: Sequence[str]) -> _Block:
    """Leaves in rows."""
    columns = max(1, min(len(keys), ceil(sqrt(len(keys) * RATIO * HIGH / WIDE))))
    made = _Block(columns * WIDE, ceil(len(keys) / columns) * HIGH)
    for at, key in enumerate(keys):
        down, along = divmod(at, columns)
        made.spots[key] = Spot(along * WIDE + WIDE / 2, down * HIGH + HIGH / 2)
    return made


def _packed(blocks: Sequence[_Block], gap: float) -> tuple[_Block, list[tuple[float, float]]]:
    """Blocks on shelves, in the order given."""
    area = sum((each.width + gap) * (each.height + gap) for each in blocks)
    limit = max([sqrt(area * RATIO), *(each.width for each in blocks)], default=0)
    made = _Block(0, 0)
    corners: list[tuple[float, float]] = []
    x = y = shelf = 0.0
    for each in blocks:
        if x and x + each.width > limit:
            x, y, shelf = 0.0, y + shelf + gap, 0.0
        made.take(each, x, y)
        corners.append((x, y))
        made.width, shelf = max(made.width, x + each.width), max(shelf, each.height)
        made.height = max(made.height, y + each.height)
        x += each.width + gap
    return made, corners
