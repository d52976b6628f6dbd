"""States that settle, causes, and availability compared with a count minute by minute."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.health.availability import Accounted, Change, Span, account, budget, total
from monitoring.health.blaming import causes
from monitoring.health.settling import Seen, Settled, State, settle

BEGIN = datetime(2026, 11, 1, tzinfo=UTC)
STATES: tuple[State, ...] = get_args(State)


def minute(number: int) -> datetime:
    return BEGIN + timedelta(minutes=number)


def settled(*states: State) -> list[Settled]:
    steps, now = list[Settled](), None
    for number, state in enumerate(states):
        now = settle(now, Seen(at=minute(number), state=state, reason=f"{state} {number}"))
        steps.append(now)
    return steps


def test_a_change_needs_probes_in_a_row_and_counts_from_the_first_of_them() -> None:
    steps = settled("up", "down", "up", "down", "down", "down", "up", "up")
    assert [step.now.state for step in steps] == ["up", "up", "up", "up", "up", "down", "down", "up"]
    assert (steps[5].now.at, steps[5].now.reason) == (minute(3), "down 5")
    assert steps[7].now.at == minute(6)
    assert [step.now.state for step in settled("up", "down", "unknown", "down", "unknown")] == ["up"] * 5
    with pytest.raises(ValueError, match="should be later"):
        settle(steps[0], Seen(at=minute(0), state="up"))


@given(st.lists(st.sampled_from(STATES), min_size=1, max_size=40))
def test_states_never_change_more_often_than_what_was_seen(states: list[State]) -> None:
    steps = settled(*states)
    changes = sum(a.now.state != b.now.state for a, b in pairwise(steps))
    assert changes <= sum(a != b for a, b in pairwise(states))
    assert changes <= len(states) // 2
    assert all(a.now.at <= b.now.at for a, b in pairwise(steps))


def test_the_deepest_failure_is_the_cause() -> None:
    needs = {"permits": ["portal", "database"], "portal": ["database", "names"], "database": ["disk"]}
    assert causes("permits", {"permits", "portal", "database", "disk"}, needs) == {"disk"}
    assert causes("permits", {"permits", "disk"}, needs) == frozenset()  # what lies between works
    assert causes("permits", {"permits", "portal", "database", "names"}, needs) == {"database", "names"}
    assert causes("a", {"a", "b"}, {"a": ["b"], "b": ["a"]}) == frozenset()


MINUTES = st.integers(-60, 360)
SPANS = st.lists(st.tuples(MINUTES, MINUTES).map(lambda two: (min(two), max(two))), max_size=5)


@given(st.dictionaries(MINUTES, st.sampled_from(STATES), max_size=12), SPANS, st.integers(1, 300))
def test_every_minute_is_counted_once(changes: dict[int, State], windows: list[tuple[int, int]], length: int) -> None:
    ordered = sorted(changes.items())
    spent = account(
        [Change(at=minute(at), state=state) for at, state in ordered],
        [Span(since=minute(since), until=minute(until)) for since, until in windows],
        Span(since=BEGIN, until=minute(length)),
    )
    counted = dict.fromkeys(Accounted.__struct_fields__, 0)
    for now in range(length):
        state = next((state for at, state in reversed(ordered) if at <= now), "unknown")
        if state == "down":
            counted["planned" if any(since <= now < until for since, until in windows) else "unplanned"] += 1
        else:
            counted[state] += 1
    assert spent == Accounted(**{kind: timedelta(minutes=number) for kind, number in counted.items()})
    assert total([spent]) == spent


def test_availability_and_budget_are_exact() -> None:
    month = Span(since=BEGIN, until=BEGIN + timedelta(days=30))
    down, back = BEGIN + timedelta(days=3), BEGIN + timedelta(days=3, minutes=43, seconds=12)
    changes = [Change(at=BEGIN, state="up"), Change(at=down, state="down"), Change(at=back, state="up")]
    spent = account(changes, [], month)
    assert spent.availability == Fraction(999, 1000)
    assert budget(spent, Fraction("99.9")).left == timedelta()
    assert budget(spent, Fraction("99.95")).left == -timedelta(minutes=21, seconds=36)
    planned = account(changes, [Span(since=down, until=down + timedelta(minutes=40))], month)
    assert (planned.planned, planned.unplanned) == (timedelta(minutes=40), timedelta(minutes=3, seconds=12))
    assert account([], [], month).availability is None
    with pytest.raises(ValueError, match="should be later"):
        account(changes[::-1], [], month)
