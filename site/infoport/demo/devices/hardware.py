"""SNMPv2-MIB, ENTITY-MIB, ENTITY-SENSOR-MIB, HOST-RESOURCES-MIB and UPS-MIB of a simulated device."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from collectors.sessions.values import ObjectId
from infoport.demo.devices.clock import share, uptime

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from collectors.sessions.agent import Served
    from infoport.demo.devices.interfaces import Row
    from infoport.demo.devices.truth import Truth
    from infoport.demo.equipment import Agent

SYSTEM: Final = "1.3.6.1.2.1.1"
ENTITIES: Final = "1.3.6.1.2.1.47.1.1.1.1"
SENSORS: Final = "1.3.6.1.2.1.99.1.1.1"
STORAGE: Final = "1.3.6.1.2.1.25.2.3.1"
PROCESSORS: Final = "1.3.6.1.2.1.25.3.3.1.2"
UPS: Final = "1.3.6.1.2.1.33.1"
POWERNET_UPS: Final = "1.3.6.1.4.1.318.1.1.1"
CLASSES: Final = {"chassis": 3, "powerSupply": 6, "fan": 7, "sensor": 8, "module": 9}
"""PhysicalClass (RFC 6933)."""
CELSIUS, ROTATIONS = 8, 10
"""EntitySensorDataType (RFC 3433)."""
FIRST_SENSOR: Final = 1001


def agent_of(truth: Truth) -> Agent:
    """What the model's agent says. Raises `ValueError` for a model of which the data file says nothing."""
    agent = truth.device.kind.agent
    if agent is None:
        raise ValueError(f"{truth.device.kind.model} has no agent in equipment.yaml, but {truth.name} shall answer")
    return agent


def description(truth: Truth) -> str:
    """What the device says it is (sysDescr)."""
    agent = agent_of(truth)
    values = {"model": truth.device.kind.model, "version": agent.version, "name": truth.name, "serial": truth.serial}
    return agent.describe.format(**values)


def system_rows(truth: Truth, place: str) -> Iterator[Row]:
    """The system group; `place` is sysLocation."""
    yield f"{SYSTEM}.1.0", description(truth)
    yield f"{SYSTEM}.2.0", ObjectId(agent_of(truth).object_id)
    yield f"{SYSTEM}.3.0", uptime(truth.name)
    yield f"{SYSTEM}.4.0", "0431-88770001"
    yield f"{SYSTEM}.5.0", truth.name
    yield f"{SYSTEM}.6.0", place
    yield f"{SYSTEM}.7.0", 78


def lists_parts(truth: Truth) -> bool:
    """Whether the model has an ENTITY-MIB: servers, UPS and cooling do not."""
    return truth.device.role not in {"hypervisor", "ups", "cooling"}


def entity_rows(truth: Truth) -> Iterator[Row]:
    """Chassis, parts, one temperature sensor and one fan."""
    if not lists_parts(truth):
        return
    kind, agent = truth.device.kind, agent_of(truth)
    maker = kind.manufacturer.upper() if kind.manufacturer in {"h3c", "zte", "f5"} else kind.manufacturer.capitalize()
    chassis = ("chassis", f"{kind.model} chassis", truth.serial, kind.model)
    yield from _entity(1, 0, ("chassis", chassis[1], chassis[2], chassis[3], maker, agent.version))
    for at, part in enumerate(truth.parts, 2):
        yield from _entity(at, 1, (part.kind, part.name, part.serial, part.model, maker, ""))
    yield from _entity(FIRST_SENSOR, 1, ("sensor", "Inlet temperature", "", "", maker, ""))
    yield from _entity(FIRST_SENSOR + 1, 1, ("sensor", "Fan 1 speed", "", "", maker, ""))
    yield from _sensor(FIRST_SENSOR, CELSIUS, "degrees C", _wave(truth.name, 24, 3))
    yield from _sensor(FIRST_SENSOR + 1, ROTATIONS, "rpm", _wave(f"{truth.name} fan", 5200, 400))


def _entity(index: int, parent: int, said: tuple[str, str, str, str, str, str]) -> Iterator[Row]:
    kind, name, serial, model, maker, version = said
    columns: tuple[tuple[int, Served], ...] = (
        (2, name), (3, ObjectId("0.0")), (4, parent), (5, CLASSES[kind]), (6, index), (7, name), (8, ""), (9, ""),
        (10, version), (11, serial), (12, maker), (13, model), (14, ""), (15, ""), (16, 1 if kind != "sensor" else 2),
    )  # fmt: skip
    for column, value in columns:
        yield f"{ENTITIES}.{column}.{index}", value


def _sensor(index: int, kind: int, unit: str, value: Callable[[], int]) -> Iterator[Row]:
    units_scale, whole, ok = 9, 0, 1
    for column, fixed in ((1, kind), (2, units_scale), (3, whole), (5, ok), (6, unit)):
        yield f"{SENSORS}.{column}.{index}", fixed
    yield f"{SENSORS}.4.{index}", value


def _wave(name: str, mean: int, swing: int) -> Callable[[], int]:
    """A value that wanders around `mean`, each name in its own time."""
    period = 600 + share(name) * 1200

    def now() -> int:
        phase = time.time() % period / period
        return round(mean + swing * (2 * abs(2 * phase - 1) - 1))

    return now


def host_rows(truth: Truth) -> Iterator[Row]:
    """Memory, one file system and the processors of a server."""
    if truth.device.role != "hypervisor":
        return
    ram, disk = "1.3.6.1.2.1.25.2.1.2", "1.3.6.1.2.1.25.2.1.4"
    for index, kind, name, unit, size, used in (
        (1, ram, "Physical memory", 1024, 402_653_184, 251_000_000),
        (31, disk, "/", 4096, 234_000_000, 61_000_000),
    ):
        for column, value in ((1, index), (2, ObjectId(kind)), (3, name), (4, unit), (5, size), (6, used)):
            yield f"{STORAGE}.{column}.{index}", value
    for core in range(4):
        yield f"{PROCESSORS}.{196608 + core}", _wave(f"{truth.name} core {core}", 35, 20)


def power_rows(truth: Truth) -> Iterator[Row]:
    """What a UPS says of itself, its battery, input and output (RFC 1628)."""
    if truth.device.role != "ups":
        return
    fixed: tuple[tuple[str, Served], ...] = (
        ("1.1.0", truth.device.kind.manufacturer.upper()), ("1.2.0", truth.device.kind.model),
        ("1.3.0", agent_of(truth).version), ("1.5.0", truth.name),
        ("2.1.0", 2), ("2.2.0", 0), ("2.3.0", 43), ("2.4.0", 100), ("2.7.0", 25),
        ("3.2.0", 1), ("3.3.1.2.1", 500), ("3.3.1.3.1", 221),
        ("4.1.0", 3), ("4.2.0", 500), ("4.3.0", 1), ("4.4.1.2.1", 220), ("4.4.1.3.1", 81), ("4.4.1.4.1", 1780),
    )  # fmt: skip
    for column, value in fixed:
        yield f"{UPS}.{column}", value
    yield f"{UPS}.4.4.1.5.1", _wave(f"{truth.name} load", 46, 12)
    if truth.device.kind.manufacturer == "apc":
        yield from _powernet(truth)


def _powernet(truth: Truth) -> Iterator[Row]:
    """What PowerNet-MIB adds: the UPS's own model beside that of its card, and its measurements in tenths."""
    for column, value in (("1.1.1", truth.device.kind.model), ("2.2.4", 1), ("4.1.1", 2), ("2.2.3", 43 * 6000)):
        yield f"{POWERNET_UPS}.{column}.0", value
    tenths = (
        ("2.3.1", 1000, 0),
        ("4.3.3", 460, 120),
        ("3.2.4", 50, 0),
        ("4.2.2", 50, 0),
        ("2.2.2", 27, 2),
        ("3.2.1", 221, 3),
        ("4.2.1", 220, 1),
    )
    for column, mean, swing in tenths:
        yield f"{POWERNET_UPS}.{column}.0", _wave(f"{truth.name} {column}", mean, swing)
