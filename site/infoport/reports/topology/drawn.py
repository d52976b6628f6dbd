"""A map: what a layer holds, put in places and frames."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from msgspec.structs import replace

from infoport.drawings.layout import Spot, arrange
from infoport.reports.topology import networks, wires
from infoport.reports.topology.shapes import Frame, Map

if TYPE_CHECKING:
    from collections.abc import Iterable

    from infoport.reports.topology.asked import Asked
    from infoport.reports.topology.shapes import Edge, Node


def drawn(asked: Asked) -> Map:
    """The map that is asked for. Raises `BadFilter` where it would hold too much."""
    layer = wires if asked.layer == 2 else networks  # noqa: PLR2004 - the layer
    nodes, edges, names = layer.found(asked)
    degrees = Counter(end for edge in edges for end in {edge.a, edge.b})
    hosts = set() if asked.all_hosts else layer.hosts(nodes, edges, degrees)
    kept = [node for node in nodes if node.id not in hosts]
    shown = {node.id for node in kept if degrees[node.id]}
    hanging: dict[str, int] = defaultdict(int)
    for edge in edges:
        for one, other in ((edge.a, edge.b), (edge.b, edge.a)):
            if one in shown and other not in shown:
                hanging[one] += 1
    left = [edge for edge in edges if edge.a in shown and edge.b in shown]
    joined = {end for edge in left for end in (edge.a, edge.b)}
    linked = [node for node in kept if node.id in joined or (node.id in shown and node.kind == "network")]
    spots, frames = arrange(
        {node.id: node.group for node in linked}, [(edge.a, edge.b) for edge in left], layer.weights(linked, left)
    )
    return Map(
        layer=asked.layer,
        nodes=tuple(_placed(node, degrees[node.id], node.hosts or hanging[node.id], spots[node.id]) for node in linked),
        edges=tuple(left),
        frames=tuple(
            Frame(id=key, name=names.get(key) or _("elsewhere"), x=each.x, y=each.y, width=each.width,
                  height=each.height)
            for key, each in sorted(frames.items())
        ),
        verdicts=_verdicts(left), hidden=sum(degrees[node.id] > 0 for node in nodes) - len(linked),
        unlinked=sum(node.kind == "device" and not degrees[node.id] for node in nodes),
    )  # fmt: skip


def _placed(node: Node, degree: int, hosts: int, spot: Spot) -> Node:
    return replace(node, degree=degree, hosts=hosts, x=round(spot.x, 1), y=round(spot.y, 1))


def _verdicts(edges: Iterable[Edge]) -> dict[str, int]:
    counted = Counter(edge.verdict or "unknown" for edge in edges)
    return {word: counted.get(word, 0) for word in ("agrees", "missing", "unexpected", "unknown")}
