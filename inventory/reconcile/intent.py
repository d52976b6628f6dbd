"""What the register intends, as plain values that any number of comparisons may share."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct, field


class IntendedInterface(Struct, frozen=True, gc=False, kw_only=True):
    """One interface. None is "not stated", as is an empty description."""

    id: int
    name: str
    version: datetime  # last_updated
    type: str = "other"
    enabled: bool = True
    description: str = ""
    mtu: int | None = None  # octets
    speed: int | None = None  # bit/s
    speed_stated: bool = False  # False: follows from the type
    mac: str | None = None  # aa:bb:cc:dd:ee:ff
    mode: str | None = None  # access, tagged, tagged-all, q-in-q
    untagged: int | None = None  # VLAN id
    tagged: tuple[int, ...] = ()  # ascending VLAN ids


class IntendedAddress(Struct, frozen=True, gc=False, kw_only=True):
    """One address assigned to an interface."""

    id: int
    host: str  # without prefix length, canonical
    prefixlen: int
    interface: int
    version: datetime
    expected: bool = True  # False for statuses and roles that need not show up on the device


class IntendedItem(Struct, frozen=True, gc=False, kw_only=True):
    """One part inside a device."""

    id: int
    name: str
    version: datetime
    serial: str = ""
    part_id: str = ""


class IntendedDevice(Struct, frozen=True, kw_only=True):
    """One device and what it should hold."""

    id: int
    name: str
    version: datetime
    active: bool = True  # status says it should answer
    serial: str = ""
    model: str = ""
    part_number: str = ""
    platform: str = ""  # slug
    os_version: str = ""
    site: int | None = None
    interfaces: tuple[IntendedInterface, ...] = ()
    addresses: tuple[IntendedAddress, ...] = ()
    items: tuple[IntendedItem, ...] = ()


class Port(Struct, frozen=True, order=True):
    """One end of a link."""

    device: int
    interface: int


class IntendedLink(Struct, frozen=True, kw_only=True):
    """Two interfaces joined by cables, through any number of patch panels.

    `cables` are those at the two ends (the same one twice where no panel is between). A link is `exact` unless a
    cable with several terminations leaves open which of them belong together.
    """

    ends: tuple[Port, Port]  # ascending
    cables: tuple[int, int]  # at ends[0], at ends[1]
    versions: tuple[datetime, datetime]  # last_updated of the two cables
    exact: bool = True


class KnownAddress(Struct, frozen=True, kw_only=True):
    """An address somewhere in the register, and what it is assigned to."""

    id: int
    version: datetime
    device: int | None = None
    owner: str = ""  # names the device or virtual machine; "" for none


class Snapshot(Struct, frozen=True, kw_only=True):
    """The intent for some devices, and what is needed to recognise others by name."""

    devices: Mapping[int, IntendedDevice] = field(default_factory=dict)
    links: tuple[IntendedLink, ...] = ()
    names: Mapping[int, str] = field(default_factory=dict)  # every device of the register
    macs: Mapping[str, int] = field(default_factory=dict)  # registered MAC -> device
    known: Mapping[str, tuple[KnownAddress, ...]] = field(default_factory=dict)  # host -> rows of the register
    vlans: Mapping[int, tuple[tuple[int, int | None], ...]] = field(default_factory=dict)  # vid -> (id, site)
