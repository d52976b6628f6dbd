"""A small SNMPv1/v2c agent that serves trees of values on real UDP sockets; the demo's devices are made of it."""

import asyncio
import socket
import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from operator import itemgetter
from typing import Final

from collectors.sessions.ber import (
    END_OF_MIB_VIEW,
    NO_SUCH_INSTANCE,
    OBJECT,
    OCTETS,
    SEQUENCE,
    Malformed,
    encode,
    encoded,
    integer,
    oid_arcs,
    tlv,
)
from collectors.sessions.message import (
    GET,
    GETBULK,
    GETNEXT,
    NO_SUCH_NAME,
    RESPONSE,
    TOO_BIG,
    Reply,
    message_parts,
    pdu_parts,
    varbinds,
)
from collectors.sessions.values import Oid, Value, arcs

Served = Value | str
"""A value of the tree; the classes of `values` choose the type on the wire, a plain int is INTEGER, text is octets."""

MAX_MESSAGE: Final = 8192
"""Octets of the largest reply, as `snmpEngineMaxMessageSize` of a mid-sized switch."""

_HEADROOM: Final = 64  # octets of everything that stands around the varbinds and the community
_BURST: Final = 32
_V1: Final = 0
_NOT_WRITABLE: Final = 17


class _Unanswerable(Exception):
    """The request can only be answered with an error-status."""

    def __init__(self, status: int, place: int) -> None:
        super().__init__(status, place)
        self.status = status
        self.place = place


def _key(numbers: tuple[int, ...]) -> bytes:
    """Order identifiers as the tree does."""
    return struct.pack(f">{len(numbers)}I", *numbers)


class Agent:
    """One device: identifiers and their values, or functions that give the value of the moment."""

    def __init__(
        self,
        tree: Mapping[Oid, Served | Callable[[], Served]],
        community: bytes = b"public",
        *,
        max_message: int = MAX_MESSAGE,
    ) -> None:
        """Raise ValueError for a key that is not an identifier."""
        rows = sorted(((_key(arcs(oid)), encoded(oid), value) for oid, value in tree.items()), key=itemgetter(0))
        self._keys = [key for key, _, _ in rows]
        self._place = {name: place for place, (_, name, _) in enumerate(rows)}
        self._binds = [_bind(name, value) for _, name, value in rows]
        self._community = community
        self._max_message = max_message

    def respond(self, datagram: bytes) -> bytes | None:
        """Give the reply; None for what a device would not answer: garbage, or a wrong community."""
        try:
            version, community, kind, at, end = message_parts(datagram)
            asked = pdu_parts(datagram, at, end)
            names = [name for name, *_ in varbinds(datagram, asked.start, asked.end)]
            if community != self._community or kind == RESPONSE:
                return None
            pdu = self._pdu(version, kind, names, asked, datagram)
        except Malformed:
            return None
        return tlv(SEQUENCE, integer(version) + tlv(OCTETS, community) + tlv(RESPONSE, pdu))

    def _pdu(self, version: int, kind: int, names: Sequence[bytes], asked: Reply, datagram: bytes) -> bytes:
        try:
            status, place, binds = 0, 0, self._answer(version, kind, names, asked.status, asked.place)
        except _Unanswerable as error:
            status, place, binds = error.status, error.place, datagram[asked.start : asked.end]
        return integer(asked.request_id) + integer(status) + integer(place) + tlv(SEQUENCE, binds)

    def _answer(self, version: int, kind: int, names: Sequence[bytes], first: int, second: int) -> bytes:
        if kind == GETBULK and version != _V1:
            return self._bulk(names, max(first, 0), max(second, 0))
        if kind not in {GET, GETNEXT}:
            raise _Unanswerable(_NOT_WRITABLE if version != _V1 else NO_SUCH_NAME, 1)
        find = self._exact if kind == GET else self._next
        missing = NO_SUCH_INSTANCE if kind == GET else END_OF_MIB_VIEW
        out = []
        for number, name in enumerate(names, 1):
            place = find(name)
            if place is None and version == _V1:
                raise _Unanswerable(NO_SUCH_NAME, number)
            out.append(_exception(name, missing) if place is None else self._render(place))
        whole = b"".join(out)
        if len(whole) > self._room():
            raise _Unanswerable(TOO_BIG, 0)
        return whole

    def _room(self) -> int:
        return self._max_message - _HEADROOM - len(self._community)

    def _exact(self, name: bytes) -> int | None:
        return self._place.get(name)

    def _next(self, name: bytes) -> int | None:
        known = self._place.get(name)
        place = bisect_right(self._keys, _key(oid_arcs(name))) if known is None else known + 1
        return place if place < len(self._keys) else None

    def _render(self, place: int) -> bytes:
        bind = self._binds[place]
        return bind if isinstance(bind, bytes) else bind()

    def _bulk(self, names: Sequence[bytes], single: int, rows: int) -> bytes:
        """Answer GETBULK (RFC 3416 §4.2.3), cut at the largest reply wherever that falls."""
        room = self._room()
        out: list[bytes] = []
        for bind in self._bulk_binds(names, single, rows):
            room -= len(bind)
            if room < 0:
                break
            out.append(bind)
        return b"".join(out)

    def _bulk_binds(self, names: Sequence[bytes], single: int, rows: int) -> Iterator[bytes]:
        size = len(self._keys)
        starts = [self._next(name) for name in names]
        for name, place in zip(names[:single], starts, strict=False):
            yield _exception(name, END_OF_MIB_VIEW) if place is None else self._render(place)
        cursors = [(name, size if place is None else place) for name, place in zip(names, starts, strict=True)][single:]
        for row in range(rows):
            if all(place + row >= size for _, place in cursors):
                # a whole row past the end says all there is to say, and may be the last
                yield from (_exception(name, END_OF_MIB_VIEW) for name, _ in cursors)
                return
            for name, place in cursors:
                at = place + row
                yield self._render(at) if at < size else _exception(name, END_OF_MIB_VIEW)


def _bind(name: bytes, value: Served | Callable[[], Served]) -> bytes | Callable[[], bytes]:
    """Encode a varbind once where its value stands still."""
    head = tlv(OBJECT, name)
    if callable(value):
        ask = value
        return lambda: tlv(SEQUENCE, head + encode(ask()))
    return tlv(SEQUENCE, head + encode(value))


def _exception(name: bytes, tag: int) -> bytes:
    return tlv(SEQUENCE, tlv(OBJECT, name) + bytes((tag, 0)))


def _answer_waiting(sock: socket.socket, agent: Agent) -> None:
    for _ in range(_BURST):
        try:
            datagram, source = sock.recvfrom(65535)
        except (BlockingIOError, ConnectionError):
            return
        reply = agent.respond(datagram)
        if reply is not None:
            # the asker retries a reply that finds no room, as on any network
            with suppress(BlockingIOError, ConnectionError):
                sock.sendto(reply, source)


async def serve(agents: Mapping[str, Agent], port: int, *, ready: Callable[[], None] | None = None) -> None:
    """Answer on `port` of every address until cancelled; `ready` is called once all sockets are bound.

    Raises OSError naming the address that cannot be bound.
    """
    loop = asyncio.get_running_loop()
    with ExitStack() as stack:
        for address, agent in agents.items():
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            sock = stack.enter_context(socket.socket(family, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK))
            try:
                sock.bind((address, port))
            except OSError as error:
                raise OSError(error.errno, f"cannot serve SNMP on {address}:{port}: {error.strerror}") from error
            loop.add_reader(sock.fileno(), _answer_waiting, sock, agent)
            stack.callback(loop.remove_reader, sock.fileno())
        if ready is not None:
            ready()
        await asyncio.Event().wait()
