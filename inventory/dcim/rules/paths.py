"""The way from one port to what it is connected to, through cables, patch panels and circuits.

Nothing is kept: the database follows the cables when it is asked (`dcim_walk`, migration `lanes`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from inventory.declare.fetching import fetch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Port = tuple[str, int]
"""A port by its type and id, as `("dcim.interface", 17)`; at the end of a path also the place of a circuit's end."""
PASSIVE: Final = frozenset({"dcim.frontport", "dcim.rearport", "circuits.circuittermination"})
"""What passes a path on."""
NETWORK: Final = "circuits.providernetwork"

WALK: Final = """SELECT w.step, w.near, w.cable_id, c.status, w.far, w.split
FROM dcim_walk(%s, %s, %s::int[]) w LEFT JOIN dcim_cable c ON c.id = w.cable_id"""
BEHIND: Final = "SELECT next_type, next_id, next_stack FROM dcim_onward(%s, %s, %s::int[])"
STACKS: Final = """SELECT CASE WHEN p.positions > 1 THEN ARRAY[at] ELSE '{}'::int[] END
FROM dcim_%s p CROSS JOIN LATERAL generate_series(1, p.positions) at WHERE p.id = %%s"""


class Hop(NamedTuple):
    """One cable of a path and the ports at both its ends.

    `cable` None: the path ends at `near`, which has no cable; `far` is then the place a circuit is handed over at, or
    empty.
    """

    near: Sequence[Port]
    cable: int | None
    far: Sequence[Port]


@dataclass(frozen=True, slots=True)
class Path:
    """What lies between one port and those it is connected to, in steps; a path that branches has several hops in one.

    `active`: every cable is in place. `split`: at a rear port of several positions the path does not know which to
    take. `endpoints`: the ports reached, in order.
    """

    origin: Port
    steps: tuple[tuple[Hop, ...], ...]
    active: bool
    split: bool
    endpoints: tuple[Port, ...]

    @property
    def hops(self) -> list[Hop]:
        """The hops of every step, in order."""
        return [hop for step in self.steps for hop in step]

    @property
    def complete(self) -> bool:
        """Whether the path ends in a port that uses it, or in a provider's network."""
        return bool(self.endpoints) and not self.split

    @property
    def reachable(self) -> bool:
        """Whether it ends somewhere and every cable is in place."""
        return bool(self.endpoints) and self.active

    @property
    def ports(self) -> list[Port]:
        """Every port and place of the path, each once, in order."""
        return list(dict.fromkeys(port for hop in self.hops for port in (*hop.near, *hop.far)))

    @property
    def cables(self) -> list[int]:
        """Every cable of the path, each once, in order."""
        return list(dict.fromkeys(hop.cable for hop in self.hops if hop.cable))


def trace(port: Any) -> list[Hop]:
    """The hops from `port`, in order; none when no cable is plugged into it."""
    return path_from((port._meta.label_lower, port.pk)).hops  # noqa: SLF001 - Django's public introspection


def path_from(origin: Port, stack: Sequence[int] = ()) -> Path:
    """The path that leaves `origin` by its cable; `stack` is the position it comes from, of a rear port of several.

    One query.
    """
    rows = fetch(WALK, [*origin, list(stack)])
    steps: dict[int, dict[int | None, tuple[dict[Port, None], dict[Port, None]]]] = {}
    active, split = True, False
    endpoints: dict[Port, None] = {}
    for step, near, cable, status, far, splits in rows:
        nears, fars = steps.setdefault(step, {}).setdefault(cable, ({}, {}))
        nears[_parsed(near)] = None
        active = active and status in {None, "connected"}
        split = split or bool(splits)
        if far:
            port = _parsed(far)
            fars[port] = None
            if port[0] == NETWORK or (cable and port[0] not in PASSIVE):
                endpoints[port] = None
    built = (
        tuple(Hop(tuple(nears), cable, tuple(fars)) for cable, (nears, fars) in step.items()) for step in steps.values()
    )
    return Path(origin, tuple(built), active, split, tuple(endpoints))


def paths_through(port: Port) -> list[Path]:
    """The paths that pass a port of a panel or a circuit's end, from each of their ends, in order of these."""
    if port[0] not in PASSIVE:
        return [path_from(port)]
    ends = {end for way in ways(port) for end in way.endpoints}
    found = [path_from(end) for end in sorted(ends) if end[0] != NETWORK]
    return [path for path in found if port in path.ports]


def ways(port: Port) -> Iterator[Path]:
    """What a port of a panel or a circuit's end leads to: by its own cable, and through what it is part of."""
    for stack in _stacks(port):
        yield path_from(port, stack)
        for label, key, behind in fetch(BEHIND, [*port, stack]):
            yield path_from((label, key), behind)


def _stacks(port: Port) -> list[list[int]]:
    app, _dot, name = port[0].partition(".")
    if app != "dcim":
        return [[]]
    return [stack for (stack,) in fetch(STACKS % name, [port[1]])]


def _parsed(pair: str) -> Port:
    label, _colon, key = pair.partition(":")
    return label, int(key)
