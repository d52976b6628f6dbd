"""Telephony and conferences: whether a SIP server or terminal answers, whether an H.323 one takes calls."""

import asyncio
import secrets
from contextlib import suppress
from typing import Final, Literal, NamedTuple

from collectors.probes.bounds import Bounds
from collectors.probes.probed import Probed
from collectors.probes.probing import Steps, Unmet, probe

REPEAT: Final = 0.5
"""Seconds after which a request over UDP is sent again, doubled each time (RFC 3261, 17.1.2.2: T1)."""
LONGEST: Final = 4.0
"""Seconds between repetitions at most (RFC 3261, 17.1.2.2: T2)."""
FINAL: Final = 200
ALIVE: Final = frozenset({401, 403, 405, 407, 486, 600})
"""Answers beside 2xx of something that is there: it wants a password, does not want us or this question, or is busy."""
VERSION: Final = "SIP/2.0 "


class Called(NamedTuple):
    """Who is asked: a server, or a user there."""

    host: str
    port: int
    user: str = ""

    def __str__(self) -> str:
        """As reasons name it."""
        return f"{self._at}{self.host} port {self.port}"

    @property
    def uri(self) -> str:
        """The address in SIP (RFC 3261, 19.1)."""
        return f"sip:{self._at}{self.host}:{self.port}"

    @property
    def _at(self) -> str:
        return f"{self.user}@" if self.user else ""


async def sip(
    host: str, port: int, bounds: Bounds, *, user: str = "", transport: Literal["udp", "tcp"] = "udp"
) -> Probed:
    """Whether a SIP server answers OPTIONS, for `user` if given (RFC 3261, 11). Steps: connect (TCP only), answer.

    An answer that would refuse a call for want of the called (404, 480) or of the server (5xx) is "down".
    """
    called = Called(host, port, user)

    async def steps(taken: Steps) -> None:
        status = await (_by_udp(called) if transport == "udp" else _by_tcp(called, taken))
        taken.done("answer")
        code, _blank, phrase = status.partition(" ")
        if not (code.isdecimal() and (code.startswith("2") or int(code) in ALIVE)):
            raise Unmet(f"{called} answered {code} {phrase}".rstrip())

    return await probe(str(called), bounds, steps)


async def h323(host: str, bounds: Bounds, *, port: int = 1720) -> Probed:
    """Whether an H.323 terminal or MCU takes connections for call signalling (H.225.0: port 1720). Step: connect.

    No call is set up, so what it would answer to one is not known.
    """
    subject = f"{host} port {port} (call signalling)"

    async def steps(taken: Steps) -> None:
        _reader, writer = await asyncio.open_connection(host, port)
        taken.done("connect")
        writer.close()

    return await probe(subject, bounds, steps)


def _options(called: Called, ours: tuple[str, int], by: str, call: str) -> bytes:
    here = f"{ours[0]}:{ours[1]}"
    lines = [
        f"OPTIONS {called.uri} SIP/2.0", f"Via: SIP/2.0/{by} {here};rport;branch=z9hG4bK{call}", "Max-Forwards: 70",
        f"From: <sip:infoport@{here}>;tag={call[:8]}", f"To: <{called.uri}>", f"Call-ID: {call}@{ours[0]}",
        "CSeq: 1 OPTIONS", f"Contact: <sip:infoport@{here}>", "Accept: application/sdp", "User-Agent: Infoport",
        "Content-Length: 0", "", "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode()


def _status(answer: bytes, call: str, called: Called) -> str:
    """The status of a final answer to our call; empty for anything else. Raises `Unmet` for what is no SIP."""
    text = answer.decode(errors="replace")
    first = text.partition("\r\n")[0]
    if not first.startswith(VERSION):
        raise Unmet(f"{called} does not speak SIP: {first[:60]!r}")
    status = first.removeprefix(VERSION)
    provisional = status[:3].isdecimal() and int(status[:3]) < FINAL
    return "" if provisional or call not in text else status


class _Answers(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.received: asyncio.Queue[bytes | Exception] = asyncio.Queue()

    def datagram_received(self, data: bytes, addr: tuple[str | object, int]) -> None:
        del addr
        self.received.put_nowait(data)

    def error_received(self, exc: Exception) -> None:
        self.received.put_nowait(exc)


async def _by_udp(called: Called) -> str:
    loop = asyncio.get_running_loop()
    transport, answers = await loop.create_datagram_endpoint(_Answers, remote_addr=(called.host, called.port))
    call = secrets.token_hex(8)
    request = _options(called, transport.get_extra_info("sockname")[:2], "UDP", call)
    wait = REPEAT
    try:
        while True:
            transport.sendto(request)
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    while True:
                        got = await answers.received.get()
                        if isinstance(got, Exception):
                            raise got
                        if status := _status(got, call, called):
                            return status
            wait = min(2 * wait, LONGEST)
    finally:
        transport.close()


async def _by_tcp(called: Called, taken: Steps) -> str:
    reader, writer = await asyncio.open_connection(called.host, called.port)
    taken.done("connect")
    call = secrets.token_hex(8)
    try:
        writer.write(_options(called, writer.get_extra_info("sockname")[:2], "TCP", call))
        await writer.drain()
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            if status := _status(head, call, called):
                return status
    except asyncio.LimitOverrunError as error:
        raise Unmet(f"{called} does not speak SIP: its answer does not end") from error
    finally:
        writer.close()
