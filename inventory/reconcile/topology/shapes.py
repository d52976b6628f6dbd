"""The values that the working out of links takes and gives."""

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from msgspec import Struct, field

from collectors.facts import ArpEntry, BridgeEntry
from inventory.reconcile.difference import Evidence
from inventory.reconcile.intent import Port

Confidence: TypeAlias = Literal["certain", "likely", "inferred", "guessed"]
"""How sure a link is.

certain: both ends hear each other. likely: one end hears the other. inferred: the other end's MAC lies behind exactly
one edge port. guessed: a routed port resolved one address, and no forwarding table knows better.
"""
Verdict: TypeAlias = Literal["agrees", "missing", "unexpected", "unknown"]
"""A link beside the cables of the register.

agrees: recorded and seen. missing: recorded, and both ends could have told but did not. unexpected: seen, not recorded.
unknown: recorded, and an end says nothing of it.
"""
Silence: TypeAlias = Literal["unpolled", "failing", "silent"]
"""Why a device says nothing of a link: nobody asks it, it does not answer, or it answers and names no neighbours."""
CONFIDENCES: Final[tuple[Confidence, ...]] = ("certain", "likely", "inferred", "guessed")
"""Best first."""


class Place(Struct, frozen=True, order=True):
    """A port of a polled device by the name of the register, else by the device's own."""

    device: int
    port: str


class End(Struct, frozen=True, order=True):
    """One end of a link: a device of the register, or what is no device of it (`node` names it then)."""

    device: int = 0  # 0: not in the register
    port: str = ""  # "": not known
    interface: int = 0  # id in the register; 0: not known
    node: str = ""  # "stranger:<name>" or "switch:<device>/<port>"


class Owner(Struct, frozen=True, order=True):
    """Whose a MAC address is; `interface` 0 where that is not known, as for a virtual machine's on its host."""

    device: int
    interface: int = 0
    port: str = ""


class Seen(Struct, frozen=True, kw_only=True):
    """Why a link is believed: who said what, in answer to which question."""

    how: Literal["lldp", "cdp", "fdb", "arp"]
    device: int
    port: str
    said: str  # the neighbour's name and port, the MAC address and VLAN, or the address and MAC
    evidence: tuple[Evidence, ...] = ()


class Link(Struct, frozen=True, kw_only=True):
    """Two ends that are joined, or should be. `confidence` None: recorded only."""

    ends: tuple[End, End]  # ascending
    verdict: Verdict
    confidence: Confidence | None = None
    seen: tuple[Seen, ...] = ()
    cables: tuple[int, ...] = ()
    circuit: int = 0
    silent: tuple[tuple[int, Silence], ...] = ()  # for `unknown`: the devices that say nothing of it, and why


class Line(Struct, frozen=True, kw_only=True):
    """Two interfaces that the register joins by a circuit; nothing on it need speak of what is at its other end."""

    ends: tuple[Port, Port]  # ascending
    circuit: int
    cables: tuple[int, ...] = ()


class Tables(Struct, frozen=True, kw_only=True):
    """What the devices forward and resolve, and whose MAC addresses are whose."""

    fdb: Mapping[int, tuple[BridgeEntry, ...]] = field(default_factory=dict)  # device -> entries
    arp: Mapping[int, tuple[ArpEntry, ...]] = field(default_factory=dict)
    owners: Mapping[str, Owner] = field(default_factory=dict)  # aa:bb:cc:dd:ee:ff -> owner
    lines: tuple[Line, ...] = ()
    members: Mapping[int, tuple[int, ...]] = field(default_factory=dict)  # aggregate -> its interfaces


class Crowd(Struct, frozen=True, kw_only=True):
    """Several MAC addresses behind one edge port: a switch that nobody manages stands there, or a host of machines."""

    node: str
    place: Place
    macs: tuple[str, ...]


class Topology(Struct, frozen=True, kw_only=True):
    """All links, in order of their ends, and the switches that were inferred."""

    links: tuple[Link, ...]
    crowds: tuple[Crowd, ...] = ()
