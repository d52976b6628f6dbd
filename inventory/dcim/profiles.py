"""How the connectors of a cable's two ends are wired to each other."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from django.utils.translation import gettext_lazy as _

SINGLE: Final = (1, 2, 4, 6, 8, 12, 16)
TRUNKS: Final = (
    "2c1p", "2c2p", "2c4p", "2c4p-shuffle", "2c6p", "2c8p", "2c12p", "4c1p", "4c2p", "4c4p", "4c4p-shuffle", "4c6p",
    "4c8p", "8c4p",
)  # fmt: skip
CABLE_PROFILES: Final = (
    *((f"single-1c{n}p", f"1C{n}P") for n in SINGLE),
    *((f"trunk-{name}", _("2C4P trunk (shuffle)") if name == "2c4p-shuffle" else
       _("4C4P trunk (shuffle)") if name == "4c4p-shuffle" else f"{name.upper()} trunk") for name in TRUNKS),
    *((f"breakout-1c{n}p-{n}c1p", f"1C{n}P:{n}C1P breakout") for n in (2, 4, 6, 8)),
    ("breakout-2c4p-8c1p-shuffle", _("2C4P:8C1P breakout (shuffle)")),
)  # fmt: skip
"""NetBox 4.6, `dcim.cable.profile`: connectors (C) of an end, and positions (P) of each connector."""


class Shape(NamedTuple):
    """Connectors of one end of a cable, and positions of each."""

    connectors: int
    positions: int


def shapes(profile: str) -> dict[str, Shape]:
    """The shape of the A end and of the B end of a profile.

    Raises `ValueError` for a text that is no profile.
    """
    found = re.search(r"(\d+)c(\d+)p(?:-(\d+)c(\d+)p)?", profile)
    if found is None:
        raise ValueError(f"Expected a cable profile such as single-1c4p, got {profile!r}.")
    a = Shape(int(found[1]), int(found[2]))
    return {"A": a, "B": Shape(int(found[3]), int(found[4])) if found[3] else a}
