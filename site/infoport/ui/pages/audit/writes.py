"""What accepting would write, line by line: columns of history as fields a person knows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from infoport.ui.pages import words
from inventory.declare.registry import specs
from inventory.declare.search import displays

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from inventory.declare.spec import Field, Spec
    from inventory.reconcile.accept import Write

    Names = Mapping[tuple[str, int], str]

BOOKKEEPING: Final = frozenset({"id", "created", "last_updated", "tags", "custom_field_data"})
"""Columns that follow from others or say nothing to a person."""
ENDS: Final = "dcim.cabletermination"
FOLLOWS: Final = {"dcim.interface": frozenset({"cable_id", "cable_end"}), ENDS: frozenset({"cable_id", "cable_end"})}
"""Columns kept by the database for speed, and those by which an end of a cable is called."""
BITS: Final = {("dcim.interface", "speed"): 1000}
"""Fields in a multiple of bit/s → that multiple."""


@dataclass(frozen=True, slots=True)
class Change:
    """One object and what of it changes; a line is a sign and a text."""

    action: str
    label: str
    id: int
    title: str
    lines: tuple[tuple[str, str], ...]


def changes(found: Iterable[Write]) -> Iterator[Change]:
    """History rows as changes; those of bookkeeping alone are left out. One query per type referred to."""
    known = [each for each in found if each.label in specs.all()]
    names = _names(known)
    for each in known:
        spec = specs[each.label]
        lines = tuple(_lines(spec, each.before or {}, each.after or {}, names))
        if lines or each.action == "delete":
            side = each.after or each.before or {}
            title = _end(side, names) or f"{spec.verbose_name} {names.get((each.label, each.id), each.title)}"
            yield Change(each.action, each.label, each.id, title, lines)


def _end(side: Mapping[str, Any], names: Names) -> str:
    """What an end of a cable is called, `cable #51 B`; empty for other objects."""
    if "cable_end" not in side or "termination_id" not in side:
        return ""
    cable = side.get("cable_id") or 0
    return f"{specs['dcim.cable'].verbose_name} {names.get(('dcim.cable', cable), f'#{cable}')} {side['cable_end']}"


def _lines(spec: Spec, before: Mapping[str, Any], after: Mapping[str, Any], names: Names) -> Iterator[tuple[str, str]]:
    left_out = BOOKKEEPING | FOLLOWS.get(spec.label, frozenset())
    for column in dict.fromkeys((*before, *after)):
        field = _field(spec, column)
        if column in left_out or field is None or _is_half(spec, column):
            continue
        for sign, side in (("-", before), ("+", after)):
            value = side.get(column)
            if value or value is False or value == 0:
                what = _end(side, names) or str(field.label)
                yield sign, f"{what}: {_text(spec, field, side, names)}"


def _field(spec: Spec, column: str) -> Field | None:
    return next((each for each in spec.fields.values() if each.column == column), None)


def _is_half(spec: Spec, column: str) -> bool:
    """Of the two columns of a generic reference, the type is told by what the other refers to."""
    return column.endswith("_type") and f"{column.removesuffix('_type')}_id" in spec.fields


def _text(spec: Spec, field: Field, side: Mapping[str, Any], names: Names) -> str:
    value = side[field.column or field.name]
    label = _target(field, side)
    if label and isinstance(value, list):
        return ", ".join(names.get((label, key), f"#{key}") for key in value)
    if label and isinstance(value, int):
        return names.get((label, value), f"#{value}")
    if (spec.label, field.name) in BITS and isinstance(value, int):
        return words.rate(value * BITS[spec.label, field.name])
    if field.choices:
        return str(dict(field.choices).get(value, value))
    return f"{words.plain(value)} {field.unit}".strip()


def _target(field: Field, side: Mapping[str, Any]) -> str | None:
    """The label of what a column refers to; None for a plain value."""
    if field.target:
        return field.target
    return side.get(f"{field.name.removesuffix('_id')}_type") if field.name.endswith("_id") else None


def _names(found: Iterable[Write]) -> dict[tuple[str, int], str]:
    """Displays of everything changed or referred to, by label and id; a port with its device's name before it."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for each in found:
        wanted[each.label].add(each.id)
        for side in (each.before or {}, each.after or {}):
            for column, value in side.items():
                field = _field(specs[each.label], column)
                label = _target(field, side) if field else None
                if label:
                    keys = value if isinstance(value, list) else [value]
                    wanted[label].update(key for key in keys if isinstance(key, int))
    return {
        (label, key): text
        for label, ids in wanted.items()
        if label in specs.all()
        for key, text in _displays(specs[label], sorted(ids)).items()
    }


def _displays(spec: Spec, ids: list[int]) -> dict[int, str]:
    """What objects are called; parts of a device after the device."""
    own = displays(spec, ids)
    if spec.parent != "device" or not own:
        return own
    rows = spec.model._default_manager.filter(pk__in=ids).values_list("pk", "device__name")  # noqa: SLF001 - any declared model
    return {key: f"{device} {own[key]}" for key, device in rows if key in own}
