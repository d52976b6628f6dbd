"""What a physical interface type says about speed."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

BASE: Final = re.compile(r"(\d+(?:\.\d+)?)(g?)base-")
MEGA: Final = 1_000_000
GIGA: Final = 1_000_000_000

TYPES: Final = {
    100 * MEGA: "100base-tx",
    GIGA: "1000base-t",
    5 * GIGA // 2: "2.5gbase-t",
    10 * GIGA: "10gbase-x-sfpp",
    25 * GIGA: "25gbase-x-sfp28",
    40 * GIGA: "40gbase-x-qsfpp",
    100 * GIGA: "100gbase-x-qsfp28",
    400 * GIGA: "400gbase-x-qsfpdd",
}
"""The commonest type of a port of that speed, in bit/s."""


@lru_cache(maxsize=1000)
def speed_of_type(kind: str) -> int | None:
    """Bit/s of a type such as `1000base-t` or `25gbase-x-sfp28`; None for a type without a speed of its own."""
    found = BASE.match(kind)
    return round(float(found.group(1)) * (GIGA if found.group(2) else MEGA)) if found else None


def type_of_speed(speed: int | None) -> str:
    """A guess at the type of a port that only its speed is known of; `other` where that says nothing."""
    return TYPES.get(speed or 0, "other")
