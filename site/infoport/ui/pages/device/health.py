"""What a device says of its parts and its load: sensors, memory, processors, storage, hardware."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from infoport.ui.pages import words
from infoport.ui.panels import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from infoport.ui.pages.device.reading import Reading

SEVERITY: Final = {"ok": "ok", "warning": "degraded", "critical": "down", "unknown": "unknown"}
"""Severity a device gives a sensor → state of the design."""
HIGH: Final = 90
"""Per cent of memory or storage from which it is worth a look; processors may be busy."""
UNITS: Final = {"C": "°C"}
"""Units of facts as people write them."""
SECTIONS: Final = ("sensors", "processors", "mempools", "storage", "entities", "transceivers")
PARTS: Final = frozenset({"chassis", "module", "powerSupply", "fan", "stack", "cpu", "storageDrive", "battery"})
"""Classes of ENTITY-MIB that a person would call a part."""


@dataclass(frozen=True, slots=True)
class Gauge:
    """Something that fills up."""

    kind: str
    name: str
    percent: float | None
    figure: str

    @property
    def state(self) -> str:
        """Its colour."""
        return "degraded" if self.percent is not None and self.percent >= HIGH else "accent"

    @property
    def width(self) -> float | None:
        """The filled part of the bar."""
        return None if self.percent is None else round(min(max(self.percent, 0), 100), 1)


@dataclass(frozen=True, slots=True)
class Measured:
    """One sensor with the limits the device itself has for it."""

    name: str
    kind: str
    value: str
    limit: str
    state: State


def has_any(reading: Reading) -> bool:
    """Whether the device stated anything of its parts or load."""
    return any(reading.sections.get(name) and reading.rows(name) for name in SECTIONS)


def gauges(reading: Reading) -> Iterator[Gauge]:
    """Processors, memory, storage."""
    for row in reading.rows("processors"):
        percent = row.get("usage_percent")
        yield Gauge(_("Processor"), str(row.get("descr") or _("all")), percent, _percent(percent))
    for section, kind in (("mempools", _("Memory")), ("storage", _("Storage"))):
        for row in reading.rows(section):
            total = row.get("total_bytes") or row.get("size_bytes")
            percent = _share(row, total)
            sizes = f"{words.octets(row.get('used_bytes'))} / {words.octets(total)}" if total else ""
            yield Gauge(
                kind, str(row.get("descr") or words.DASH), percent, " · ".join(filter(None, (_percent(percent), sizes)))
            )


def _share(row: Mapping[str, Any], total: Any) -> float | None:
    if row.get("used_percent") is not None:
        return float(row["used_percent"])
    used = row.get("used_bytes")
    return 100 * used / total if used is not None and total else None


def _percent(value: float | None) -> str:
    return f"{words.figures(value)} %" if value is not None else ""


def sensors(reading: Reading) -> list[Measured]:
    """Every sensor, those in trouble first."""
    found = [_sensor(row) for row in reading.rows("sensors")]
    order = ("down", "degraded", "ok", "unknown")
    return sorted(found, key=lambda each: order.index(each.state.shape) if each.state.shape in order else len(order))


def _sensor(row: Mapping[str, Any]) -> Measured:
    limits = _real(row.get("limits") or {})
    value = row.get("value")
    unit = UNITS.get(str(row.get("unit") or ""), str(row.get("unit") or ""))
    figure = (
        str(row["state"])
        if row.get("state")
        else f"{words.figures(value)} {unit}".strip()
        if value is not None
        else words.DASH
    )
    return Measured(
        str(row.get("descr") or row.get("index") or words.DASH), str(row.get("class") or ""), figure,
        _limits(limits, unit), _severity(row, value, limits),
    )  # fmt: skip


def _real(limits: Mapping[str, Any]) -> dict[str, float]:
    """The limits without pairs that leave no room: a device fills in so what a part does not state."""
    found = {name: limit for name, limit in limits.items() if name != "source"}
    for low, high in (("low", "high"), ("low_warn", "high_warn")):
        if low in found and high in found and found[low] >= found[high]:
            del found[low], found[high]
    return found


def _limits(limits: Mapping[str, float], unit: str) -> str:
    low, high = limits.get("low"), limits.get("high")
    if low is None and high is None:
        return words.DASH
    if low is None:
        return f"≤ {words.figures(high or 0)} {unit}".strip()
    if high is None:
        return f"≥ {words.figures(low)} {unit}".strip()
    return f"{words.figures(low)}–{words.figures(high)} {unit}".strip()


def _severity(row: Mapping[str, Any], value: Any, limits: Mapping[str, float]) -> State:
    """What the device itself says, else what its own limits say; without either only the figure is known."""
    said = row.get("severity")
    if said:
        names = {"ok": _("normal"), "warning": _("warning"), "critical": _("critical"), "unknown": _("unknown")}
        return State(SEVERITY.get(said, "unknown"), names.get(said, str(said)))
    if value is None:
        return State("unknown", _("unknown"))
    if _beyond(value, limits.get("low"), limits.get("high")):
        return State("down", _("beyond its limit"))
    if _beyond(value, limits.get("low_warn"), limits.get("high_warn")):
        return State("degraded", _("near its limit"))
    return State("ok", _("within limits")) if limits else State("unknown", _("no limit known"))


def _beyond(value: float, low: float | None, high: float | None) -> bool:
    return (low is not None and value < low) or (high is not None and value > high)


def parts(reading: Reading) -> list[Mapping[str, Any]]:
    """Replaceable parts with model, serial number and firmware, chassis first."""
    rows = [
        row for row in reading.rows("entities") if row.get("class") in PARTS and (row.get("serial") or row.get("model"))
    ]
    rows.sort(key=lambda row: (row.get("class") != "chassis", str(row.get("class")), row.get("index") or 0))
    return [
        {
            "name": row.get("name") or row.get("descr") or words.DASH, "kind": row.get("class"),
            "model": row.get("model") or "", "serial": row.get("serial") or "",
            "firmware": row.get("fw_rev") or row.get("sw_rev") or row.get("hw_rev") or "",
        }
        for row in rows
    ]  # fmt: skip


def troubled(found: Iterable[Measured]) -> Sequence[Measured]:
    """Sensors in trouble."""
    return [each for each in found if each.state.shape in {"down", "degraded"}]
