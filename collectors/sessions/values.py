"""The values of SNMP in Python, and the two spellings of an object identifier: dotted text and a tuple of arcs."""

from ipaddress import IPv4Address
from typing import Final

Oid = str
"""Dotted, without a leading dot: 1.3.6.1.2.1.1.5.0."""

Index = tuple[int, ...]
"""What follows the column in the identifier of a table cell."""

ENCODINGS: Final = ("utf-8", "gb18030")
"""Tried in order: agents say nothing of their encoding, and Chinese devices still use GB."""


class ObjectId(str):
    """An object identifier as a value, dotted."""

    __slots__ = ()


class Counter32(int):
    """A total that wraps at 2**32."""


class Gauge32(int):
    """A level between 0 and 2**32 - 1."""


class TimeTicks(int):
    """Hundredths of a second."""


class Counter64(int):
    """A total that wraps at 2**64."""


Value = int | float | bytes | ObjectId | IPv4Address
"""What a session gives: numbers plain, octet strings as bytes. Null and the v2 exceptions are an absent key instead."""


def arcs(oid: Oid) -> tuple[int, ...]:
    """Give the numbers of `oid`; a leading dot is allowed. Raises ValueError naming the text."""
    try:
        found = tuple(map(int, oid.lstrip(".").split(".")))
    except ValueError as error:
        raise ValueError(f"{oid!r} is not an object identifier: expected numbers with dots between") from error
    if any(not 0 <= arc < 1 << 32 for arc in found):
        raise ValueError(f"{oid!r} is not an object identifier: an arc is not below 2**32")
    return found


def dotted(numbers: tuple[int, ...]) -> Oid:
    """Give the text of these arcs."""
    return ".".join(map(str, numbers))
