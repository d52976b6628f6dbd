"""Deviations planted in the simulated devices."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from infoport.demo.cityplan import city
from infoport.demo.parts import parts_of
from infoport.demo.sources import source

if TYPE_CHECKING:
    from infoport.demo.plant import Interface

Kind = Literal[
    "description", "speed", "untagged", "tagged", "cable", "address", "serial", "part", "neighbour", "down"
]  # fmt: skip
RULES: Final[dict[str, tuple[str, str | None]]] = {
    "description": ("interface.description", "description"),
    "speed": ("interface.speed", "speed"),
    "untagged": ("vlan.untagged", "untagged_vlan"),
    "tagged": ("vlan.tagged", "tagged_vlans"),
    "cable": ("neighbour.moved", "terminations"),
    "address": ("address.unexpected", None),
    "serial": ("device.serial", "serial"),
    "part": ("hardware.serial", "serial"),
    "neighbour": ("neighbour.unknown", "neighbour"),
    "down": ("device.reachable", "reachable"),
}
"""Kind → the rule of the comparison that finds it, and the field it then names."""

Words = str | int | list[int] | None


class Planting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of `planted.yaml`."""

    kind: Kind
    device: str
    why: str
    port: str = ""
    part: str = ""
    observed: str | int | None = None


class Planted(msgspec.Struct, frozen=True, kw_only=True):
    """One deviation: the audit reports it as exactly one difference. `subject` is the interface, part or device."""

    kind: Kind
    rule: str
    device: str
    subject: str
    field: str | None
    intended: Words
    observed: Words
    why: str


@cache
def plantings() -> tuple[Planting, ...]:
    """The entries of the data file."""
    return tuple(msgspec.convert(source("planted")["planted"], list[Planting], strict=False))


def planted() -> list[Planted]:
    """Every deviation, in the order of the data file. Speeds are in bit/s, as the audit states them."""
    return [
        Planted(
            kind=each.kind, rule=RULES[each.kind][0], field=RULES[each.kind][1], device=each.device,
            subject=each.port or each.part or each.device, intended=_intended(each), observed=observed(each),
            why=each.why,
        )
        for each in plantings()
    ]  # fmt: skip


def observed(planting: Planting) -> Words:
    """What the device says in place of what is intended."""
    said = planting.observed
    if planting.kind == "speed":
        return int(said or 0) * 1_000_000
    if planting.kind == "untagged":
        return int(said or 0)
    if planting.kind == "tagged":
        change, vid = str(said).split()
        carried = {each[1] for each in _port(planting).tagged}
        return sorted(carried | {int(vid)} if change == "add" else carried - {int(vid)})
    if planting.kind == "cable":
        return f"{moved_to(planting)[0]} {moved_to(planting)[1]}"
    return "unreachable" if planting.kind == "down" else str(said)


def _intended(planting: Planting) -> Words:
    device = city().plant.devices[planting.device]
    if planting.kind in {"address", "neighbour"}:
        return None
    if planting.kind == "serial":
        return device.serial
    if planting.kind == "part":
        return next(each.serial for each in parts_of(device) if each.name == planting.part)
    if planting.kind == "down":
        return "ok"
    return _of_port(planting, _port(planting))


def _of_port(planting: Planting, port: Interface) -> Words:
    if planting.kind == "description":
        return port.description
    if planting.kind == "speed":
        return (port.speed or 0) * 1000
    if planting.kind == "untagged":
        return port.untagged[1] if port.untagged else None
    if planting.kind == "tagged":
        return sorted(each[1] for each in port.tagged)
    far = city().plant.far_end(port.ref)
    return far.key.replace("|", " ") if far else None


def _port(planting: Planting) -> Interface:
    """The interface named. Raises `KeyError` when the city has none of that name."""
    return city().plant.devices[planting.device].interfaces[planting.port]


def moved_to(planting: Planting) -> tuple[str, str]:
    """(device, port) where the far end of a moved cable is found: another port of the same device."""
    far = city().plant.far_end(_port(planting).ref)
    if far is None:
        raise ValueError(f"{planting.device} {planting.port} has no cable that could have been moved")
    return far.key.partition("|")[0], str(planting.observed)
