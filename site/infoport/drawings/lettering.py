"""How wide words are, and what of them fits."""

from __future__ import annotations

import unicodedata


def extent(text: str, size: float) -> float:
    """About how wide text is: a Han character is square, a Latin one a little over half of that."""
    return sum(size if unicodedata.east_asian_width(each) in "WF" else size * 0.58 for each in text)


def cut(text: str, room: float, size: float) -> str:
    """The text as far as it fits, with an ellipsis where something is left out."""
    if extent(text, size) <= room:
        return text
    while text and extent(text + "…", size) > room:
        text = text[:-1]
    return text + "…"
