"""SNMPv1 and v2c messages (RFC 1157, 3416): requests with the id patched in late, replies read strictly."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import itemgetter
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


_BIND_HEADS: Final = tuple(bytes((SEQUENCE, size + 4, OBJECT, size)) for size in range(124))
"""What stands before an identifier of each size in a varbind with a Null value."""


@lru_cache(maxsize=4096)
def _frame(version: int, community: bytes, kind: int, repetitions: int, size: int) -> Request:
    """Encode all of a request but its id and its varbinds, which take `size` octets."""
    tail = integer(0) + integer(repetitions if kind == GETBULK else 0) + bytes((SEQUENCE,)) + length(size)
    mark = bytes((INTEGER, _ID_OCTETS))
    pdu = bytes((kind,)) + length(len(mark) + _ID_OCTETS + len(tail) + size) + mark
    lead = integer(version) + tlv(OCTETS, community)
    head = bytes((SEQUENCE,)) + length(len(lead) + len(pdu) + _ID_OCTETS + len(tail) + size) + lead + pdu
    return Request(head, tail)


def request(version: int, community: bytes, kind: int, oids: Sequence[bytes], repetitions: int = 0) -> Request:
    """Encode a request for these identifiers (content octets only); `repetitions` counts for GETBULK alone."""
    heads = _BIND_HEADS
    try:
        binds = b"".join([heads[len(oid)] + oid + b"\x05\x00" for oid in oids])
    except IndexError:
        binds = b"".join([tlv(SEQUENCE, tlv(OBJECT, oid) + b"\x05\x00") for oid in oids])
    head, tail = _frame(version, community, kind, repetitions, len(binds))
    return Request(head, tail + binds)


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


def sized(first: int, last: int) -> bytes:
    """Match a length octet from `first` to `last` and that many octets; written out: `re` is faster so."""
    return b"|".join(re.escape(bytes((size,))) + b"." * size for size in range(first, last + 1))


NUMBER: Final = rb"[\x02\x41-\x43\x46](?:" + sized(1, 9) + b")"
"""Matches a number of 1 to 9 octets with its tag and length."""

ROW_WIDTH: Final = 12
"""Columns that one regular expression matches at once; a whole row costs little more than one varbind."""


@lru_cache(maxsize=256)
def _row_pattern(shortest: int, width: int) -> re.Pattern[bytes]:
    """Match `width` varbinds of numbers: for each its name with length, and its value with tag and length.

    Names from `shortest` to 8 octets longer, which holds an index of a few arcs; numbers of 1 to 9 octets.
    """
    names = sized(shortest, min(shortest + 8, 127))
    return re.compile((rb"\x30[\x00-\x7f]\x06(" + names + rb")(" + NUMBER + rb")") * width, re.DOTALL)


ColumnParts = list[tuple[list[bytes], list[bytes]]]
"""For each column the names with their length octet, and the values with tag and length."""


def numbers(data: bytes, at: int, end: int, shortest: int, width: int) -> ColumnParts | None:
    """Split interleaved columns that hold nothing but numbers.

    None where there is anything else, for reading one by one. The gaps between the matches must be empty, so only
    what the matches cover from end to end is taken; a row that was cut is matched varbind by varbind.
    """
    together = width if width <= ROW_WIDTH else 1
    stride = 2 * together + 1
    parts = _row_pattern(shortest, together).split(data[at:end])
    if any(parts[:-1:stride]):
        return None
    if together == 1 < width:
        names, values = parts[1::3], parts[2::3]
        return None if parts[-1] else [(names[place::width], values[place::width]) for place in range(width)]
    found = [(parts[1 + 2 * place :: stride], parts[2 + 2 * place :: stride]) for place in range(width)]
    if parts[-1]:
        rest = _row_pattern(shortest, 1).split(parts[-1])
        if any(rest[::3]):
            return None
        for place, (name, value) in enumerate(zip(rest[1::3], rest[2::3], strict=True)):
            found[place % width][0].append(name)
            found[place % width][1].append(value)
    return found


class _Short(dict[bytes, int]):
    """Numbers of at most two octets by their encoding; most counters of errors are so short, and hardly move."""

    def __missing__(self, value: bytes) -> int:
        found = int.from_bytes(value[2:], "big", signed=value[0] == INTEGER)
        if len(value) <= _SHORT_OCTETS:
            if len(self) >= _SHORT_KNOWN:
                self.clear()
            self[value] = found
        return found


_SHORT_OCTETS: Final = 4  # two of tag and length, two of content
_SHORT_KNOWN: Final = 32768  # some 5 MB
_short: Final = _Short()
_content: Final = itemgetter(slice(2, None))


def decoded(values: list[bytes]) -> list[int]:
    """Decode numbers as `numbers` gives them; the unsigned types stay unsigned even without their leading zero."""
    if len(b"".join(values)) <= _SHORT_OCTETS * len(values):
        return list(map(_short.__getitem__, values))
    from_bytes = int.from_bytes
    if min(values)[0] != INTEGER:  # INTEGER is the least of the tags
        return list(map(from_bytes, map(_content, values)))
    return [from_bytes(value[2:], "big", signed=value[0] == INTEGER) for value in values]
