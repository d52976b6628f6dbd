"""The process that answers for the applications, each endpoint at a loopback address of its own."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import signal
import ssl
from typing import TYPE_CHECKING, Any, Final

from infoport.demo.applications import AUTHORITY, STOPPED, talking
from infoport.demo.applications.registering import Standin, standins
from infoport.demo.terminals.serving import Terminal
from infoport.demo.websites.hosting import context
from playbooks import authority

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LOOK: Final = 0.5
"""Seconds between looks at who is to be stopped."""
IDLE: Final = 20.0
BROKEN: Final = (ConnectionError, TimeoutError, ssl.SSLError, asyncio.IncompleteReadError)


def serve(port: int, folder: Path) -> None:
    """Answer on TCP and UDP `port`, and tell figures on the next one, until told to stop."""
    asyncio.run(_serve(port, folder))


async def _serve(port: int, folder: Path) -> None:
    listed = standins()
    signer = authority.make("Demo authority of the city's applications")
    shown = context(signer.issue(listed[0].host, [each.host for each in listed]), {})
    made = folder / f"{AUTHORITY}.new"
    made.write_text(signer.pair.certificate, encoding="ascii")
    made.replace(folder / AUTHORITY)
    told = asyncio.Event()
    for ending in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(ending, told.set)
    running: dict[Standin, list[Any]] = {}
    while not told.is_set():
        stopped = _stopped(folder)
        for each in listed:
            if each.host in stopped:
                for server in running.pop(each, []):
                    server.close()
            elif each not in running:
                running[each] = await _listen(each, port, shown)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(told.wait(), LOOK)
    for server in [one for some in running.values() for one in some]:
        server.close()


def _stopped(folder: Path) -> frozenset[str]:
    """Hosts that are made to fail."""
    try:
        return frozenset((folder / STOPPED).read_text(encoding="ascii").split())
    except FileNotFoundError:
        return frozenset()


async def _listen(stand: Standin, port: int, shown: ssl.SSLContext) -> list[Any]:
    loop, at = asyncio.get_running_loop(), stand.address
    opened: list[Any] = []
    if stand.protocol in {"dns", "sip"}:
        make: Callable[[], asyncio.DatagramProtocol] = (
            functools.partial(talking.Names, stand) if stand.protocol == "dns" else Terminal
        )
        opened.append((await loop.create_datagram_endpoint(make, (at, port)))[0])
    else:
        secure = shown if stand.protocol in {"https", "imap", "ldap"} else None
        opened.append(await asyncio.start_server(_accept(stand, shown), at, port, ssl=secure))
    if stand.figures:
        opened.append(await asyncio.start_server(_guarded(functools.partial(talking.web, stand=stand)), at, port + 1))
    return opened


def _accept(stand: Standin, shown: ssl.SSLContext) -> Callable[..., Any]:
    match stand.protocol:
        case "http" | "https":
            return _guarded(functools.partial(talking.web, stand=stand))
        case "smtp":
            return _guarded(functools.partial(talking.mail, stand=stand, context=shown))
        case "imap":
            return _guarded(talking.mailbox)
        case "ldap":
            return _guarded(talking.directory)
        case _:
            return _guarded(_silent)


async def _silent(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """A database of which only the port is asked."""


def _guarded(talk: Callable[..., Any]) -> Callable[..., Any]:
    """What talks to one caller, whose going away is no failure."""

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with contextlib.suppress(*BROKEN):
                async with asyncio.timeout(IDLE):
                    await talk(reader, writer)
        finally:
            writer.close()

    return accept
