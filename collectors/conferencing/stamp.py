"""Loss, delay and jitter of a path by STAMP (RFC 8762, unauthenticated): what is sent to a reflector and comes back.

The delay of one way is half of the round trip, which is an estimate: it holds where both ways are alike, and needs no
clocks in step. Jitter is that of RFC 3550, 6.4.1, over the round trip.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import sys
import time
from contextlib import suppress
from itertools import pairwise
from typing import TYPE_CHECKING, Final, cast

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PORT: Final = 862
"""TWAMP's and STAMP's port by IANA."""
AF41: Final = 34
"""DSCP of interactive video (RFC 4594; Cisco's QoS guidance, quoted in the domain facts)."""
SENT: Final = struct.Struct("!I8sH30x")
"""Sequence number, timestamp, error estimate; 44 octets (RFC 8762, 4.2.1)."""
REFLECTED: Final = struct.Struct("!I8sH2x8sI8sH2xB3x")
"""The reflector's sequence number, time and estimate, when it received, and what the sender said (4.3.1)."""
ERROR: Final = 0x8001
"""Clock in step is not claimed; scale 0, multiplier 1 (RFC 4656, 4.1.2)."""
EPOCH: Final = 2_208_988_800
"""Seconds from 1900, where NTP begins, to 1970."""
ERA: Final = 1 << 32
STAMPED: Final = 35
"""SO_TIMESTAMPNS of Linux: the kernel says when a packet came, however long a busy process takes to look."""
LINUX: Final = sys.platform == "linux"


class Path(Struct, frozen=True, kw_only=True):
    """What was measured of a path. Times are milliseconds; None where nothing came back to tell."""

    sent: int
    received: int
    loss: float  # per cent
    round_trip: float | None = None  # the median
    delay: float | None = None  # one way, an estimate: half of the median
    jitter: float | None = None
    marked: bool | None = None  # whether answers came back with the DSCP they were sent with
    reason: str = ""  # why nothing was received


def stamp(now: float) -> bytes:
    """A time as NTP writes it: the count begins anew in 2036."""
    whole = int(now)
    return struct.pack("!II", (whole + EPOCH) % ERA, int((now - whole) * (1 << 32)))


def seconds(text: bytes) -> float:
    """Seconds since 1970 of a time as NTP writes it; without the highest bit it is one after 2036 (RFC 4330, 3)."""
    whole, part = struct.unpack("!II", text)
    era = 0 if whole & 0x80000000 else ERA
    return float(whole + era) - EPOCH + float(part) / (1 << 32)


def reflected(octets: bytes, received: float, sent: float, ttl: int = 64) -> bytes | None:
    """A reflector's answer to one packet, stateless; None for what is none."""
    if len(octets) < SENT.size:
        return None
    number, at, error = SENT.unpack_from(octets)
    return REFLECTED.pack(number, stamp(sent), ERROR, stamp(received), number, at, error, ttl)


def _opened(family: int, source: str | None, dscp: int) -> socket.socket:
    made = socket.socket(family, socket.SOCK_DGRAM)
    made.setblocking(False)
    if family == socket.AF_INET6:
        made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_TCLASS, dscp << 2)
        made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVTCLASS, 1)
    else:
        made.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, dscp << 2)
        made.setsockopt(socket.IPPROTO_IP, socket.IP_RECVTOS, 1)
    if LINUX:
        made.setsockopt(socket.SOL_SOCKET, STAMPED, 1)
    if source:
        made.bind((source, 0))
    return made


def _mark(ancillary: Sequence[tuple[int, int, bytes]]) -> int | None:
    """The DSCP that a packet came with."""
    for level, kind, data in ancillary:
        if (level, kind) in {(socket.IPPROTO_IP, socket.IP_TOS), (socket.IPPROTO_IPV6, socket.IPV6_TCLASS)}:
            return int.from_bytes(data[:1] if level == socket.IPPROTO_IP else data[:4], "little") >> 2
    return None


def _arrived(ancillary: Sequence[tuple[int, int, bytes]]) -> float:
    """When a packet came: as the kernel says, else now."""
    for level, kind, data in ancillary:
        if LINUX and (level, kind) == (socket.SOL_SOCKET, STAMPED) and len(data) >= 16:  # noqa: PLR2004 - a timespec
            whole, part = struct.unpack_from("@qq", data)
            return float(whole) + float(part) / 1e9
    return time.time()


async def measure(  # noqa: PLR0913 - what a measurement is
    address: str, port: int = PORT, *, source: str | None = None, packets: int = 50, interval: float = 0.02,
    dscp: int = AF41, wait: float = 1.0,
) -> Path:  # fmt: skip
    """Send so many packets and see what comes back within `wait` seconds after the last; never raises for the path.

    50 packets at 20 ms take a second and 35 kbit/s: less than a call's sound.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with _opened(family, source, dscp) as channel:
            channel.connect((address, port))
            return await _exchange(channel, packets, interval, dscp, wait)
    except OSError as error:
        return Path(sent=0, received=0, loss=100.0, reason=error.strerror or str(error))


async def _exchange(channel: socket.socket, packets: int, interval: float, dscp: int, wait: float) -> Path:
    loop, came = asyncio.get_running_loop(), dict[int, float]()
    marks: list[int | None] = []
    refused: list[str] = []
    complete = asyncio.Event()

    def take() -> None:
        try:
            octets, ancillary, _flags, _from = channel.recvmsg(2048, 256)
        except BlockingIOError:  # what woke us was told to the sending side
            return
        except OSError as error:  # nobody listens there: the machine says so
            refused.append(error.strerror or str(error))
            return
        trip = _trip(octets, _arrived(ancillary))
        if trip is not None and 0 <= trip[0] < packets:
            came.setdefault(*trip)
            marks.append(_mark(ancillary))
            if len(came) == packets:
                complete.set()

    loop.add_reader(channel, take)
    try:
        begun = loop.time()
        for number in range(packets):
            try:
                channel.send(SENT.pack(number, stamp(time.time()), ERROR))
            except OSError as error:  # it counts as lost; a refusal of the one before is told here, too
                refused.append(error.strerror or str(error))
            await asyncio.sleep(max(0.0, begun + (number + 1) * interval - loop.time()))
        with suppress(TimeoutError):
            await asyncio.wait_for(complete.wait(), wait)
    finally:
        loop.remove_reader(channel)
    return summed(came, packets, None if None in marks or not marks else set(marks) == {dscp}, *refused[-1:])


def _trip(octets: bytes, now: float) -> tuple[int, float] | None:
    """Number and round trip in seconds, without the time the reflector took; None for what is no answer."""
    if len(octets) < REFLECTED.size:
        return None
    _number, answered, _error, received, number, sent, _theirs, _ttl = REFLECTED.unpack_from(octets)
    inside = max(0.0, seconds(answered) - seconds(received))
    return number, max(0.0, now - seconds(sent) - inside)


def summed(came: dict[int, float], packets: int, marked: bool | None = None, reason: str = "") -> Path:
    """The figures of a measurement from the round trips, in seconds, by number."""
    loss = round(100.0 * (packets - len(came)) / packets, 2) if packets else 100.0
    if not came:
        return Path(sent=packets, received=0, loss=loss, reason=reason or "nothing came back")
    trips = [came[number] for number in sorted(came)]
    middle = sorted(trips)[len(trips) // 2]
    jitter = 0.0
    for before, after in pairwise(trips):
        jitter += (abs(after - before) - jitter) / 16
    return Path(
        sent=packets, received=len(came), loss=loss, round_trip=round(1000 * middle, 2), delay=round(500 * middle, 2),
        jitter=round(1000 * jitter, 2), marked=marked,
    )  # fmt: skip


class Reflector(asyncio.DatagramProtocol):
    """Sends packets back as a STAMP reflector does, with the mark AF41; `fate` says after how many seconds, or None.

    What `fate` gets is the packet's number.
    """

    def __init__(self, fate: Callable[[int], float | None] | None = None, dscp: int = AF41) -> None:
        self._fate, self._dscp = fate, dscp
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Mark what is sent."""
        self._transport = cast("asyncio.DatagramTransport", transport)
        channel = transport.get_extra_info("socket")
        if channel.family == socket.AF_INET:
            channel.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, self._dscp << 2)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Answer at once, after a while, or never."""
        now = time.time()
        answer = reflected(data, now, now)
        if answer is None or self._transport is None:
            return
        after = self._fate(int.from_bytes(data[:4], "big")) if self._fate else 0.0
        if after == 0.0:
            self._transport.sendto(answer, addr)
        elif after is not None:  # the delay is the path's, not the reflector's: the times in the answer stay
            asyncio.get_running_loop().call_later(after, self._transport.sendto, answer, addr)
