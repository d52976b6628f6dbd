"""What devices said last of single ports, for many ports of many devices at once."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from inventory.dcim.models import Interface
from inventory.reconcile.intent import IntendedInterface
from inventory.reconcile.models import Observation
from inventory.reconcile.observed import find_interface, interface_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class Port(NamedTuple):
    """One port as its device stated it; None where it did not say."""

    admin: str | None = None
    oper: str | None = None
    untagged: int | None = None


def stated(interfaces: Iterable[int]) -> dict[int, Port]:
    """Interface → what its device stated last; ports of devices that never answered are left out. Three queries."""
    wanted = set(interfaces)
    devices = dict(Interface.objects.filter(pk__in=wanted).values_list("pk", "device_id"))
    if not devices:
        return {}
    rows = Observation.objects.filter(device__in=set(devices.values()), section__in=("interfaces", "port_vlans"))
    sections: dict[int, dict[str, Any]] = defaultdict(dict)
    for device, section, payload in rows.values_list("device_id", "section", "payload"):
        sections[device][section] = payload
    names: dict[int, list[IntendedInterface]] = defaultdict(list)
    for each in Interface.objects.filter(device__in=sections).only("pk", "name", "device", "last_updated"):
        names[each.device_id].append(IntendedInterface(id=each.pk, name=each.name, version=each.last_updated))
    found: dict[int, Port] = {}
    for device, said in sections.items():
        found.update({key: port for key, port in _ports(names[device], said) if key in wanted})
    return found


def _ports(intended: Iterable[IntendedInterface], said: Mapping[str, Any]) -> Iterator[tuple[int, Port]]:
    known = interface_names(intended)
    by_index: dict[int, int] = {}
    states: dict[int, Mapping[str, Any]] = {}
    for row in said.get("interfaces") or ():
        match = next(
            (hit for text in (row.get("name"), row.get("descr")) if text and (hit := find_interface(known, str(text)))),
            None,
        )
        if match is not None:
            states[match.id] = row
            by_index[row["index"]] = match.id
    members: dict[int, Mapping[str, Any]] = {}
    for row in said.get("port_vlans") or ():
        hit = find_interface(known, str(row["local_port"])) if row.get("local_port") else None
        key = by_index.get(row.get("if_index", -1)) or (hit.id if hit else None)
        if key is not None:
            members[key] = row
    for key, row in states.items():
        yield key, Port(row.get("admin"), row.get("oper"), members.get(key, {}).get("untagged"))
