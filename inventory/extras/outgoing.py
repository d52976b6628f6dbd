"""Where the product may go by itself: public addresses, and the networks that the installation names."""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable


class Forbidden(Exception):
    """A host cannot be found, or may not be reached from here."""


def reachable(host: str, port: int) -> str:
    """An address of `host` to connect to. Raises `Forbidden` naming the host and its address.

    What is connected to is this address, not the name: a name server cannot answer otherwise a moment later.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Forbidden(_("“%(host)s” is not found: %(error)s") % {"host": host, "error": error}) from error
    addresses = [str(each[4][0]) for each in found]
    for address in addresses:
        if not _allowed(ipaddress.ip_address(address.partition("%")[0]), settings.OUTGOING_NETWORKS):
            reason = _("“%(host)s” is %(address)s, no public address and in none of the networks of INFOPORT_OUTGOING.")
            raise Forbidden(reason % {"host": host, "address": address})
    return addresses[0]


def _allowed(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
    networks: Iterable[ipaddress.IPv4Network | ipaddress.IPv6Network],
) -> bool:
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is not None:
        return _allowed(mapped, networks)
    if any(address.version == network.version and address in network for network in networks):
        return True
    return address.is_global and not address.is_multicast
