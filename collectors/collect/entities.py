"""Physical parts (ENTITY-MIB, RFC 6933) and their sensors (ENTITY-SENSOR-MIB, RFC 3433, and Cisco's elder form)."""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final, Literal

import msgspec

from collectors.collect.asking import Column, Device, integer
from collectors.facts import Entity, Sensor, SensorLimits
from collectors.parse.text import stated
from collectors.profiles.tables import EntitySensors
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
_LIGHT: Final = _Kind("dbm", "dBm")
_UNITS_SCALE: Final = 9  # EntitySensorDataScale: 9 is 10**0, each step is three powers of ten
_YOTTA: Final = 17
_MAX_PRECISION: Final = 9
_OK: Final = 1
_PERIOD: Final = 3
_WATTS: Final = 6
_ABOVE: Final = frozenset((3, 4))  # greaterThan, greaterOrEqual of entSensorThresholdRelation
_BELOW: Final = frozenset((1, 2))  # lessThan, lessOrEqual
Limit = Literal["high", "high_warn", "low_warn", "low"]
Threshold = tuple[int, int, int]  # severity, relation, value
_SIDES: Final[tuple[tuple[bool, Limit, Limit], ...]] = ((True, "high", "high_warn"), (False, "low", "low_warn"))
_NO_BOUND: Final = (1 << 31) - 1
_MINOR: Final = 10  # of entSensorThresholdSeverity: other 1, minor 10, major 20, critical 30


def bounds(thresholds: Iterable[Threshold]) -> dict[Limit, int]:
    """Give the limits of one sensor: of each side the severest is the alarm, and the mildest beside it warns.

    A severity whose two sides are equal, or whose upper one is as high as numbers go, bounds nothing: agents fill in so
    what a part does not state. Such a pair is given only where there is no other, as the device states it.
    """
    levels: dict[int, dict[bool, int]] = {}
    for severity, relation, value in thresholds:
        if relation in _ABOVE or relation in _BELOW:
            levels.setdefault(severity, {}).setdefault(relation in _ABOVE, value)
    levels = {severity: sides for severity, sides in levels.items() if sides.get(True) != _NO_BOUND}
    real = {severity: sides for severity, sides in levels.items() if len(sides) == 1 or sides[True] > sides[False]}
    out: dict[Limit, int] = {}
    for above, alarm, warn in _SIDES:
        side = [(severity, sides[above]) for severity, sides in sorted((real or levels).items()) if above in sides]
        if side and (len(side) > 1 or side[0][0] != _MINOR):
            out[alarm] = side[-1][1]
        if len(side) > 1 or (side and side[0][0] == _MINOR):
            out[warn] = side[0][1]
    return out


class _Table:
    """One table of the form of entPhySensorTable, with what explains its rows."""

    def __init__(
        self, source: EntitySensors, columns: dict[int, Column], parts: dict[int, Column], aliases: Mapping[int, int]
    ) -> None:
        self.source = source
        self.columns = columns
        self.parts = parts
        self.aliases = aliases
        self.thresholds: dict[Index, list[Threshold]] = {}
        self.limits: dict[Limit, Column] = {}

    def scale(self, index: Index, factor: float) -> float | None:
        """Give what one unit of the raw value is worth; None for a scale or precision that RFC 3433 does not know."""
        scale = integer(self.columns[2].get(index)) or _UNITS_SCALE
        precision = integer(self.columns[3].get(index)) or 0
        if not (1 <= scale <= _YOTTA and abs(precision) <= _MAX_PRECISION):
            return None
        return float(factor * 10.0 ** ((scale - _UNITS_SCALE) * _PERIOD - precision))

    def kind(self, index: Index, descr: str | None) -> _Kind | None:
        """Give how the sensor reads; watts of light are a level, in dBm."""
        number = integer(self.columns[1].get(index)) or 0
        light = number == _WATTS and self.source.optical and descr and re.search(self.source.optical, descr)
        return _LIGHT if light else _KINDS.get(number)

    def bounds(self, index: Index, reading: Callable[[int], float | None]) -> SensorLimits | None:
        """Give the limits of one sensor."""
        raw = bounds(self.thresholds.get(index[:1], ()))
        raw |= {name: cell for name, column in self.limits.items() if isinstance(cell := column.get(index), int)}
        known = {name: found for name, value in raw.items() if (found := reading(value)) is not None}
        return msgspec.convert(known, SensorLimits) if known else None

    def sensor(self, index: Index) -> Sensor | None:
        """Give one sensor; None where it does not work or measures nothing known."""
        descr = part_name(self.parts, index)
        kind = self.kind(index, descr)
        raw = self.columns[4].get(index)
        if kind is None or not isinstance(raw, int) or self.columns[5].get(index, _OK) != _OK:
            return None
        scale = self.scale(index, kind.factor)
        if scale is None:
            return None

        def reading(value: int) -> float | None:
            if kind is not _LIGHT:
                return round(value * scale, 9)
            return round(10 * math.log10(value * scale * 1000), 3) if value > 0 else None

        value = reading(raw)
        if value is None:
            return None
        return Sensor(
            class_=kind.class_,
            descr=descr,
            value=value,
            unit=kind.unit,
            limits=self.bounds(index, reading),
            group="transceiver" if index[0] in self.aliases else None,
            index=str(index[0]),
            oid=f"{self.source.table}.4.{index[0]}",
            source="guessed" if kind is _LIGHT else "stated",
        )


async def entity_sensors(device: Device) -> list[Sensor]:
    """Observe sensors that are parts, from each table of that form that the profile names."""
    found: list[Sensor] = []
    for source in device.profile.entity_sensors:
        columns = await device.columns(source.table, (1, 2, 3, 4, 5))
        if columns[4]:
            aliases = if_aliases(await device.column(ALIAS_MAPPING))
            table = _Table(source, columns, await physical(device), aliases)
            table.thresholds = await _thresholds(device, source)
            table.limits = await _limit_columns(device, source)
            found += [sensor for index in columns[4] if (sensor := table.sensor(index))]
    return found


async def _thresholds(device: Device, source: EntitySensors) -> dict[Index, list[Threshold]]:
    """Give (severity, relation, value) of each threshold of CISCO-ENTITY-SENSOR-MIB, by sensor."""
    out: dict[Index, list[Threshold]] = {}
    if source.thresholds is None:
        return out
    columns = await device.columns(source.thresholds, (2, 3, 4))
    for index, cell in columns[4].items():
        severity, relation = columns[2].get(index), columns[3].get(index)
        if isinstance(severity, int) and isinstance(relation, int) and isinstance(cell, int):
            out.setdefault(index[:1], []).append((severity, relation, cell))
    return out


async def _limit_columns(device: Device, source: EntitySensors) -> dict[Limit, Column]:
    columns: dict[Limit, str | None] = {
        "high": source.high,
        "high_warn": source.high_warn,
        "low_warn": source.low_warn,
        "low": source.low,
    }
    return {name: await device.column(oid) for name, oid in columns.items() if oid}


def part_name(parts: dict[int, Column], index: Index) -> str | None:
    """Give what a part is called: its description, else its name."""
    value: Value | None = parts[DESCR].get(index[:1])
    return stated(value) or stated(parts[NAME].get(index[:1]))
