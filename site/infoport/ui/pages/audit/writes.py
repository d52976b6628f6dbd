"""What accepting would write, line by line: columns of history as fields a person knows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from infoport.ui.pages import words
from inventory.declare.registry import specs
from inventory.declare.search import displays

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from inventory.declare.spec import Field, Spec
    from inventory.reconcile.accept import Write

BOOKKEEPING = frozenset({"id", "created", "last_updated", "cable_id", "cable_end"})
"""Columns that follow from others or say nothing to a person."""


@dataclass(frozen=True, slots=True)
class Change:
    """One object and what of it changes; a line is a sign and a text."""

    action: str
    title: str
    lines: tuple[tuple[str, str], ...]


def changes(found: Iterable[Write]) -> Iterator[Change]:
    """History rows as changes. One query per type referred to."""
    known = list(found)
    names = _names(known)
    for each in known:
        spec = specs.get(each.label)
        if spec is None:
            continue
        title = f"{spec.verbose_name} {each.title}"
        lines = tuple(_lines(spec, each.before or {}, each.after or {}, names))
        if lines:
            yield Change(each.action, title, lines)
        elif each.action == "delete":
            yield Change(each.action, title, (("-", _("deleted")),))


def _lines(
    spec: Spec, before: Mapping[str, Any], after: Mapping[str, Any], names: Mapping[tuple[str, int], str]
) -> Iterator[tuple[str, str]]:
    for column in dict.fromkeys((*before, *after)):
        field = _field(spec, column)
        if column in BOOKKEEPING or field is None:
            continue
        for sign, side in (("-", before), ("+", after)):
            value = side.get(column)
            if value not in {None, ""} if not isinstance(value, list | dict) else value:
                yield sign, f"{field.label}: {_text(field, value, names)}"


def _field(spec: Spec, column: str) -> Field | None:
    return next((each for each in spec.fields.values() if each.column == column), None)


def _text(field: Field, value: Any, names: Mapping[tuple[str, int], str]) -> str:
    if field.target and isinstance(value, int):
        return names.get((field.target, value), f"#{value}")
    if field.choices:
        return str(dict(field.choices).get(value, value))
    if field.unit:
        return f"{words.plain(value)} {field.unit}"
    return words.plain(value)


def _names(found: Iterable[Write]) -> dict[tuple[str, int], str]:
    """Displays of everything referred to, by label and id."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for each in found:
        spec = specs.get(each.label)
        for side in (each.before or {}, each.after or {}):
            for column, value in side.items():
                field = _field(spec, column) if spec else None
                if field and field.target and isinstance(value, int):
                    wanted[field.target].add(value)
    return {
        (label, key): text
        for label, ids in wanted.items()
        if label in specs.all()
        for key, text in displays(specs[label], sorted(ids)).items()
    }
