"""Which stated row is which registered interface; by the same names as the audit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from inventory.dcim.models import Interface
from inventory.reconcile.intent import IntendedInterface
from inventory.reconcile.observed import find_interface, interface_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from inventory.dcim.models import Device

Row = dict[str, Any]
"""One row of a table that the device stated."""


@dataclass(frozen=True)
class Matched:
    """Registered interfaces by id in natural order, what the device states of each, and what is not registered."""

    intended: Mapping[int, Interface]
    names: Mapping[str, IntendedInterface]
    stated: Mapping[int, Row]
    by_index: Mapping[int, int]
    strangers: Sequence[Row]

    def port(self, row: Mapping[str, Any], name: str, index: str) -> int | None:
        """The registered interface that a row of another table is about, by ifIndex, else by name."""
        if row.get(index) in self.by_index:
            return self.by_index[row[index]]
        found = find_interface(self.names, str(row[name])) if row.get(name) else None
        return found.id if found else None


def matched(device: Device, rows: Iterable[Mapping[str, Any]]) -> Matched:
    """Match what the device stated with what is registered. One query."""
    registered = Interface.objects.filter(device=device).select_related("untagged_vlan", "primary_mac_address")
    intended = {each.pk: each for each in registered.order_by("_name", "id")}
    names = interface_names(
        IntendedInterface(id=each.pk, name=each.name, version=each.last_updated) for each in intended.values()
    )
    stated: dict[int, Row] = {}
    by_index: dict[int, int] = {}
    strangers: list[Row] = []
    for row in rows:
        found = _registered(names, row)
        if found is None or found in stated:
            strangers.append(dict(row))
        else:
            stated[found] = dict(row)
            by_index[row["index"]] = found
    return Matched(intended, names, stated, by_index, strangers)


def _registered(names: Mapping[str, IntendedInterface], row: Mapping[str, Any]) -> int | None:
    for text in (row.get("name"), row.get("descr")):
        found = find_interface(names, str(text)) if text else None
        if found is not None:
            return found.id
    return None
