"""Messages out of a stream (RFC 6587): counted octets, or one a line; each message says which by its first octet."""

from collections.abc import Iterator
from typing import Final

from collectors.events.event import Malformed

LARGEST: Final = 65_536
"""Octets of one message; RFC 5425 §4.3.1 asks for 8192."""
_DIGITS: Final = frozenset(b"123456789")
_COUNT_DIGITS: Final = 6
_ENDS: Final = (b"\n", b"\x00")


class Framing:
    """The octets of one connection that were not given yet."""

    def __init__(self) -> None:
        self._kept = bytearray()

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Give the messages that are complete. Raises `Malformed` where no message can begin: the stream is lost."""
        self._kept += data
        at = 0
        try:
            while at < len(self._kept):
                taken = self._counted(at) if self._kept[at] in _DIGITS else self._line(at)
                if taken is None:
                    break
                start, end, at = taken
                if end > start:
                    yield bytes(self._kept[start:end])
        finally:
            del self._kept[:at]

    def rest(self) -> bytes:
        """What is left when the connection ends: a last line without its end, or part of a message."""
        return bytes(self._kept).strip()

    def _counted(self, at: int) -> tuple[int, int, int] | None:
        space = self._kept.find(b" ", at, at + _COUNT_DIGITS + 1)
        if space < 0:
            if len(self._kept) - at > _COUNT_DIGITS:
                raise Malformed("stream has a number that no length of a message is")
            return None
        count = bytes(self._kept[at:space])
        if not count.isdigit() or int(count) > LARGEST:
            raise Malformed(f"stream announces a message of {count[:8]!r} octets, expected at most {LARGEST}")
        end = space + 1 + int(count)
        return (space + 1, end, end) if end <= len(self._kept) else None

    def _line(self, at: int) -> tuple[int, int, int] | None:
        found = [place for mark in _ENDS if (place := self._kept.find(mark, at)) >= 0]
        if not found:
            if len(self._kept) - at > LARGEST:
                raise Malformed(f"stream has no end of line within {LARGEST} octets")
            return None
        end = min(found)
        stop = end - 1 if end > at and self._kept[end - 1] == ord("\r") else end
        return at, stop, end + 1
