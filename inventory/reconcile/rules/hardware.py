"""Rules about parts inside a device."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from inventory.reconcile.difference import LIKELY, Difference, Ref

if TYPE_CHECKING:
    from collections.abc import Iterator

    from collectors.facts import Entity
    from inventory.reconcile.intent import IntendedItem
    from inventory.reconcile.observed import Case, View

REPLACEABLE: Final = frozenset({"module", "powerSupply", "fan", "cpu", "storageDrive", "battery", "energyObject"})
"""Classes of ENTITY-MIB (RFC 6933) that come as spare parts; the chassis is the device itself."""


def hardware_rules(case: Case) -> Iterator[Difference]:
    """Parts of devices that have any registered: another serial number, missing, or not registered.

    Makers list parts in ways of their own, so all of it is likely at most.
    """
    for view in case.views.values():
        parts = [each for each in view.facts.entities or () if each.class_ != "chassis" and _serial(each)]
        parts.sort(key=lambda each: (_serial(each), each.index or 0))
        if not parts or not view.device.items:
            continue
        by_serial = {_serial(each): each for each in parts}
        meant = {each.serial.strip().casefold() for each in view.device.items if each.serial}
        strangers = [each for each in parts if _serial(each) not in meant]
        for item in view.device.items:
            if item.serial and item.serial.strip().casefold() not in by_serial:
                yield _swapped_or_gone(view, item, strangers)
        for part in strangers:
            if part.class_ in REPLACEABLE:
                yield _unexpected(view, part)


def _serial(part: Entity) -> str:
    return (part.serial or "").strip().casefold()


def _names(part: Entity) -> set[str]:
    return {text.strip().casefold() for text in (part.name, part.descr) if text}


def _swapped_or_gone(view: View, item: IntendedItem, strangers: list[Entity]) -> Difference:
    """A stranger in the place of the same name is the exchanged part; it is taken out of `strangers`."""
    name = item.name.strip().casefold()
    other = next(
        (each for each in strangers if name in {(each.name or "").casefold(), (each.descr or "").casefold()}), None
    )
    if other is not None:
        strangers.remove(other)
    return Difference(
        rule="hardware.serial" if other else "hardware.missing", kind="changed" if other else "missing",
        device=view.device.id, subject=Ref("dcim.inventoryitem", item.id), title=f"{view.device.name} {item.name}",
        field="serial" if other else None, intended=item.serial, observed=other.serial if other else None,
        evidence=view.cite("entities"), confidence=LIKELY, version=item.version,
    )  # fmt: skip


def _unexpected(view: View, part: Entity) -> Difference:
    name = part.name or part.descr or part.class_ or "?"
    return Difference(
        rule="hardware.unexpected", kind="unexpected", device=view.device.id, evidence=view.cite("entities"),
        subject=Ref("dcim.inventoryitem", key=f"{view.device.id}/{part.serial}"), title=f"{view.device.name} {name}",
        observed={"name": name, "serial": part.serial, "part_id": part.model, "class": part.class_}, confidence=LIKELY,
    )  # fmt: skip
