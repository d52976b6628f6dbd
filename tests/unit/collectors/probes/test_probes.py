"""Probes against real sockets on loopback. The name server and the web server here are our own: contract tests."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from dns import flags, rcode
from dns.message import Message, from_wire, make_response
from dns.rrset import from_text

from collectors.probes import connecting, echoing, names, web
from collectors.probes.bounds import Bounds
from collectors.probes.probed import Probed
from playbooks import authority

BOUNDS = Bounds(seconds=1, slow=0.5)
PAGES = {
    b"/": b"HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n\xe9\x95\xbf\xe6\x98\xa5 is well",
    b"/moved": b"HTTP/1.1 301 Moved\r\nLocation: /new\r\nContent-Length: 0\r\n\r\n",
    b"/broken": b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n",
    b"/garbled": b"SSH-2.0-OpenSSH\r\n\r\n",
    b"/cut": b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf",
}


@asynccontextmanager
async def web_server(context: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """The port of a web server with `PAGES`; /slow takes 0.6 s, /silent never answers."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            path = (await reader.readuntil(b"\r\n\r\n")).split()[1]
            await asyncio.sleep({b"/slow": 0.6, b"/silent": 9}.get(path, 0))
            writer.write(PAGES.get(path, PAGES[b"/"]))
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


@pytest.fixture(scope="module")
def signer() -> authority.Authority:
    return authority.make("Test authority")


@pytest.fixture
def trust(signer: authority.Authority) -> ssl.SSLContext:
    return ssl.create_default_context(cadata=signer.pair.certificate)


def serving(signer: authority.Authority, folder: Path, days: int, since: datetime) -> ssl.SSLContext:
    pair = signer.issue("localhost", days=days, since=since)
    (folder / "pair.pem").write_text(pair.certificate + pair.key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "pair.pem")
    return context


@pytest.fixture
def closed() -> Iterator[int]:
    """A port that is bound, so nobody else listens there, and takes no connections."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


@pytest.mark.parametrize(
    ("path", "expected", "state", "reason"),
    [
        ("/", web.Expected(body="长春 is well"), "up", ""),
        ("/", web.Expected(body="is ill"), "down", "does not say 'is ill'"),
        ("/moved", web.Expected(status=301, location="/new"), "up", ""),
        ("/moved", web.Expected(status=301, location="/old"), "down", "redirects to /new, expected /old"),
        ("/broken", web.Expected(), "down", "status 503, expected 200"),
        ("/garbled", web.Expected(), "down", "illegal status line"),
        ("/cut", web.Expected(), "down", "peer closed connection"),
        ("/slow", web.Expected(), "degraded", "more than 0.5 s"),
        ("/silent", web.Expected(), "down", "did not answer within 1 s (after connect)"),
    ],
)
def test_a_web_page_is_judged_by_its_whole_answer(path: str, expected: web.Expected, state: str, reason: str) -> None:
    async def ask() -> Probed:
        async with web_server() as port:
            return await web.http(f"http://127.0.0.1:{port}{path}", expected, BOUNDS)

    seen = asyncio.run(ask())
    assert seen.state == state, seen.reason
    assert reason in seen.reason
    assert "connect" in seen.seconds
    assert (seen.reason == "") == (state == "up")


def test_refused_is_down_and_no_route_is_unknown(closed: int) -> None:
    page = asyncio.run(web.http(f"http://127.0.0.1:{closed}/", web.Expected(), BOUNDS))
    port = asyncio.run(connecting.tcp("127.0.0.1", closed, BOUNDS))
    assert (page.state, port.state) == ("down", "down")
    assert "Connection refused" in page.reason
    assert "Connection refused" in port.reason
    assert not port.seconds
    nowhere = asyncio.run(connecting.tcp("255.255.255.255", 9, BOUNDS))  # the system itself refuses to ask there
    assert nowhere.state == "unknown", nowhere.reason


@pytest.mark.parametrize(
    ("days", "age", "state", "reason"),
    [(90, 0, "up", ""), (10, 0, "degraded", "expires in"), (10, 30, "down", "certificate has expired")],
)
def test_certificates_are_judged_by_chain_and_days_left(
    signer: authority.Authority, trust: ssl.SSLContext, tmp_path: Path, days: int, age: int, state: str, reason: str
) -> None:
    since = datetime.now(UTC).replace(microsecond=0) - timedelta(days=age)

    async def ask() -> tuple[Probed, Probed, Probed, Probed]:
        async with web_server(serving(signer, tmp_path, days, since)) as port:
            return (
                await web.http(f"https://localhost:{port}/", web.Expected(), BOUNDS, trust=trust),
                await connecting.tls("127.0.0.1", port, BOUNDS, name="localhost", trust=trust),
                await connecting.tls("127.0.0.1", port, BOUNDS, name="other.example", trust=trust),
                await connecting.tls("127.0.0.1", port, BOUNDS, name="localhost"),
            )

    page, port, misnamed, untrusted = asyncio.run(ask())
    for seen in (page, port):
        assert seen.state == state, seen.reason
        assert reason in seen.reason
    if state != "down":
        assert page.expires == port.expires == since + timedelta(days=days)
        assert list(page.seconds) == ["connect", "tls", "headers", "body"]
        assert list(port.seconds) == ["connect", "tls"]
        assert "Hostname mismatch" in misnamed.reason
        assert "not trusted: self-signed certificate in certificate chain" in untrusted.reason
    assert (misnamed.state, untrusted.state) == ("down", "down")


class NameServer(asyncio.DatagramProtocol):
    """Knows www.example; is mute for mute.example and garbled for garbled.example."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        query = from_wire(data)
        name = query.question[0].name.to_text()
        if name != "mute.example.":
            self.transport.sendto(b"\0" if name == "garbled.example." else self.answer(query, name).to_wire(), addr)

    @staticmethod
    def answer(query: Message, name: str) -> Message:
        answer = make_response(query)
        answer.flags |= flags.AA
        if name == "www.example.":
            answer.answer.append(from_text(name, 60, "IN", "A", "192.0.2.1", "192.0.2.2"))
        elif name != "empty.example.":
            answer.set_rcode(rcode.NXDOMAIN)
        return answer


@pytest.mark.parametrize(
    ("name", "values", "state", "reason"),
    [
        ("www.example", [], "up", ""),
        ("www.example", ["192.0.2.2", "192.0.2.1"], "up", ""),
        ("www.example", ["192.0.2.1"], "down", "is 192.0.2.1, 192.0.2.2, expected 192.0.2.1"),
        ("none.example", [], "down", "NXDOMAIN"),
        ("empty.example", [], "down", "no such record"),
        ("garbled.example", [], "down", "cannot be read"),
        ("mute.example", [], "down", "did not answer within 0.5 s"),
    ],
)
def test_a_name_server_is_judged_by_what_it_says(name: str, values: list[str], state: str, reason: str) -> None:
    async def ask() -> Probed:
        transport, _server = await asyncio.get_running_loop().create_datagram_endpoint(NameServer, ("127.0.0.1", 0))
        try:
            port = transport.get_extra_info("sockname")[1]
            return await names.dns(
                "127.0.0.1", port, names.Record(name=name, values=frozenset(values)), Bounds(seconds=0.5)
            )
        finally:
            transport.close()

    seen = asyncio.run(ask())
    assert seen.state == state, seen.reason
    assert reason in seen.reason


def test_a_kind_that_dns_has_not_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="'AAAAA' is no kind"):
        asyncio.run(names.dns("127.0.0.1", 53, names.Record(name="www.example", kind="AAAAA"), BOUNDS))


def test_icmp_answers_or_says_that_it_is_not_permitted() -> None:
    seen = asyncio.run(echoing.icmp("127.0.0.1", BOUNDS))
    try:
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_ICMP).close()
    except PermissionError:
        assert (seen.state, list(seen.seconds)) == ("unknown", [])
        assert "not permitted" in seen.reason
    else:
        assert (seen.state, list(seen.seconds)) == ("up", ["echo"])
