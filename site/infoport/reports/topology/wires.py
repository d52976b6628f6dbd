"""Layer 2: what is plugged into what, recorded and seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from infoport.reports.topology.equipment import devices, proofs
from infoport.reports.topology.shapes import Edge, Node, Silent
from inventory.reconcile.gathering import links_among

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from infoport.reports.topology.asked import Asked
    from inventory.reconcile.topology.shapes import End, Link

Found: TypeAlias = "tuple[list[Node], list[Edge], Mapping[str, str]]"


def found(asked: Asked) -> Found:
    """Nodes, edges, and the names of their sites."""
    case, topology = links_among(asked.devices)
    ends = {end.device for link in topology.links for end in link.ends if end.device}
    visible = asked.visible("dcim.device", ends | asked.devices)
    links = [link for link in topology.links if _shows(link, asked.devices, visible)]
    drawn = asked.devices | {end.device for link in links for end in link.ends if end.device}
    known = devices(asked, case, drawn, asked.lying(drawn))
    names = {key: node.name for key, (node, _site) in known.items()}
    nodes = [node for node, _site in known.values()]
    nodes += _strange(links, {key: node for key, (node, _site) in known.items()})
    edges = _Edges(asked, names, links)
    return nodes, list(edges), {node.group: site for node, site in known.values() if not node.outside}


def _shows(link: Link, wanted: frozenset[int], visible: set[int]) -> bool:
    ends = {end.device for end in link.ends if end.device}
    near = {int(end.node.removeprefix("switch:").partition("/")[0]) for end in link.ends if _is_switch(end)}
    return bool((ends | near) & wanted) and ends | near <= visible


def _is_switch(end: End) -> bool:
    return end.node.startswith("switch:")


def _strange(links: Iterable[Link], known: Mapping[int, Node]) -> Iterator[Node]:
    """What is no device of the register, beside the device that told of it."""
    seen: set[str] = set()
    for link in links:
        for end, other in (link.ends, link.ends[::-1]):
            if not end.node or end.node in seen:
                continue
            seen.add(end.node)
            kind, _colon, name = end.node.partition(":")
            teller = known.get(other.device)
            if kind == "switch":
                teller = known.get(int(name.partition("/")[0]))
                name = f"{teller.name} {name.partition('/')[2]}" if teller else name
            yield Node(
                id=end.node, kind="switch" if kind == "switch" else "stranger", name=name,
                group=teller.group if teller else "", site=teller.site if teller else None,
                segments=teller.segments if teller else (),
            )  # fmt: skip


class _Edges:
    """Links as the person may see them: without the record where cables are hidden, without what is seen likewise."""

    def __init__(self, asked: Asked, names: Mapping[int, str], links: Sequence[Link]) -> None:
        self.names, self.links = names, links
        self.cables = asked.visible("dcim.cable", {key for link in links for key in link.cables})
        self.lines = asked.visible("circuits.circuit", {link.circuit for link in links if link.circuit})
        cited = {cite.observation for link in links for seen in link.seen for cite in seen.evidence if cite.observation}
        self.observations = asked.visible("reconcile.observation", cited)
        self.judges = asked.may("reconcile.observation") and asked.may("dcim.cable")

    def __iter__(self) -> Iterator[Edge]:
        for number, link in enumerate(self.links):
            made = self._edge(number, link)
            if made is not None:
                yield made

    def _edge(self, number: int, link: Link) -> Edge | None:
        seen = [(each.how, each.device, each.port, each.said, each.evidence) for each in link.seen]
        evidence = proofs(self.names, seen, self.observations)
        cables = tuple(key for key in link.cables if key in self.cables)
        circuit = link.circuit if link.circuit in self.lines else None
        if not evidence and not cables and not circuit:
            return None
        judged = self.judges and (bool(cables or circuit) or link.verdict == "unexpected")
        one, other = link.ends
        return Edge(
            id=number, a=_id(one), b=_id(other), a_port=one.port, b_port=other.port,
            verdict=link.verdict if judged else None, confidence=link.confidence if evidence else None,
            evidence=evidence, cables=cables, circuit=circuit,
            silent=tuple(
                Silent(device=key, name=self.names[key], why=why) for key, why in link.silent if key in self.names
            ) if judged else (),
        )  # fmt: skip


def _id(end: End) -> str:
    return end.node or f"d{end.device}"


FEW: Final = 4
"""Neighbours of a host at most: two switches, a third for storage, one for its management."""


def hosts(nodes: Sequence[Node], edges: Sequence[Edge], _degrees: Mapping[str, int]) -> set[str]:
    """Devices beside a few others that name no neighbour, and on whose links nothing disagrees."""
    telling = {end for edge in edges if edge.verdict in {"missing", "unexpected"} for end in (edge.a, edge.b)}
    speaking = {end for edge in edges if edge.confidence in {"certain", "likely"} for end in (edge.a, edge.b)}
    beside = _beside(nodes, edges)
    return {
        node.id for node in nodes if node.kind == "device" and 0 < len(beside[node.id]) <= FEW
        and node.id not in telling | speaking
    }  # fmt: skip


def _beside(nodes: Iterable[Node], edges: Iterable[Edge]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {node.id: set() for node in nodes}
    for edge in edges:
        found[edge.a].add(edge.b)
        found[edge.b].add(edge.a)
    return found


def weights(nodes: Sequence[Node], edges: Sequence[Edge]) -> dict[str, float]:
    """How high in a tree a node stands: roles that join many others, then the number of its neighbours that do so.

    Nodes of one role at one site weigh the same, so that a pair of cores stands side by side.
    """
    beside = _beside(nodes, edges)
    joining = {key for key, others in beside.items() if len(others) > 1}
    by_role: dict[tuple[str, str], float] = {}
    own = {node.id: float(sum(other in joining for other in beside[node.id])) for node in nodes}
    for node in nodes:
        place = (node.group, node.role or node.id)
        by_role[place] = max(by_role.get(place, 0.0), own[node.id])
    return {
        node.id: by_role[node.group, node.role or node.id] if node.id in joining else 0.0 for node in nodes
    }  # fmt: skip
