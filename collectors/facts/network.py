"""What a device says of its interfaces, addresses, VLANs and neighbours. Absent (None) means the device did not say."""

from datetime import datetime
from typing import Literal

from collectors.facts.provenance import Fact

AdminState = Literal["up", "down", "testing"]
OperState = Literal["up", "down", "testing", "unknown", "dormant", "notPresent", "lowerLayerDown"]


class Interface(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """One row of IF-MIB as the device states it."""

    index: int  # ifIndex; from a command line that does not say it, the place in the device's own list, from 1
    name: str | None = None  # ifName, else ifDescr
    descr: str | None = None  # ifDescr
    alias: str | None = None  # ifAlias; "" is a device that states it has none
    type: str | None = None  # IANAifType name, such as ethernetCsmacd
    mtu: int | None = None  # octets
    speed_bps: int | None = None  # bit/s
    mac: str | None = None  # aa:bb:cc:dd:ee:ff; all-zero is none
    admin: AdminState | None = None
    oper: OperState | None = None
    last_change: datetime | None = None  # UTC; entered its present `oper`; None when before the agent started


class InterfaceCounters(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Totals of one interface since its agent started, read at `at`; they wrap and they restart with the device."""

    if_index: int
    at: datetime  # UTC
    in_octets: int | None = None
    out_octets: int | None = None
    in_errors: int | None = None  # packets
    out_errors: int | None = None  # packets
    in_discards: int | None = None  # packets
    out_discards: int | None = None  # packets
    octet_bits: Literal[32, 64] | None = None  # width of the octet counters, needed to undo a wrap


class IpAddress(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """One address that the device holds."""

    address: str  # canonical text, IPv4 or IPv6, without prefix length
    prefixlen: int | None = None
    if_index: int | None = None
    version: Literal[4, 6] | None = None
    vrf: str | None = None
    local_port: str | None = None  # name of the interface, where the device says that


class Neighbour(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """One device heard on a local port."""

    local_port: str | None = None  # name of the local interface
    local_if_index: int | None = None
    remote_name: str | None = None
    remote_port: str | None = None
    protocol: Literal["lldp", "cdp"] | None = None
    remote_chassis: str | None = None  # a MAC as aa:bb:cc:dd:ee:ff, else text
    remote_platform: str | None = None
    remote_descr: str | None = None
    remote_address: str | None = None
    remote_port_descr: str | None = None


class Vlan(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """One VLAN that exists on the device."""

    vid: int
    name: str | None = None


class PortVlans(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """The VLANs that one port carries; None where the device states only the other kind."""

    if_index: int | None = None
    local_port: str | None = None
    untagged: int | None = None  # VLAN id of untagged frames
    tagged: tuple[int, ...] | None = None  # ascending VLAN ids


class BridgeEntry(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """One address in the forwarding table."""

    mac: str  # aa:bb:cc:dd:ee:ff
    vid: int | None = None
    if_index: int | None = None
    local_port: str | None = None
    status: Literal["other", "invalid", "learned", "self", "mgmt"] | None = None


class ArpEntry(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """One resolved address (ARP or IPv6 neighbour discovery)."""

    address: str
    mac: str  # aa:bb:cc:dd:ee:ff
    if_index: int | None = None
    local_port: str | None = None  # name of the interface, where the device says that
