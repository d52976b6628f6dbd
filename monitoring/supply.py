"""The inventory as a graph of needs and links, for `monitoring.impact`. Everything is read in a few statements.

What is not recorded is not needed: a device without a cabled power port supplies itself, and one without a cabled
interface loses nothing by a network. Traffic takes cables, patch panels and lines, but no management ports.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from monitoring.impact.graph import Graph, Need, linked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from monitoring.impact.graph import Node

SERVICE: Final = "services.applicationservice"
DEVICE: Final = "dcim.device"
MACHINE: Final = "virtualization.virtualmachine"
ENDS: Final = (
    "server", "hypervisor", "storage", "backup", "endpoint", "mcu", "hosted", "sensor", "cooling", "ups", "pdu",
)  # fmt: skip
"""Slugs of device roles through which no traffic passes; neither does it through the hosts of services and machines."""

POWER: Final = """
SELECT p.device_id, e.termination_type, coalesce(o.device_id, e.termination_id)
FROM dcim_powerport p
JOIN dcim_cabletermination e ON e.cable_id = p.cable_id AND e.cable_end <> p.cable_end
LEFT JOIN dcim_poweroutlet o ON e.termination_type = 'dcim.poweroutlet' AND o.id = e.termination_id
WHERE e.termination_type IN ('dcim.powerfeed', 'dcim.poweroutlet') AND o.device_id IS DISTINCT FROM p.device_id
"""
FEEDS: Final = "SELECT id, power_panel_id FROM dcim_powerfeed"
LINKS: Final = """
SELECT cable_id, 'dcim.device', device_id FROM dcim_interface WHERE cable_id IS NOT NULL AND NOT mgmt_only
UNION SELECT cable_id, 'circuits.circuit', circuit_id FROM circuits_circuittermination WHERE cable_id IS NOT NULL
UNION SELECT f.cable_id, 'dcim.frontport', f.id FROM dcim_frontport f WHERE f.cable_id IS NOT NULL
UNION SELECT r.cable_id, 'dcim.frontport', f.id
  FROM dcim_frontport f JOIN dcim_rearport r ON r.id = f.rear_port_id WHERE r.cable_id IS NOT NULL
UNION SELECT r.cable_id, 'dcim.frontport', x.front_port_id
  FROM dcim_portmapping x JOIN dcim_rearport r ON r.id = x.rear_port_id WHERE r.cable_id IS NOT NULL
"""
CHASSIS: Final = "SELECT virtual_chassis_id, id FROM dcim_device WHERE virtual_chassis_id IS NOT NULL"
PANELS: Final = "SELECT id, device_id FROM dcim_frontport"
LEAVES: Final = """
SELECT d.id FROM dcim_device d JOIN dcim_devicerole r ON r.id = d.role_id
WHERE d.cluster_id IS NOT NULL OR r.slug = ANY(%s)
UNION SELECT host_id FROM services_serviceinstance WHERE host_type = 'dcim.device'
"""
MACHINES: Final = """
SELECT m.id, coalesce(m.device_id, d.id), m.cluster_id FROM virtualization_virtualmachine m
LEFT JOIN dcim_device d ON m.device_id IS NULL AND d.cluster_id = m.cluster_id
"""
INSTANCES: Final = """
SELECT i.service_id, i.role, i.host_type, i.host_id FROM services_serviceinstance i
WHERE i.mode <> 'cold' AND i.status NOT IN ('suspended', 'retired')
"""
DEPENDENCIES: Final = """
SELECT service_id, kind, alternative, 'services.applicationservice', depends_on_id, 'service'
FROM services_servicedependency
UNION ALL SELECT service_id, kind, alternative, resource_type, resource_id, 'infrastructure'
FROM services_infrastructuredependency
"""


def read_graph() -> Graph:
    """The whole inventory as a graph. Nine statements."""
    needs: dict[Node, list[Need]] = defaultdict(list)
    for device, suppliers in _power().items():
        needs[DEVICE, device].append(Need(frozenset(suppliers), what="power"))
    for feed, panel in _rows(FEEDS):
        needs["dcim.powerfeed", feed].append(Need(frozenset({("dcim.powerpanel", panel)}), what="power"))
    for port, device in _rows(PANELS):
        needs["dcim.frontport", port].append(Need(frozenset({(DEVICE, device)}), what="panel"))
    for machine, host in _machines().items():
        needs[MACHINE, machine].extend(host)
    for service, found in _services():
        needs[SERVICE, service].append(found)
    pairs = [(("dcim.cable", cable), (label, key)) for cable, label, key in _rows(LINKS)]
    pairs += [(("dcim.virtualchassis", chassis), (DEVICE, member)) for chassis, member in _rows(CHASSIS)]
    links = linked(pairs)
    leaves = {(DEVICE, key) for (key,) in _rows(LEAVES, [list(ENDS)])}
    return Graph(dict(needs), links, frozenset(links.keys() - leaves))


def _rows(sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _power() -> dict[int, set[Node]]:
    found: dict[int, set[Node]] = defaultdict(set)
    for device, label, key in _rows(POWER):
        found[device].add((DEVICE if label == "dcim.poweroutlet" else label, key))
    return found


def _machines() -> dict[int, list[Need]]:
    """A machine runs on its device, else on any host of its cluster; the cluster itself must not have failed."""
    hosts: dict[tuple[int, int | None], set[Node]] = defaultdict(set)
    for machine, device, cluster in _rows(MACHINES):
        hosts[machine, cluster] |= {(DEVICE, device)} if device else set()
    found: dict[int, list[Need]] = {}
    for (machine, cluster), devices in hosts.items():
        found[machine] = [Need(frozenset(devices), what="host")] if devices else []
        if cluster:
            found[machine].append(Need(frozenset({("virtualization.cluster", cluster)}), what="cluster"))
    return found


def _services() -> Iterator[tuple[int, Need]]:
    """A service needs a host for each role, and what it depends on; those of one alternative group share a need."""
    roles: dict[tuple[int, str], set[Node]] = defaultdict(set)
    for service, role, label, key in _rows(INSTANCES):
        roles[service, role].add((label, key))
    for (service, _role), hosts in roles.items():
        yield service, Need(frozenset(hosts), what="host")
    groups: dict[tuple[int, str, str], tuple[bool, set[Node]]] = {}
    for service, kind, alternative, label, key, what in _rows(DEPENDENCIES):
        group = (service, what, alternative or f"{label} {key}")
        hard, nodes = groups.get(group, (False, set()))
        groups[group] = hard or kind == "hard", nodes | {(label, key)}
    for (service, what, _alternative), (hard, nodes) in groups.items():
        yield service, Need(frozenset(nodes), hard, what)


BELOW_LOCATION: Final = """
WITH RECURSIVE below(id) AS (SELECT %s::bigint UNION
  SELECT l.id FROM dcim_location l JOIN below b ON l.parent_id = b.id)
SELECT 'dcim.location', id FROM below
UNION SELECT 'dcim.device', d.id FROM dcim_device d WHERE d.location_id IN (SELECT id FROM below)
UNION SELECT 'dcim.powerpanel', p.id FROM dcim_powerpanel p WHERE p.location_id IN (SELECT id FROM below)
"""
IN_SITE: Final = """
SELECT 'dcim.location', id FROM dcim_location WHERE site_id = %s
UNION SELECT 'dcim.device', id FROM dcim_device WHERE site_id = %s
UNION SELECT 'dcim.powerpanel', id FROM dcim_powerpanel WHERE site_id = %s
"""
CONTENTS: Final = {
    "dcim.site": (IN_SITE, 3),
    "dcim.location": (BELOW_LOCATION, 1),
    "dcim.rack": ("SELECT 'dcim.device', id FROM dcim_device WHERE rack_id = %s", 1),
    "circuits.provider": ("SELECT 'circuits.circuit', id FROM circuits_circuit WHERE provider_id = %s", 1),
    "dcim.interface": ("SELECT 'dcim.cable', cable_id FROM dcim_interface WHERE id = %s AND cable_id IS NOT NULL", 1),
}
"""What fails with a place or a provider, and how often its statement takes the id."""
CAN_FAIL: Final = (
    *CONTENTS, DEVICE, MACHINE, SERVICE, "dcim.cable", "dcim.powerfeed", "dcim.powerpanel", "circuits.circuit",
    "virtualization.cluster",
)  # fmt: skip
"""Types whose failure can be simulated."""


def failing(of: Iterable[Node]) -> frozenset[Node]:
    """Nodes and everything that fails with them at once. One statement for each place."""
    found: set[Node] = set()
    for label, key in of:
        found.add((label, key))
        if label in CONTENTS:
            sql, times = CONTENTS[label]
            found.update((str(kind), int(each)) for kind, each in _rows(sql, [key] * times))
    return frozenset(found)
