"""BRIDGE-MIB and Q-BRIDGE-MIB of a simulated switch (RFC 4188, RFC 4363)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from collectors.sessions.values import Gauge32
from infoport.demo.devices.interfaces import physical_address
from infoport.demo.wiring import SWITCHES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infoport.demo.devices.interfaces import Row
    from infoport.demo.devices.truth import Truth
    from infoport.demo.plant import Interface, VlanId

BASE: Final = "1.3.6.1.2.1.17.1"
Q_BRIDGE: Final = "1.3.6.1.2.1.17.7.1"
DEFAULT_VLAN: Final = 1
LEARNED: Final = 3


def bridge_rows(truth: Truth, names: Mapping[VlanId, str], hosts: Mapping[str, list[tuple[int, str]]]) -> Iterator[Row]:
    """Ports, VLANs with their members, and learned addresses; nothing for a device that is no switch.

    `hosts`: port → (VLAN id, MAC) of what is connected there.
    """
    if truth.device.role not in SWITCHES:
        return
    ports = _bridge_ports(truth)
    yield f"{BASE}.1.0", physical_address(truth.device.mac(0))
    yield f"{BASE}.2.0", len(ports)
    for number, (index, port) in enumerate(ports, 1):
        yield f"{BASE}.4.1.1.{number}", number
        yield f"{BASE}.4.1.2.{number}", index
        yield f"{Q_BRIDGE}.4.5.1.1.{number}", Gauge32(port.untagged[1] if port.untagged else DEFAULT_VLAN)
    yield from _vlans([port for _index, port in ports], names)
    for number, (_index, port) in enumerate(ports, 1):
        for vid, mac in hosts.get(port.name, ()):
            at = f"{vid}.{'.'.join(str(octet) for octet in physical_address(mac))}"
            yield f"{Q_BRIDGE}.2.2.1.2.{at}", number
            yield f"{Q_BRIDGE}.2.2.1.3.{at}", LEARNED


def _bridge_ports(truth: Truth) -> list[tuple[int, Interface]]:
    """(ifIndex, port) of what frames are switched between: no routed, bundled or management ports."""
    return [
        (index, port)
        for index, port in enumerate(truth.ports.values(), 1)
        if (not port.virtual or port.type == "lag") and not (port.management or port.addresses or port.lag)
    ]


def _vlans(ports: list[Interface], names: Mapping[VlanId, str]) -> Iterator[Row]:
    egress: dict[int, set[int]] = defaultdict(set)
    untagged: dict[int, set[int]] = defaultdict(set)
    known: dict[int, str] = {DEFAULT_VLAN: "VLAN 0001"}
    for number, port in enumerate(ports, 1):
        access = port.untagged[1] if port.untagged else None if port.tagged else DEFAULT_VLAN
        if access is not None:
            egress[access].add(number)
            untagged[access].add(number)
        for vlan in port.tagged:
            egress[vlan[1]].add(number)
        known |= {vlan[1]: names[vlan] for vlan in (*port.tagged, *([port.untagged] if port.untagged else []))}
    for vid in sorted(known):
        member, plain = _port_list(egress[vid], len(ports)), _port_list(untagged[vid], len(ports))
        for column, value in ((1, known[vid]), (2, member), (3, _port_list(set(), len(ports))), (4, plain), (5, 1)):
            yield f"{Q_BRIDGE}.4.3.1.{column}.{vid}", value
        for column, value in ((4, member), (5, plain)):
            yield f"{Q_BRIDGE}.4.2.1.{column}.0.{vid}", value
        yield f"{Q_BRIDGE}.4.2.1.3.0.{vid}", Gauge32(vid)
        yield f"{Q_BRIDGE}.4.2.1.6.0.{vid}", 2


def _port_list(numbers: set[int], count: int) -> bytes:
    """PortList: one bit a port, the highest bit of the first octet for port 1."""
    octets = bytearray((count + 7) // 8)
    for number in numbers:
        octets[(number - 1) // 8] |= 0x80 >> (number - 1) % 8
    return bytes(octets)
