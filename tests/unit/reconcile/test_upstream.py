"""Which silence explains which."""

from hypothesis import given
from hypothesis import strategies as some

from inventory.reconcile.upstream import explained

CORE, LEFT, RIGHT, LEAF, FAR, HUB = 1, 2, 3, 4, 5, 6


def test_what_lies_behind_a_silent_device_is_explained_by_it() -> None:
    answers = {CORE: True, LEFT: False, LEAF: False, FAR: False}
    assert explained(answers, [(CORE, LEFT), (LEFT, LEAF), (LEAF, FAR)]) == {LEAF: (LEFT,), FAR: (LEFT,)}


def test_in_a_ring_nothing_is_explained_while_one_way_is_up() -> None:
    ring = [(CORE, LEFT), (LEFT, LEAF), (LEAF, RIGHT), (RIGHT, CORE)]
    assert explained({CORE: True, LEFT: False, RIGHT: True, LEAF: False}, ring) == {}
    assert explained({CORE: True, LEFT: False, RIGHT: False, LEAF: False}, ring) == {LEAF: (LEFT, RIGHT)}


def test_a_way_through_a_device_that_nobody_polls_counts() -> None:
    joined = [(CORE, HUB), (HUB, LEAF), (CORE, LEFT), (LEFT, LEAF)]
    assert explained({CORE: True, LEFT: False, LEAF: False}, joined) == {}
    behind = [(CORE, LEFT), (LEFT, HUB), (HUB, LEAF)]
    assert explained({CORE: True, LEFT: False, LEAF: False}, behind) == {LEAF: (LEFT,)}


def test_where_nobody_answers_or_nothing_is_joined_nothing_is_explained() -> None:
    assert explained({CORE: False, LEFT: False}, [(CORE, LEFT)]) == {}
    assert explained({CORE: True, LEAF: False}, []) == {}


@given(
    some.dictionaries(some.integers(1, 9), some.booleans()),
    some.lists(some.tuples(some.integers(1, 9), some.integers(1, 9)), max_size=20),
)
def test_an_explanation_is_silent_itself_and_explained_by_nothing(
    answers: dict[int, bool], joined: list[tuple[int, int]]
) -> None:
    found = explained(answers, joined)
    for device, causes in found.items():
        assert answers[device] is False
        assert causes
        assert all(answers[cause] is False and cause not in found for cause in causes)
