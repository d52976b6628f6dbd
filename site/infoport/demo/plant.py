"""The equipment of the city: devices with their ports, and the cables between them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple, TypedDict

from infoport.demo.equipment import SPEED, device_types
from infoport.demo.register import Ref

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Unpack

    from infoport.demo.equipment import DeviceType

MEDIA: Final = {
    "1g": ("1000base-t", "1000base-x-sfp"),
    "fibre": ("1000base-x-sfp", "1000base-t"),  # a copper port takes the line's media converter
    "10g": ("10gbase-x-sfpp",),
    "40g": ("40gbase-x-qsfpp", "100gbase-x-qsfp28"),  # a QSFP28 cage takes a 40G module
    "100g": ("100gbase-x-qsfp28",),
}
"""Interface types that can carry a medium, the fitting one first."""
MEDIA_SPEED: Final = {"1g": 1_000_000, "fibre": 1_000_000, "10g": 10_000_000, "40g": 40_000_000, "100g": 100_000_000}
CABLE_OF: Final = {"1g": "cat6", "fibre": "smf-os2", "10g": "mmf-om4", "40g": "mmf-om4", "100g": "mmf-om4"}

# The first three octets of addresses that the makers hold (IEEE).
MAKER_OCTETS: Final = {
    "huawei": "9C:E8:95", "h3c": "3C:8C:40", "zte": "00:D0:D0", "ruijie": "58:69:6C", "cisco": "00:1B:54",
    "f5": "00:01:D7", "apc": "00:C0:B7", "hillstone": "00:1C:54", "inspur": "6C:92:BF", "lenovo": "7C:D3:0A",
    "dell": "24:6E:96", "yealink": "80:5E:C0", "synology": "00:11:32",
}  # fmt: skip
VlanId = tuple[str, int]
"""VLAN group and VLAN id."""


@dataclass(slots=True)
class Interface:
    """One interface. `speed` is in kbit/s; `mtu` in octets; addresses carry their prefix length.

    `rented` is the rate in kbit/s of the line behind it, which is all that goes through.
    """

    device: str
    name: str
    type: str
    management: bool = False
    speed: int | None = None
    rented: int | None = None
    mtu: int | None = None
    mac: str | None = None
    description: str = ""
    mode: str | None = None
    untagged: VlanId | None = None
    tagged: tuple[VlanId, ...] = ()
    lag: str | None = None
    parent: str | None = None
    vrf: str | None = None
    addresses: list[str] = field(default_factory=list)

    @property
    def ref(self) -> Ref:
        """Its row."""
        return Ref("dcim.interface", f"{self.device}|{self.name}")

    @property
    def virtual(self) -> bool:
        """Whether no cable can be plugged in."""
        return self.type not in SPEED


@dataclass(slots=True)
class Place:
    """Where a device stands. `unit` is the lowest rack unit, None when it is not mounted."""

    site: str
    location: str | None = None
    rack: str | None = None
    unit: int | None = None


@dataclass(slots=True)
class Device:
    """One device. `number` counts all devices; `polled` says that its agent answers."""

    name: str
    number: int
    kind: DeviceType
    role: str
    place: Place
    tenant: str | None = None
    status: str = "active"
    polled: bool = False
    primary: str | None = None
    out_of_band: str | None = None
    interfaces: dict[str, Interface] = field(default_factory=dict)

    @property
    def ref(self) -> Ref:
        """Its row."""
        return Ref("dcim.device", self.name)

    @property
    def serial(self) -> str:
        """A made-up serial number in the length that the maker uses."""
        return serial_of(self.name, self.kind.manufacturer)

    def mac(self, offset: int) -> str:
        """The address of its port number `offset`: each device owns 256."""
        tail = (self.number << 8 | offset).to_bytes(3, "big")
        return f"{MAKER_OCTETS.get(self.kind.manufacturer, '02:00:00')}:" + ":".join(f"{octet:02X}" for octet in tail)

    def free(self, media: str) -> Iterator[Interface]:
        """Its interfaces that take a cable of `media`, the fitting types first; the caller knows which are taken."""
        for type_ in MEDIA[media]:
            yield from (each for each in self.interfaces.values() if each.type == type_ and not each.management)

    def add_virtual(
        self, name: str, type_: str = "virtual", *, parent: str | None = None, vrf: str | None = None
    ) -> Interface:
        """Add an interface that no cable can be plugged into. Raises `ValueError` when the name is taken."""
        if name in self.interfaces:
            raise ValueError(f"{self.name} already has an interface {name!r}")
        made = Interface(self.name, name, type_, mac=self.mac(len(self.interfaces)), parent=parent, vrf=vrf)
        self.interfaces[name] = made
        return made


def serial_of(name: str, maker: str) -> str:
    """A made-up serial number for the thing called `name`, the same in every run."""
    digest = hashlib.sha256(name.encode()).hexdigest().upper()
    formats = {"huawei": f"2102{digest[:16]}", "h3c": f"210235A{digest[:13]}", "cisco": f"FDO{digest[:8]}"}
    return formats.get(maker, digest[:12])


class Cord(NamedTuple):
    """What a cable is: its type, its length in m, what is written on it, its colour."""

    type: str
    length: int = 5
    label: str = ""
    color: str = ""


class Cable(NamedTuple):
    """One cable between two ports."""

    key: str
    a: Ref
    b: Ref
    cord: Cord


class Given(TypedDict, total=False):
    """What may be said of a new device besides its kind and place."""

    tenant: str | None
    status: str
    polled: bool


class Plant:
    """Every device and cable. Devices are found by name, cables by either end."""

    def __init__(self) -> None:
        self.devices: dict[str, Device] = {}
        self.cables: dict[str, Cable] = {}
        self._by_end: dict[Ref, Cable] = {}
        self._units: dict[str, set[int]] = defaultdict(set)

    def add(self, name: str, model: str, role: str, place: Place, **values: Unpack[Given]) -> Device:
        """Add a device with the interfaces of its type, mounted at its unit or at the lowest free one.

        Raises `ValueError` when the name is taken or the rack has no room.
        """
        if name in self.devices:
            raise ValueError(f"device {name!r} is there twice")
        kind = device_types()[model]
        made = Device(name, len(self.devices) + 1, kind, role, place, **values)
        for offset, (port, type_, management) in enumerate(kind.ports()):
            made.interfaces[port] = Interface(name, port, type_, management, mac=made.mac(offset))
        if place.rack and kind.units:
            place.unit = self._mount(place.rack, kind.units, place.unit)
        elif not kind.units:
            place.unit = None
        self.devices[name] = made
        return made

    def _mount(self, rack: str, units: int, wanted: int | None) -> int:
        taken = self._units[rack]
        # From unit 3: the lowest two are left for cable entry.
        for lowest in [wanted] if wanted else range(3, 43 - units):
            span = set(range(lowest, lowest + units))
            if not span & taken and max(span) <= 42:  # noqa: PLR2004 - every rack of the demo has 42 units
                taken |= span
                return lowest
        raise ValueError(f"rack {rack} has no {units} free units" + (f" from {wanted}" if wanted else ""))

    def connect(self, a: Ref, b: Ref, cord: Cord) -> Cable:
        """Plug a cable into two free ports. Raises `ValueError` naming the port that is taken."""
        for end in (a, b):
            if end in self._by_end:
                raise ValueError(f"{end.label} {end.key!r} already has cable {self._by_end[end].key}")
        made = Cable(f"{len(self.cables) + 1:05d}", a, b, cord)
        self.cables[made.key] = self._by_end[a] = self._by_end[b] = made
        return made

    def cable_at(self, end: Ref) -> Cable | None:
        """The cable plugged into this port, or None."""
        return self._by_end.get(end)

    def next_port(self, device: str, media: str) -> Interface:
        """The first interface of `media` without a cable. Raises `ValueError` when all are taken."""
        owner = self.devices[device]
        for each in owner.free(media):
            if each.ref not in self._by_end:
                return each
        raise ValueError(f"{device} ({owner.kind.model}) has no free {media} port left")

    def interface(self, ref: Ref) -> Interface:
        """The interface behind a row. Raises `KeyError` when there is none."""
        device, _, name = ref.key.partition("|")
        return self.devices[device].interfaces[name]

    def other_end(self, end: Ref) -> Ref | None:
        """The port at the other end of the cable in this port."""
        cable = self._by_end.get(end)
        if cable is None:
            return None
        return cable.b if cable.a == end else cable.a

    @cached_property
    def _panels(self) -> frozenset[str]:
        return frozenset({"dcim.frontport", "dcim.rearport"})

    def far_end(self, end: Ref) -> Ref | None:
        """The port reached through cables and patch panels: an interface, a circuit, an outlet, an open panel port."""
        reached = self.other_end(end)
        while reached is not None and reached.label in self._panels:
            through = Ref("dcim.rearport" if reached.label == "dcim.frontport" else "dcim.frontport", reached.key)
            beyond = self.other_end(through)
            if beyond is None:
                return reached
            reached = beyond
        return reached
