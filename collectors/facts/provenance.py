"""How a fact is known."""

from typing import Literal

from msgspec import Struct

Provenance = Literal["stated", "derived", "guessed"]
"""stated: the device says it in a field made for it; names of numbers and units of quantities included.
derived: concluded from what it says by a rule that holds, such as a share from two amounts, a maker from sysObjectID.
guessed: by a convention that not every device keeps, such as a kind of sensor from its name."""


class Fact(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that a device said; `source` is the weakest of what its fields rest on."""

    source: Provenance = "stated"
