"""The process that answers as the terminals and MCUs of the demo's conference rooms."""

from __future__ import annotations

import asyncio
import functools
import random
import signal
from typing import TYPE_CHECKING, Any, Final

from collectors.conferencing.stamp import AF41, Reflector
from infoport.demo.sources import source
from infoport.demo.terminals import UNITS, address

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

MEDIA: Final = "v=0\r\no=- 0 0 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=audio 0 RTP/AVP 0\r\nm=video 6000 RTP/AVP 96\r\n"
USUAL: Final = {"delay": 6, "jitter": 2}


class Terminal(asyncio.DatagramProtocol):
    """Answers OPTIONS for itself; a registrar says who is registered of those it is asked about."""

    def __init__(self, known: Mapping[str, bool] | None = None) -> None:
        self._known = known
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where answers go out."""
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Answer an OPTIONS request; anything else is left alone."""
        head = data.decode("utf-8", "replace").split("\r\n")
        method, _space, rest = head[0].partition(" ")
        if method == "OPTIONS":
            name = rest.partition(" ")[0].partition(":")[2].partition("@")[0]
            self._transport.sendto(self._answer(head, name), addr)

    def _answer(self, head: Sequence[str], name: str) -> bytes:
        status, body = "200 OK", MEDIA
        if self._known is not None and not self._known.get(name, False):
            status, body = "480 Temporarily Unavailable", ""
        kept = [line for line in head if line.partition(":")[0] in {"Via", "From", "To", "Call-ID", "CSeq"}]
        lines = [f"SIP/2.0 {status}", *kept, "Server: demo", f"Content-Length: {len(body)}", "", body]
        return "\r\n".join(lines).encode()


def fate_of(trouble: Mapping[str, Any], seed: str) -> Callable[[int], float | None]:
    """What becomes of a packet: lost, or so many seconds later, by the troubles of the path."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    loss, delay, jitter = (trouble.get(name, USUAL.get(name, 0)) for name in ("loss", "delay", "jitter"))

    def fate(number: int) -> float | None:
        if loss and number % round(100 / loss) == 0:
            return None
        return float(2 * delay + dice.uniform(0, 4 * jitter)) / 1000

    return fate


def rooms() -> list[tuple[str, str, Mapping[str, Any]]]:
    """Slug of each venue that has a terminal, its device's name, and what is wrong with it."""
    data = source("venues")
    troubles = data["answering"]["troubles"]
    listed = [(each["slug"], each["device"]) for each in (*data["main"], data["branch"])]
    listed += [
        (f"venue-{each['slug']}", f"{each['slug']}-vc01") for each in source("places")["districts"] if each["venue"]
    ]
    return [(slug, device, troubles.get(slug, {})) for slug, device in listed]


def place_of(slug: str) -> int:
    """The place of a venue's terminal, counted from one."""
    return [each for each, _device, _trouble in rooms()].index(slug) + 1


def serve(sip_port: int, path_port: int) -> None:
    """Answer until told to stop."""
    asyncio.run(_serve(sip_port, path_port))


async def _serve(sip_port: int, path_port: int) -> None:
    loop, opened = asyncio.get_running_loop(), list[asyncio.BaseTransport]()
    registered = {device: not trouble.get("unregistered") for _slug, device, trouble in rooms()}
    for at, (slug, _device, trouble) in enumerate(rooms(), 1):
        reflector = functools.partial(Reflector, fate_of(trouble, slug), 0 if trouble.get("unmarked") else AF41)
        found, _made = await loop.create_datagram_endpoint(reflector, (address(at), path_port))
        opened.append(found)
        if not trouble.get("silent"):
            found, _terminal = await loop.create_datagram_endpoint(Terminal, (address(at), sip_port))
            opened.append(found)
    for at, _unit in enumerate(source("venues")["mcus"], UNITS + 1):
        found, _registrar = await loop.create_datagram_endpoint(lambda: Terminal(registered), (address(at), sip_port))
        opened.append(found)
    told = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, told.set)
    await told.wait()
    for transport in opened:
        transport.close()
