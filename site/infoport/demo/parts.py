"""The replaceable parts of a device, as its inventory items and its ENTITY-MIB have them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from infoport.demo.patterns import expand
from infoport.demo.plant import serial_of

if TYPE_CHECKING:
    from infoport.demo.plant import Device


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its name, its ENTITY-MIB class, the maker's model and a made-up serial number."""

    name: str
    kind: str
    model: str
    serial: str


def parts_of(device: Device) -> list[Part]:
    """The parts inside a device whose agent lists them; none for other devices."""
    agent = device.kind.agent
    if agent is None or not device.polled:
        return []
    return [
        Part(name, kind, model, serial_of(f"{device.name} {name}", device.kind.manufacturer))
        for pattern, (kind, model) in agent.parts.items()
        for name in expand(pattern)
    ]
