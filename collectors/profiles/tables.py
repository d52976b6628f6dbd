"""The tables a MIB may declare: what to read, what it is called, its unit, scale, limits and enumeration."""

from typing import Literal

from msgspec import Struct, field

Severity = Literal["ok", "warning", "critical", "unknown"]


class Strict(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mapping in which an unknown key is an error."""


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
    high: str | float | None = None  # column of limits; a number is a limit where the device states none, in the unit
    high_warn: str | float | None = None
    low_warn: str | float | None = None
    low: str | float | None = None
    limit_scale: float | None = None  # of limits, where they are not scaled like the readings
    limit_skip: list[float] | None = None  # raw limits that are none, where they are not those of `skip`
    limit_key: list[int] | None = None  # arcs of the index that index the limits, where not all do
    states: dict[int, State | str] = {}  # of a class `state`; a bare text has severity unknown
    texts: dict[str, Severity] = {}  # of a state that the device gives as text: severity of each, in small letters


class ProcessorTable(Strict, frozen=True):
    """One column of usages in percent."""

    column: str
    descr: list[Naming] = []
    scale: float = 1
    parse: str | None = None
    skip: list[float] = []
    only: Only | None = None
    further: bool = False  # read beside whichever other table is taken


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
    classes: dict[str, str] = {}  # class -> regular expression on the name; the first that fits, before `class`
    part_of: dict[str, str] = {}  # class -> class of the row whose total these are a share of
    not_named: str | None = None  # regular expression: rows so named hold nothing
    distinct: bool = False  # rows alike in total and used are one thing seen twice


class VlanTable(Strict, frozen=True):
    """A vendor's column of VLAN names."""

    names: str
    at: int = -1  # arc of the index that is the VLAN id
    ids: str | None = None  # column with the VLAN id, where the index has none


class EntitySensors(Strict, frozen=True):
    """A table with the columns of entPhySensorTable: type, scale, precision, value, status."""

    table: str
    thresholds: str | None = None  # CISCO-ENTITY-SENSOR-MIB's table of limits
    high: str | None = None  # columns of limits, indexed and scaled like the readings
    high_warn: str | None = None
    low_warn: str | None = None
    low: str | None = None
    optical: str | None = None  # regular expression on the name: its watts are light, given in dBm


class TransceiverTable(Strict, frozen=True):
    """A vendor's table of pluggable modules."""

    serial: str | None = None
    present: str | None = None  # column with a cell for each module, where none names a maker
    vendor: str | None = None
    model: str | None = None
    type: str | None = None
    wavelength_nm: str | None = None
    distance_m: str | None = None
    by: Literal["if_index", "entity"] = "if_index"  # what the index is


class EntityColumns(Strict, frozen=True):
    """A vendor's columns, indexed by entPhysicalIndex, with what ENTITY-MIB leaves empty."""

    model: str | None = None
    serial: str | None = None
    descr: str | None = None


class EntityTable(Strict, frozen=True):
    """A vendor's table of parts, for devices without ENTITY-MIB."""

    class_: str = field(name="class")
    classes: dict[str, str] = {}  # class -> regular expression on name or description; before `class`
    name: list[Naming] = []
    descr: str | None = None
    model: str | None = None
    serial: str | None = None
    mfg: str | None = None
    fw_rev: str | None = None


class Cell(Strict, frozen=True):
    """Where one field of a fact is found: a column, or the index itself."""

    column: str | None = None
    at: int | None = None  # this arc of the index (from 0; negative from the end) is the field
    octets: int | None = None  # the arcs of the index from here on, as octets for `parse`
    key: list[int] | None = None  # only these arcs of the row's index index `column`
    text: str | None = None  # the field itself
    scale: float = 1
    parse: str | None = None  # name of a function of collectors.parse.functions
    map: dict[int | str, str | bool] | None = None  # what is not in it is no fact
    skip: list[float] = []


class RowTable(Strict, frozen=True):
    """A table each of whose rows is one fact; the keys of `cells` are the fields of that fact."""

    cells: dict[str, Cell]
    name: list[Naming] = []  # what goes into the field `name`
    only: Only | None = None
    first: str | None = None  # of the tables that share this word only the first with rows is taken
    source: Literal["stated", "derived", "guessed"] = "stated"
