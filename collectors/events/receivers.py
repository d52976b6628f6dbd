"""Sockets that take what devices send: datagrams and streams, with or without TLS."""

import asyncio
import os
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final, cast

from collectors.events.event import Malformed
from collectors.events.framing import Framing

BUFFER: Final = 32 << 20
"""Octets asked of the kernel for datagrams that wait: at 5,000/s several seconds. `net.core.rmem_max` may cut it."""
BURST: Final = 256
"""Datagrams taken before others get their turn: some 10 ms of work."""
CONNECTIONS: Final = 2000
"""Streams open at once; a sender that finds none free tries again."""
LARGEST: Final = 65_535
_FORCE: Final = 33  # SO_RCVBUFFORCE of Linux, which passes over rmem_max for those who may
_INODE, _DROPS = 9, -1  # columns of /proc/net/udp

TakeDatagram = Callable[[bytes, tuple[str, int]], None]
TakeMessage = Callable[[bytes, str], None]
Complain = Callable[[str], None]


def plain(address: str) -> str:
    """An address as text without zone; IPv4 that came over an IPv6 socket as IPv4."""
    if ":" not in address:
        return address
    found: Any = ip_address(address.partition("%")[0])
    return str(found.ipv4_mapped or found)


class Datagrams:
    """One UDP socket. Raises OSError naming address and port that cannot be had."""

    def __init__(self, address: str, port: int, take: TakeDatagram) -> None:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self._take = take
        self._mapped = family == socket.AF_INET6
        self.socket = socket.socket(family, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        try:
            if self._mapped:
                self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
            self._enlarge()
            self.socket.bind((address, port))
        except OSError as error:
            self.socket.close()
            raise OSError(error.errno, f"cannot listen on UDP {address} port {port}: {error.strerror}") from error
        self.port = int(self.socket.getsockname()[1])
        asyncio.get_running_loop().add_reader(self.socket.fileno(), self._read)

    def _enlarge(self) -> None:
        try:
            self.socket.setsockopt(socket.SOL_SOCKET, _FORCE, BUFFER)
        except OSError:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)

    @property
    def buffer(self) -> int:
        """Octets that the kernel keeps, its own headers among them."""
        return self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)

    def _read(self) -> None:
        receive, take = self.socket.recvfrom, self._take
        for _ in range(BURST):
            try:
                data, sender = receive(LARGEST)
            except (BlockingIOError, ConnectionError):
                return
            take(data, (plain(sender[0]) if self._mapped else sender[0], sender[1]))

    def reply(self, data: bytes, to: tuple[str, int]) -> None:
        """Send an answer; one that finds no room is as lost as any datagram, and asked for again."""
        address = f"::ffff:{to[0]}" if self._mapped and ":" not in to[0] else to[0]
        with suppress(OSError):
            self.socket.sendto(data, (address, to[1]))

    def dropped(self) -> int:
        """Datagrams the kernel threw away because nobody took those before them in time (Linux; elsewhere 0)."""
        inode = str(os.fstat(self.socket.fileno()).st_ino)
        table = Path("/proc/net/udp6" if self._mapped else "/proc/net/udp")
        try:
            rows = table.read_text(encoding="ascii").splitlines()[1:]
        except OSError:
            return 0
        return next((int(row.split()[_DROPS]) for row in rows if row.split()[_INODE] == inode), 0)

    def close(self) -> None:
        """Stop taking."""
        asyncio.get_running_loop().remove_reader(self.socket.fileno())
        self.socket.close()


class _Stream(asyncio.Protocol):
    """One connection of a sender."""

    def __init__(self, owner: "Streams") -> None:
        self._owner = owner
        self._framing = Framing()
        self.source = ""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note who it is."""
        self.transport = cast("asyncio.Transport", transport)
        peer = transport.get_extra_info("peername")
        self.source = plain(str(peer[0])) if peer else ""
        if not self.source or len(self._owner.open) >= CONNECTIONS:
            self.transport.abort()
            return
        self._owner.open.add(self)
        if self._owner.paused:
            self.transport.pause_reading()

    def data_received(self, data: bytes) -> None:
        """Hand on what is complete; a stream in which no message can be found is closed."""
        try:
            for message in self._framing.feed(data):
                self._owner.take(message, self.source)
        except Malformed:
            self._owner.open.discard(self)  # what is left of it is no message
            self._owner.complain(self.source)
            if self.transport is not None:
                self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Hand on a last line that has no end."""
        del exc
        if self in self._owner.open:
            self._owner.open.discard(self)
            if rest := self._framing.rest():
                self._owner.take(rest, self.source)


class Streams:
    """Syslog over TCP (RFC 6587), or over TLS (RFC 5425) with a context."""

    def __init__(self, take: TakeMessage, complain: Complain) -> None:
        self.take = take
        self.complain = complain
        self.open: set[_Stream] = set()
        self.paused = False
        self._server: asyncio.Server | None = None

    async def listen(self, address: str, port: int, context: ssl.SSLContext | None = None) -> int:
        """Listen; the port, which the system chooses for 0. Raises OSError naming what cannot be had."""
        loop = asyncio.get_running_loop()
        try:
            self._server = await loop.create_server(lambda: _Stream(self), address, port, ssl=context, backlog=512)
        except OSError as error:
            raise OSError(error.errno, f"cannot listen on TCP {address} port {port}: {error.strerror}") from error
        return int(self._server.sockets[0].getsockname()[1])

    def hold(self, paused: bool) -> None:
        """Stop reading, or go on: senders then wait, and lose nothing."""
        if paused != self.paused:
            self.paused = paused
            for transport in self._transports():
                (transport.pause_reading if paused else transport.resume_reading)()

    def _transports(self) -> Iterator[asyncio.Transport]:
        return (each.transport for each in self.open if each.transport and not each.transport.is_closing())

    def close(self) -> None:
        """Close every connection."""
        if self._server is not None:
            self._server.close()
        for transport in self._transports():
            transport.close()


def secure(certificate: str, key: str, authority: str = "") -> ssl.SSLContext:
    """TLS for a server, 1.2 or later; with `authority`, senders must show a certificate it signed (RFC 5425 §5)."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate, key or None)
    if authority:
        context.load_verify_locations(authority)
        context.verify_mode = ssl.CERT_REQUIRED
    return context
