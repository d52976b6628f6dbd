"""Names as people sort and compare them."""

from __future__ import annotations

import re
from typing import Final

DIGITS: Final = re.compile(r"\d+")
WIDTH: Final = 8


def natural_key(name: str) -> str:
    """The sort key that puts `Gi1/0/9` before `Gi1/0/10`: digit runs padded to eight places.

    The SQL function `natkey` computes the same key; a test holds them together.
    """
    return DIGITS.sub(lambda run: run.group().zfill(WIDTH), name.lower())
