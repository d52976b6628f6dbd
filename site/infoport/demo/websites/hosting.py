"""A small web server with virtual hosts: HTTP/1.1 and TLS on one address, each host's pages made by a function."""

import asyncio
import contextlib
import ssl
import tempfile
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Final

from msgspec import Struct

from playbooks.authority import Pair

HEAD: Final = 16 << 10
"""Octets that a request may have."""
IDLE: Final = 30.0
"""Seconds until a connection that asks nothing is closed."""


class Reply(Struct, frozen=True, kw_only=True):
    """What a host answers to one path. `delay`: seconds before it does."""

    status: int = 200
    kind: str = "text/html; charset=utf-8"
    body: bytes = b""
    location: str = ""
    delay: float = 0.0


Site = Callable[[str], Reply]
UNKNOWN: Final = Reply(status=404, body=b"no such host")


class WebHost:
    """Answers for every host of `sites`; unknown ones are told so."""

    def __init__(self, sites: Mapping[str, Site]) -> None:
        self.sites = sites
        self.requests = 0
        self._talking: set[asyncio.Task[None]] = set()

    async def listen(self, address: str, port: int, context: ssl.SSLContext | None = None) -> asyncio.Server:
        """Serve on one address and port, with TLS where a context is given."""
        return await asyncio.start_server(self._accept, address, port, ssl=context, limit=HEAD)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.ensure_future(self._connection(reader, writer))
        self._talking.add(talk)
        talk.add_done_callback(self._talking.discard)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with contextlib.suppress(
                ConnectionError, TimeoutError, ssl.SSLError, asyncio.IncompleteReadError, asyncio.LimitOverrunError
            ):
                while await self._exchange(reader, writer):
                    pass
        finally:
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        async with asyncio.timeout(IDLE):
            head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        method, path, _version = (*first.split(" "), "", "", "")[:3]
        names = {name.lower(): value.strip() for name, _colon, value in (each.partition(":") for each in lines)}
        site = self.sites.get(names.get("host", "").partition(":")[0].lower())
        self.requests += 1
        reply = site(path) if site else UNKNOWN
        if reply.delay:
            await asyncio.sleep(reply.delay)
        told = [f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}", f"Content-Length: {len(reply.body)}"]
        if reply.kind:
            told.append(f"Content-Type: {reply.kind}")
        if reply.location:
            told.append(f"Location: {reply.location}")
        writer.write("\r\n".join([*told, "", ""]).encode("latin-1") + (b"" if method == "HEAD" else reply.body))
        await writer.drain()
        return names.get("connection", "").lower() != "close"


def context(usual: Pair, others: Mapping[str, Pair]) -> ssl.SSLContext:
    """It shows the usual certificate, and to those who ask for a host of `others` that host's."""
    contexts = {host: _context(pair) for host, pair in others.items()}
    made = _context(usual)

    def chosen(connection: ssl.SSLObject, host: str | None, _context: ssl.SSLContext) -> None:
        if host in contexts:
            connection.context = contexts[host]

    made.sni_callback = chosen
    return made


def _context(pair: Pair) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:  # the ssl module reads keys from files alone
        file.write(pair.certificate + pair.key)
        file.flush()
        made.load_cert_chain(Path(file.name))
    return made
