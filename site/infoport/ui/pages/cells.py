"""The addresses of a small IPv4 network as a field of cells: pure text from plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet
    from ipaddress import IPv4Network

COLUMNS: Final = 32
WIDE: Final = 64
"""Addresses a row, and of networks larger than a /24."""
SIDE: Final = 20
"""A cell with its gap; the cell itself is two smaller."""
LARGEST: Final = 1024
"""Addresses of the largest network that is drawn (a /22): beyond that a cell is too small to be seen."""


@dataclass(frozen=True, slots=True)
class Field:
    """A network and what is known of its addresses, each by its offset from the network's first address.

    `registered` maps to a status; `ranges` are offsets inside a registered range, as a DHCP pool.
    """

    network: IPv4Network
    registered: Mapping[int, str] = field(default_factory=dict)
    seen: AbstractSet[int] = frozenset()
    ranges: AbstractSet[int] = frozenset()

    def kind(self, offset: int) -> str:
        """The class of a cell: "both", "reg", "seen", "plan", "dhcp", "net" or "free"."""
        if offset in self.registered:
            if offset in self.seen:
                return "both"
            return "plan" if self.registered[offset] == "reserved" else "reg"
        if offset in self.seen and offset not in self.ranges:
            return "seen"
        if offset in self.ranges:
            return "dhcp"
        ends = self.network.prefixlen < 31 and offset in {0, self.network.num_addresses - 1}  # noqa: PLR2004 - RFC 3021
        return "net" if ends else "free"

    @property
    def strangers(self) -> list[int]:
        """Offsets seen that nobody registered."""
        return sorted(offset for offset in self.seen if self.kind(offset) == "seen")

    @property
    def silent(self) -> list[int]:
        """Offsets registered as in use that nobody has seen."""
        return sorted(offset for offset in self.registered if self.kind(offset) == "reg")


def cells(plan: Field) -> str:
    """Draw the field, first address at the upper left; the sentence says what a person would."""
    size = plan.network.num_addresses
    columns = min(WIDE if size > 256 else COLUMNS, size)  # noqa: PLR2004 - a /24
    rows = -(-size // columns)
    drawn = "".join(_cell(plan, offset, columns) for offset in range(size))
    return (
        f'<svg class="cells" viewBox="0 0 {columns * SIDE} {rows * SIDE}" role="img" aria-label="{escape(says(plan))}">'
        f"{drawn}</svg>"
    )


def says(plan: Field) -> str:
    """How many addresses there are, are registered, and were seen."""
    size = plan.network.num_addresses
    text = ngettext(
        "%(size)d address: %(registered)d registered, %(seen)d seen",
        "%(size)d addresses: %(registered)d registered, %(seen)d seen",
        size,
    )
    return text % {"size": size, "registered": len(plan.registered), "seen": len(plan.seen)}


def _cell(plan: Field, offset: int, columns: int) -> str:
    x, y = offset % columns * SIDE + 1, offset // columns * SIDE + 1
    kind = plan.kind(offset)
    words = escape(f"{plan.network[offset]} · {_words(kind)}")
    inner = SIDE - 2
    box = (
        f'<rect class="c-{kind}" x="{x}" y="{y}" width="{inner}" height="{inner}" rx="2"><title>{words}</title></rect>'
    )
    dot = f'<circle class="c-x" cx="{x + inner / 2:g}" cy="{y + inner / 2:g}" r="3.5"/>' if kind == "seen" else ""
    return box + dot


def _words(kind: str) -> str:
    return {
        "both": _("registered and seen"), "reg": _("registered, not seen"), "seen": _("seen, not registered"),
        "plan": _("reserved"), "dhcp": _("in a range"), "net": _("network or broadcast address"), "free": _("free"),
    }[kind]  # fmt: skip
