"""Addresses that a device holds (IP-MIB) and those it has resolved."""

from ipaddress import IPv4Address, ip_address
from typing import Final

from collectors.collect.asking import Column, Device, integer
from collectors.collect.rowtables import row_facts
from collectors.facts import ArpEntry, IpAddress
from collectors.parse.text import address, mac, typed_address
from collectors.sessions.values import ObjectId, Value, arcs

AD_ENT: Final = "1.3.6.1.2.1.4.20.1"  # ipAddrTable
IP_ADDRESS: Final = "1.3.6.1.2.1.4.34.1"  # ipAddressTable
IPV6_ADDR: Final = "1.3.6.1.2.1.55.1.8.1"  # ipv6AddrTable of RFC 2465
NET_TO_MEDIA: Final = "1.3.6.1.2.1.4.22.1.2"
NET_TO_PHYSICAL: Final = "1.3.6.1.2.1.4.35.1.4"

_IPV4: Final = 4
_PREFIX_BITS: Final = {4: 32, 6: 128}


async def ip_addresses(device: Device) -> tuple[IpAddress, ...] | None:
    """Observe the device's own addresses, from the old table and the new; None where it has neither."""
    old = await device.columns(AD_ENT, (2, 3))
    new = await device.columns(IP_ADDRESS, (3, 4, 5))
    six = await device.columns(IPV6_ADDR, (2,))
    found: dict[tuple[str, int | None], IpAddress] = {}
    vendor = await row_facts(device, device.profile.addresses, IpAddress)
    for one in (*_old(old), *_new(new), *_six(six[2]), *map(_versioned, vendor)):
        known = found.get((one.address, one.if_index))
        if known is None or known.prefixlen is None:
            found[one.address, one.if_index] = one
    return tuple(found.values()) or None


def _versioned(one: IpAddress) -> IpAddress:
    return _own(one.address, one.if_index, one.prefixlen)


def _old(columns: dict[int, Column]) -> list[IpAddress]:
    out = []
    for index, cell in columns[2].items():
        host = address(index)
        if host is not None:
            mask = columns[3].get(index)
            out.append(_own(host, integer(cell), _mask_bits(mask)))
    return out


def _mask_bits(mask: Value | None) -> int | None:
    if not isinstance(mask, IPv4Address):
        return None
    bits = int(mask)
    length = bits.bit_count()
    return length if bits == (0xFFFFFFFF << (32 - length)) & 0xFFFFFFFF else None


def _new(columns: dict[int, Column]) -> list[IpAddress]:
    out = []
    for index, cell in columns[3].items():
        host = typed_address(index)
        if host is not None and columns[4].get(index) in {None, 1}:  # unicast
            out.append(_own(host, integer(cell), _row_prefix(columns[5].get(index), host)))
    return out


def _row_prefix(pointer: Value | None, host: str) -> int | None:
    """Read the length that ends the RowPointer to an ipAddressPrefixEntry; 0.0 points nowhere."""
    if not isinstance(pointer, ObjectId) or pointer == "0.0":
        return None
    last = arcs(pointer)[-1]
    return last if 0 < last <= _PREFIX_BITS[ip_address(host).version] else None


def _six(lengths: Column) -> list[IpAddress]:
    out = []
    for index, cell in lengths.items():
        host = address(index[1:]) or address(index[2:])  # agents that write the length before the octets are known
        if host is not None:
            out.append(_own(host, index[0], integer(cell)))
    return out


def _own(host: str, if_index: int | None, prefixlen: int | None) -> IpAddress:
    return IpAddress(
        address=host, prefixlen=prefixlen, if_index=if_index, version=4 if ip_address(host).version == _IPV4 else 6
    )


async def arp(device: Device) -> tuple[ArpEntry, ...] | None:
    """Observe resolved neighbours' addresses; None where the device states no table."""
    old = await device.column(NET_TO_MEDIA)
    new = await device.column(NET_TO_PHYSICAL)
    found: dict[tuple[str, int], ArpEntry] = {}
    for index, cell in old.items():
        _resolve(found, address(index[1:]), cell, index[0])
    for index, cell in new.items():
        _resolve(found, typed_address(index[1:]), cell, index[0])
    return tuple(found.values()) if old or new else None


def _resolve(found: dict[tuple[str, int], ArpEntry], host: str | None, cell: Value, if_index: int) -> None:
    physical = mac(cell)
    if host is not None and physical is not None:
        found[host, if_index] = ArpEntry(address=host, mac=physical, if_index=if_index)
