"""Layer 3: which devices hold addresses in which networks, recorded and seen."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from ipaddress import ip_interface
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from django.utils.translation import gettext as _
from msgspec.structs import replace

from infoport.reports.topology.equipment import devices, proofs
from infoport.reports.topology.shapes import Edge, Node, Silent
from inventory.declare.fetching import array, fetch
from inventory.declare.registry import specs
from inventory.declare.viewing import unlimited
from inventory.reconcile.gathering import gathered
from inventory.reconcile.observed import counts
from inventory.reconcile.snapshot import SHARED
from inventory.segments.models import Segment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from infoport.reports.topology.asked import Asked
    from inventory.reconcile.difference import Evidence
    from inventory.reconcile.observed import Case
    from inventory.reconcile.topology.shapes import Tables

Found: TypeAlias = "tuple[list[Node], list[Edge], Mapping[str, str]]"
Cited: TypeAlias = "list[tuple[str, int, str, str, Sequence[Evidence]]]"
HELD: Final = """
SELECT a.id, host(a.address), masklen(a.address), text(network(a.address)), i.device_id, i.name, i.mgmt_only,
  a.status = 'active' AND coalesce(a.role, '') <> ALL(%s::text[]), p.id, v.name, coalesce(v.segment_id, w.segment_id)
FROM ipam_ipaddress a
JOIN dcim_interface i ON a.assigned_object_type = 'dcim.interface' AND i.id = a.assigned_object_id
LEFT JOIN ipam_vrf v ON v.id = a.vrf_id
LEFT JOIN LATERAL (SELECT p.id FROM ipam_prefix p WHERE p.prefix = network(a.address)
  AND p.vrf_id IS NOT DISTINCT FROM a.vrf_id ORDER BY p.id LIMIT 1) p ON true
LEFT JOIN LATERAL (SELECT p.segment_id FROM ipam_prefix p WHERE p.prefix >>= a.address
  AND p.vrf_id IS NOT DISTINCT FROM a.vrf_id AND p.segment_id IS NOT NULL ORDER BY masklen(p.prefix) DESC LIMIT 1) w
  ON true
WHERE i.device_id = ANY(%s::bigint[]) ORDER BY i.device_id, a.id
"""
SINGLE: Final = (32, 128)
"""Lengths of networks that hold one address, by which nothing is joined."""


class Held(NamedTuple):
    """An address on an interface, and the network it lies in."""

    address: int
    host: str
    length: int
    network: str
    device: int
    port: str
    management: bool
    expected: bool
    prefix: int | None
    vrf: str | None
    segment: int | None


@dataclass
class _Networks:
    """Networks as nodes, by routing table and text."""

    asked: Asked
    prefixes: set[int]
    nodes: dict[str, Node] = field(default_factory=dict)
    by_text: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def of(self, held: Held) -> str | None:
        """The id of a node; None for the network of a prefix that the person may not see."""
        if held.prefix is not None and held.prefix not in self.prefixes:
            return None
        key = f"n{held.prefix}" if held.prefix else f"net:{held.vrf or ''}/{held.network}"
        return self._made(key, held.network, held.vrf, held.segment, held.prefix)

    def stated(self, text: str) -> str:
        """The network that a device states: the registered one of this text where there is just one."""
        known = self.by_text.get(text, [])
        return known[0] if len(known) == 1 else self._made(f"net:?/{text}", text, None, None, None)

    def _made(self, key: str, text: str, vrf: str | None, segment: int | None, prefix: int | None) -> str:
        if key not in self.nodes:
            name = f"{text} {vrf}" if vrf else text
            self.nodes[key] = Node(
                id=key, kind="network", name=name, group=f"g{segment or 0}", state="ok",
                url=f"{specs['ipam.prefix'].page}{prefix}/" if prefix else "",
                segments=(segment,) if segment else (),
            )  # fmt: skip
            self.by_text[text].append(key)
        return key


def found(asked: Asked) -> Found:
    """Nodes, edges, and the names of the segments."""
    with unlimited():
        rows = [Held._make(row) for row in fetch(HELD, ["{" + ",".join(SHARED) + "}", array(asked.devices)])]
    seen = asked.visible("ipam.ipaddress", {row.address for row in rows})
    rows = [row for row in rows if row.address in seen and row.length not in SINGLE]
    case, tables = gathered(asked.devices)
    made = _Networks(asked, asked.visible("ipam.prefix", {row.prefix for row in rows if row.prefix}))
    known = devices(asked, case, asked.devices, asked.lying(asked.devices))
    names = {key: node.name for key, (node, _site) in known.items()}
    holders = _Holders(asked, case, tables, names)
    edges: list[Edge] = []
    managed: list[Edge] = []
    for row in rows:
        network = made.of(row)
        if network is not None and row.device in names:
            (managed if row.management and not asked.all_hosts else edges).append(holders.recorded(row, network))
    recorded = {(row.device, row.host) for row in rows}
    edges += holders.strange(made, recorded)
    nodes = _counted(made.nodes, managed)
    grouped = _grouped([node for node, _site in known.values()], nodes, edges)
    edges = [replace(edge, id=number) for number, edge in enumerate(edges)]
    return grouped + list(nodes.values()), edges, _names(asked)


def _counted(nodes: dict[str, Node], managed: Sequence[Edge]) -> dict[str, Node]:
    for edge in managed:
        nodes[edge.b] = replace(nodes[edge.b], hosts=nodes[edge.b].hosts + 1)
    return nodes


def _grouped(known: Sequence[Node], networks: Mapping[str, Node], edges: Sequence[Edge]) -> list[Node]:
    """Devices in the frame of the segment that most of their networks lie in."""
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    for edge in edges:
        groups[edge.a][networks[edge.b].group] += 1
    return [
        replace(node, group=min(groups[node.id].items(), key=lambda each: (-each[1], each[0]))[0])
        if node.id in groups else replace(node, group="g0")
        for node in known
    ]  # fmt: skip


def _names(asked: Asked) -> dict[str, str]:
    with unlimited():
        segments = dict(Segment.objects.values_list("pk", "name"))
    seen = asked.visible("segments.segment", segments) if asked.may("segments.segment") else set()
    named = {f"g{key}": name for key, name in segments.items() if key in seen}
    return named | {"g0": _("no segment")}


@dataclass
class _Holders:
    """What devices hold, beside what they state and what others resolved."""

    asked: Asked
    case: Case
    tables: Tables
    names: Mapping[int, str]
    resolved: dict[str, list[tuple[int, str, str]]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        """Index resolved addresses, and which observations may be cited."""
        for device, entries in self.tables.arp.items():
            for entry in entries:
                view = self.case.views.get(device)
                port = view.interface(None, entry.if_index) if view else None
                self.resolved[entry.address].append((device, port.name if port else "", entry.mac))
        sections = [seen for view in self.case.views.values() for seen in view.observed.seen.values()]
        cited = {seen.observation for seen in sections if seen.observation}
        self.observations = self.asked.visible("reconcile.observation", cited)
        self.judges = self.asked.may("reconcile.observation")

    def recorded(self, row: Held, network: str) -> Edge:
        """The edge of an address in the register."""
        view = self.case.views.get(row.device)
        stated = view is not None and any(each.address == row.host for each in view.facts.ip_addresses or ())
        cited: Cited = []
        if view is not None and stated:
            cited = [("address", row.device, row.port, f"{row.host}/{row.length}", view.cite("ip_addresses"))]
        cited += self._resolved(row)
        evidence = proofs(self.names, cited, self.observations)
        edge = Edge(id=0, a=f"d{row.device}", b=network, a_port=row.port, b_port=row.host, evidence=evidence)
        if not self.judges:
            return edge
        if evidence:
            return replace(edge, verdict="agrees", confidence="certain" if stated else "inferred")
        told = view is not None and view.facts.ip_addresses is not None
        if told and row.expected:
            return replace(edge, verdict="missing")
        return replace(edge, verdict="unknown", silent=self._silent(row.device))

    def _silent(self, device: int) -> tuple[Silent, ...]:
        known = self.case.observed.get(device)
        why = "unpolled" if known is None else "failing" if device not in self.case.views else "silent"
        return (Silent(device=device, name=self.names[device], why=why),)

    def _resolved(self, row: Held) -> Cited:
        """Others that resolved the address to a MAC of this device, or of nobody that is known."""
        found: Cited = []
        for device, port, mac in sorted(self.resolved.get(row.host, ())):
            owner = self.tables.owners.get(mac)
            if device != row.device and (owner is None or owner.device == row.device):
                found.append(("arp", device, port, f"{row.host} {mac}", self.case.views[device].cite("arp")))
        return found[:3]

    def strange(self, made: _Networks, recorded: set[tuple[int, str]]) -> Iterator[Edge]:
        """Addresses that devices state and the register does not have on them."""
        if not self.judges:
            return
        for device, view in sorted(self.case.views.items()):
            if device not in self.names:
                continue
            for each in view.facts.ip_addresses or ():
                if not each.prefixlen or each.prefixlen in SINGLE or not counts(each.address):
                    continue
                if (device, each.address) in recorded:
                    continue
                port = view.intended.get(each.if_index or -1)
                said = f"{each.address}/{each.prefixlen}"
                cited: Cited = [("address", device, port.name if port else "", said, view.cite("ip_addresses"))]
                evidence = proofs(self.names, cited, self.observations)
                if evidence:
                    network = made.stated(str(ip_interface(said).network))
                    yield Edge(
                        id=0, a=f"d{device}", b=network, a_port=port.name if port else "", b_port=each.address,
                        verdict="unexpected", confidence="certain", evidence=evidence,
                    )  # fmt: skip


def hosts(nodes: Sequence[Node], edges: Sequence[Edge], degrees: Mapping[str, int]) -> set[str]:
    """Devices in one network, beside the one that they are managed in."""
    telling = {edge.a for edge in edges if edge.verdict in {"missing", "unexpected"}}
    return {node.id for node in nodes if node.kind == "device" and degrees.get(node.id) == 1 and node.id not in telling}


def weights(nodes: Sequence[Node], edges: Sequence[Edge]) -> dict[str, float]:
    """Devices by their networks; a network weighs a little less than a device with as many neighbours."""
    found: dict[str, set[str]] = {node.id: set() for node in nodes}
    for edge in edges:
        found[edge.a].add(edge.b)
        found[edge.b].add(edge.a)
    return {node.id: len(found[node.id]) - (0.5 if node.kind == "network" else 0.0) for node in nodes}
