"""Paths of cables as SVG: boxes from top to bottom, their ports, and the cables between them.

Pure text from plain values. Every level of the drawing holds the boxes that a step of the path reaches, side by side
where it branches.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from infoport.drawings.lettering import cut, extent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from infoport.drawings.traced import Box, Facts, Socket, Wire
    from inventory.dcim.rules.paths import Path, Port

PORT: Final = 108
"""Least width of a port, with the gap beside it."""
PORT_HEIGHT: Final = 26
BOX: Final = 260
"""Least width of a box."""
HEAD: Final = 50
"""Height of the words of a box."""
GAP: Final = 20
"""Between boxes of one level."""
RUN: Final = 92
"""Length of a cable between two levels, and of the note below the last."""
EDGE: Final = 12
NOTE: Final = 18
"""Room for a line below the last level."""

FALLBACK: Final[Mapping[str, str]] = {
    "tr-box": 'fill="#ffffff" stroke="#c4ccd4"', "tr-from": 'fill="#e5eff8" stroke="#14599e"',
    "tr-port": 'fill="#f7f9fa" stroke="#c4ccd4"', "tr-case": 'fill="none" stroke="#5b6774" stroke-width="5"',
    "tr-plain": 'fill="none" stroke="#c4ccd4" stroke-width="3"', "tr-inside": 'stroke="#8995a1" stroke-dasharray="2 3"',
    "tr-tag": 'fill="#ffffff" stroke="#c4ccd4"', "tr-end": 'stroke="#946000" stroke-dasharray="4 4"',
    "tr-t": 'fill="#18222d" font-size="13" font-weight="600" font-family="sans-serif"',
    "tr-s": 'fill="#5b6774" font-size="11" font-family="sans-serif"',
    "tr-p": 'fill="#18222d" font-size="11.5" text-anchor="middle" font-family="sans-serif"',
    "tr-c": 'fill="#18222d" font-size="11.5" text-anchor="middle" font-family="sans-serif"',
    "tr-d": 'fill="#5b6774" font-size="10.5" text-anchor="middle" font-family="sans-serif"',
    "tr-note": 'fill="#946000" font-size="11.5" text-anchor="middle" font-family="sans-serif"',
}  # fmt: skip
"""What a drawing shown without style sheets falls back to: the light tokens."""

Spot = tuple[float, float]
"""A place in the drawing, or a size."""


@dataclass(slots=True)
class _Placed:
    """A box with the ports at which cables come in (`above`) and leave (`below`)."""

    box: Box
    above: list[Socket] = field(default_factory=list)
    below: list[Socket] = field(default_factory=list)
    left: float = 0
    top: float = 0

    @property
    def cell(self) -> float:
        """Width of a port, with the gap beside it: as wide as its words need, within reason."""
        widest = max((extent(_called(each), 11.5) for each in (*self.above, *self.below)), default=0)
        return min(max(PORT, widest + 26), BOX - GAP)

    @property
    def width(self) -> float:
        return max(BOX, max(len(self.above), len(self.below)) * self.cell + GAP)

    @property
    def height(self) -> float:
        inlets = PORT_HEIGHT if any(each.name for each in self.above) else 0
        return HEAD + inlets + (PORT_HEIGHT if self.below else 0) + 8

    def at(self, socket: Socket, row: Sequence[Socket]) -> float:
        """The middle of a port."""
        start = self.left + (self.width - len(row) * self.cell) / 2
        return start + (row.index(socket) + 0.5) * self.cell


@dataclass(frozen=True, slots=True)
class _Run:
    """One cable between two levels, or (without `wire`) what leads on inside a circuit."""

    wire: Wire | None
    near: tuple[Port, ...]
    far: tuple[Port, ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    """Levels of boxes, the cables from each level to the next, and ports of the level that nothing is plugged into."""

    levels: list[list[_Placed]]
    runs: list[list[_Run]]
    loose: list[list[Port]]


@dataclass(frozen=True, slots=True)
class _Pen:
    """How elements are written: with colours of their own when the drawing stands alone."""

    alone: bool

    def look(self, name: str) -> str:
        """A class, and what it means without style sheets."""
        return f'class="{name}" {FALLBACK[name]}' if self.alone and name in FALLBACK else f'class="{name}"'

    def text(self, name: str, at: Spot, words: str, *, room: float = 0, size: float = 11) -> str:
        """A line of text on its baseline, cut to `room`; the whole is told on demand."""
        x, y = at
        shown = cut(words, room, size) if room else words
        title = f"<title>{escape(words)}</title>" if shown != words else ""
        return f'<text {self.look(name)} x="{x:g}" y="{y:g}">{escape(shown)}{title}</text>'

    def rect(self, name: str, at: Spot, size: Spot, radius: float = 6) -> str:
        """A box with round corners; `at` is its upper left one, `size` width and height."""
        (x, y), (width, height) = at, size
        return f'<rect {self.look(name)} x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{radius:g}"/>'


def trace_svg(path: Path, facts: Facts, *, alone: bool = False) -> str:
    """One path from top to bottom; empty when there is none. `alone`: with colours of its own, to be kept as a file."""
    if not path.steps:
        return ""
    plan, pen = _planned(path, facts), _Pen(alone)
    width = max(sum(each.width for each in level) + GAP * (len(level) - 1) for level in plan.levels) + 2 * EDGE
    height = _place(plan, width)
    parts = [piece for at, runs in enumerate(plan.runs) for run in runs for piece in _cable(pen, plan, at, run)]
    parts.extend(piece for level in plan.levels for placed in level for piece in _box(pen, placed, path.origin))
    parts.extend(_notes(pen, plan, path))
    words = escape(_("Cable trace from %(port)s") % {"port": says(facts.sockets[path.origin])})
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="trace" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="group" aria-label="{words}">{"".join(parts)}</svg>'
    )


def says(socket: Socket) -> str:
    """A port and what it is part of."""
    return f"{socket.box.title} {socket.name}".strip()


def _planned(path: Path, facts: Facts) -> _Plan:
    levels: list[dict[Port, _Placed]] = [{} for _each in range(len(path.steps) + 1)]
    runs: list[list[_Run]] = [[] for _each in path.steps]
    loose: list[list[Port]] = [[] for _each in levels]
    for at, hops in enumerate(path.steps):
        for hop in hops:
            for port in hop.near:
                _add(levels[at], facts.sockets[port], below=True)
            for port in hop.far:
                _add(levels[at + 1], facts.sockets[port], below=False)
            if hop.far or hop.cable:
                wire = facts.wires[hop.cable] if hop.cable else None
                runs[at].append(_Run(wire, tuple(hop.near), tuple(hop.far)))
            if not hop.far:
                loose[at].extend(hop.near)
    return _Plan([list(level.values()) for level in levels if level], runs, loose)


def _add(level: dict[Port, _Placed], socket: Socket, *, below: bool) -> None:
    placed = level.setdefault(socket.box.key, _Placed(socket.box))
    row = placed.below if below else placed.above
    if socket not in row:
        row.append(socket)


def _place(plan: _Plan, width: float) -> float:
    """Give every box its place, level below level; the height of the whole."""
    top: float = EDGE
    for at, level in enumerate(plan.levels):
        left = (width - sum(each.width for each in level) - GAP * (len(level) - 1)) / 2
        for placed in level:
            placed.left, placed.top = left, top
            left += placed.width + GAP
        last = at == len(plan.levels) - 1
        top += max(placed.height for placed in level) + (0 if last and not plan.loose[at] else RUN)
    return top + EDGE + (NOTE if len(plan.levels) else 0)


def _spot(level: Sequence[_Placed], port: Port, *, below: bool) -> Spot:
    """Where a cable meets a port."""
    for placed in level:
        row = placed.below if below else placed.above
        for socket in row:
            if socket.port == port:
                return placed.at(socket, row), placed.top + (placed.height if below else 0)
    raise LookupError(port)


def _cable(pen: _Pen, plan: _Plan, at: int, run: _Run) -> Iterator[str]:
    starts = [_spot(plan.levels[at], port, below=True) for port in run.near]
    ends = [_spot(plan.levels[at + 1], port, below=False) for port in run.far]
    spots = starts + ends
    x = sum(spot[0] for spot in spots) / len(spots)
    y = (max(s[1] for s in starts) + (min(e[1] for e in ends) if ends else starts[0][1] + RUN)) / 2
    lines = [*(_curve(spot, (x, y)) for spot in starts), *(_curve((x, y), spot) for spot in ends)]
    if run.wire is None:
        yield from (f'<path {pen.look("tr-inside")} fill="none" d="{line}"/>' for line in lines)
        return
    ready = "" if run.wire.ready else ' stroke-dasharray="7 5"'
    core = f'class="tr-core" fill="none" stroke-width="3" stroke="#{escape(run.wire.color)}"'
    for line in lines:
        yield f'<path {pen.look("tr-case")} d="{line}"{ready}/>'
        yield f'<path {core if run.wire.color else pen.look("tr-plain")} d="{line}"{ready}/>'
    yield _linked(run.wire.url, "".join(_tag(pen, run.wire, x, y)))


def _tag(pen: _Pen, wire: Wire, x: float, y: float) -> Iterator[str]:
    first = wire.name if wire.ready or not wire.status else f"{wire.name} · {wire.status}"
    second = wire.about
    room = max(extent(first, 11.5), extent(second, 10.5), 40)
    wide, tall = min(room, BOX - 20) + 20, 36 if second else 22
    yield pen.rect("tr-tag", (x - wide / 2, y - tall / 2), (wide, tall), 11)
    yield pen.text("tr-c", (x, y + (-3 if second else 4)), first, room=wide - 12, size=11.5)
    if second:
        yield pen.text("tr-d", (x, y + 12), second, room=wide - 12, size=10.5)


def _box(pen: _Pen, placed: _Placed, origin: Port) -> Iterator[str]:
    left, top, width = placed.left, placed.top, placed.width
    from_here = any(socket.port == origin for socket in placed.below)
    yield pen.rect("tr-from" if from_here else "tr-box", (left, top), (width, placed.height))
    words = top + (PORT_HEIGHT if any(each.name for each in placed.above) else 0)
    second = " · ".join(text for text in (placed.box.kind, placed.box.place) if text)
    head = pen.text("tr-t", (left + 12, words + (23 if second else 31)), placed.box.title, room=width - 24, size=13)
    yield _linked(placed.box.url, head)
    if second:
        yield pen.text("tr-s", (left + 12, words + 40), second, room=width - 24)
    for row, at in ((placed.above, top), (placed.below, top + placed.height - PORT_HEIGHT)):
        for socket in row:
            if socket.name:
                yield _linked(socket.url, _port(pen, (placed.at(socket, row), at), placed.cell, socket))


def _called(socket: Socket) -> str:
    return f"{socket.name} ({socket.label})" if socket.label else socket.name


def _port(pen: _Pen, at: Spot, cell: float, socket: Socket) -> str:
    x, y = at
    words = _called(socket)
    box = pen.rect("tr-port", (x - cell / 2 + 4, y + 2), (cell - 8, PORT_HEIGHT - 4), 4)
    return box + pen.text("tr-p", (x, y + PORT_HEIGHT / 2 + 4), words, room=cell - 16, size=11.5)


def _notes(pen: _Pen, plan: _Plan, path: Path) -> Iterator[str]:
    """What ends without an end: a port with nothing plugged in, a rear port of several positions."""
    for at, ports in enumerate(plan.loose):
        for port in ports:
            x, y = _spot(plan.levels[at], port, below=True)
            yield f'<path {pen.look("tr-end")} d="M{x:g} {y:g}v28"/>'
            yield pen.text("tr-note", (x, y + 44), _("no cable"))
    if path.split:
        last = plan.levels[-1]
        x = (min(each.left for each in last) + max(each.left + each.width for each in last)) / 2
        y = max(each.top + each.height for each in last) + NOTE
        yield pen.text("tr-note", (x, y), _("several positions: it is not known which one leads on"))


def _linked(url: str, inside: str) -> str:
    return f'<a href="{escape(url)}">{inside}</a>' if url else inside


def _curve(start: Spot, end: Spot) -> str:
    (a, b), (c, d) = start, end
    middle = (b + d) / 2
    return f"M{a:g} {b:g}C{a:g} {middle:g} {c:g} {middle:g} {c:g} {d:g}"
