"""Device types of the demo city: what a device of a model has, and what its management agent says of itself."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import msgspec

from infoport.demo.patterns import expand
from infoport.demo.register import Ref
from infoport.demo.sources import source

if TYPE_CHECKING:
    from infoport.demo.register import Register

SPEED: Final = {
    "100base-tx": 100_000,
    "1000base-t": 1_000_000,
    "1000base-x-sfp": 1_000_000,
    "10gbase-t": 10_000_000,
    "10gbase-x-sfpp": 10_000_000,
    "40gbase-x-qsfpp": 40_000_000,
    "100gbase-x-qsfp28": 100_000_000,
}
"""kbit/s of an interface type at its full rate; a virtual one has none."""

SOCKET_OF: Final = {"iec-60320-c14": "iec-60320-c13", "iec-60320-c20": "iec-60320-c19"}
"""The socket that a plug fits (IEC 60320)."""


class Agent(msgspec.Struct, frozen=True):
    """What the SNMP agent of a model says: sysObjectID, software version, sysDescr, parts beside the chassis."""

    object_id: str
    version: str
    describe: str
    parts: dict[str, tuple[str, str]]  # name pattern -> (ENTITY-MIB class, model)


class Passive(msgspec.Struct, frozen=True):
    """Ports of a patch panel, each front port wired to the rear port of the same number."""

    count: int
    connector: str


class DeviceType(msgspec.Struct, frozen=True):
    """One model. `units` is its height in rack units (0: not in a rack), `weight` in kg, `draw` in W per supply."""

    model: str
    manufacturer: str
    units: int
    weight: int
    depth: bool = True
    interfaces: dict[str, str] = {}
    management: dict[str, str] = {}
    console: tuple[str, ...] = ()
    power: dict[str, str] = {}
    outlets: dict[str, str] = {}
    passive: Passive | None = None
    draw: int = 0
    platform: str | None = None
    agent: Agent | None = None

    @property
    def slug(self) -> str:
        """The type's slug, led by the maker's."""
        return f"{self.manufacturer}-{re.sub(r'[^a-z0-9]+', '-', self.model.lower()).strip('-')}"

    @property
    def ref(self) -> Ref:
        """Its row."""
        return Ref("dcim.devicetype", self.slug)

    def ports(self) -> list[tuple[str, str, bool]]:
        """(name, type, for management only) of every interface, those for management first."""
        both = ((self.management, True), (self.interfaces, False))
        return [(name, type_, only) for some, only in both for each, type_ in some.items() for name in expand(each)]

    def supplies(self) -> list[tuple[str, str]]:
        """(name, plug) of every power port."""
        return [(name, plug) for each, plug in self.power.items() for name in expand(each)]

    def sockets(self) -> list[tuple[str, str]]:
        """(name, socket) of every outlet."""
        return [(name, socket) for each, socket in self.outlets.items() for name in expand(each)]

    def panel_ports(self) -> list[str]:
        """Names of the front ports, and of the rear ports behind them."""
        return [f"Port {number}" for number in range(1, self.passive.count + 1)] if self.passive else []


@cache
def device_types() -> dict[str, DeviceType]:
    """Every model by its name."""
    found = msgspec.convert(source("equipment")["types"], list[DeviceType])
    return {each.model: each for each in found}


def add_equipment(register: Register) -> None:
    """Add makers, platforms, roles, and device types with their component templates."""
    data = source("equipment")
    for each in data["manufacturers"]:
        register.add("dcim.manufacturer", each["slug"], **each)
    for each in data["platforms"]:
        maker = each.get("manufacturer")
        values = {**each, "manufacturer": Ref("dcim.manufacturer", maker) if maker else None}
        register.add("dcim.platform", each["slug"], **values)
    for each in data["roles"]:
        values = {name: value for name, value in each.items() if name != "vm"}
        register.add("dcim.devicerole", each["slug"], vm_role=each["slug"] == "virtual", **values)
    for kind in device_types().values():
        _add_type(register, kind)


def _add_type(register: Register, kind: DeviceType) -> None:
    owner = register.add(
        "dcim.devicetype", kind.slug, manufacturer=Ref("dcim.manufacturer", kind.manufacturer), model=kind.model,
        slug=kind.slug, part_number=kind.model, u_height=kind.units, is_full_depth=kind.depth, weight=kind.weight,
        weight_unit="kg", default_platform=Ref("dcim.platform", kind.platform) if kind.platform else None,
        airflow="passive" if kind.passive else None,
    )  # fmt: skip
    own = Components(register, kind, owner)
    for name, type_, only in kind.ports():
        own.add("interface", name, type=type_, mgmt_only=only)
    for name in kind.console:
        own.add("consoleport", name, type="rj-45")
    inlets = [own.add("powerport", name, type=plug, maximum_draw=kind.draw or None) for name, plug in kind.supplies()]
    for name, socket in kind.sockets():
        own.add("poweroutlet", name, type=socket, power_port=inlets[0] if inlets else None)
    for name in kind.panel_ports():
        connector = kind.passive.connector if kind.passive else ""
        rear = own.add("rearport", name, type=connector)
        own.add("frontport", name, type=connector, rear_port=rear)


class Components:
    """Adds component templates to one device type."""

    def __init__(self, register: Register, kind: DeviceType, owner: Ref) -> None:
        self._register = register
        self._kind = kind
        self._owner = owner

    def add(self, component: str, name: str, **values: Any) -> Ref:
        """Add the template of one component."""
        key = f"{self._kind.slug}|{name}"
        return self._register.add(f"dcim.{component}template", key, device_type=self._owner, name=name, **values)
