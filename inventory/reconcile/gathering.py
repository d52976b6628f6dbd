"""What the working out of links needs: the register, the observations, and whose MAC addresses are whose."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.db import connection

from collectors.facts import ArpEntry, BridgeEntry
from inventory.dcim.models import Interface
from inventory.declare.viewing import unlimited
from inventory.reconcile.audit import hosts_and_macs, with_neighbours
from inventory.reconcile.cabling import HOPS
from inventory.reconcile.facts import observed
from inventory.reconcile.intent import Port
from inventory.reconcile.observed import canonical_mac, gather
from inventory.reconcile.snapshot import snapshot
from inventory.reconcile.topology.links import topology
from inventory.reconcile.topology.shapes import Line, Owner, Tables

if TYPE_CHECKING:
    from collections.abc import Collection

    from inventory.reconcile.observed import Case
    from inventory.reconcile.topology.shapes import Topology

TABLES: Final = """
SELECT device_id, section, payload::text FROM reconcile_observation
WHERE device_id = ANY(%s) AND section IN ('fdb', 'arp')
"""
REGISTERED: Final = """
SELECT m.mac_address::text, i.device_id, i.id, i.name FROM dcim_macaddress m
JOIN dcim_interface i ON m.assigned_object_type = 'dcim.interface' AND i.id = m.assigned_object_id
UNION ALL
SELECT m.mac_address::text, v.device_id, 0, '' FROM dcim_macaddress m
JOIN virtualization_vminterface n ON m.assigned_object_type = 'virtualization.vminterface'
  AND n.id = m.assigned_object_id
JOIN virtualization_virtualmachine v ON v.id = n.virtual_machine_id WHERE v.device_id IS NOT NULL
"""
"""Every registered MAC address: that of a virtual machine is its host's."""
LINES: Final = f"""
WITH RECURSIVE walk(origin, via, circuit, far_type, far_id, stack) AS (
  SELECT i.id, ARRAY[l.cable_id], NULL::bigint, l.far_type, l.far_id, l.far_stack
  FROM dcim_interface i CROSS JOIN LATERAL dcim_lanes('dcim.interface', i.id, '{{}}') l
  WHERE i.device_id = ANY(%s::bigint[]) AND i.cable_id IS NOT NULL
  UNION ALL
  SELECT w.origin, w.via || l.cable_id, coalesce(w.circuit, t.circuit_id), l.far_type, l.far_id, l.far_stack
  FROM walk w LEFT JOIN circuits_circuittermination t
    ON w.far_type = 'circuits.circuittermination' AND t.id = w.far_id
  CROSS JOIN LATERAL dcim_onward(w.far_type, w.far_id, w.stack) o
  CROSS JOIN LATERAL dcim_lanes(o.next_type, o.next_id, o.next_stack) l
  WHERE w.far_type IN ('dcim.frontport', 'dcim.rearport', 'circuits.circuittermination')
    AND l.cable_id <> ALL(w.via) AND cardinality(w.via) < {HOPS}
)
SELECT w.origin, i.device_id, w.far_id, j.device_id, w.circuit, w.via FROM walk w
JOIN dcim_interface i ON i.id = w.origin JOIN dcim_interface j ON j.id = w.far_id
WHERE w.far_type = 'dcim.interface' AND w.circuit IS NOT NULL ORDER BY 1, 3
"""  # noqa: S608 - a constant
"""Interfaces that the register joins by a circuit."""
DECODERS: Final[dict[str, msgspec.json.Decoder[Any]]] = {
    "fdb": msgspec.json.Decoder(tuple[BridgeEntry, ...]),
    "arp": msgspec.json.Decoder(tuple[ArpEntry, ...]),
}


@unlimited()
def gathered(devices: Collection[int]) -> tuple[Case, Tables]:
    """What is recorded of these devices and of their neighbours, what they state, forward and resolve.

    It knows no rights: what is shown of it must be restricted to what the person may see.
    """
    around = with_neighbours(devices)
    lines = _lines(around)
    around |= {end.device for line in lines for end in line.ends}
    known = observed(around)
    hosts, macs = hosts_and_macs(known)
    case = gather(snapshot(around, hosts, macs), known)
    return case, _tables(case, around, lines)


def links_among(devices: Collection[int]) -> tuple[Case, Topology]:
    """The links of these devices and of their neighbours, and what they were worked out from. It knows no rights."""
    case, tables = gathered(devices)
    return case, topology(case, tables)


def _tables(case: Case, devices: Collection[int], lines: tuple[Line, ...]) -> Tables:
    found: dict[str, dict[int, Any]] = {"fdb": {}, "arp": {}}
    with connection.cursor() as cursor:
        cursor.execute(TABLES, [sorted(set(devices))])
        for device, section, payload in cursor:
            found[section][device] = DECODERS[section].decode(payload)
    return Tables(fdb=found["fdb"], arp=found["arp"], owners=_owners(case), lines=lines, members=_members(devices))


def _lines(devices: Collection[int]) -> tuple[Line, ...]:
    found: dict[tuple[Port, Port], Line] = {}
    with connection.cursor() as cursor:
        cursor.execute(LINES, [sorted(set(devices))])
        for origin, device, far, far_device, circuit, via in cursor:
            one, other = sorted((Port(device, origin), Port(far_device, far)))
            found.setdefault((one, other), Line(ends=(one, other), circuit=circuit, cables=tuple(via)))
    return tuple(found[ends] for ends in sorted(found))


def _owners(case: Case) -> dict[str, Owner]:
    """Owners of MAC addresses, registered or stated; one that two devices bear identifies neither."""
    found: dict[str, set[Owner]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(REGISTERED)
        for mac, device, interface, name in cursor:
            found[mac.lower()].add(Owner(device, interface, name))
    for device, view in case.views.items():
        for row in view.facts.interfaces or ():
            mac = canonical_mac(row.mac or "")
            if mac is not None and mac not in found:
                wanted = view.intended.get(row.index)
                found[mac].add(Owner(device, wanted.id, wanted.name) if wanted else Owner(device, 0, row.name or ""))
    return {mac: min(owners) for mac, owners in found.items() if len({each.device for each in owners}) == 1}


def _members(devices: Collection[int]) -> dict[int, tuple[int, ...]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows = Interface.objects.filter(device__in=devices, lag__isnull=False).order_by("id")
    for lag, key in rows.values_list("lag_id", "id"):
        found[lag].append(key)
    return {lag: tuple(members) for lag, members in found.items()}
