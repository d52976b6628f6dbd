"""What the stand-ins say, protocol by protocol."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, Final

import dns.message
import dns.rrset
from pyasn1.codec.ber import decoder, encoder
from pyasn1_modules import rfc2251

from infoport.demo.applications.registering import key

if TYPE_CHECKING:
    import ssl

    from infoport.demo.applications.registering import Standin

LONG_FORM: Final = 0x80


async def web(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, stand: Standin) -> None:
    """Answer one request: the figures as JSON or as Prometheus text, else a page that names the service."""
    head = await reader.readuntil(b"\r\n\r\n")
    path = (*head.decode("latin-1").split(" "), "", "")[1]
    kind, body = "text/html; charset=utf-8", f"<!doctype html><title>{stand.service}</title>{stand.host}"
    if path == "/figures":
        kind, body = "application/json", json.dumps({key(name): value for name, value in stand.figures})
    if path == "/metrics":
        lines = [f'{stand.service}_figure{{name="{key(name)}"}} {value}\n' for name, value in stand.figures]
        kind, body = "text/plain; version=0.0.4", "".join(lines)
    octets = body.encode()
    lines = ["HTTP/1.1 200 OK", f"Content-Type: {kind}", f"Content-Length: {len(octets)}", "Connection: close", "", ""]
    writer.write("\r\n".join(lines).encode() + octets)
    await writer.drain()


async def mail(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, stand: Standin, context: ssl.SSLContext
) -> None:
    """Greet, take EHLO and STARTTLS, and part; letters are not taken."""
    writer.write(f"220 {stand.host} ESMTP\r\n".encode())
    while line := (await reader.readline()).decode("latin-1").strip().upper():
        verb = line.partition(" ")[0]
        answers = {
            "EHLO": f"250-{stand.host}\r\n250 STARTTLS", "HELO": f"250 {stand.host}", "STARTTLS": "220 Go ahead",
            "QUIT": "221 Bye",
        }  # fmt: skip
        writer.write(f"{answers.get(verb, '502 Not implemented')}\r\n".encode())
        await writer.drain()
        if verb == "STARTTLS":
            await writer.start_tls(context)
        if verb == "QUIT":
            break


async def mailbox(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Greet and part; nobody has an account."""
    writer.write(b"* OK IMAP4rev1 ready\r\n")
    while line := (await reader.readline()).decode("latin-1").strip():
        tag, _blank, verb = line.partition(" ")
        said = {"CAPABILITY": "* CAPABILITY IMAP4rev1\r\n", "LOGOUT": "* BYE\r\n"}.get(verb.upper(), "")
        done = "OK" if said else "NO"
        writer.write(f"{said}{tag} {done} {verb}\r\n".encode())
        await writer.drain()


async def directory(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Let in anybody, and tell of itself."""
    while head := await reader.read(2):
        size = head[1]
        if size & LONG_FORM:
            more = await reader.readexactly(size & ~LONG_FORM)
            head, size = head + more, int.from_bytes(more)
        asked, _rest = decoder.decode(head + await reader.readexactly(size), asn1Spec=rfc2251.LDAPMessage())
        name = asked["protocolOp"].getName()
        if name == "bindRequest":
            writer.write(_reply(asked, "bindResponse", rfc2251.BindResponse()))
        elif name == "searchRequest":
            writer.write(_reply(asked, "searchResDone", rfc2251.SearchResultDone()))
        else:
            return
        await writer.drain()


def _reply(asked: Any, name: str, body: Any) -> bytes:
    body["resultCode"], body["matchedDN"], body["errorMessage"] = "success", "", ""
    message = rfc2251.LDAPMessage()
    message["messageID"] = int(asked["messageID"])
    message["protocolOp"][name] = body
    return bytes(encoder.encode(message))


class Names(asyncio.DatagramProtocol):
    """A name server that knows its own name."""

    def __init__(self, stand: Standin) -> None:
        self._stand = stand
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where answers go out."""
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        """Answer with the address of the stand-in."""
        query = dns.message.from_wire(data)
        answer = dns.message.make_response(query)
        answer.answer.append(dns.rrset.from_text(query.question[0].name, 60, "IN", "A", self._stand.address))
        self._transport.sendto(answer.to_wire(), addr)
