"""The fields of one object as groups of facts, in the design's order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.utils.translation import gettext_lazy as _

from infoport.ui import cells, words
from inventory.declare.forms import halves
from inventory.declare.spec import GROUPS
from inventory.declare.tables import is_count

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from inventory.declare.spec import Field, Spec

TITLES: Final[Mapping[str, Any]] = {
    "identity": _("Identity"), "place": _("Place"), "network": _("Network"), "life": _("Owner and life"),
    "notes": _("Notes"),
}  # fmt: skip
RAIL: Final = frozenset({"place", "life"})
"""Groups that stand in the right rail (design: Place, Asset and project)."""
LEAST: Final = 2
WIDE: Final = 8
"""A group of more facts than this is set in two columns."""
ELSEWHERE: Final = frozenset({
    "id", "comments", "tags", "prechange_data", "postchange_data", "request_headers", "request_body", "response_head",
})  # fmt: skip
"""Fields a detail page shows in their own way."""


class Group(NamedTuple):
    """Facts under one heading; `folded` are the labels of empty ones."""

    key: str
    title: str
    facts: list[dict[str, Any]]
    folded: list[str]

    @property
    def wide(self) -> bool:
        """Whether two columns are needed."""
        return len(self.facts) > WIDE


def listed(spec: Spec) -> list[Field]:
    """The fields whose values a detail page fetches; counts are its tabs."""
    return [field for field in spec.fields.values() if _is_fact(spec, field)]


def _is_fact(spec: Spec, field: Field) -> bool:
    if is_count(field) or field.kind in {"id", "secret", "custom"} or field.name.startswith("_"):
        return False
    if field.make and field.sql:
        return False
    return field.name not in halves(spec)


def groups(spec: Spec, values: Mapping[str, Any], key: int) -> list[Group]:
    """Groups in order; a group that states less than two facts joins the one above it, what is empty is folded.

    Owner and life are one group, as the rail shows them.
    """
    by_group: dict[str, list[Field]] = {}
    for field in listed(spec):
        if field.name not in ELSEWHERE and field.name in values:
            name = "life" if field.group == "owner" else field.group
            by_group.setdefault(name if name in GROUPS else "identity", []).append(field)
    merged: dict[str, list[Field]] = {}
    above = "identity"
    for name in GROUPS:
        fields = by_group.get(name, [])
        stated = sum(not cells.is_empty(values[field.name]) for field in fields)
        joins = name not in RAIL and stated < LEAST
        above = above if joins or name in RAIL else name
        if fields:
            merged.setdefault(above if joins else name, []).extend(fields)
    return [_group(spec, name, fields, values, key) for name, fields in merged.items()]


def _group(spec: Spec, name: str, fields: Sequence[Field], values: Mapping[str, Any], key: int) -> Group:
    facts, folded = [], []
    for field in fields:
        value = values[field.name]
        label = words.capital(field.label)
        if cells.is_empty(value):
            folded.append(label)
        else:
            facts.append(
                {
                    "label": label, "value": cells.shown(spec, field, value, key), "mono": cells.is_mono(field),
                    "unit": "" if field.unit == "%" and field.kind == "decimal" else field.unit,
                }
            )  # fmt: skip
    return Group(name, str(TITLES[name]), facts, folded)


def subtitle(spec: Spec, values: Mapping[str, Any], key: int, limit: int = 4) -> list[dict[str, Any]]:
    """The line under the title: the first references and addresses of the list's columns that are stated."""
    found = []
    for name in spec.columns:
        field = spec.fields[name]
        if field.kind in {"ref", "generic", "inet", "cidr", "mac"} and not cells.is_empty(values.get(name)):
            found.append({"value": cells.shown(spec, field, values[name], key), "mono": cells.is_mono(field)})
    return found[:limit]
