"""Measured quantities and states: parts' sensors, and the columns that the profile names."""

import re
from collections.abc import Mapping
from typing import Final, Literal

from collectors.collect.asking import NOTHING, Column, Device
from collectors.collect.capacity import kept
from collectors.collect.entities import entity_sensors
from collectors.collect.naming import Names, names
from collectors.facts import Sensor, SensorLimits
from collectors.parse.functions import FUNCTIONS
from collectors.parse.text import number, stated
from collectors.profiles.tables import SensorTable, State
from collectors.sessions.values import Index, Oid, Value

UNITS: Final = {
    "temperature": "C",
    "humidity": "%",
    "voltage": "V",
    "current": "A",
    "power": "W",
    "power_consumed": "kWh",
    "fanspeed": "rpm",
    "frequency": "Hz",
    "load": "%",
    "charge": "%",
    "percent": "%",
    "runtime": "min",
    "dbm": "dBm",
    "airflow": "cfm",
    "pressure": "kPa",
    "waterflow": "l/m",
    "cooling": "W",
}
"""Unit of each class of sensor, where the table does not say another."""

Limit = Literal["high", "high_warn", "low_warn", "low"]
_MAX_POWER: Final = 12
"""Decimal places beyond which a stated number of them is nonsense."""
_LIMITS: Final[tuple[Limit, ...]] = ("high", "high_warn", "low_warn", "low")


async def sensors(device: Device) -> tuple[Sensor, ...] | None:
    """Observe all sensors; None where the device states none."""
    found = await entity_sensors(device)
    sources = device.profile.sensors
    # all at once, and what explains the readings only where there are any: a poll of a few requests, not of a hundred
    readings = await device.each(*(source.column for source in sources))
    present = [source for source in sources if readings[source.column]]
    await device.each(*(oid for source in present for oid in _explaining(source)))
    for source in present:
        found += await _table(device, source)
    unique: dict[str | None, Sensor] = {}
    for sensor in found:
        unique.setdefault(sensor.oid, sensor)  # a profile's own reading of a column goes before that of its MIBs
    return tuple(unique.values()) or None


def _explaining(source: SensorTable) -> list[Oid]:
    """Give the columns that name, scale, bound and select the readings."""
    only = source.only.column if source.only else None
    named = (naming.column for naming in source.descr)
    limits = (source.high, source.high_warn, source.low_warn, source.low)
    return [oid for oid in (only, source.scale_by, *named, *limits) if isinstance(oid, str)]


class _Row:
    """What the rows of one table have in common."""

    def __init__(
        self, source: SensorTable, called: Names, powers: Column, limits: Mapping[Limit, Column | float]
    ) -> None:
        self.source = source
        self.called = called
        self.powers = powers
        self.limits = limits

    def factor(self, index: Index) -> float:
        power = number(self.powers.get(index))
        return self.source.scale if power is None or abs(power) > _MAX_POWER else self.source.scale / 10**power

    def sensor(self, index: Index, raw: Value) -> Sensor | None:
        source = self.source
        if source.texts:
            return self.spoken(index, stated(raw))
        value = FUNCTIONS[source.parse or "plain"](raw)
        if not isinstance(value, float):
            return None
        plain = number(raw)
        if plain in source.skip or (source.above is not None and plain is not None and plain <= source.above):
            return None
        written = ".".join(map(str, index))
        state = self.state(int(value)) if source.class_ == "state" else None
        return Sensor(
            class_=source.class_,
            descr=self.called(index),
            value=value if source.class_ == "state" else round(value * self.factor(index), 9),
            unit=source.unit or UNITS.get(source.class_),
            limits=self.bounds(index),
            state=state.text if state else None,
            severity=state.severity if state else None,
            group=source.group,
            source="guessed" if source.named else "stated",
            index=written,
            oid=f"{source.column}.{written}",
        )

    def spoken(self, index: Index, text: str | None) -> Sensor | None:
        """Give a state that the device says in words."""
        written = ".".join(map(str, index))
        if text is None:
            return None
        return Sensor(
            class_=self.source.class_,
            descr=self.called(index),
            state=text,
            severity=self.source.texts.get(text.lower(), "unknown"),
            group=self.source.group,
            index=written,
            oid=f"{self.source.column}.{written}",
        )

    def state(self, value: int) -> State | None:
        found = self.source.states.get(value)
        return State(text=found) if isinstance(found, str) else found

    def bounds(self, index: Index) -> SensorLimits | None:
        found: dict[Limit, float] = {}
        scale = self.factor(index) if self.source.limit_scale is None else self.source.limit_scale
        key = index if self.source.limit_key is None else tuple(index[at] for at in self.source.limit_key)
        none = self.source.skip if self.source.limit_skip is None else self.source.limit_skip
        set_here = False
        for limit, column in self.limits.items():
            if isinstance(column, float):
                found[limit], set_here = column, True
                continue
            value = number(column.get(key))
            if value is not None and value not in none:
                found[limit] = round(value * scale, 9)
        return SensorLimits(**found, source="derived" if set_here else "stated") if found else None


async def _table(device: Device, source: SensorTable) -> list[Sensor]:
    column = await device.column(source.column)
    if not column:
        return []
    powers = await device.column(source.scale_by) if source.scale_by else NOTHING
    bounds: dict[Limit, str | float | None] = {limit: getattr(source, limit) for limit in _LIMITS}
    limits: dict[Limit, Column | float] = {}
    for limit, bound in bounds.items():
        if bound is not None:
            limits[limit] = await device.column(bound) if isinstance(bound, str) else float(bound)
    row = _Row(source, await names(device, source.descr), powers, limits)
    indexes = await kept(device, source.only, list(column))
    if source.last_arc is not None:
        indexes = [index for index in indexes if index[-1] == source.last_arc]
    found = [sensor for index in indexes if (sensor := row.sensor(index, column[index]))]
    if source.named is None:
        return found
    wanted = re.compile(source.named)
    return [sensor for sensor in found if wanted.search(sensor.descr or "")]
