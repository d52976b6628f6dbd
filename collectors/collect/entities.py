"""Physical parts (ENTITY-MIB, RFC 6933) and their sensors (ENTITY-SENSOR-MIB, RFC 3433, and Cisco's elder form)."""

from collections.abc import Mapping
from typing import Final, Literal

from collectors.collect.asking import Column, Device, integer
from collectors.facts import Entity, Sensor, SensorLimits
from collectors.parse.text import stated
from collectors.profiles.schema import EntitySensors
from collectors.sessions.values import Index, ObjectId, Value, arcs

PHYSICAL: Final = "1.3.6.1.2.1.47.1.1.1.1"
ALIAS_MAPPING: Final = "1.3.6.1.2.1.47.1.3.2.1.2"
IF_INDEX: Final = "1.3.6.1.2.1.2.2.1.1"

DESCR, CONTAINED, CLASS, POSITION, NAME, HARDWARE, FIRMWARE, SOFTWARE, SERIAL, MAKER, MODEL = (2, *range(4, 14))
CLASSES: Final = (
    *("", "other", "unknown", "chassis", "backplane", "container", "powerSupply", "fan", "sensor", "module", "port"),
    *("stack", "cpu", "energyObject", "battery", "storageDrive"),
)
"""Names of entPhysicalClass by number."""


async def physical(device: Device) -> dict[int, Column]:
    """Fetch entPhysicalTable."""
    return await device.columns(PHYSICAL, (DESCR, *range(CONTAINED, MODEL + 1)))


async def entities(device: Device) -> tuple[Entity, ...] | None:
    """Observe physical parts; None where the device has no ENTITY-MIB."""
    columns = await physical(device)
    indexes = sorted(set().union(*columns.values()))
    if not indexes:
        return None
    aliases = if_aliases(await device.column(ALIAS_MAPPING))
    return tuple(_entity(columns, index, aliases) for index in indexes if len(index) == 1)


def if_aliases(column: Column) -> dict[int, int]:
    """Give entPhysicalIndex -> ifIndex from entAliasMappingIdentifier, which names an instance of ifIndex."""
    out: dict[int, int] = {}
    for index, cell in column.items():
        if isinstance(cell, ObjectId) and cell.startswith(IF_INDEX + "."):
            out[index[0]] = arcs(cell)[-1]
    return out


def _entity(columns: dict[int, Column], index: Index, aliases: Mapping[int, int]) -> Entity:
    def words(column: int) -> str | None:
        return stated(columns[column].get(index))

    kind = integer(columns[CLASS].get(index)) or 0
    return Entity(
        index=index[0],
        class_=(CLASSES[kind] or None) if 0 <= kind < len(CLASSES) else None,
        name=words(NAME),
        descr=words(DESCR),
        model=words(MODEL),
        serial=words(SERIAL),
        mfg=words(MAKER),
        hw_rev=words(HARDWARE),
        fw_rev=words(FIRMWARE),
        sw_rev=words(SOFTWARE),
        parent=integer(columns[CONTAINED].get(index)),
        position=integer(columns[POSITION].get(index)),
        if_index=aliases.get(index[0]),
    )


class _Kind:
    """How a type of entPhySensorType reads here."""

    def __init__(self, class_: str, unit: str, factor: float = 1) -> None:
        self.class_ = class_
        self.unit = unit
        self.factor = factor


_KINDS: Final[Mapping[int, _Kind]] = {
    3: _Kind("voltage", "V"),
    4: _Kind("voltage", "V"),
    5: _Kind("current", "A"),
    6: _Kind("power", "W"),
    7: _Kind("frequency", "Hz"),
    8: _Kind("temperature", "C"),
    9: _Kind("humidity", "%"),
    10: _Kind("fanspeed", "rpm"),
    11: _Kind("airflow", "cfm", 35.3147),  # cubic metres to cubic feet per minute
    14: _Kind("dbm", "dBm"),
}
_UNITS_SCALE: Final = 9  # EntitySensorDataScale: 9 is 10**0, each step is three powers of ten
_OK: Final = 1
_PERIOD: Final = 3
_ABOVE: Final = frozenset((3, 4))  # greaterThan, greaterOrEqual of entSensorThresholdRelation
_ALARM: Final[Mapping[tuple[int, bool], Literal["high", "high_warn", "low", "low_warn"]]] = {
    (10, True): "high_warn",
    (20, True): "high",
    (30, True): "high",
    (10, False): "low_warn",
    (20, False): "low",
    (30, False): "low",
}


class _Table:
    """One table of the form of entPhySensorTable, with what explains its rows."""

    def __init__(
        self, root: str, columns: dict[int, Column], parts: dict[int, Column], aliases: Mapping[int, int]
    ) -> None:
        self.root = root
        self.columns = columns
        self.parts = parts
        self.aliases = aliases
        self.limits: dict[Index, list[tuple[int, int, int]]] = {}

    def scale(self, index: Index, factor: float) -> float:
        """Give what one unit of the raw value is worth."""
        exponent = ((integer(self.columns[2].get(index)) or _UNITS_SCALE) - _UNITS_SCALE) * _PERIOD
        return factor * 10.0 ** (exponent - (integer(self.columns[3].get(index)) or 0))

    def alarms(self, index: Index, scale: float) -> SensorLimits | None:
        """Give the thresholds of one sensor."""
        known = {
            name: round(value * scale, 9)
            for severity, relation, value in self.limits.get(index[:1], ())
            if (name := _ALARM.get((severity, relation in _ABOVE)))
        }
        return SensorLimits(**known) if known else None

    def sensor(self, index: Index) -> Sensor | None:
        """Give one sensor; None where it does not work or measures nothing known."""
        kind = _KINDS.get(integer(self.columns[1].get(index)) or 0)
        raw = self.columns[4].get(index)
        if kind is None or not isinstance(raw, int) or self.columns[5].get(index, _OK) != _OK:
            return None
        scale = self.scale(index, kind.factor)
        return Sensor(
            class_=kind.class_,
            descr=part_name(self.parts, index),
            value=round(raw * scale, 9),
            unit=kind.unit,
            limits=self.alarms(index, scale),
            group="transceiver" if index[0] in self.aliases else None,
            index=str(index[0]),
            oid=f"{self.root}.4.{index[0]}",
        )


async def entity_sensors(device: Device) -> list[Sensor]:
    """Observe sensors that are parts, from each table of that form that the profile names."""
    found: list[Sensor] = []
    for source in device.profile.entity_sensors:
        columns = await device.columns(source.table, (1, 2, 3, 4, 5))
        if columns[4]:
            aliases = if_aliases(await device.column(ALIAS_MAPPING))
            table = _Table(source.table, columns, await physical(device), aliases)
            table.limits = await _limits(device, source)
            found += [sensor for index in columns[4] if (sensor := table.sensor(index))]
    return found


async def _limits(device: Device, source: EntitySensors) -> dict[Index, list[tuple[int, int, int]]]:
    """Give (severity, relation, value) of each threshold of CISCO-ENTITY-SENSOR-MIB, by sensor."""
    out: dict[Index, list[tuple[int, int, int]]] = {}
    if source.thresholds is None:
        return out
    columns = await device.columns(source.thresholds, (2, 3, 4))
    for index, cell in columns[4].items():
        severity, relation = columns[2].get(index), columns[3].get(index)
        if isinstance(severity, int) and isinstance(relation, int) and isinstance(cell, int):
            out.setdefault(index[:1], []).append((severity, relation, cell))
    return out


def part_name(parts: dict[int, Column], index: Index) -> str | None:
    """Give what a part is called: its description, else its name."""
    value: Value | None = parts[DESCR].get(index[:1])
    return stated(value) or stated(parts[NAME].get(index[:1]))
