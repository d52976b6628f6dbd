"""Everything one poll of one device found."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from msgspec import Struct, field

from collectors.facts.conferencing import ConferenceStatus
from collectors.facts.hardware import Entity, Mempool, Processor, Sensor, StackMember, Storage, Transceiver
from collectors.facts.network import (
    ArpEntry,
    BridgeEntry,
    Interface,
    InterfaceCounters,
    IpAddress,
    Neighbour,
    PortVlans,
    Vlan,
)
from collectors.facts.power import Outlet, PoePort, Ups
from collectors.facts.provenance import Provenance
from collectors.facts.routing import BgpPeer, OspfNeighbour, RouteTable

SECTIONS: Final = (
    "system",
    "interfaces",
    "counters",
    "ip_addresses",
    "vlans",
    "port_vlans",
    "neighbours",
    "fdb",
    "arp",
    "entities",
    "sensors",
    "storage",
    "mempools",
    "processors",
    "transceivers",
    "routes",
    "bgp_peers",
    "ospf_neighbours",
    "stack",
    "poe_ports",
    "outlets",
    "ups",
    "conference",
)
"""Names of what can be asked, as `evidence` and `errors` use them; all but `system` are fields of `DeviceFacts`."""


class SectionError(Struct, frozen=True, kw_only=True):
    """One section that could not be read: which, from where, why."""

    section: str
    oid: str  # OID or table asked
    reason: str


class DeviceFacts(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a device stated at `at`. A section that is None was not stated or not asked; () was stated to be empty."""

    target: str
    at: datetime  # UTC
    os: str | None = None
    vendor: str | None = None
    sys_name: str | None = field(name="sysName", default=None)
    sys_object_id: str | None = field(name="sysObjectID", default=None)
    sys_descr: str | None = field(name="sysDescr", default=None)
    sys_location: str | None = field(name="sysLocation", default=None)
    sys_contact: str | None = field(name="sysContact", default=None)
    uptime_seconds: float | None = None  # since the management agent started (sysUpTime)
    hardware: str | None = None
    version: str | None = None
    serial: str | None = None
    interfaces: tuple[Interface, ...] | None = None
    counters: tuple[InterfaceCounters, ...] | None = None
    ip_addresses: tuple[IpAddress, ...] | None = None
    vlans: tuple[Vlan, ...] | None = None
    port_vlans: tuple[PortVlans, ...] | None = None
    neighbours: tuple[Neighbour, ...] | None = None
    fdb: tuple[BridgeEntry, ...] | None = None
    arp: tuple[ArpEntry, ...] | None = None
    entities: tuple[Entity, ...] | None = None
    sensors: tuple[Sensor, ...] | None = None
    storage: tuple[Storage, ...] | None = None
    mempools: tuple[Mempool, ...] | None = None
    processors: tuple[Processor, ...] | None = None
    transceivers: tuple[Transceiver, ...] | None = None
    routes: tuple[RouteTable, ...] | None = None
    bgp_peers: tuple[BgpPeer, ...] | None = None
    ospf_neighbours: tuple[OspfNeighbour, ...] | None = None
    stack: tuple[StackMember, ...] | None = None
    poe_ports: tuple[PoePort, ...] | None = None
    outlets: tuple[Outlet, ...] | None = None
    ups: tuple[Ups, ...] | None = None
    conference: tuple[ConferenceStatus, ...] | None = None
    profile: tuple[str, ...] = ()  # kinds of device that fit, the weightiest first, each with its reasons and weights
    sources: Mapping[str, Provenance] = field(default_factory=dict)  # of os, vendor, hardware, version and serial
    evidence: Mapping[str, str] = field(default_factory=dict)  # section -> OID or MIB table it was read from
    errors: tuple[SectionError, ...] = ()  # sections that answered garbage; the others stand
