"""What a profile may say. It may rename, index, scale, map an enum and name a function; it may not compute."""

from typing import Literal

from msgspec import Struct, field

Severity = Literal["ok", "warning", "critical", "unknown"]


class Strict(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mapping in which an unknown key is an error."""


class Match(Strict, frozen=True):
    """One way to be this kind of device."""

    sysObjectID: str | None = None  # prefix, whole arcs; the longest of all profiles wins  # noqa: N815 — MIB's name
    sysDescr: str | None = None  # regular expression, searched; breaks ties  # noqa: N815 — MIB's name
    exists: str | None = None  # instance the device must have, where identifier and description mislead


class Source(Strict, frozen=True):
    """Where one fact is found. Of several sources the first that says anything is taken."""

    oid: str | None = None  # instance, or column of which the first cell with text is taken
    sysDescr: str | None = None  # regular expression on sysDescr; its first group is the fact  # noqa: N815
    entity: Literal["model", "serial", "hw_rev", "fw_rev", "sw_rev", "descr", "name", "mfg"] | None = None
    entity_class: str = "chassis"  # of the entity, or "any"; the first with text is taken
    regex: str | None = None  # on the text found; its first group is the fact
    map: dict[str, str] | None = None  # text found -> fact; text that is not in it is no fact
    text: str | None = None  # the fact itself


class State(Strict, frozen=True):
    """What one number of an enumeration means."""

    text: str
    severity: Severity = "unknown"


class Naming(Strict, frozen=True):
    """What the rows of a table are called. Of several the first that says anything is taken."""

    column: str | None = None  # column indexed alike, or by the arcs that `at` keeps
    entity: Literal["descr", "name"] | None = None  # of the part with this entPhysicalIndex
    interface: bool = False  # the interface with this ifIndex
    text: str | None = None  # the name itself; {index} stands for the index
    at: int | None = None  # only this arc of the index (from 0; negative from the end) indexes `column`


class Only(Strict, frozen=True):
    """Rows to take: those whose cell in `column` is one of `values`."""

    column: str
    values: list[int | str]


class SensorTable(Strict, frozen=True):
    """One column of readings. A scalar is a column whose only index is 0."""

    class_: str = field(name="class")
    column: str
    descr: list[Naming] = []
    unit: str | None = None  # where it is not the unit usual for the class
    scale: float = 1
    scale_by: str | None = None  # column with the power of ten to divide by
    parse: str | None = None  # name of a function of collectors.parse.functions
    skip: list[float] = []  # raw values by which the device says "not there"
    above: float | None = None  # raw values up to this one mean "not there"
    only: Only | None = None
    named: str | None = None  # regular expression that the name of a row must match
    last_arc: int | None = None  # rows whose index ends so, where it says what is measured
    group: str | None = None
    high: str | None = None  # columns of limits, scaled alike
    high_warn: str | None = None
    low_warn: str | None = None
    low: str | None = None
    states: dict[int, State | str] = {}  # of a class `state`; a bare text has severity unknown


class ProcessorTable(Strict, frozen=True):
    """One column of usages in percent."""

    column: str
    descr: list[Naming] = []
    scale: float = 1
    parse: str | None = None
    skip: list[float] = []
    only: Only | None = None


class Amount(Strict, frozen=True):
    """A column of amounts and the octets in one of its units, or the column that says so."""

    column: str
    unit: float = 1
    unit_column: str | None = None


class PoolTable(Strict, frozen=True):
    """Memory or storage: any two of total, used, free give the third; or a share in percent."""

    descr: list[Naming] = []
    class_: str | None = field(name="class", default=None)
    total: Amount | None = None
    used: Amount | None = None
    free: Amount | None = None
    percent: str | None = None
    free_percent: str | None = None
    only: Only | None = None
    above: float | None = None  # shares up to this one mean "not there"
    first: str | None = None  # of the tables that share this word only the first with rows is taken
    type: str | None = None


class VlanTable(Strict, frozen=True):
    """A vendor's column of VLAN names."""

    names: str
    at: int = -1  # arc of the index that is the VLAN id
    ids: str | None = None  # column with the VLAN id, where the index has none


class EntitySensors(Strict, frozen=True):
    """A table with the columns of entPhySensorTable: type, scale, precision, value, status."""

    table: str
    thresholds: str | None = None  # CISCO-ENTITY-SENSOR-MIB's table of limits


class TransceiverTable(Strict, frozen=True):
    """A vendor's table of pluggable modules."""

    serial: str
    vendor: str | None = None
    model: str | None = None
    type: str | None = None
    wavelength_nm: str | None = None
    distance_m: str | None = None
    by: Literal["if_index", "entity"] = "if_index"  # what the index is


class EntityTable(Strict, frozen=True):
    """A vendor's table of parts, for devices without ENTITY-MIB."""

    class_: str = field(name="class")
    name: list[Naming] = []
    descr: str | None = None
    model: str | None = None
    serial: str | None = None
    mfg: str | None = None
    fw_rev: str | None = None


class Profile(Strict, frozen=True):
    """One kind of device. Lists of a profile go before those of the one it extends."""

    name: str
    match: list[Match] = []
    extends: str | None = None
    os: str | None = None
    vendor: str | None = None
    vendor_from: list[Source] = []
    hardware: list[Source] = []
    version: list[Source] = []
    serial: list[Source] = []
    sensors: list[SensorTable] = []
    processors: list[ProcessorTable] = []
    mempools: list[PoolTable] = []
    storage: list[PoolTable] = []
    vlans: list[VlanTable] = []
    access_vlan: str | None = None  # column ifIndex -> VLAN of untagged frames
    vlan_contexts: bool = False  # bridge tables are kept one for each VLAN, behind COMMUNITY@VLAN
    entity_sensors: list[EntitySensors] = []
    transceivers: list[TransceiverTable] = []
    entities: list[EntityTable] = []
