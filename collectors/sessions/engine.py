"""Requests and replies of many devices over one unconnected UDP socket per address family."""

import asyncio
import os
import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final, Protocol, Self

from collectors.facts.toll import Toll
from collectors.sessions.ber import Malformed
from collectors.sessions.message import Reply, Request, reply
from collectors.sessions.session import Garbled, Refused, Unreachable

TICK: Final = 0.05
"""Seconds between looks for requests that are overdue; one ticker is cheaper than a timer for every request."""

BACKOFF_LIMIT: Final = 4
"""A retry waits twice as long as the try before it, at most this many times the first."""

_RECEIVE_BUFFER: Final = 4 << 20
_DATAGRAM: Final = 65535
_BURST: Final = 64  # datagrams read before the loop's other work gets a turn
_ID_MASK: Final = 0x3FFFFFFF
_ID_BASE: Final = 0x40000000  # keeps every id four octets long and positive
_ID_BATCH: Final = 4096

Peer = tuple[str, int]


class Dialogue(Protocol):
    """What decides, from each reply, what to ask next."""

    def first(self) -> Request:
        """Give the request to begin with."""
        ...

    def feed(self, data: bytes, head: Reply) -> Request | None:
        """Take one reply; None ends the dialogue. Raises Malformed, leaving no trace, for one to count as lost."""
        ...


class _Exchange:
    """One dialogue under way."""

    __slots__ = (
        "deadline", "dialogue", "done", "peer", "request", "request_id", "retries", "send", "sent", "timeout", "toll",
        "tries",
    )  # fmt: skip

    def __init__(
        self,
        send: Callable[[bytes, Peer], object],
        peer: Peer,
        dialogue: Dialogue,
        patience: tuple[float, int],
        toll: Toll,
    ) -> None:
        self.send = send
        self.sent = 0.0
        self.toll = toll
        self.peer = peer
        self.dialogue = dialogue
        self.timeout, self.retries = patience
        self.tries = 0
        self.deadline = 0.0
        self.request_id = 0
        self.request = dialogue.first()
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()


class Engine:
    """The sockets of one event loop. Opened with `async with`; every session of the loop shares it."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._pending: dict[int, _Exchange] = {}
        self._sockets: dict[int, socket.socket] = {}
        self._ids: list[int] = []
        self._ticking = False
        self.sent = 0
        self.lost = 0
        """Datagrams that could not be parsed."""
        self.strays = 0
        """Datagrams that answer nothing asked: late, duplicate or forged."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the sockets; dialogues under way end as Unreachable."""
        for sock in self._sockets.values():
            self._loop.remove_reader(sock.fileno())
            sock.close()
        self._sockets.clear()
        for exchange in list(self._pending.values()):
            self._fail(exchange, Unreachable("poller is shutting down"))

    def _socket(self, address: IPv4Address | IPv6Address) -> socket.socket:
        family = socket.AF_INET if address.version == 4 else socket.AF_INET6  # noqa: PLR2004 — the version of IP
        sock = self._sockets.get(family)
        if sock is None:
            sock = socket.socket(family, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
            self._loop.add_reader(sock.fileno(), self._readable, sock)
            self._sockets[family] = sock
        return sock

    async def converse(
        self, address: str, port: int, dialogue: Dialogue, *, patience: tuple[float, int], toll: Toll
    ) -> None:
        """Carry a dialogue to its end. `patience`: seconds for the first try of each request, and retries.

        Raises Unreachable when a request stays unanswered, and whatever the dialogue raises.
        """
        sock = self._socket(ip_address(address))
        exchange = _Exchange(sock.sendto, (address, port), dialogue, patience, toll)
        self._send(exchange)
        try:
            await exchange.done
        finally:
            self._pending.pop(exchange.request_id, None)

    def _new_id(self) -> int:
        while True:
            if not self._ids:
                self._ids = list(memoryview(os.urandom(_ID_BATCH)).cast("I"))
            request_id = self._ids.pop() & _ID_MASK | _ID_BASE
            if request_id not in self._pending:
                return request_id

    def _send(self, exchange: _Exchange) -> None:
        exchange.request_id = self._new_id()
        exchange.tries = 0
        self._pending[exchange.request_id] = exchange
        self._transmit(exchange)
        if not self._ticking:
            self._ticking = True
            self._loop.call_later(TICK, self._tick)

    def _transmit(self, exchange: _Exchange) -> None:
        wait = exchange.timeout * min(1 << exchange.tries, BACKOFF_LIMIT)
        exchange.sent = self._loop.time()
        exchange.deadline = exchange.sent + wait
        exchange.tries += 1
        self.sent += 1
        try:
            exchange.send(exchange.request.datagram(exchange.request_id), exchange.peer)
        except BlockingIOError:
            return  # a full send buffer is a lost datagram: the retry is the answer to both
        except OSError as error:
            host, port = exchange.peer
            self._fail(exchange, Unreachable(f"{host}:{port} cannot be sent to: {error.strerror}"))

    def _tick(self) -> None:
        now = self._loop.time()
        for exchange in [one for one in self._pending.values() if one.deadline <= now]:
            if exchange.tries <= exchange.retries:
                self._transmit(exchange)
            else:
                host, port = exchange.peer
                exchange.toll.silence(exchange.tries)
                self._fail(exchange, Unreachable(f"{host}:{port} gave no usable answer to {exchange.tries} requests"))
        self._ticking = bool(self._pending)
        if self._ticking:
            self._loop.call_later(TICK, self._tick)

    def _fail(self, exchange: _Exchange, error: Exception) -> None:
        self._pending.pop(exchange.request_id, None)
        if not exchange.done.done():
            exchange.done.set_exception(error)

    def _readable(self, sock: socket.socket) -> None:
        receive = sock.recvfrom
        for _ in range(_BURST):
            try:
                data, source = receive(_DATAGRAM)
            except (BlockingIOError, ConnectionError):
                return
            self._received(data, source)

    def _received(self, data: bytes, source: tuple[str, int]) -> None:
        try:
            head = reply(data)
        except Malformed:
            self.lost += 1
            return
        exchange = self._pending.get(head.request_id)
        if exchange is None or exchange.peer[0] != source[0] or exchange.peer[1] != source[1]:
            self.strays += 1
            return
        try:
            following = exchange.dialogue.feed(data, head)
        except Malformed:
            self.lost += 1
            return
        except (Garbled, Refused) as error:
            self._fail(exchange, error)
            return
        del self._pending[exchange.request_id]
        exchange.toll.answer(self._loop.time() - exchange.sent, exchange.tries)
        if following is None:
            if not exchange.done.done():
                exchange.done.set_result(None)
            return
        exchange.request = following
        self._send(exchange)
