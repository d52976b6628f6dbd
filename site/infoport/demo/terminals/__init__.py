"""The terminals of the demo's conference rooms: they answer OPTIONS, reflect packets, and some are in trouble."""

from __future__ import annotations

from typing import Final

NETWORK: Final = "127.81.0."
"""Where they answer: each venue with a terminal at the address of its place, counted from one; MCUs from 201 on."""
UNITS: Final = 200


def address(number: int) -> str:
    """The loopback address of the terminal with that place."""
    return f"{NETWORK}{number}"
