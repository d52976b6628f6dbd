"""Places of a map: nobody stands on anybody, in their own frame, the same every time."""

import random
import time
from itertools import combinations
from typing import Any, TypeAlias

from hypothesis import given
from hypothesis import strategies as st
from infoport.drawings.layout import HIGH, WIDE, arrange

Graph: TypeAlias = "tuple[dict[str, str], list[tuple[str, str]], dict[str, float]]"


@st.composite
def graphs(draw: Any) -> Graph:
    """Up to forty nodes in three groups, joined at random by a seed: drawing each edge would take too long."""
    count, chance = draw(st.integers(1, 40)), random.Random(draw(st.integers(0, 2**32)))
    nodes = {f"d{at}": f"s{chance.randrange(3)}" for at in range(count)}
    edges = [(f"d{chance.randrange(count)}", f"d{chance.randrange(count)}") for _each in range(chance.randrange(80))]
    return nodes, edges, {key: float(chance.randrange(4)) for key in nodes}


@given(graphs())
def test_every_node_has_room_of_its_own_inside_its_frame(graph: Graph) -> None:
    nodes, edges, weights = graph
    spots, frames = arrange(nodes, edges, weights)
    assert spots.keys() == nodes.keys()
    for key, spot in spots.items():
        frame = frames[nodes[key]]
        assert frame.x <= spot.x - WIDE / 2
        assert spot.x + WIDE / 2 <= frame.x + frame.width
        assert frame.y <= spot.y - HIGH / 2
        assert spot.y + HIGH / 2 <= frame.y + frame.height
    for one, other in combinations(spots.values(), 2):
        assert abs(one.x - other.x) >= WIDE - 0.01 or abs(one.y - other.y) >= HIGH / 2 - 0.01


@given(graphs())
def test_the_order_of_nodes_and_edges_moves_nobody(graph: Graph) -> None:
    nodes, edges, weights = graph
    turned = dict(reversed(nodes.items()))
    assert arrange(turned, [(other, one) for one, other in reversed(edges)], weights) == arrange(nodes, edges, weights)


def test_a_long_chain_and_two_thousand_nodes_are_placed_in_good_time() -> None:
    nodes = {f"d{at:04}": "s" for at in range(2000)}
    begin = time.process_time()
    arrange(nodes, [(f"d{at:04}", f"d{at + 1:04}") for at in range(1999)], {})
    arrange(nodes, [(f"d{at // 40:04}", f"d{at:04}") for at in range(40, 2000)], {})
    assert time.process_time() - begin < 10
