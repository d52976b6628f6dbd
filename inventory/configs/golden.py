"""What a template asks for against what a device runs: lines that lack, and lines that nobody asked for."""

from __future__ import annotations

from typing import NamedTuple

from inventory.configs.blocks import Block, blocks, walk


class Departure(NamedTuple):
    """One line that differs; `path` has the lines it stands below. `number` is its line in its own text."""

    path: tuple[str, ...]
    text: str
    number: int


class Comparison(NamedTuple):
    """`missing` is in the template alone. `extra` runs alone, within blocks that the template spells out."""

    missing: list[Departure]
    extra: list[Departure]
    asked: int


def compare(wanted: str, running: str) -> Comparison:
    """Compare line by line within blocks; the order of lines is no difference.

    Blocks of which the template says nothing are the device's own. So are lines at the outermost level.
    """
    outer = blocks(wanted)
    asked = list(walk(outer))
    present = {each.name: each for each in walk(blocks(running))}
    names = {each.name for each in asked}
    spelt = {each.name for each in asked if each.below}
    missing = [_departure(each) for each in asked if each.name not in present]
    extra = [
        _departure(each)
        for name, found in present.items()
        if name in spelt
        for each in found.below
        if each.name not in names
    ]
    return Comparison(missing, extra, len(asked))


def _departure(block: Block) -> Departure:
    return Departure(block.path, block.text, block.number)
