"""What a device says of its parts, sensors and capacity. Absent (None) means the device did not say."""

from typing import Literal

from msgspec import field

from collectors.facts.provenance import Fact


class SensorLimits(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """The device's own thresholds, in the unit of the sensor; `derived` are those its kind has that states none."""

    high: float | None = None
    high_warn: float | None = None
    low_warn: float | None = None
    low: float | None = None


class Sensor(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """One measured quantity, or one state (class `state`: `value` is the device's number, `state` its text)."""

    class_: str = field(name="class")
    descr: str | None = None
    value: float | None = None
    unit: str | None = None
    limits: SensorLimits | None = None
    state: str | None = None
    severity: Literal["ok", "warning", "critical", "unknown"] | None = None
    group: str | None = None
    index: str | None = None
    oid: str | None = None  # instance the value was read from


class Entity(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """One physical part."""

    index: int | None = None  # entPhysicalIndex
    class_: str | None = field(name="class", default=None)  # ENTITY-MIB name, such as powerSupply
    name: str | None = None
    descr: str | None = None
    model: str | None = None
    serial: str | None = None
    mfg: str | None = None
    hw_rev: str | None = None
    fw_rev: str | None = None
    sw_rev: str | None = None
    parent: int | None = None  # index of the part it sits in
    position: int | None = None  # place inside its parent
    if_index: int | None = None


class Storage(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """One file system or volume."""

    descr: str | None = None
    type: str | None = None
    size_bytes: int | None = None
    used_bytes: int | None = None
    used_percent: float | None = None


class Mempool(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """One pool of memory."""

    descr: str | None = None
    class_: str | None = field(name="class", default=None)
    total_bytes: int | None = None
    used_bytes: int | None = None
    used_percent: float | None = None


class Processor(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """One processor, or one figure that a device gives for all of them."""

    descr: str | None = None
    usage_percent: float | None = None


class Transceiver(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """One pluggable optical or electrical module."""

    if_index: int | None = None
    vendor: str | None = None
    model: str | None = None
    serial: str | None = None
    type: str | None = None
    wavelength_nm: float | None = None
    distance_m: float | None = None
    ddm: bool | None = None


class StackMember(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """One unit of a stack or virtual chassis."""

    number: int | None = None  # that the stack calls it by
    role: str | None = None  # such as master, standby, member
    state: str | None = None
    priority: int | None = None
    mac: str | None = None  # aa:bb:cc:dd:ee:ff
    serial: str | None = None
    model: str | None = None
    sw_rev: str | None = None
