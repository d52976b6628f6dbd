"""Numbers in a row drawn as a strip or a field of cells: pure text from plain values."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

COLUMNS: Final = 64
WIDE: Final = 128
"""Cells a row, and where there are more than `MANY`."""
MANY: Final = 1024
SIDE: Final = 16
"""A cell with its gap; the cell itself is two smaller."""
WIDTH: Final = 1000
LANE: Final = 14
LEAST: Final = 2
"""The narrowest mark of a strip that can be seen, in thousandths of its width."""


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive numbers of one kind: `kind` is a class `c-…`, `title` what they are, `url` where they lead."""

    first: int
    last: int
    kind: str
    title: str
    url: str = ""


def field(runs: Sequence[Run], first: int, label: str) -> str:
    """Cells from `first` on, row by row; a run that crosses the end of a row is drawn in pieces."""
    last = max((run.last for run in runs), default=first)
    columns = COLUMNS if last - first < MANY else WIDE
    rows = (last - first) // columns + 1
    drawn = "".join(
        _piece(run, low - first, high - first, columns) for run in runs for low, high in _pieces(run, first, columns)
    )
    return (
        f'<svg class="cells numbers" viewBox="0 0 {columns * SIDE} {rows * SIDE}" role="group"'
        f' aria-label="{escape(label)}">{drawn}</svg>'
    )


def _pieces(run: Run, first: int, columns: int) -> Iterator[tuple[int, int]]:
    low = run.first
    while low <= run.last:
        high = min(run.last, first + ((low - first) // columns + 1) * columns - 1)
        yield low, high
        low = high + 1


def _piece(run: Run, low: int, high: int, columns: int) -> str:
    x, y = low % columns * SIDE + 1, low // columns * SIDE + 1
    return _linked(run, f'x="{x}" y="{y}" width="{(high - low + 1) * SIDE - 2}" height="{SIDE - 2}" rx="2"')


def strip(lanes: Iterable[Sequence[Run]], first: int, last: int, label: str) -> str:
    """Lanes above one another, each the whole width from `first` to `last`, however many numbers that are."""
    size = last - first + 1
    drawn, at = [], 0
    for at, lane in enumerate(lanes):
        y = at * (LANE + 3)
        drawn.append(f'<rect class="c-none" x="0" y="{y}" width="{WIDTH}" height="{LANE}" rx="2"/>')
        for run in lane:
            x = (run.first - first) * WIDTH / size
            width = max((run.last - run.first + 1) * WIDTH / size, LEAST)
            drawn.append(_linked(run, f'x="{x:.2f}" y="{y}" width="{width:.2f}" height="{LANE}"'))
    height = at * (LANE + 3) + LANE
    return (
        f'<svg class="strip" viewBox="0 0 {WIDTH} {height}" preserveAspectRatio="none" role="group"'
        f' aria-label="{escape(label)}">{"".join(drawn)}</svg>'
    )


def _linked(run: Run, box: str) -> str:
    drawn = f'<rect class="c-{run.kind}" {box}><title>{escape(run.title)}</title></rect>'
    return f'<a href="{escape(run.url)}" aria-label="{escape(run.title)}">{drawn}</a>' if run.url else drawn
