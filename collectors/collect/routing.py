"""Routes (IP-FORWARD-MIB, RFC1213-MIB) and the neighbours they are exchanged with (BGP4-MIB, OSPF-MIB, vendors')."""

from ipaddress import IPv4Address
from typing import Final

from msgspec import structs

from collectors.collect.asking import Column, Device, integer
from collectors.collect.rowtables import row_facts
from collectors.facts import BgpPeer, DefaultRoute, OspfNeighbour, RouteTable
from collectors.parse.text import address, typed_address

INET_COUNT: Final = "1.3.6.1.2.1.4.24.6.0"  # inetCidrRouteNumber
CIDR_COUNT: Final = "1.3.6.1.2.1.4.24.3.0"  # ipCidrRouteNumber
INET_IF_INDEX: Final = "1.3.6.1.2.1.4.24.7.1.7"
CIDR_IF_INDEX: Final = "1.3.6.1.2.1.4.24.4.1.5"
ROUTE_IF_INDEX: Final = "1.3.6.1.2.1.4.21.1.2.0.0.0.0"
ROUTE_NEXT_HOP: Final = "1.3.6.1.2.1.4.21.1.7.0.0.0.0"

# A table of routes may have a million rows; what follows the column in the index is asked for, not the column.
INET_DEFAULT_4: Final = f"{INET_IF_INDEX}.1.4.0.0.0.0.0"  # type, length, destination, prefix length
INET_DEFAULT_6: Final = f"{INET_IF_INDEX}.2.16.{'0.' * 16}0"
CIDR_DEFAULT: Final = f"{CIDR_IF_INDEX}.0.0.0.0.0.0.0.0"  # destination, mask

_IPV4_OCTETS: Final = 4


async def routes(device: Device) -> tuple[RouteTable, ...] | None:
    """Observe the number of routes and the default routes; None where the device states neither."""
    found = await device.get(INET_COUNT, CIDR_COUNT, ROUTE_IF_INDEX, ROUTE_NEXT_HOP)
    columns = await device.each(INET_DEFAULT_4, INET_DEFAULT_6, CIDR_DEFAULT)
    defaults = [*_inet(columns[INET_DEFAULT_4], 4), *_inet(columns[INET_DEFAULT_6], 6)]
    defaults = defaults or _cidr(columns[CIDR_DEFAULT])
    if not defaults and isinstance(hop := found.get(ROUTE_NEXT_HOP), IPv4Address):
        defaults = [DefaultRoute(version=4, next_hop=_given(str(hop)), if_index=integer(found.get(ROUTE_IF_INDEX)))]
    count = integer(found.get(INET_COUNT, found.get(CIDR_COUNT)))
    if count is None and not defaults:
        return None
    return (RouteTable(routes=count, defaults=tuple(dict.fromkeys(defaults))),)


def _given(hop: str | None) -> str | None:
    """Give a next hop; all zeros is a route that leaves by the interface alone."""
    return None if hop in {None, "0.0.0.0", "::"} else hop  # noqa: S104 — no address to listen on


def _inet(column: Column, version: int) -> list[DefaultRoute]:
    """Read the rest of inetCidrRouteTable's index: length and arcs of the policy, then type and address of the hop."""
    out = []
    for index, cell in column.items():
        hop = typed_address(index[1 + index[0] :]) if index and len(index) > 1 + index[0] else None
        out.append(DefaultRoute(version=4 if version == 4 else 6, next_hop=_given(hop), if_index=_interface(cell)))  # noqa: PLR2004
    return out


def _cidr(column: Column) -> list[DefaultRoute]:
    """Read the rest of ipCidrRouteTable's index: type of service, then the hop."""
    return [
        DefaultRoute(version=4, next_hop=_given(address(index[-_IPV4_OCTETS:])), if_index=_interface(cell))
        for index, cell in column.items()
        if len(index) > _IPV4_OCTETS
    ]


def _interface(cell: object) -> int | None:
    return int(cell) if isinstance(cell, int) and cell > 0 else None


async def bgp_peers(device: Device) -> tuple[BgpPeer, ...] | None:
    """Observe BGP neighbours; None where the device states none. Of one that two tables name the first is taken."""
    found: dict[str, BgpPeer] = {}
    for peer in await row_facts(device, device.profile.bgp_peers, BgpPeer):
        found.setdefault(peer.address, peer)
    return tuple(found.values()) or None


async def ospf_neighbours(device: Device) -> tuple[OspfNeighbour, ...] | None:
    """Observe OSPF neighbours; None where the device states none."""
    found = await row_facts(device, device.profile.ospf_neighbours, OspfNeighbour)
    return tuple(structs.replace(one, if_index=one.if_index or None) for one in found) or None
