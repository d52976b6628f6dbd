"""Two texts side by side: which lines changed, and which words in them."""

from __future__ import annotations

import re
from difflib import SequenceMatcher, unified_diff
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CONTEXT: Final = 3
WORDS: Final = re.compile(r"\s+|[^\s]+")
ALIKE: Final = 0.4
"""Lines that share fewer of their words are shown as one gone and one new."""

Part = tuple[str, bool]
"""A piece of a line, and whether it changed."""


class Side(NamedTuple):
    """One line of one text; `number` counts from 1."""

    number: int
    parts: list[Part]


class Row(NamedTuple):
    """A line of the table. "skip" stands for `skipped` equal lines that are left out."""

    kind: Literal["equal", "changed", "removed", "added", "skip"]
    left: Side | None = None
    right: Side | None = None
    skipped: int = 0


class Numbers(NamedTuple):
    """How many lines came and went."""

    added: int
    removed: int


def numbers(old: str, new: str) -> Numbers:
    """Count lines added and removed; a changed line is one of each."""
    added = removed = 0
    for tag, a, b, c, d in _matcher(old.splitlines(), new.splitlines()).get_opcodes():
        if tag != "equal":
            removed, added = removed + b - a, added + d - c
    return Numbers(added, removed)


def sides(old: str, new: str, context: int | None = CONTEXT) -> list[Row]:
    """Every changed line with `context` equal ones around it; None: with all of them. Equal texts give no row."""
    left, right = old.splitlines(), new.splitlines()
    matcher = _matcher(left, right)
    if all(tag == "equal" for tag, *_ in matcher.get_opcodes()):
        return []
    rows: list[Row] = []
    groups = [matcher.get_opcodes()] if context is None else list(matcher.get_grouped_opcodes(context))
    at = 0
    for group in groups:
        if group[0][1] > at:
            rows.append(Row("skip", skipped=group[0][1] - at))
        for tag, a, b, c, d in group:
            rows += _equal(left, (a, b, c)) if tag == "equal" else _changed(left[a:b], right[c:d], a, c)
        at = group[-1][2]
    if at < len(left):
        rows.append(Row("skip", skipped=len(left) - at))
    return rows


def unified(old: str, new: str, names: tuple[str, str]) -> str:
    """The difference in the form of `diff -u`, as the wire has it."""
    lines = unified_diff(old.splitlines(), new.splitlines(), *names, lineterm="")
    return "".join(f"{line}\n" for line in lines)


def _matcher(left: Sequence[str], right: Sequence[str]) -> SequenceMatcher[str]:
    return SequenceMatcher(None, left, right, autojunk=False)


def _equal(left: Sequence[str], span: tuple[int, int, int]) -> Iterator[Row]:
    start, end, other = span
    for at in range(start, end):
        parts = [(left[at], False)]
        yield Row("equal", Side(at + 1, parts), Side(other + at - start + 1, parts))


def _changed(old: Sequence[str], new: Sequence[str], left: int, right: int) -> Iterator[Row]:
    """Lines in pairs as long as they are alike; what has no pair is gone or new."""
    for at in range(max(len(old), len(new))):
        one = old[at] if at < len(old) else None
        other = new[at] if at < len(new) else None
        if one is not None and other is not None and (pair := _words(one, other)):
            yield Row("changed", Side(left + at + 1, pair[0]), Side(right + at + 1, pair[1]))
            continue
        if one is not None:
            yield Row("removed", Side(left + at + 1, [(one, False)]))
        if other is not None:
            yield Row("added", None, Side(right + at + 1, [(other, False)]))


def _words(one: str, other: str) -> tuple[list[Part], list[Part]] | None:
    a, b = WORDS.findall(one), WORDS.findall(other)
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    if matcher.ratio() < ALIKE:
        return None
    left: list[Part] = []
    right: list[Part] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        changed = tag != "equal"
        left += [("".join(a[i:j]), changed)] if j > i else []
        right += [("".join(b[k:m]), changed)] if m > k else []
    return left, right
