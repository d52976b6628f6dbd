"""Whether a configuration complies with a rule: yes, no, or unknown, with the lines that say so."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import regex

from inventory.configs.blocks import blocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from inventory.configs.blocks import Block

SECONDS: Final = 1.0
"""For one rule on one configuration; an expression that takes longer leaves it unknown."""
SHOWN: Final = 50
"""Offending lines that are kept of one configuration."""

Pattern = Any


@dataclass(frozen=True, slots=True)
class Demand:
    """What a rule asks for.

    `block` selects the outermost lines to look below; empty: the whole text is one block. `only` keeps those blocks
    that have a line it fits. Each of `must` has to fit a line of every block, each of `must_not` none.
    """

    block: str = ""
    only: str = ""
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()


class Finding(NamedTuple):
    """A line that departs: one that is not to be there (`kind` "bears"), or the head of a block that lacks one."""

    number: int
    text: str
    block: str
    kind: str
    expression: str


class Judgement(NamedTuple):
    """`reason` is one of `inventory.configs.choices.Reason`; `looked_at` counts the blocks the rule applied to."""

    state: str
    reason: str
    findings: list[Finding]
    looked_at: int = 0


class BadExpression(ValueError):
    """A regular expression that is none; the message says why."""


def compiled(expression: str) -> Pattern:
    """An expression that can be given a time. Raises `BadExpression`."""
    try:
        return regex.compile(expression)
    except regex.error as error:
        raise BadExpression(f"{expression!r} is no regular expression: {error}") from error


def judge(text: str | None, demand: Demand, seconds: float = SECONDS) -> Judgement:
    """Judge one configuration; None: there is none."""
    if text is None:
        return Judgement("unknown", "nothing", [])
    clock = Clock(monotonic() + seconds)
    try:
        chosen = list(_chosen(text, demand, clock))
        findings = [finding for lines in chosen for finding in _departing(lines, demand, clock)]
    except TimeoutError:
        return Judgement("unknown", "slow", [])
    except BadExpression:
        return Judgement("unknown", "expression", [])
    if findings:
        return Judgement("no", "departs", findings[:SHOWN], len(chosen))
    return Judgement("yes", "complies" if chosen else "none", [], len(chosen))


@dataclass(frozen=True, slots=True)
class Clock:
    """The time that is left."""

    until: float

    def fits(self, pattern: Pattern, line: str) -> bool:
        """Whether the expression is found in the line. Raises `TimeoutError`."""
        left = self.until - monotonic()
        if left <= 0:
            raise TimeoutError
        return pattern.search(line, timeout=left) is not None


class Lines(NamedTuple):
    """One block: its head (None: the whole text) and what is looked at."""

    head: Block | None
    lines: Sequence[tuple[int, str]]


def _chosen(text: str, demand: Demand, clock: Clock) -> Iterator[Lines]:
    only = compiled(demand.only) if demand.only else None
    for each in _blocks(text, demand, clock):
        if only is None or any(clock.fits(only, line) for _number, line in each.lines):
            yield each


def _blocks(text: str, demand: Demand, clock: Clock) -> Iterable[Lines]:
    if not demand.block:
        return [Lines(None, [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1)])]
    head = compiled(demand.block)
    return [
        Lines(each, [(one.number, one.text) for one in each.all()])
        for each in blocks(text)
        if clock.fits(head, each.text)
    ]


def _departing(lines: Lines, demand: Demand, clock: Clock) -> Iterator[Finding]:
    head = lines.head
    name = head.text if head else ""
    for expression in demand.must:
        pattern = compiled(expression)
        if not any(clock.fits(pattern, line) for _number, line in lines.lines):
            yield Finding(head.number if head else 0, name, name, "lacks", expression)
    for expression in demand.must_not:
        pattern = compiled(expression)
        for number, line in lines.lines:
            if clock.fits(pattern, line):
                yield Finding(number, line, name, "bears", expression)
