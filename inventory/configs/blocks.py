"""A configuration as blocks in blocks: by indentation, or by braces where lines end with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

SEPARATORS: Final = frozenset({"#", "!", "!!", "exit", "exit-address-family", "quit", "return", "end", "}"})
"""Lines that only end something."""


@dataclass(slots=True)
class Block:
    """A line with the lines below it. `number` is that of the line in the text, from 1; `path` has its parents."""

    number: int
    text: str
    path: tuple[str, ...] = ()
    below: list[Block] = field(default_factory=list)

    @property
    def name(self) -> tuple[str, ...]:
        """The line with its parents: what makes it the same line in another configuration."""
        return (*self.path, self.text)

    def all(self) -> Iterator[Block]:
        """Every line below, at any depth."""
        for each in self.below:
            yield each
            yield from each.all()


def blocks(text: str) -> list[Block]:
    """The outermost lines, each with what lies below it. Comments and separators are left out."""
    lines = text.split("\n")
    return _braced(lines) if any(line.endswith("{") for line in lines) else _indented(lines)


def walk(outer: list[Block]) -> Iterator[Block]:
    """Every line, from the first to the last."""
    for each in outer:
        yield each
        yield from each.all()


def _indented(lines: list[str]) -> list[Block]:
    outer: list[Block] = []
    above: list[tuple[int, Block]] = []
    for number, line in enumerate(lines, 1):
        words = line.strip()
        if not words or words in SEPARATORS or words.startswith("!"):
            if words in {"#", "!"} and not line.startswith(" "):
                above.clear()
            continue
        depth = len(line) - len(line.lstrip())
        while above and above[-1][0] >= depth:
            above.pop()
        made = Block(number, words, above[-1][1].name if above else ())
        (above[-1][1].below if above else outer).append(made)
        above.append((depth, made))
    return outer


def _braced(lines: list[str]) -> list[Block]:
    outer: list[Block] = []
    above: list[Block] = []
    for number, line in enumerate(lines, 1):
        words = line.split("##")[0].strip()
        if words == "}":
            del above[-1:]
        elif words and not words.startswith(("#", "/*")):
            made = Block(number, words.removesuffix("{").removesuffix(";").strip(), above[-1].name if above else ())
            (above[-1].below if above else outer).append(made)
            if words.endswith("{"):
                above.append(made)
    return outer
