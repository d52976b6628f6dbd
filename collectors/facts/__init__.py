"""The shared vocabulary of observation: frozen values that say what a device stated, and nothing else."""

from collectors.facts.device import SECTIONS, DeviceFacts, SectionError
from collectors.facts.hardware import Entity, Mempool, Processor, Sensor, SensorLimits, Storage, Transceiver
from collectors.facts.network import (
    AdminState,
    ArpEntry,
    BridgeEntry,
    Interface,
    InterfaceCounters,
    IpAddress,
    Neighbour,
    OperState,
    PortVlans,
    Vlan,
)

__all__ = [
    "SECTIONS",
    "AdminState",
    "ArpEntry",
    "BridgeEntry",
    "DeviceFacts",
    "Entity",
    "Interface",
    "InterfaceCounters",
    "IpAddress",
    "Mempool",
    "Neighbour",
    "OperState",
    "PortVlans",
    "Processor",
    "SectionError",
    "Sensor",
    "SensorLimits",
    "Storage",
    "Transceiver",
    "Vlan",
]
