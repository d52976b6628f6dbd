"""What a profile may say. It may rename, index, scale, map an enum and name a function; it may not compute."""

from typing import Literal

from collectors.facts.toll import Advice
from collectors.profiles.tables import (
    EntityColumns,
    EntitySensors,
    EntityTable,
    PoolTable,
    ProcessorTable,
    RowTable,
    SensorTable,
    State,
    Strict,
    TransceiverTable,
    VlanTable,
)


class Match(Strict, frozen=True, kw_only=True):
    """One way to be this kind of device: all that it names must hold, and each part weighs."""

    sysObjectID: str | None = None  # prefix, whole arcs  # noqa: N815 — MIB's name
    sysDescr: str | None = None  # regular expression, searched  # noqa: N815 — MIB's name
    exists: str | None = None  # instance the device must have, where identifier and description mislead
    table: str | None = None  # column the device must have a cell of
    weight: int = 0  # on top of what the parts weigh, for one of two that fit alike


class Source(Strict, frozen=True, kw_only=True):
    """Where one fact is found. Of several sources the first that says anything is taken."""

    oid: str | None = None  # instance, or column of which the first cell with text is taken
    sysDescr: str | None = None  # regular expression on sysDescr; its first group is the fact  # noqa: N815
    entity: Literal["model", "serial", "hw_rev", "fw_rev", "sw_rev", "descr", "name", "mfg"] | None = None
    entity_class: str = "chassis"  # of the entity, or "any"; the first with text is taken
    regex: str | None = None  # on the text found; its first group is the fact
    map: dict[str, str] | None = None  # text found -> fact; text that is not in it is no fact
    text: str | None = None  # the fact itself
    guess: bool = False  # true where not every device keeps to it


class Tables(Strict, frozen=True, kw_only=True):
    """What can be read of a device."""

    sensors: list[SensorTable] = []
    processors: list[ProcessorTable] = []
    mempools: list[PoolTable] = []
    storage: list[PoolTable] = []
    vlans: list[VlanTable] = []
    access_vlan: str | None = None  # column ifIndex -> VLAN of untagged frames
    entity_sensors: list[EntitySensors] = []
    transceivers: list[TransceiverTable] = []
    entities: list[EntityTable] = []
    entity_columns: list[EntityColumns] = []
    neighbours: list[RowTable] = []
    addresses: list[RowTable] = []
    bgp_peers: list[RowTable] = []
    ospf_neighbours: list[RowTable] = []
    stack: list[RowTable] = []
    poe_ports: list[RowTable] = []
    outlets: list[RowTable] = []
    ups: list[RowTable] = []
    conference: list[RowTable] = []


class Mib(Tables, frozen=True, kw_only=True):
    """The tables of one MIB module or of a few that belong together, declared once.

    In its file an identifier that begins with a dot continues `root`, and `states` may name one of `enumerations`.
    """

    name: str
    module: str  # as its publisher calls it
    root: str
    enumerations: dict[str, dict[int, State | str]] = {}


class Profile(Tables, frozen=True, kw_only=True):
    """One kind of device. Its own lists go before those of its MIBs, and those before what it extends."""

    name: str
    match: list[Match] = []
    extends: str | None = None
    mibs: list[str] = []
    os: str | None = None
    vendor: str | None = None
    vendor_from: list[Source] = []
    hardware: list[Source] = []
    version: list[Source] = []
    serial: list[Source] = []
    polling: Advice | None = None
    vlan_contexts: bool = False  # bridge tables are kept one for each VLAN, behind COMMUNITY@VLAN
