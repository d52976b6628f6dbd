"""Agents served for the length of a block, and a peer that answers whatever a test wants."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Self

from collectors.sessions.agent import Agent, Served, serve
from collectors.sessions.ber import encode, encoded, integer, tlv
from collectors.sessions.message import RESPONSE, message_parts, pdu_parts
from collectors.sessions.values import Oid, Value

Fleet = Callable[..., int]
"""Start the simulated fleet with options; gives its port."""

Tree = Mapping[Oid, Served | Callable[[], Served]]


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


@asynccontextmanager
async def serving(agents: Mapping[str, Agent]) -> AsyncIterator[int]:
    port = free_port()
    ready = asyncio.Event()
    task = asyncio.create_task(serve(agents, port, ready=ready.set))
    try:
        await ready.wait()
        yield port
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def response(request: bytes, *binds: tuple[Oid, Value], status: int = 0, request_id: int | None = None) -> bytes:
    """Make the reply to a request that carries these varbinds."""
    version, community, _, at, end = message_parts(request)
    asked = pdu_parts(request, at, end)
    body = b"".join(tlv(0x30, tlv(6, encoded(oid)) + encode(value)) for oid, value in binds)
    number = asked.request_id if request_id is None else request_id
    pdu = integer(number) + integer(status) + integer(0) + tlv(0x30, body)
    return tlv(0x30, integer(version) + tlv(4, community) + tlv(RESPONSE, pdu))


Answer = Callable[[bytes, Callable[[bytes], None]], None]


class Peer:
    """A UDP socket whose every datagram is given to a function with a way to reply."""

    def __init__(self, answer: Answer, address: str = "127.0.0.1") -> None:
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self.sock.bind((address, 0))
        self.port: int = self.sock.getsockname()[1]
        self.answer = answer
        self.requests = 0

    def _readable(self) -> None:
        with suppress(BlockingIOError):
            datagram, source = self.sock.recvfrom(65535)
            self.requests += 1
            self.answer(datagram, lambda reply: self._reply(reply, source))

    def _reply(self, reply: bytes, source: tuple[str, int]) -> None:
        self.sock.sendto(reply, source)

    async def __aenter__(self) -> Self:
        asyncio.get_running_loop().add_reader(self.sock.fileno(), self._readable)
        return self

    async def __aexit__(self, *_: object) -> None:
        asyncio.get_running_loop().remove_reader(self.sock.fileno())
        self.sock.close()


def switch(name: str = "sw1", ports: int = 4) -> dict[Oid, Served | Callable[[], Served]]:
    """Give the tree of a small switch."""
    from collectors.sessions.values import Counter32, Counter64, Gauge32, ObjectId, TimeTicks

    tree: dict[Oid, Served | Callable[[], Served]] = {
        "1.3.6.1.2.1.1.1.0": "Huawei S5700 Huawei Versatile Routing Platform Software",
        "1.3.6.1.2.1.1.2.0": ObjectId("1.3.6.1.4.1.2011.2.23.1"),
        "1.3.6.1.2.1.1.3.0": TimeTicks(360000),
        "1.3.6.1.2.1.1.5.0": name,
        "1.3.6.1.2.1.47.1.1.1.1.5.1": 3,
        "1.3.6.1.2.1.47.1.1.1.1.11.1": "SN-" + name,
    }
    for port in range(1, ports + 1):
        tree |= {
            f"1.3.6.1.2.1.2.2.1.2.{port}": f"GigabitEthernet0/0/{port}",
            f"1.3.6.1.2.1.2.2.1.3.{port}": 6,
            f"1.3.6.1.2.1.2.2.1.5.{port}": Gauge32(1_000_000_000),
            f"1.3.6.1.2.1.2.2.1.6.{port}": bytes((2, 0, 0, 0, 0, port)),
            f"1.3.6.1.2.1.2.2.1.7.{port}": 1,
            f"1.3.6.1.2.1.2.2.1.8.{port}": 1 if port % 2 else 2,
            f"1.3.6.1.2.1.2.2.1.9.{port}": TimeTicks(0 if port == 1 else 180000),
            f"1.3.6.1.2.1.2.2.1.14.{port}": Counter32(port),
            f"1.3.6.1.2.1.31.1.1.1.1.{port}": f"GE0/0/{port}",
            f"1.3.6.1.2.1.31.1.1.1.6.{port}": Counter64(2**40 + port),
            f"1.3.6.1.2.1.31.1.1.1.18.{port}": "" if port == 1 else f"to room {port}",
            f"1.3.6.1.2.1.17.1.4.1.2.{port}": port,
        }
    tree |= {
        "1.3.6.1.2.1.17.7.1.4.3.1.1.10": "office",
        "1.3.6.1.2.1.17.7.1.4.2.1.4.0.10": b"\xf0",
        "1.3.6.1.2.1.17.7.1.4.2.1.5.0.10": b"\xc0",
        "1.3.6.1.2.1.17.7.1.4.2.1.4.0.20": b"\x30",
        "1.3.6.1.2.1.17.7.1.4.2.1.5.0.20": b"\x00",
        "1.3.6.1.2.1.17.7.1.2.2.1.2.10.2.0.0.0.0.99": 3,
        "1.3.6.1.2.1.17.7.1.2.2.1.3.10.2.0.0.0.0.99": 3,
        "1.3.6.1.2.1.4.22.1.2.2.10.0.0.9": bytes((2, 0, 0, 0, 0, 0x77)),
        "1.0.8802.1.1.2.1.3.7.1.3.2": "GigabitEthernet0/0/2",
        "1.0.8802.1.1.2.1.4.1.1.4.0.2.1": 4,
        "1.0.8802.1.1.2.1.4.1.1.5.0.2.1": bytes((2, 0, 0, 0, 0, 0x55)),
        "1.0.8802.1.1.2.1.4.1.1.6.0.2.1": 5,
        "1.0.8802.1.1.2.1.4.1.1.7.0.2.1": "GE1/0/1",
        "1.0.8802.1.1.2.1.4.1.1.9.0.2.1": "core1",
    }
    return tree
