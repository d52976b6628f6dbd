"""Where requests may go: a name is resolved once, each address is judged, and that very address is connected to."""

import asyncio
import ipaddress
import socket
from collections.abc import Iterable, Mapping
from typing import Any, Final

import httpcore

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
NAT64: Final = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
UNICAST: Final = ipaddress.ip_network("2000::/3")  # RFC 4291 §2.4, IANA: all that is assigned as global unicast
PORTS: Final = frozenset({80, 81, 443, 8000, 8080, 8081, 8443, 8888})
"""Ports of public addresses that are asked; others may be anything, and a link is no reason to try."""


class Refused(Exception):
    """A request would go where none may; the text names host, address and rule."""


class Unasked(Exception):
    """A public address would be asked at a port where web sites are unusual."""


class Unresolved(Exception):
    """The name has no address."""


class Addresses:
    """Names and their addresses for one inspection run: what was judged once is connected to, whatever DNS says later.

    `networks`: what may be reached besides public addresses, at any port. `places`: name → (address, port) that stand
    in for DNS and port, as `--connect-to` of curl; they are judged like any other.
    """

    def __init__(self, networks: Iterable[Network] = (), places: Mapping[str, tuple[str, int]] | None = None) -> None:
        self._networks = tuple(networks)
        self._places = dict(places or {})
        self._known: dict[tuple[str, int], asyncio.Task[tuple[str, int]]] = {}

    async def of(self, host: str, port: int) -> tuple[str, int]:
        """Address and port to connect to. Raises `Refused`, `Unasked`, `Unresolved`."""
        key = (host, port)
        if key not in self._known:
            self._known[key] = asyncio.ensure_future(self._judged(host, port))
        return await asyncio.shield(self._known[key])

    async def _judged(self, host: str, port: int) -> tuple[str, int]:
        address, port = self._places.get(host, (host, port))
        found = [(each, port) for each in await _resolved(address, port)]
        for each, at in found:
            self._judge(host, each, at)
        return str(found[0][0]), port

    def _judge(self, host: str, address: Address, port: int) -> None:
        inner = embedded(address)
        if any(inner.version == each.version and inner in each for each in self._networks):
            return
        assigned = isinstance(inner, ipaddress.IPv4Address) or inner in UNICAST
        if not (inner.is_global and assigned) or inner.is_multicast:
            raise Refused(f"{host} is {address}: neither public nor in a network that may be inspected")
        if port not in PORTS:
            raise Unasked(f"{host} port {port}: not a usual port of web sites")


def embedded(address: Address) -> Address:
    """The IPv4 address that an IPv6 one leads to by translation or tunnel, or the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else address)


async def _resolved(host: str, port: int) -> list[Address]:
    try:
        return [ipaddress.ip_address(host)]
    except ValueError:
        pass
    try:
        name = host.encode("idna").decode("ascii")
        rows = await asyncio.get_running_loop().getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unresolved(f"{host} has no address: {error}") from error
    return [ipaddress.ip_address(str(row[4][0]).partition("%")[0]) for row in rows]


class Pinned(httpcore.AsyncNetworkBackend):
    """Connects to judged addresses only, so that neither a redirect nor a second DNS answer leads elsewhere."""

    def __init__(self, addresses: Addresses) -> None:
        self._addresses = addresses
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,  # noqa: ASYNC109 - httpcore's
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:  # fmt: skip
        """Connect to the judged address of the host."""
        address, at = await self._addresses.of(host, port)
        return await self._inner.connect_tcp(address, at, timeout, local_address, socket_options)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109, ARG002 - httpcore's
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore.AsyncNetworkStream:
        """Nothing local is a web site."""
        raise Refused(f"{path} is no web site")

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._inner.sleep(seconds)
