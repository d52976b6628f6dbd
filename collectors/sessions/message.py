"""SNMPv1 and v2c messages (RFC 1157, 3416): requests with the id patched in late, replies read strictly."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from collectors.sessions.ber import INTEGER, OBJECT, OCTETS, SEQUENCE, Malformed, element, integer, length, number, tlv

GET: Final = 0xA0
GETNEXT: Final = 0xA1
RESPONSE: Final = 0xA2
GETBULK: Final = 0xA5

TOO_BIG: Final = 1
NO_SUCH_NAME: Final = 2

STATUS: Final = (
    *("noError", "tooBig", "noSuchName", "badValue", "readOnly", "genErr", "noAccess", "wrongType", "wrongLength"),
    *("wrongEncoding", "wrongValue", "noCreation", "inconsistentValue", "resourceUnavailable", "commitFailed"),
    *("undoFailed", "authorizationError", "notWritable", "inconsistentName"),
)
"""Names of error-status, RFC 3416 §3."""

_ID_OCTETS: Final = 4


class Request(NamedTuple):
    """A whole message but for the four octets of the request id between `head` and `tail`."""

    head: bytes
    tail: bytes

    def datagram(self, request_id: int) -> bytes:
        """Give the message with this id, which is below 2**31."""
        return self.head + request_id.to_bytes(_ID_OCTETS, "big") + self.tail


class Reply(NamedTuple):
    """The head of a response; its varbinds are `data[start:end]`."""

    request_id: int
    status: int  # error-status; 0 is none
    place: int  # error-index, 1-based; 0 is none
    start: int
    end: int


@lru_cache(maxsize=4096)
def request(version: int, community: bytes, kind: int, oids: tuple[bytes, ...], repetitions: int = 0) -> Request:
    """Encode a request for these identifiers (content octets only); `repetitions` counts for GETBULK alone."""
    binds = b"".join([tlv(SEQUENCE, tlv(OBJECT, oid) + b"\x05\x00") for oid in oids])
    tail = integer(0) + integer(repetitions if kind == GETBULK else 0) + tlv(SEQUENCE, binds)
    mark = bytes((INTEGER, _ID_OCTETS))
    pdu = bytes((kind,)) + length(len(mark) + _ID_OCTETS + len(tail)) + mark
    lead = integer(version) + tlv(OCTETS, community)
    head = bytes((SEQUENCE,)) + length(len(lead) + len(pdu) + _ID_OCTETS + len(tail)) + lead + pdu
    return Request(head, tail)


def _expect(data: bytes, at: int, end: int, tag: int, what: str) -> tuple[int, int]:
    found, start, stop = element(data, at, end)
    if found != tag:
        raise Malformed(f"{what} has tag 0x{found:02x}, expected 0x{tag:02x}")
    return start, stop


def message_parts(data: bytes) -> tuple[int, bytes, int, int, int]:
    """Give (version, community, kind of PDU, start and end of the PDU's content). Raises Malformed."""
    start, end = _expect(data, 0, len(data), SEQUENCE, "message")
    if end != len(data):
        raise Malformed(f"message says {end} octets, the datagram has {len(data)}")
    at, stop = _expect(data, start, end, INTEGER, "version")
    version = number(data, at, stop)
    at, stop = _expect(data, stop, end, OCTETS, "community")
    community = data[at:stop]
    kind, at, stop = element(data, stop, end)
    return version, community, kind, at, stop


def pdu_parts(data: bytes, at: int, end: int) -> Reply:
    """Read the three numbers and the bounds of the varbinds of one PDU. Raises Malformed."""
    numbers = []
    for what in ("request id", "error status", "error index"):
        start, at = _expect(data, at, end, INTEGER, what)
        numbers.append(number(data, start, at))
    start, stop = _expect(data, at, end, SEQUENCE, "varbind list")
    if stop != end:
        raise Malformed("varbind list does not fill its PDU")
    return Reply(numbers[0], numbers[1], numbers[2], start, stop)


_USUAL_HEAD: Final = re.compile(
    rb"\x30\x82(..)\x02\x01[\x00\x01]\x04[\x00-\x7f].*?\xa2\x82(..)\x02\x04([\x00-\x7f]...)"
    rb"\x02\x01\x00\x02\x01\x00\x30\x82(..)",
    re.DOTALL,
)
_HEAD_REACH: Final = 128 + 64
_FROM_MESSAGE: Final = 4
_TO_VARBINDS: Final = 16  # octets from the start of the PDU's content to that of its varbinds


def reply(data: bytes) -> Reply:
    """Read the head of a response. Raises Malformed."""
    usual = _USUAL_HEAD.match(data, 0, _HEAD_REACH)
    if usual:
        # a long reply without an error, as nearly all are: three lengths that must agree with the datagram
        message, pdu, request_id, binds = map(int.from_bytes, usual.groups())
        start, size = usual.end(), len(data)
        if message + _FROM_MESSAGE == size == start + binds == start - _TO_VARBINDS + pdu:
            return Reply(request_id, 0, 0, start, size)
    _, _, kind, at, end = message_parts(data)
    if kind != RESPONSE:
        raise Malformed(f"PDU has tag 0x{kind:02x}, expected a response")
    return pdu_parts(data, at, end)


def varbinds(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
    """Give (identifier content, tag, start, end of value) one by one. Raises Malformed."""
    while at < end:
        start, stop = _expect(data, at, end, SEQUENCE, "varbind")
        first, last = _expect(data, start, stop, OBJECT, "name")
        tag, value, value_end = element(data, last, stop)
        if value_end != stop:
            raise Malformed(f"varbind at octet {at} is not filled by its value")
        yield data[first:last], tag, value, value_end
        at = stop


def _sized(first: int, last: int, lead: bytes = b"") -> bytes:
    """Match a length octet from `first` to `last` and that many octets, the first of them out of `lead`."""
    sizes = range(first, last + 1)
    if lead:
        return b"|".join(re.escape(bytes((size,))) + lead + b".{%d}" % (size - 1) for size in sizes)
    return b"|".join(re.escape(bytes((size,))) + b".{%d}" % size for size in sizes)


@lru_cache(maxsize=64)
def _number_pattern(shortest: int) -> re.Pattern[bytes]:
    """Match one varbind of a table of numbers: its size, its name with length, its value with tag and length.

    Names from `shortest` to 8 octets longer, which holds an index of a few arcs; numbers of 1 to 9 octets, of which
    INTEGER must not be negative, so that all may be read as unsigned.
    """
    names = _sized(shortest, min(shortest + 8, 127))
    values = rb"[\x41-\x43\x46](?:" + _sized(1, 9) + rb")|\x02(?:" + _sized(1, 9, rb"[\x00-\x7f]") + rb")"
    return re.compile(rb"\x30([\x00-\x7f])\x06(" + names + rb")(" + values + rb")", re.DOTALL)


def numbers(data: bytes, at: int, end: int, shortest: int) -> tuple[Sequence[bytes], Sequence[int]] | None:
    """Read varbinds that hold nothing but numbers at once: names with their length octet, and the numbers.

    None where there is anything else, for reading one by one. The regular expression skips what it does not know,
    so the sizes are added up: only a list that it covers from end to end is taken.
    """
    found = _number_pattern(shortest).findall(data, at, end)
    if not found:
        return None
    sizes, names, values = zip(*found, strict=True)
    content = len(b"".join(names)) + len(b"".join(values)) + len(found)
    if sum(b"".join(sizes)) != content or content + 2 * len(found) != end - at:
        return None
    from_bytes = int.from_bytes
    return names, [from_bytes(value[2:], "big") for value in values]
