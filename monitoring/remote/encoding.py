"""Messages of remote write 1.0: `WriteRequest` of Prometheus' protocol buffers, in snappy's block form.

A message is a list of series; here each has its labels, sorted by name, and one sample.
"""

from __future__ import annotations

import re
import struct
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import cramjam

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LABEL: Final = re.compile(r',(\w+)="((?:[^"\\]|\\.)*)"')
STALE: Final = struct.pack("<Q", 0x7FF0000000000002)
"""The number by which Prometheus says that a series ends here."""
SEVEN, MORE = 0x7F, 0x80
SERIES, LABELS, SAMPLES, NAME, VALUE, NUMBER, TIME = b"\x0a", b"\x0a", b"\x12", b"\x0a", b"\x12", b"\x09", b"\x10"
"""Tags of fields, each its number and how it is written."""


def varint(value: int) -> bytes:
    """A whole number from 0, seven bits an octet."""
    found = bytearray()
    while value > SEVEN:
        found.append(value & SEVEN | MORE)
        value >>= 7
    found.append(value)
    return bytes(found)


def sized(tag: bytes, content: bytes) -> bytes:
    """A field that says how long it is."""
    return tag + varint(len(content)) + content


def labels(values: Mapping[str, str]) -> bytes:
    """The labels of a series. Empty ones are none."""
    told = sorted((name, value) for name, value in values.items() if value)
    return b"".join(sized(LABELS, sized(NAME, name.encode()) + sized(VALUE, value.encode())) for name, value in told)


@lru_cache(maxsize=200_000)
def named(series: str, device: str) -> bytes:
    """The labels of a stored series of a device, such as `infoport_interface_up,interface="eth0"`."""
    name, _comma, _rest = series.partition(",")
    told = {label: value.replace('\\"', '"').replace("\\\\", "\\") for label, value in LABEL.findall(series)}
    return labels({**told, "__name__": name, "device": device})


def moment(milliseconds: int) -> bytes:
    """When a sample was taken."""
    return TIME + varint(milliseconds)


def number(value: float) -> bytes:
    """The value of a sample."""
    return struct.pack("<d", value)


def line(told: bytes, value: bytes, at: bytes) -> bytes:
    """A series with one sample."""
    return sized(SERIES, told + sized(SAMPLES, NUMBER + value + at))


def message(lines: Iterable[bytes]) -> bytes:
    """The body of a request."""
    return bytes(cramjam.snappy.compress_raw(b"".join(lines)))
