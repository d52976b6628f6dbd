"""What a physical interface type says about speed."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

BASE: Final = re.compile(r"(\d+(?:\.\d+)?)(g?)base-")
MEGA: Final = 1_000_000
GIGA: Final = 1_000_000_000


@lru_cache(maxsize=1000)
def speed_of_type(kind: str) -> int | None:
    """Bit/s of a type such as `1000base-t` or `25gbase-x-sfp28`; None for a type without a speed of its own."""
    found = BASE.match(kind)
    return round(float(found.group(1)) * (GIGA if found.group(2) else MEGA)) if found else None
