"""The part of BER that SNMP uses (RFC 3417 §8), written for one datagram at a time."""

import struct
from functools import lru_cache
from ipaddress import IPv4Address
from typing import Final

from collectors.sessions.values import Counter32, Counter64, Gauge32, ObjectId, Oid, TimeTicks, Value, arcs

INTEGER: Final = 0x02
OCTETS: Final = 0x04
NULL: Final = 0x05
OBJECT: Final = 0x06
SEQUENCE: Final = 0x30
IP_ADDRESS: Final = 0x40
COUNTER32: Final = 0x41
GAUGE32: Final = 0x42
TIMETICKS: Final = 0x43
OPAQUE: Final = 0x44
COUNTER64: Final = 0x46
NO_SUCH_OBJECT: Final = 0x80
NO_SUCH_INSTANCE: Final = 0x81
END_OF_MIB_VIEW: Final = 0x82

UNSIGNED: Final = frozenset((COUNTER32, GAUGE32, TIMETICKS, COUNTER64))
ABSENT: Final = frozenset((NULL, NO_SUCH_OBJECT, NO_SUCH_INSTANCE, END_OF_MIB_VIEW))

_LONG: Final = 0x80
_IPV4_OCTETS: Final = 4
_INTEGER_OCTETS: Final = 9  # Counter64 with its leading zero is the longest number of SNMP
_OPAQUE_FLOAT: Final = b"\x9f\x78\x04"  # net-snmp's single-precision float inside Opaque
_ARC_LIMIT: Final = 1 << 32
_TAGS: Final[tuple[tuple[type, int], ...]] = (
    (Counter32, COUNTER32),
    (Gauge32, GAUGE32),
    (TimeTicks, TIMETICKS),
    (Counter64, COUNTER64),
    (int, INTEGER),
)


class Malformed(ValueError):
    """These bytes are not the BER that SNMP allows."""


def length(size: int) -> bytes:
    """Encode a length, short form where it fits."""
    if size < _LONG:
        return bytes((size,))
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((_LONG | len(octets),)) + octets


def tlv(tag: int, content: bytes) -> bytes:
    """Encode one element."""
    return bytes((tag,)) + length(len(content)) + content


def integer(value: int, tag: int = INTEGER) -> bytes:
    """Encode a number in the fewest octets, two's complement."""
    return tlv(tag, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def oid_content(numbers: tuple[int, ...]) -> bytes:
    """Encode arcs without tag and length; a single arc is completed by 0, since BER packs the first two together."""
    first, second, *rest = numbers if len(numbers) > 1 else (numbers[0], 0)
    out = bytearray()
    for arc in (first * 40 + second, *rest):
        shift = (max(arc.bit_length(), 1) - 1) // 7 * 7
        while shift:
            out.append(_LONG | arc >> shift & 0x7F)
            shift -= 7
        out.append(arc & 0x7F)
    return bytes(out)


@lru_cache(maxsize=16384)
def encoded(oid: Oid) -> bytes:
    """Encode dotted text without tag and length."""
    return oid_content(arcs(oid))


def suffix_arcs(content: bytes) -> tuple[int, ...]:
    """Decode base-128 arcs, the first not split in two. Raises Malformed."""
    out: list[int] = []
    arc = 0
    for octet in content:
        arc = arc << 7 | octet & 0x7F
        if arc >= _ARC_LIMIT * 40:
            raise Malformed("object identifier has an arc beyond 32 bits")
        if octet < _LONG:
            out.append(arc)
            arc = 0
    if content and content[-1] >= _LONG:
        raise Malformed("object identifier ends inside an arc")
    return tuple(out)


def oid_arcs(content: bytes) -> tuple[int, ...]:
    """Decode a whole object identifier. Raises Malformed."""
    if not content:
        raise Malformed("object identifier is empty")
    first, *rest = suffix_arcs(content)
    head = min(first // 40, 2)
    return (head, first - head * 40, *rest)


@lru_cache(maxsize=16384)
def oid_text(content: bytes) -> Oid:
    """Decode a whole object identifier to dotted text. Raises Malformed."""
    return ".".join(map(str, oid_arcs(content)))


def element(data: bytes, at: int, end: int) -> tuple[int, int, int]:
    """Give (tag, start of content, end of content) of the element at `at`. Raises Malformed when it passes `end`."""
    if at + 2 > end:
        raise Malformed(f"element at octet {at} is cut off")
    tag, size = data[at], data[at + 1]
    start = at + 2
    if size >= _LONG:
        octets = size & 0x7F
        start += octets
        if not 0 < octets <= 4 or start > end:  # noqa: PLR2004 — a datagram is below 2**16, 4 octets are ample
            raise Malformed(f"length at octet {at + 1} has {octets} octets")
        size = int.from_bytes(data[start - octets : start], "big")
    if start + size > end:
        raise Malformed(f"element at octet {at} claims {size} octets, {end - start} are left")
    return tag, start, start + size


def number(data: bytes, start: int, end: int, tag: int = INTEGER) -> int:
    """Decode a number; the unsigned types stay unsigned even from agents that forget the leading zero."""
    if not 0 < end - start <= _INTEGER_OCTETS:
        raise Malformed(f"number at octet {start} has {end - start} octets")
    return int.from_bytes(data[start:end], "big", signed=tag not in UNSIGNED)


def _opaque(content: bytes) -> float | bytes:
    if content[:3] == _OPAQUE_FLOAT and len(content) == 7:  # noqa: PLR2004 — three octets of header, four of float
        (value,) = struct.unpack(">f", content[3:])
        return float(value)
    return content


def decode(tag: int, data: bytes, start: int, end: int) -> Value | None:
    """Decode one value; None for Null and the exceptions of v2. Raises Malformed for another tag or a wrong length."""
    if tag in UNSIGNED or tag == INTEGER:
        return number(data, start, end, tag)
    if tag == OCTETS:
        return data[start:end]
    if tag in ABSENT:
        return None
    if tag == OBJECT:
        return ObjectId(oid_text(data[start:end])) if end > start else ObjectId("0.0")
    if tag == IP_ADDRESS:
        if end - start != _IPV4_OCTETS:
            raise Malformed(f"IpAddress has {end - start} octets")
        return IPv4Address(data[start:end])
    if tag == OPAQUE:
        return _opaque(data[start:end])
    raise Malformed(f"value has tag 0x{tag:02x}, which SNMP does not have")


def encode(value: Value | str | None) -> bytes:
    """Encode one value with its tag; plain text becomes an octet string in UTF-8, None becomes Null."""
    if isinstance(value, int):
        return integer(int(value), next(tag for kind, tag in _TAGS if isinstance(value, kind)))
    if isinstance(value, bytes):
        return tlv(OCTETS, value)
    if isinstance(value, str):
        return tlv(OBJECT, encoded(value)) if isinstance(value, ObjectId) else tlv(OCTETS, value.encode())
    if isinstance(value, IPv4Address):
        return tlv(IP_ADDRESS, value.packed)
    return b"\x05\x00" if value is None else tlv(OPAQUE, _OPAQUE_FLOAT + struct.pack(">f", value))
