"""Rules about a device as a whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from inventory.reconcile.difference import CERTAIN, LIKELY, Difference, Evidence, Ref
from inventory.reconcile.observed import same_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inventory.reconcile.difference import Confidence, Kind, Value
    from inventory.reconcile.observed import Case, View

FAMILIES: Final = frozenset({"linux", "generic", "net-snmp", "netsnmp", "windows", "bsd", "unix"})
"""Systems a device names that say less than any platform a register has."""


def device_reachable(case: Case) -> Iterator[Difference]:
    """A device that should answer and does not: one difference, and nothing else about it."""
    for key, observed in case.observed.items():
        device = case.intent.devices.get(key)
        if device is None or not device.active or observed.state in {"ok", "unknown"}:
            continue
        source = observed.address or "poll"
        attempt = Evidence(device=key, section="poll", source=source, at=observed.attempted)
        yield Difference(
            rule="device.reachable", kind="missing", device=key, subject=Ref("dcim.device", key), title=device.name,
            field="reachable", intended="ok", observed={"state": observed.state, "error": observed.error},
            evidence=(attempt,), version=device.version,
        )  # fmt: skip


def device_identity(case: Case) -> Iterator[Difference]:
    """Name, serial number, model, platform and version, each where both sides state it."""
    for view in case.views.values():
        facts, device = view.facts, view.device
        if facts.sys_name and device.name and not same_name(facts.sys_name, device.name):
            yield _differs(view, "name", device.name, facts.sys_name)
        serial = (facts.serial or "").strip()
        if serial and serial.casefold() != device.serial.strip().casefold():
            yield _differs(view, "serial", device.serial, serial, kind="changed" if device.serial else "unexpected")
        if facts.hardware and device.model and not _same_model(view, facts.hardware):
            yield _differs(view, "model", device.model, facts.hardware, confidence=LIKELY)
        if facts.os and device.platform and not _same_platform(facts.os, device.platform):
            yield _differs(view, "platform", device.platform, facts.os, confidence=LIKELY)
        if facts.version and device.os_version and facts.version.strip() != device.os_version.strip():
            yield _differs(view, "os_version", device.os_version, facts.version, confidence=LIKELY)


def _differs(  # noqa: PLR0913 - the parts of a difference
    view: View,
    field: str,
    intended: Value,
    observed: Value,
    *,
    confidence: Confidence = CERTAIN,
    kind: Kind = "changed",
) -> Difference:
    device = view.device
    return Difference(
        rule=f"device.{field}", kind=kind, device=device.id, subject=Ref("dcim.device", device.id), title=device.name,
        field=field, intended=intended, observed=observed, evidence=view.cite("system"), confidence=confidence,
        version=device.version,
    )  # fmt: skip


def _bare(text: str) -> str:
    return re.sub(r"[^0-9a-z]", "", text.lower())


def _same_model(view: View, hardware: str) -> bool:
    """A device adds maker, series or licence to its model, or leaves the maker's prefix out."""
    said = _bare(hardware)
    meant = [bare for text in (view.device.model, view.device.part_number) if (bare := _bare(text))]
    return any(one in said or said in one for one in meant)


def _same_platform(system: str, platform: str) -> bool:
    """Registers and devices name systems freely: `huawei-vrp` and `vrp`, `apc-aos` and `apc-inrow`.

    One word in common is agreement enough, and a family such as `linux` contradicts nothing.
    """
    said, meant = _bare(system), _bare(platform)
    words = set(re.split(r"[^0-9a-z]+", system.lower())) & set(re.split(r"[^0-9a-z]+", platform.lower()))
    return bool(words - {""}) or said in FAMILIES or said in meant or meant in said
