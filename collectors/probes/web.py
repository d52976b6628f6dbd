"""Web services: status, where they redirect to, what their page says, and the certificate."""

import ssl
from collections.abc import AsyncIterator
from typing import Any, Final

import httpcore
from msgspec import Struct

from collectors.probes.bounds import OCTETS, Bounds
from collectors.probes.connecting import expiry
from collectors.probes.placing import Elsewhere
from collectors.probes.probed import Probed
from collectors.probes.probing import Steps, Unmet, probe

STEPS: Final = {
    "connection.connect_tcp.complete": "connect",
    "connection.start_tls.complete": "tls",
    "http11.receive_response_headers.complete": "headers",
    "http2.receive_response_headers.complete": "headers",
}
"""What httpcore calls the ends of the steps of a request."""


class Expected(Struct, frozen=True, kw_only=True):
    """The answer that is wanted. Redirects are judged, not followed."""

    status: int = 200
    location: str = ""  # of a redirect, whole; empty: not looked at
    body: str = ""  # a text that the page has in UTF-8; empty: not looked at
    http2: bool = False  # whether it must speak HTTP/2, which only https chooses (RFC 9113, 3.2)


async def http(
    url: str, expected: Expected, bounds: Bounds, *, trust: ssl.SSLContext | None = None,
    place: tuple[str, int] | None = None,
) -> Probed:  # fmt: skip
    """Whether a page is as expected. Steps: connect, tls (https only), headers, body.

    `place` is an address and port to connect to instead of those of the URL.
    """
    context, backend = trust or ssl.create_default_context(), Elsewhere(*place) if place else None

    async def steps(taken: Steps) -> None:
        async def trace(event: str, _info: dict[str, Any]) -> None:
            if event in STEPS:
                taken.done(STEPS[event])

        try:
            async with (
                httpcore.AsyncConnectionPool(
                    ssl_context=context, http2=expected.http2, network_backend=backend
                ) as pool,
                pool.stream("GET", url, headers={"User-Agent": "Infoport"}, extensions={"trace": trace}) as answer,
            ):
                taken.expires = expiry(answer.extensions["network_stream"].get_extra_info("ssl_object"))
                body = await _start(answer.aiter_stream())
                taken.done("body")
                _compare(url, answer, body, expected)
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
            raise _cause(error, url) from error

    return await probe(url, bounds, steps)


async def _start(chunks: AsyncIterator[bytes]) -> bytes:
    body = b""
    async for chunk in chunks:
        body += chunk
        if len(body) >= OCTETS:
            break
    return body[:OCTETS]


def _compare(url: str, answer: httpcore.Response, body: bytes, expected: Expected) -> None:
    version = answer.extensions["http_version"].decode()
    if expected.http2 and version != "HTTP/2":
        raise Unmet(f"{url} answered with {version}, expected HTTP/2")
    if answer.status != expected.status:
        raise Unmet(f"{url} answered with status {answer.status}, expected {expected.status}")
    location = next((value.decode("latin-1") for key, value in answer.headers if key.lower() == b"location"), "")
    if expected.location and location != expected.location:
        raise Unmet(f"{url} redirects to {location or 'nowhere'}, expected {expected.location}")
    if expected.body not in body.decode(errors="replace"):
        raise Unmet(f"{url} does not say {expected.body!r} in its first {len(body)} octets")


def _cause(error: Exception, url: str) -> Exception:
    """The failure of the system below one of httpcore; itself as `Unmet` where there is none."""
    below: BaseException | None = error
    while below is not None:
        if isinstance(below, OSError) and (below.errno or isinstance(below, ssl.SSLError)):
            return below
        below = below.exceptions[0] if isinstance(below, BaseExceptionGroup) else below.__cause__ or below.__context__
    return Unmet(f"{url}: {str(error) or type(error).__name__}")
