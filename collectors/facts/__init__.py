"""The shared vocabulary of observation: frozen values that say what a device stated, and nothing else."""

from collectors.facts.conferencing import ConferenceStatus
from collectors.facts.device import SECTIONS, DeviceFacts, SectionError
from collectors.facts.hardware import (
    Entity,
    Mempool,
    Processor,
    Sensor,
    SensorLimits,
    StackMember,
    Storage,
    Transceiver,
)
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
from collectors.facts.power import Outlet, PoePort, Ups
from collectors.facts.provenance import Fact, Provenance
from collectors.facts.routing import BgpPeer, BgpState, DefaultRoute, OspfNeighbour, OspfState, RouteTable

__all__ = [
    "SECTIONS",
    "AdminState",
    "ArpEntry",
    "BgpPeer",
    "BgpState",
    "BridgeEntry",
    "ConferenceStatus",
    "DefaultRoute",
    "DeviceFacts",
    "Entity",
    "Fact",
    "Interface",
    "InterfaceCounters",
    "IpAddress",
    "Mempool",
    "Neighbour",
    "OperState",
    "OspfNeighbour",
    "OspfState",
    "Outlet",
    "PoePort",
    "PortVlans",
    "Processor",
    "Provenance",
    "RouteTable",
    "SectionError",
    "Sensor",
    "SensorLimits",
    "StackMember",
    "Storage",
    "Transceiver",
    "Ups",
    "Vlan",
]
