"""IF-MIB and IP-MIB of a simulated device (RFC 2863, RFC 4293)."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Final

from collectors.sessions.values import Counter32, Counter64, Gauge32, ObjectId, TimeTicks
from infoport.demo.devices.clock import counter, low_half, share
from infoport.demo.equipment import SPEED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from collectors.sessions.agent import Served
    from infoport.demo.devices.truth import Truth
    from infoport.demo.plant import Interface

    Row = tuple[str, Served | Callable[[], Served]]

IF_TABLE: Final = "1.3.6.1.2.1.2.2.1"
IF_X_TABLE: Final = "1.3.6.1.2.1.31.1.1.1"
OLD_ADDRESSES: Final = "1.3.6.1.2.1.4.20.1"
ARP: Final = "1.3.6.1.2.1.4.22.1"
PREFIXES: Final = "1.3.6.1.2.1.4.32.1.5"
ADDRESSES: Final = "1.3.6.1.2.1.4.34.1"

ETHERNET, LOOPBACK, VIRTUAL, SUBINTERFACE, BUNDLE, BRIDGE = 6, 24, 53, 135, 161, 209
"""IANAifType numbers."""
UP, DOWN = 1, 2
FASTEST_GAUGE: Final = 4_294_967_295
"""ifSpeed of what is too fast for its 32 bits (RFC 2863)."""
BUSY: Final = 0.12
"""Mean load of a busy port, as a share of its speed."""


def physical_address(text: str | None) -> bytes:
    """A MAC address as octets; empty for an interface that has none."""
    return bytes.fromhex(text.replace(":", "")) if text else b""


def kbits(port: Interface) -> int:
    """Speed of a port in kbit/s: what it runs at, else what its type is made for; routed VLANs say 1 Gbit/s."""
    return port.speed or SPEED.get(port.type, 1_000_000)


def interface_rows(truth: Truth) -> Iterator[Row]:
    """ifNumber, ifTable and ifXTable."""
    yield "1.3.6.1.2.1.2.1.0", len(truth.ports)
    for index, port in enumerate(truth.ports.values(), 1):
        up = port.virtual or port.name in truth.linked
        yield from _numbered(IF_TABLE, index, _basic(truth, port, index, up=up))
        yield from _numbered(IF_X_TABLE, index, _extended(port))
        yield from _counters(truth, port, index, up=up)


def _numbered(table: str, index: int, columns: Mapping[int, Served | Callable[[], Served]]) -> Iterator[Row]:
    for column, value in columns.items():
        yield f"{table}.{column}.{index}", value


def _basic(truth: Truth, port: Interface, index: int, *, up: bool) -> dict[int, Served | Callable[[], Served]]:
    since = TimeTicks(int(share(f"{truth.name} {port.name} change") * 3600 * 100) + 3000)
    return {
        1: index, 2: port.name, 3: _type(port), 4: port.mtu or 1500,
        5: Gauge32(min(kbits(port) * 1000, FASTEST_GAUGE)), 6: physical_address(port.mac),
        7: UP, 8: UP if up else DOWN, 9: since,
    }  # fmt: skip


def _type(port: Interface) -> int:
    if port.name.lower().startswith("loopback"):
        return LOOPBACK
    if port.type == "virtual":
        return SUBINTERFACE if port.parent else VIRTUAL
    return {"lag": BUNDLE, "bridge": BRIDGE}.get(port.type, ETHERNET)


def _extended(port: Interface) -> dict[int, Served | Callable[[], Served]]:
    return {1: port.name, 15: Gauge32(kbits(port) // 1000), 17: 2 if port.virtual else 1, 18: port.description}


def _counters(truth: Truth, port: Interface, index: int, *, up: bool) -> Iterator[Row]:
    """Octets and packets in both directions, errors and discards; a port that is down counts nothing."""
    for what, octets, old_octets, packets, old_packets in (("in", 6, 10, 7, 11), ("out", 10, 16, 11, 17)):
        load = share(f"{truth.name} {port.name} {what} load") * BUSY if up else 0.0
        rate = load * (port.rented or kbits(port)) * 1000 / 8
        total, count = (counter(truth.name, port.name, what, each) for each in (rate, rate / 700))
        yield f"{IF_X_TABLE}.{octets}.{index}", total if up else Counter64(0)
        yield f"{IF_X_TABLE}.{packets}.{index}", count if up else Counter64(0)
        yield f"{IF_TABLE}.{old_octets}.{index}", low_half(total) if up else Counter32(0)
        yield f"{IF_TABLE}.{old_packets}.{index}", low_half(count) if up else Counter32(0)
    for column in (13, 14, 19, 20):
        some = share(f"{truth.name} {port.name} {column}") > 0.97  # noqa: PLR2004 - one port in thirty has errors
        errors = low_half(counter(truth.name, port.name, str(column), 0.002)) if some and up else Counter32(0)
        yield f"{IF_TABLE}.{column}.{index}", errors


def address_rows(truth: Truth) -> Iterator[Row]:
    """ipAddrTable, ipAddressTable and ipAddressPrefixTable."""
    for index, port in enumerate(truth.ports.values(), 1):
        for text in port.addresses:
            address = ipaddress.IPv4Interface(text)
            host, network = str(address.ip), address.network
            yield f"{OLD_ADDRESSES}.1.{host}", address.ip
            yield f"{OLD_ADDRESSES}.2.{host}", index
            yield f"{OLD_ADDRESSES}.3.{host}", network.netmask
            at = f"1.4.{host}"
            prefix = f"{PREFIXES}.{index}.1.4.{network.network_address}.{network.prefixlen}"
            yield prefix, 2
            yield from ((f"{ADDRESSES}.{column}.{at}", value) for column, value in (
                (3, index), (4, 1), (5, ObjectId(prefix)), (6, 2), (7, 1),
            ))  # fmt: skip


def arp_rows(
    truth: Truth, hosts: Mapping[tuple[str, ipaddress.IPv4Network], Sequence[tuple[str, str]]]
) -> Iterator[Row]:
    """ipNetToMediaTable: who else is in the networks of each routed interface, by routing table and network."""
    for index, port in enumerate(truth.ports.values(), 1):
        own = {text.split("/")[0] for text in port.addresses}
        networks = {ipaddress.IPv4Interface(text).network for text in port.addresses}
        for network in networks:
            for host, mac in hosts.get((port.vrf or "", network), ()):
                if host not in own:
                    at = f"{index}.{host}"
                    yield f"{ARP}.1.{at}", index
                    yield f"{ARP}.2.{at}", physical_address(mac)
                    yield f"{ARP}.3.{at}", ipaddress.IPv4Address(host)
                    yield f"{ARP}.4.{at}", 3
