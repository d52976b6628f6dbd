"""The path to a room and its terminal, asked over real sockets on loopback."""

from __future__ import annotations

import asyncio
import socket
import time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.conferencing import sip, stamp

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = "127.81.250.1"


async def reflecting(fate: Callable[[int], float | None] | None = None, dscp: int = stamp.AF41, **how: Any) -> Any:
    loop = asyncio.get_running_loop()
    transport, _protocol = await loop.create_datagram_endpoint(
        lambda: stamp.Reflector(fate, dscp), local_addr=(HERE, 0)
    )
    try:
        return await stamp.measure(
            HERE, transport.get_extra_info("sockname")[1], packets=40, interval=0.004, wait=0.2, **how
        )
    finally:
        transport.close()


def test_a_path_is_measured_by_what_comes_back() -> None:
    good = asyncio.run(reflecting(source="127.81.250.2"))
    assert (good.sent, good.received, good.loss, good.marked) == (40, 40, 0.0, True)
    assert good.delay is not None and good.delay < 25 and good.jitter is not None
    # Each fourth packet is lost, the others take 30 ms, or 60.
    bad = asyncio.run(reflecting(lambda number: None if number % 4 == 0 else 0.06 if number % 2 else 0.03, dscp=0))
    assert (bad.loss, bad.received, bad.marked) == (25.0, 30, False)
    assert bad.delay is not None and 14 < bad.delay < 60
    assert bad.jitter is not None and bad.jitter > 5


def test_a_path_without_a_reflector_is_lost_and_says_why() -> None:
    found = asyncio.run(stamp.measure(HERE, 9, packets=3, interval=0.001, wait=0.05))
    assert (found.loss, found.delay, found.jitter, found.marked) == (100.0, None, None, None)
    assert "refused" in found.reason
    silent = asyncio.run(reflecting(lambda _number: None))
    assert (silent.received, silent.reason) == (0, "nothing came back")


@given(st.floats(min_value=0, max_value=4e9))
def test_times_survive_the_form_of_ntp(at: float) -> None:
    assert stamp.seconds(stamp.stamp(at)) == pytest.approx(at, abs=1e-6)


@given(st.binary(max_size=80))
def test_a_reflector_answers_packets_alone(octets: bytes) -> None:
    answer = stamp.reflected(octets, 1.0, 2.0)
    assert (answer is None) == (len(octets) < 44)
    assert answer is None or (len(answer), answer[24:28], answer[28:36]) == (44, octets[:4], octets[4:12])


async def asked(*lines: str, deaf: int = 0, patience: float = 2.0) -> tuple[sip.Answer, list[str]]:
    """Ask an endpoint that leaves `deaf` requests without an answer, then gives these answers."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind((HERE, 0))
    server.setblocking(False)
    port = server.getsockname()[1]
    heard: list[str] = []

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        while True:
            octets, where = await loop.sock_recvfrom(server, 4096)
            heard.append(octets.decode())
            via = next(line for line in heard[-1].split("\r\n") if line.startswith("Via:"))
            for line in lines if len(heard) > deaf else ():
                status, _bar, body = line.partition("|")
                text = f"SIP/2.0 {status}\r\n{via}\r\nServer: codec\r\nContent-Length: {len(body)}\r\n\r\n{body}"
                await loop.sock_sendto(server, text.encode(), where)

    task = asyncio.ensure_future(serve())
    try:
        return await sip.options(HERE, "sip:room@sip.example", port, patience=patience), heard
    finally:
        task.cancel()
        server.close()


def test_an_endpoint_says_what_it_can() -> None:
    media = "v=0\r\nm=audio 5004 RTP/AVP 0\r\nm=video 5006 RTP/AVP 96\r\n"
    found, heard = asyncio.run(asked("100 Trying", f"200 OK|{media}"))
    assert (found.status, found.video, found.agent) == (200, True, "codec")
    assert found.registered and found.reachable
    assert heard[0].startswith("OPTIONS sip:room@sip.example SIP/2.0\r\n") and "Max-Forwards: 70" in heard[0]
    off, _heard = asyncio.run(asked("200 OK|v=0\r\nm=audio 5004 RTP/AVP 0\r\nm=video 0 RTP/AVP 96\r\n"))
    assert off.video is False
    assert asyncio.run(asked("200 OK"))[0].video is None


def test_a_registrar_tells_who_is_registered() -> None:
    for line, registered in (("480 Temporarily Unavailable", False), ("404 Not Found", False), ("503 Busy", None)):
        found, _heard = asyncio.run(asked(line))
        assert (found.registered, found.reachable) == (registered, True)


def test_a_lost_request_is_repeated_and_silence_is_told() -> None:
    began = time.monotonic()
    found, heard = asyncio.run(asked("200 OK", deaf=1))
    assert (found.status, len(heard)) == (200, 2) and time.monotonic() - began < 1.5
    silent, _heard = asyncio.run(asked(patience=0.2))
    assert (silent.status, silent.reachable, silent.reason) == (None, None, "no answer within 0.2 s")
    assert "refused" in asyncio.run(sip.options(HERE, "sip:a@b", 9, patience=1)).reason
    assert "no SIP address" in asyncio.run(sip.options(HERE, "h323:7", 9)).reason


@given(st.binary(max_size=200))
def test_no_answer_breaks_the_reader(octets: bytes) -> None:
    assert sip.parsed(octets, "00ff") is None
