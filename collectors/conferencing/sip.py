"""A SIP endpoint asked what it can (OPTIONS, RFC 3261, 11), directly or through its registrar, over UDP."""

from __future__ import annotations

import asyncio
import secrets
import socket
import time
from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping

PORT: Final = 5060
T1: Final = 0.5
"""Seconds until a request is first repeated (RFC 3261, 17.1.2.2); then twice as long each time, at most T2."""
T2: Final = 4.0
GONE: Final = frozenset({404, 410, 480, 604})
"""What a registrar answers for whom it does not know or who is not registered (RFC 3261, 21.4.5, 21.4.18)."""
LEAST: Final = 200


class Answer(Struct, frozen=True, kw_only=True):
    """What came back. `status` None: nothing; then `reason` says why, else it is the answer's own."""

    status: int | None = None
    reason: str = ""
    seconds: float | None = None
    video: bool | None = None  # whether it offers video; None: it says nothing of media
    agent: str = ""

    @property
    def reachable(self) -> bool | None:
        """An answer of any kind comes from something that runs; none may have been lost on the way."""
        return True if self.status is not None else None

    @property
    def registered(self) -> bool | None:
        """As a registrar says it; None where it did not answer, or answered something else."""
        if self.status is None:
            return None
        if self.status in GONE:
            return False
        return True if LEAST <= self.status < LEAST + 100 else None


def request(uri: str, local: tuple[str, int], branch: str) -> bytes:
    """An OPTIONS request for `uri` from a local address and port."""
    host = f"[{local[0]}]" if ":" in local[0] else local[0]
    lines = (
        f"OPTIONS {uri} SIP/2.0", f"Via: SIP/2.0/UDP {host}:{local[1]};rport;branch=z9hG4bK{branch}",
        "Max-Forwards: 70", f"From: <sip:infoport@{host}>;tag={branch[:8]}", f"To: <{uri}>",
        f"Call-ID: {branch}@infoport", "CSeq: 1 OPTIONS", f"Contact: <sip:infoport@{host}:{local[1]}>",
        "Accept: application/sdp", "User-Agent: Infoport", "Content-Length: 0", "", "",
    )  # fmt: skip
    return "\r\n".join(lines).encode()


def parsed(octets: bytes, branch: str) -> Answer | None:
    """A final answer to the request of that branch; None for anything else."""
    head, _gap, body = octets.decode("utf-8", "replace").partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    version, _space, rest = first.partition(" ")
    code, _space, reason = rest.partition(" ")
    headers = _headers(lines)
    if version != "SIP/2.0" or not code.isdecimal() or f"z9hG4bK{branch}" not in headers.get("via", ""):
        return None
    if int(code) < LEAST:  # it is being worked on
        return None
    media = [line for line in body.splitlines() if line.startswith("m=")]
    return Answer(
        status=int(code), reason=reason[:100], agent=headers.get("user-agent", headers.get("server", ""))[:100],
        video=any(line.startswith("m=video ") and line[8:10] != "0 " for line in media) if media else None,
    )  # fmt: skip


def _headers(lines: list[str]) -> Mapping[str, str]:
    """Header fields by lower-case name, the first of each; compact forms of the two that matter are spelt out."""
    found: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            found.setdefault({"v": "via"}.get(name.strip().lower(), name.strip().lower()), value.strip())
    return found


async def options(
    address: str, uri: str, port: int = PORT, *, source: str | None = None, patience: float = 4.0
) -> Answer:
    """Ask `address` about `uri`, repeating as RFC 3261 says; never raises for what the other end or the path does."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    if not uri.startswith(("sip:", "sips:")):
        return Answer(reason=f"{uri!r} is no SIP address")
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as channel:
            channel.setblocking(False)
            if source:
                channel.bind((source, 0))
            channel.connect((address, port))
            return await _asked(channel, uri, patience)
    except TimeoutError:
        return Answer(reason=f"no answer within {patience:g} s")
    except OSError as error:
        return Answer(reason=error.strerror or str(error))


async def _asked(channel: socket.socket, uri: str, patience: float) -> Answer:
    loop, branch = asyncio.get_running_loop(), secrets.token_hex(12)
    octets = request(uri, channel.getsockname()[:2], branch)
    begun, pause = time.monotonic(), T1
    async with asyncio.timeout(patience):
        while True:
            await loop.sock_sendall(channel, octets)
            try:
                async with asyncio.timeout(pause):
                    found = await _answer(channel, branch)
            except TimeoutError:
                pause = min(2 * pause, T2)
                continue
            took = round(time.monotonic() - begun, 3)
            return Answer(
                status=found.status, reason=found.reason, seconds=took, video=found.video, agent=found.agent
            )  # fmt: skip


async def _answer(channel: socket.socket, branch: str) -> Answer:
    loop = asyncio.get_running_loop()
    while True:
        found = parsed(await loop.sock_recv(channel, 65_535), branch)
        if found is not None:
            return found
