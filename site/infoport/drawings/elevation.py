"""One face of a rack as SVG: pure text from plain values, so that a test compares words and not pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Final, Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from infoport.drawings.lettering import cut, extent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Face = Literal["front", "rear"]
FACES: Final[tuple[Face, Face]] = ("front", "rear")


@dataclass(frozen=True, slots=True)
class Size:
    """Measures of the drawing: height of a unit, room for its number, width between the posts and of a post."""

    unit: float = 18
    left: float = 26
    inner: float = 280
    post: float = 7

    @property
    def width(self) -> float:
        """The whole width."""
        return self.left + self.inner + 2 * self.post + 2

    @property
    def start(self) -> float:
        """Where the space between the posts begins."""
        return self.left + self.post


FALLBACK: Final[Mapping[str, str]] = {
    "k-frame": 'fill="#f7f9fa" stroke="#c4ccd4"', "k-slot": 'fill="#ffffff" stroke="#dfe4e9"',
    "k-u": 'fill="#5b6774" text-anchor="end" font-size="9" font-family="sans-serif"',
    "k-dev": 'fill="#ffffff" stroke="#c4ccd4"', "k-ghost": 'fill="#f7f9fa" stroke="#c4ccd4" stroke-dasharray="2 3"',
    "k-n": 'fill="#18222d" font-size="11.5" font-family="sans-serif"',
    "k-t": 'fill="#5b6774" text-anchor="end" font-size="10" font-family="sans-serif"',
    "k-resv": 'fill="#eeeaf8" stroke="#6146a6" stroke-dasharray="4 3"',
    "k-g": 'fill="#5b6774" text-anchor="middle" font-size="10.5" font-family="sans-serif"',
}  # fmt: skip
"""What a picture shown without style sheets (in an `img`, a report) falls back to: the light tokens."""


@dataclass(frozen=True, slots=True)
class Mounted:
    """One device in a rack. `position` is the lowest unit it occupies and `height` how many; halves are allowed.

    `face` None is a device whose side nobody stated: it is drawn on the front. `state` is a shape of
    img/states.svg, None for what is not polled; `color` six hexadecimal digits of its role. An empty `url` is a
    device that whoever asks may not see.
    """

    name: str
    url: str
    position: float
    height: float
    face: Face | None = "front"
    full_depth: bool = True
    model: str = ""
    role: str = ""
    color: str = ""
    state: str | None = None
    word: str = ""

    def on(self, face: Face) -> bool:
        """Whether the device is mounted on this side."""
        return (self.face or "front") == face


@dataclass(frozen=True, slots=True)
class Reserved:
    """Units kept for somebody. An empty `url` is a reservation that whoever asks may not see."""

    units: tuple[int, ...]
    words: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """A rack and what is in it. `add_url` leads to the form for a new device; empty draws free units without links."""

    name: str
    height: int
    devices: tuple[Mounted, ...] = ()
    starting_unit: int = 1
    descending: bool = False
    add_url: str = ""
    reserved: tuple[Reserved, ...] = ()

    @property
    def units(self) -> range:
        """The unit numbers, lowest first."""
        return range(self.starting_unit, self.starting_unit + self.height)

    def free(self, face: Face) -> tuple[int, ...]:
        """Units in which a device of any depth could still be mounted on this side."""
        taken = {unit for each in self.devices if each.on(face) or each.full_depth for unit in _covers(each)}
        return tuple(unit for unit in self.units if unit not in taken)

    def used(self) -> int:
        """Units in which something is mounted, on whichever side."""
        return len({unit for each in self.devices for unit in _covers(each)} & set(self.units))


@dataclass(frozen=True, slots=True)
class _Pen:
    """How elements are written: with fallback colours when the drawing stands alone."""

    frame: Frame
    face: Face
    shapes: str
    alone: bool
    size: Size = field(default_factory=Size)

    def shape(self, kind: str, classes: str, **numbers: float | str) -> str:
        """One element without content."""
        return f"<{kind} {self._look(classes)} {_attributes(numbers)}/>"

    def text(self, classes: str, x: float, y: float, words: str) -> str:
        """A line of text; its baseline is `y`."""
        return f'<text {self._look(classes)} x="{_number(x)}" y="{_number(y)}">{escape(words)}</text>'

    def _look(self, classes: str) -> str:
        look = f'class="{classes}"'
        return f"{look} {FALLBACK.get(classes.split(maxsplit=1)[0], '')}".rstrip() if self.alone else look

    def top(self, unit: float, height: float) -> float:
        """The upper edge of what occupies `height` units from `unit` upwards."""
        offset = unit - self.frame.starting_unit
        rows = offset if self.frame.descending else self.frame.height - offset - height
        return self.size.post + rows * self.size.unit


def elevation(
    frame: Frame, face: Face = "front", *, shapes: str = "", alone: bool = False, size: Size | None = None
) -> str:
    """Draw one side of a rack. `shapes` is the address of img/states.svg; `alone` makes a document of its own.

    With a `size` the picture states its width and height; else it fills the room it is given.
    """
    pen = _Pen(frame, face, shapes, alone, size or Size())
    measures = pen.size
    height = frame.height * measures.unit + 2 * measures.post
    free = frame.free(face)
    body = "".join(
        (
            pen.shape(
                "rect",
                "k-frame",
                x=measures.left,
                y=0.5,
                width=measures.inner + 2 * measures.post,
                height=height - 1,
                rx=3,
            ),
            *(_number_of(pen, unit) for unit in frame.units),
            *_slots(pen, free),
            *(_ghost(pen, each) for each in frame.devices if not each.on(face) and each.full_depth),
            *(_device(pen, each) for each in frame.devices if each.on(face)),
        )
    )
    namespace = ' xmlns="http://www.w3.org/2000/svg"' if alone else ""
    stated = f' width="{measures.width:g}" height="{height:g}"' if size else ""
    label = escape(_label(frame, face, len(free)))
    return (
        f'<svg{namespace} class="rack"{stated} viewBox="0 0 {measures.width:g} {height:g}" '
        f'role="group" aria-label="{label}">'
        f"{f'<title>{label}</title>' if alone else ''}{body}</svg>"
    )


def _label(frame: Frame, face: Face, free: int) -> str:
    side = _("front of %(rack)s") if face == "front" else _("rear of %(rack)s")
    units = ngettext("%(count)d unit, %(free)d free", "%(count)d units, %(free)d free", frame.height)
    return f"{side % {'rack': frame.name}}: {units % {'count': frame.height, 'free': free}}"


def _number_of(pen: _Pen, unit: int) -> str:
    return pen.text("k-u", pen.size.left - 6, pen.top(unit, 1) + pen.size.unit * 0.68, str(unit))


def _slots(pen: _Pen, free: Iterable[int]) -> Iterator[str]:
    """Every unit is drawn; those that are free lead to the form for a new device there.

    Of a run of free units only the lowest is a tab stop: forty tab stops in one picture help nobody.
    """
    open_units, kept = set(free), {unit: each for each in pen.frame.reserved for unit in each.units}
    size = pen.size
    for unit in pen.frame.units:
        box = pen.shape(
            "rect", "k-resv" if unit in kept and unit in open_units else "k-slot", x=size.start,
            y=pen.top(unit, 1) + 0.5, width=size.inner, height=size.unit - 1, rx=1,
        )  # fmt: skip
        if unit in open_units and unit in kept:
            yield _reserved(pen, unit, kept[unit], box)
            continue
        if unit not in open_units or not pen.frame.add_url:
            yield box
            continue
        words = escape(_("unit %(unit)d is free: add a device here") % {"unit": unit})
        stop = "" if unit - 1 not in open_units else ' tabindex="-1"'
        url = escape(f"{pen.frame.add_url}&position={unit}&face={pen.face}")
        yield f'<a class="k-free" href="{url}" aria-label="{words}"{stop}><title>{words}</title>{box}</a>'


def _reserved(pen: _Pen, unit: int, reservation: Reserved, box: str) -> str:
    size = pen.size
    words = escape(_("unit %(unit)d is reserved: %(words)s") % {"unit": unit, "words": reservation.words})
    middle = pen.top(unit, 1) + size.unit / 2 + 3.7
    text = pen.text("k-g", size.start + size.inner / 2, middle, cut(reservation.words, size.inner - 20, 10.5))
    if not reservation.url:
        return f"<g><title>{words}</title>{box}{text}</g>"
    stop = "" if unit == reservation.units[0] else ' tabindex="-1"'
    return f'<a href="{escape(reservation.url)}" aria-label="{words}"{stop}><title>{words}</title>{box}{text}</a>'


def _ghost(pen: _Pen, device: Mounted) -> str:
    """The far side of a device that fills the rack's whole depth."""
    top, height = pen.top(device.position, device.height), device.height * pen.size.unit
    words = escape(_("%(device)s, seen from behind: it fills the whole depth") % {"device": _says(device)})
    inside = pen.shape("rect", "k-ghost", x=pen.size.start, y=top + 0.5, width=pen.size.inner, height=height - 1, rx=2)
    name = pen.text(
        "k-g", pen.size.start + pen.size.inner / 2, top + height / 2 + 3.7, cut(device.name, pen.size.inner - 20, 10.5)
    )
    return _linked(device, words, f"{inside}{name}")


def _device(pen: _Pen, device: Mounted) -> str:
    top, height, left = pen.top(device.position, device.height), device.height * pen.size.unit, pen.size.start
    middle = top + height / 2
    words = escape(_says(device))
    depth = "" if device.full_depth else " k-half"
    state = f" k-{device.state}" if device.state else ""
    parts = [
        pen.shape("rect", f"k-dev{state}{depth}", x=left, y=top + 0.5, width=pen.size.inner, height=height - 1, rx=2),
    ]
    if device.color:
        parts.append(f'<rect class="k-role" x="{left}" y="{_number(top + 0.5)}" width="4" '
                     f'height="{_number(height - 1)}" fill="#{escape(device.color)}"/>')  # fmt: skip
    start = left + 11
    if device.state:
        parts.append(f'<svg x="{start}" y="{_number(middle - 6)}" width="12" height="12" class="st-{device.state}">'
                     f'<use href="{escape(pen.shapes)}#{device.state}"/></svg>')  # fmt: skip
        start += 18
    room = left + pen.size.inner - 8 - start
    name = cut(device.name, room, 11.5)
    parts.append(pen.text("k-n", start, middle + 4, name))
    if device.model and extent(name, 11.5) + extent(device.model, 10) + 12 <= room:
        parts.append(pen.text("k-t", left + pen.size.inner - 8, middle + 3.7, device.model))
    return _linked(device, words, "".join(parts))


def _linked(device: Mounted, words: str, inside: str) -> str:
    """A device one may not look at is drawn, so that its units are not taken for free, but leads nowhere."""
    if not device.url:
        return f"<g><title>{words}</title>{inside}</g>"
    return f'<a href="{escape(device.url)}" aria-label="{words}"><title>{words}</title>{inside}</a>'


def _says(device: Mounted) -> str:
    """What a person would say of the device: name, model, role, units, state, depth."""
    units = _covers(device)
    span = f"{units[0]}–{units[-1]}U" if len(units) > 1 else f"{units[0]}U"
    depth = "" if device.full_depth else _("half depth")
    return ", ".join(text for text in (device.name, device.model, device.role, span, depth, device.word) if text)


def _covers(device: Mounted) -> range:
    """Unit numbers a device touches; half a unit blocks the whole."""
    return range(
        math.floor(device.position), max(math.floor(device.position) + 1, math.ceil(device.position + device.height))
    )


def _number(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def _attributes(numbers: Mapping[str, float | str]) -> str:
    return " ".join(f'{name}="{_number(value)}"' for name, value in numbers.items())
