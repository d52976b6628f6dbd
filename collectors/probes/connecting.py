"""Ports that take connections, and the certificates they show."""

import asyncio
import ssl
from datetime import UTC, datetime

from collectors.probes.bounds import Bounds
from collectors.probes.probed import Probed
from collectors.probes.probing import Steps, Unmet, probe


async def tcp(host: str, port: int, bounds: Bounds) -> Probed:
    """Whether a TCP port takes connections. Step: connect."""

    async def steps(taken: Steps) -> None:
        _reader, writer = await asyncio.open_connection(host, port)
        taken.done("connect")
        writer.close()

    return await probe(f"{host} port {port}", bounds, steps)


async def tls(host: str, port: int, bounds: Bounds, *, name: str = "", trust: ssl.SSLContext | None = None) -> Probed:
    """Whether a port speaks TLS with a chain that is trusted, for `name` (else the host). Steps: connect, tls.

    An expired or unknown certificate anywhere in the chain is "down"; `expires` is that of the server's own.
    """
    context = trust or ssl.create_default_context()

    async def steps(taken: Steps) -> None:
        _reader, writer = await asyncio.open_connection(host, port)
        taken.done("connect")
        try:
            await writer.start_tls(context, server_hostname=name or host)
            taken.done("tls")
            taken.expires = expiry(writer.get_extra_info("ssl_object"))
        finally:
            writer.transport.abort()  # closing would wait for the peer's goodbye

    return await probe(f"{host} port {port}", bounds, steps)


def expiry(shown: ssl.SSLObject | ssl.SSLSocket | None) -> datetime | None:
    """When the certificate of a TLS session ends. None: there is no TLS. Raises `Unmet` where it does not say."""
    if shown is None:
        return None
    ends = (shown.getpeercert() or {}).get("notAfter")
    if not isinstance(ends, str):
        raise Unmet("the certificate does not say when it ends")
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC)
