"""What the simulated devices are like: the plant, with the planted deviations worked in."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from infoport.demo.cityplan import city
from infoport.demo.devices.planting import Planting, moved_to, observed, plantings
from infoport.demo.parts import Part, parts_of

if TYPE_CHECKING:
    from infoport.demo.plant import Device, Interface, Plant

LLDP_ROLES = frozenset({
    "core", "aggregation", "access", "fabric", "oob", "wan", "customer-edge", "internet", "firewall", "balancer",
    "hypervisor",
})  # fmt: skip
"""Roles of devices that speak LLDP."""

PortName = tuple[str, str]
"""Device and interface."""


@dataclass(slots=True)
class Truth:
    """One device as it is: ports in ifIndex order, its parts, what it hears, and whether it answers."""

    device: Device
    ports: dict[str, Interface]
    serial: str
    parts: list[Part]
    answers: bool = True
    heard: dict[str, PortName] = field(default_factory=dict)
    strangers: dict[str, str] = field(default_factory=dict)
    linked: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        """Its name."""
        return self.device.name

    def index(self, port: str) -> int:
        """The ifIndex of a port: they are numbered from 1."""
        return list(self.ports).index(port) + 1


@cache
def truths() -> dict[str, Truth]:
    """Every simulated device by name."""
    plant = city().plant
    found = {name: _as_planned(plant, device) for name, device in city().polled.items()}
    for planting in plantings():
        if planting.device not in found:
            raise ValueError(f"{planting.device} is planted to deviate, but it is not a device that answers")
        _deviate(found, planting)
    return found


def _as_planned(plant: Plant, device: Device) -> Truth:
    ports = {name: copy.copy(port) for name, port in device.interfaces.items()}
    for port in ports.values():
        port.addresses = list(port.addresses)
    made = Truth(device, ports, device.serial, parts_of(device))
    for name, port in ports.items():
        far = plant.far_end(port.ref)
        if far is None:
            continue
        owner = plant.devices.get(far.key.partition("|")[0])
        if owner is None or owner.status == "active":
            made.linked.add(name)
        if far.label == "dcim.interface" and owner and owner.polled and {device.role, owner.role} <= LLDP_ROLES:
            made.heard[name] = (owner.name, far.key.partition("|")[2])
    return made


def _deviate(found: dict[str, Truth], planting: Planting) -> None:
    one = found[planting.device]
    port = one.ports[planting.port] if planting.port else None
    if port is not None:
        _deviate_port(found, one, port, planting)
    elif planting.kind == "serial":
        one.serial = str(planting.observed)
    elif planting.kind == "part":
        at = next(at for at, each in enumerate(one.parts) if each.name == planting.part)
        old = one.parts[at]
        one.parts[at] = Part(old.name, old.kind, old.model, str(planting.observed))
    elif planting.kind == "down":
        one.answers = False


def _deviate_port(found: dict[str, Truth], one: Truth, port: Interface, planting: Planting) -> None:
    kind, group = planting.kind, port.untagged[0] if port.untagged else port.tagged[0][0] if port.tagged else ""
    if kind == "description":
        port.description = str(planting.observed)
    elif kind == "speed":
        port.speed = int(str(planting.observed)) * 1000
    elif kind == "untagged":
        port.untagged = (group, int(str(planting.observed)))
    elif kind == "tagged":
        vids = observed(planting)
        port.tagged = tuple((group, vid) for vid in vids) if isinstance(vids, list) else ()
    elif kind == "address":
        port.addresses.append(str(planting.observed))
    elif kind == "neighbour":
        one.strangers[port.name] = str(planting.observed)
        one.linked.add(port.name)
    elif kind == "cable":
        _move(found, one, port.name, planting)


def _move(found: dict[str, Truth], one: Truth, port: str, planting: Planting) -> None:
    """The far end of a cable is plugged elsewhere: both devices hear each other on the ports it joins now."""
    peer, place = moved_to(planting)
    before = one.heard[port][1]
    other = found[peer]
    del other.heard[before]
    other.linked.discard(before)
    other.heard[place] = (one.name, port)
    other.linked.add(place)
    one.heard[port] = (peer, place)
