"""Green, amber, red, unknown: what is seen of a venue against its limits, and who can stand in for whom."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.conferencing.choices import Readiness
from inventory.conferencing.rules.grading import AMBER, GREEN, RED, UNKNOWN, Bounds, Seen, grade, substitutes, together

BOUNDS = Bounds(
    good={"loss": 0.5, "delay": 150, "jitter": 30, "bandwidth": 4800},
    usable={"loss": 1, "delay": 300, "jitter": 50, "bandwidth": 4096}, spare=True,
)  # fmt: skip
FINE = Seen(
    active=True, terminals=1, registered=True, answers=True, loss=0, delay=9, jitter=2, bandwidth=9000, marked=True,
    spare=True, screen="on", microphone="on",
)  # fmt: skip


def state(**seen: Any) -> Readiness:
    return together(grade(BOUNDS, replace(FINE, **seen)))


@pytest.mark.parametrize(
    ("seen", "wanted"),
    [
        ({}, GREEN), ({"loss": 0.5}, GREEN), ({"loss": 0.51}, AMBER), ({"loss": 1.0}, AMBER), ({"loss": 1.01}, RED),
        ({"delay": 300}, AMBER), ({"delay": 301}, RED), ({"jitter": 31}, AMBER), ({"jitter": 51}, RED),
        ({"bandwidth": 4799}, AMBER), ({"bandwidth": 4095}, RED), ({"loss": None}, UNKNOWN),
        ({"answers": None}, UNKNOWN), ({"spare": False}, AMBER),
        ({"answers": False}, RED), ({"registered": False}, RED), ({"registered": None}, GREEN),
        ({"spare": None}, GREEN), ({"marked": False}, AMBER), ({"screen": "standby"}, RED), ({"screen": ""}, GREEN),
        ({"microphone": "muted"}, RED), ({"active": False}, RED), ({"terminals": 0}, RED),
        ({"loss": None, "answers": False}, RED), ({"loss": None, "jitter": 40}, UNKNOWN),
    ],
)  # fmt: skip
def test_a_venue_is_as_good_as_its_worst_check(seen: dict[str, Any], wanted: Readiness) -> None:
    assert state(**seen) == wanted


def test_what_is_not_limited_is_not_held_against_it() -> None:
    free = Bounds({}, {})
    assert together(grade(free, replace(FINE, loss=90, delay=None, bandwidth=0, spare=False))) == GREEN
    strict = Bounds({"loss": 1}, {})
    assert together(grade(strict, replace(FINE, loss=1.5))) == RED  # no usable limit, no amber


def test_each_check_says_what_it_saw() -> None:
    told = {
        each.name: each.told for each in grade(BOUNDS, replace(FINE, loss=2, bandwidth=100, jitter=None, why="503"))
    }
    assert told["loss"] == "loss 2 % is above the limit of 1"
    assert told["bandwidth"] == "bandwidth 100 kbit/s is below the limit of 4096"
    assert (told["delay"], told["jitter"]) == ("delay 9 ms", "jitter was not measured")
    assert (told["answers"], told["screen"], told["spare"]) == ("test call: 503", "screen: on", "spare path: yes")


NUMBER = st.none() | st.floats(0, 1000)
WORST = [GREEN, AMBER, UNKNOWN, RED]


@given(loss=NUMBER, delay=NUMBER, jitter=NUMBER, bandwidth=NUMBER, more=st.floats(0, 500))
def test_worse_figures_never_make_a_better_venue(more: float, **figures: float | None) -> None:
    worse = {
        name: value if value is None else value + (-more if name == "bandwidth" else more)
        for name, value in figures.items()
    }
    before, after = state(**figures), state(**worse)
    assert WORST.index(after) >= WORST.index(before)


def test_main_venues_stand_in_for_each_other() -> None:
    assert substitutes(GREEN, GREEN, ports=24, needed=11) == GREEN
    assert substitutes(GREEN, AMBER, ports=24, needed=11) == AMBER
    assert substitutes(RED, GREEN, ports=24, needed=11) == RED
    assert substitutes(GREEN, UNKNOWN, ports=24, needed=11) == UNKNOWN
    assert substitutes(GREEN, GREEN, ports=None, needed=11) == UNKNOWN
    assert substitutes(GREEN, GREEN, ports=10, needed=11) == RED
