"""Hosts that answer ICMP echoes, asked through the datagram sockets that need no privilege."""

import asyncio
import os
import socket
import struct
from typing import Final

from collectors.probes.bounds import Bounds
from collectors.probes.probed import Probed
from collectors.probes.probing import Steps, Unasked, probe

REQUEST: Final = {socket.AF_INET: 8, socket.AF_INET6: 128}
"""Types of echo requests (RFC 792, RFC 4443)."""
REPLY: Final = {socket.AF_INET: 0, socket.AF_INET6: 129}
PROTOCOL: Final = {socket.AF_INET: socket.IPPROTO_ICMP, socket.AF_INET6: socket.IPPROTO_ICMPV6}


async def icmp(host: str, bounds: Bounds) -> Probed:
    """Whether a host answers an echo. Step: echo. "unknown" where the system (net.ipv4.ping_group_range) forbids it."""

    async def steps(taken: Steps) -> None:
        loop = asyncio.get_running_loop()
        family, _kind, _protocol, _name, address = (await loop.getaddrinfo(host, None, type=socket.SOCK_DGRAM))[0]
        with _opened(socket.AddressFamily(family)) as opened:
            token = os.urandom(16)
            # The kernel writes the identifier and the checksum of such sockets, and hands back only replies to it.
            await loop.sock_sendto(opened, struct.pack("!BBHHH", REQUEST[opened.family], 0, 0, 0, 1) + token, address)
            while not _replies(await loop.sock_recv(opened, 1500), REPLY[opened.family], token):
                pass
        taken.done("echo")

    return await probe(host, bounds, steps)


def _opened(family: socket.AddressFamily) -> socket.socket:
    try:
        opened = socket.socket(family, socket.SOCK_DGRAM, PROTOCOL[family])
    except PermissionError as error:
        raise Unasked("ICMP is not permitted to this process; see net.ipv4.ping_group_range") from error
    opened.setblocking(False)
    return opened


def _replies(packet: bytes, kind: int, token: bytes) -> bool:
    return packet[:1] == bytes([kind]) and packet[8:] == token
