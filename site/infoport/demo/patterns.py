"""Names written in short: `core[01-02]` stands for core01 and core02."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

RANGE: Final = re.compile(r"\[(\d+)-(\d+)\]")


def expand(pattern: str) -> list[str]:
    """Every name that `pattern` stands for, the last range counting fastest.

    Numbers that begin with 0 keep their width. Several patterns may stand side by side, separated by commas.
    """
    return [name for part in pattern.split(",") for name in _expand(part.strip())]


def _expand(pattern: str) -> Iterator[str]:
    parts = RANGE.split(pattern)
    ranges = [_numbers(parts[at], parts[at + 1]) for at in range(1, len(parts), 3)]
    texts = parts[0::3]
    for chosen in itertools.product(*ranges):
        yield texts[0] + "".join(f"{number}{text}" for number, text in zip(chosen, texts[1:], strict=True))


def _numbers(first: str, last: str) -> list[str]:
    width = len(first) if first.startswith("0") else 0
    return [str(number).zfill(width) for number in range(int(first), int(last) + 1)]


def number_in(name: str) -> int:
    """The last number written in `name`. Raises `ValueError` when there is none."""
    found = re.findall(r"\d+", name)
    if not found:
        raise ValueError(f"{name!r} has no number in it")
    return int(found[-1])
