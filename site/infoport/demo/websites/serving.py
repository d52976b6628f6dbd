"""The process that answers for the departments' sites, each at a loopback address of its own."""

from __future__ import annotations

import asyncio
import datetime as dt
import signal
from typing import TYPE_CHECKING

from infoport.demo.websites import AUTHORITY, NETWORK
from infoport.demo.websites.hosting import WebHost, context
from infoport.demo.websites.pages import lifetime, sites
from playbooks import authority

if TYPE_CHECKING:
    from pathlib import Path


def address(number: int) -> str:
    """The loopback address of the site with that place, counted from one."""
    return f"{NETWORK.rpartition('.')[0]}.{number}"


def serve(port: int, folder: Path) -> None:
    """Answer on TCP `port` until told to stop."""
    asyncio.run(_serve(port, folder))


async def _serve(port: int, folder: Path) -> None:
    listed, now = list(sites()), dt.datetime.now(dt.UTC)
    signer = authority.make("Demo authority of the city's web sites")
    usual = signer.issue(listed[0].host, [each.host for each in listed])
    spans = {each.host: span for each in listed if (span := lifetime(each))}
    others = {
        host: signer.issue(host, days=days, since=now - dt.timedelta(days=ago)) for host, (ago, days) in spans.items()
    }
    made = folder / f"{AUTHORITY}.new"
    made.write_text(signer.pair.certificate, encoding="ascii")
    shown = context(usual, others)
    web = WebHost({each.host: each for each in listed})
    servers = [await web.listen(address(at), port, shown) for at, _each in enumerate(listed, 1)]
    made.replace(folder / AUTHORITY)
    told = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, told.set)
    await told.wait()
    for server in servers:
        server.close()
