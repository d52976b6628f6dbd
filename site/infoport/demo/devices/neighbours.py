"""LLDP-MIB of a simulated device (IEEE 802.1AB)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from collectors.sessions.values import ObjectId
from infoport.demo.devices.clock import share
from infoport.demo.devices.interfaces import physical_address
from infoport.demo.devices.truth import LLDP_ROLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infoport.demo.devices.interfaces import Row
    from infoport.demo.devices.truth import Truth

LOCAL: Final = "1.0.8802.1.1.2.1.3"
REMOTE: Final = "1.0.8802.1.1.2.1.4.1.1"
MANAGEMENT: Final = "1.0.8802.1.1.2.1.4.2.1"
MAC_ADDRESS, INTERFACE_NAME = 4, 5
"""LldpChassisIdSubtype and LldpPortIdSubtype."""
BRIDGE_AND_ROUTER: Final = bytes([0b0010_1000])
"""LldpSystemCapabilitiesMap: bits 2 and 4."""


def lldp_rows(truth: Truth, others: Mapping[str, Truth], descriptions: Mapping[str, str]) -> Iterator[Row]:
    """What a device says of itself, and what it hears on its ports; nothing for one that does not speak LLDP."""
    if truth.device.role not in LLDP_ROLES:
        return
    yield f"{LOCAL}.1.0", MAC_ADDRESS
    yield f"{LOCAL}.2.0", physical_address(truth.device.mac(0))
    yield f"{LOCAL}.3.0", truth.name
    yield f"{LOCAL}.4.0", descriptions[truth.name]
    for index, port in enumerate(truth.ports.values(), 1):
        if not port.virtual:
            yield f"{LOCAL}.7.1.2.{index}", INTERFACE_NAME
            yield f"{LOCAL}.7.1.3.{index}", port.name
            yield f"{LOCAL}.7.1.4.{index}", port.description or port.name
    for port_name, (peer, peer_port) in truth.heard.items():
        other = others[peer]
        said = (
            physical_address(other.device.mac(0)),
            peer_port,
            other.ports[peer_port].description,
            peer,
            descriptions[peer],
        )
        yield from _heard(truth.index(port_name), said, other.device.primary)
    for port_name, stranger in truth.strangers.items():
        mac = bytes([0x02, *(int(share(f"{stranger} {n}") * 256) for n in range(5))])
        yield from _heard(truth.index(port_name), (mac, "eth0", "", stranger, "unknown"), None)


def _heard(index: int, said: tuple[bytes, str, str, str, str], address: str | None) -> Iterator[Row]:
    chassis, port, port_text, name, text = said
    at = f"0.{index}.1"
    columns = (
        (4, MAC_ADDRESS), (5, chassis), (6, INTERFACE_NAME), (7, port), (8, port_text or port), (9, name), (10, text),
        (11, BRIDGE_AND_ROUTER), (12, BRIDGE_AND_ROUTER),
    )  # fmt: skip
    for column, value in columns:
        yield f"{REMOTE}.{column}.{at}", value
    if address:
        host = address.split("/")[0]
        for column, number in ((3, 2), (4, 1)):
            yield f"{MANAGEMENT}.{column}.{at}.1.4.{host}", number
        yield f"{MANAGEMENT}.5.{at}.1.4.{host}", ObjectId("0.0")
