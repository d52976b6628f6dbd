"""Time servers: whether one is synchronised, and how far its clock is from ours (RFC 5905)."""

import asyncio
import struct
import time
from typing import Final, NamedTuple

from collectors.probes.bounds import Bounds
from collectors.probes.probed import Probed
from collectors.probes.probing import Steps, Unmet, probe

EPOCH: Final = 2_208_988_800
"""Seconds from the beginning of 1900, where NTP counts from, to that of 1970."""
PACKET: Final = struct.Struct("!BBbb11I")
"""Leap, version and mode; stratum; poll; precision; delay, dispersion, reference; four times of two words each."""
CLIENT: Final = 4 << 3 | 3
"""Version 4, mode 3: a client asks."""
SERVER: Final = 4
UNSYNCHRONISED: Final = 3
"""Leap indicator: the clock was never set."""
STRATA: Final = range(1, 16)
"""0 is a refusal, 16 says that the clock is not synchronised."""


class Told(NamedTuple):
    """What a time server said; `offset` is its clock minus ours, in seconds."""

    leap: int
    mode: int
    stratum: int
    reference: int
    offset: float


async def ntp(host: str, port: int, bounds: Bounds, *, off: float = 1.0) -> Probed:
    """Whether a time server is synchronised. Step: answer.

    A clock more than `off` seconds from ours is "degraded": which of the two is wrong cannot be told from here.
    """
    subject = f"{host} port {port}"
    found: list[Told] = []

    async def steps(taken: Steps) -> None:
        told = await _asked(subject, host, port)
        taken.done("answer")
        if told.mode != SERVER:
            raise Unmet(f"{subject} answers in mode {told.mode}, not as a time server")
        if told.stratum == 0:
            code = struct.pack("!I", told.reference).decode("ascii", "replace").rstrip("\0")
            raise Unmet(f"{subject} refuses to tell the time: {code}")
        if told.leap == UNSYNCHRONISED or told.stratum not in STRATA:
            raise Unmet(f"{subject} is not synchronised (stratum {told.stratum})")
        found.append(told)

    seen = await probe(subject, bounds, steps)
    if seen.state != "up" or abs(found[0].offset) <= off:
        return seen
    reason = f"{subject}: its clock is {found[0].offset:+.2f} s from ours, more than {off:g} s"
    return Probed(state="degraded", reason=reason, seconds=seen.seconds)


class _Answers(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.first: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    def datagram_received(self, data: bytes, addr: tuple[str | object, int]) -> None:
        del addr
        if not self.first.done():
            self.first.set_result(data)

    def error_received(self, exc: Exception) -> None:
        if not self.first.done():
            self.first.set_exception(exc)


async def _asked(subject: str, host: str, port: int) -> Told:
    loop = asyncio.get_running_loop()
    transport, answers = await loop.create_datagram_endpoint(_Answers, remote_addr=(host, port))
    try:
        sent = time.time()
        whole = int(sent)
        asked = (whole + EPOCH, int((sent - whole) * 2**32))
        transport.sendto(PACKET.pack(CLIENT, 0, 0, 0, *[0] * 9, *asked))
        data = await answers.first
    finally:
        transport.close()
    if len(data) < PACKET.size:
        raise Unmet(f"{subject} answers {len(data)} octets, expected {PACKET.size} at least")
    return _read(subject, data, asked, sent, time.time())


def _read(subject: str, data: bytes, asked: tuple[int, int], sent: float, back: float) -> Told:
    first, stratum, _poll, _precision, *words = PACKET.unpack(data[: PACKET.size])
    if tuple(words[5:7]) != asked:
        raise Unmet(f"{subject} answers another question than ours")
    arrived, left = (words[at] - EPOCH + words[at + 1] / 2**32 for at in (7, 9))
    return Told(first >> 6, first & 7, stratum, words[2], ((arrived - sent) + (left - back)) / 2)
