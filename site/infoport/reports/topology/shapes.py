"""A map as it is sent: nodes with their places, edges with their evidence."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

State = Literal["ok", "degraded", "down", "unknown", "planned"]


class Node(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A device, a network, or what is neither: a stranger that was heard, or a switch that nobody manages."""

    id: str  # "d12", "n7", "stranger:TL-SG1008", "switch:12/GE0/0/1"
    kind: Literal["device", "network", "stranger", "switch"]
    name: str
    group: str  # key of its frame
    state: State = "unknown"
    url: str = ""
    device: int | None = None
    role: str = ""
    site: int | None = None
    segments: tuple[int, ...] = ()
    hosts: int = 0  # devices with this one link that are not drawn, of a network all that hold an address in it
    degree: int = 0
    outside: bool = False  # not among what was asked for; drawn as the other end of a link
    x: float = 0
    y: float = 0


class Proof(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One reason to believe a link."""

    how: str
    device: int
    name: str
    port: str
    said: str
    source: str = ""
    at: datetime | None = None
    observation: int | None = None


class Silent(Struct, frozen=True, kw_only=True):
    """A device that says nothing of a link, and why."""

    device: int
    name: str
    why: str


class Edge(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A link of two nodes. `verdict` None: the person may not see one of the sides that are compared."""

    id: int
    a: str
    b: str
    a_port: str = ""
    b_port: str = ""
    verdict: Literal["agrees", "missing", "unexpected", "unknown"] | None = None
    confidence: Literal["certain", "likely", "inferred", "guessed"] | None = None
    evidence: tuple[Proof, ...] = ()
    silent: tuple[Silent, ...] = ()
    cables: tuple[int, ...] = ()
    circuit: int | None = None


class Frame(Struct, frozen=True, kw_only=True):
    """The frame around a site or a segment."""

    id: str
    name: str
    x: float
    y: float
    width: float
    height: float


class Map(Struct, frozen=True, kw_only=True):
    """One layer. Places are in pixels at a zoom of 1, from the upper left corner."""

    layer: Literal[2, 3]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    frames: tuple[Frame, ...]
    verdicts: dict[str, int]
    hidden: int  # nodes with links that are not drawn
    unlinked: int  # devices without any link, which are not drawn
