"""What ports hear, as pairs of ports, beside the links recorded."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from inventory.reconcile.difference import CERTAIN, LIKELY
from inventory.reconcile.intent import Port

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from collectors.facts import Neighbour
    from inventory.reconcile.difference import Confidence, Evidence, Value
    from inventory.reconcile.directory import Directory
    from inventory.reconcile.intent import IntendedLink
    from inventory.reconcile.observed import Case, View

Pair: TypeAlias = tuple[Port, Port]


@dataclass(frozen=True)
class Heard:
    """A neighbour heard by `device`.

    `near` is the registered local port, `peer` the registered device if it is one, `far` its port if
    its words name one.
    """

    device: int
    near: Port | None
    neighbour: Neighbour
    peer: int | None = None
    far: Port | None = None

    @property
    def interface(self) -> int | None:
        """Id of the local interface."""
        return self.near.interface if self.near else None

    @property
    def name(self) -> str:
        """What tells this neighbour from others on the same port."""
        row = self.neighbour
        return row.remote_name or row.remote_chassis or row.remote_address or row.remote_port or "?"


@dataclass
class Links:
    """Pairs of ports that hear each other, and what could not be made a pair."""

    case: Case
    recorded: Mapping[Pair, IntendedLink]
    by_port: Mapping[Port, tuple[IntendedLink, ...]]
    pairs: dict[Pair, set[int]] = field(default_factory=dict)  # -> devices that report it
    heard: list[Heard] = field(default_factory=list)  # every row once, in a stable order
    strangers: list[Heard] = field(default_factory=list)
    confirmed: set[IntendedLink] = field(default_factory=set)
    busy: dict[Port, int] = field(default_factory=lambda: defaultdict(int))  # -> neighbours heard there
    speaking: set[int] = field(default_factory=set)  # devices that hear or are heard

    def at(self, pair: Pair) -> Iterator[IntendedLink]:
        """Links recorded at either port whose cable one could have moved, lowest cable first."""
        found = {link for port in pair for link in self.by_port.get(port, ()) if link.exact}
        return iter(sorted(found, key=lambda link: link.cables))

    def confidence(self, pair: Pair) -> Confidence:
        """Certain unless the other end is silent about it, or a port hears several neighbours."""
        reporters = self.pairs[pair]
        for port in pair:
            view = self.case.views.get(port.device)
            contradicts = view is not None and view.facts.neighbours is not None and port.device not in reporters
            if contradicts or self.busy[port] > 1:
                return LIKELY
        return CERTAIN

    def evidence(self, pair: Pair) -> tuple[Evidence, ...]:
        """One citation per end that reports the pair."""
        return tuple(each for key in sorted(self.pairs[pair]) for each in self.case.views[key].cite("neighbours"))

    def silence(self, link: IntendedLink) -> tuple[Evidence, ...]:
        """The two tables in which the link should show."""
        return tuple(each for end in link.ends for each in self.case.views[end.device].cite("neighbours"))

    def unheard(self) -> Iterator[IntendedLink]:
        """Recorded links that neither end hears though both could; nothing else is heard on their ports."""
        for pair, link in sorted(self.recorded.items()):
            if link.exact and link not in self.confirmed and all(self._listening(end) for end in pair):
                yield link

    def _listening(self, end: Port) -> bool:
        view = self.case.views.get(end.device)
        able = view is not None and view.facts.neighbours is not None and end.device in self.speaking
        return able and not self.busy[end] and end not in self.named

    @cached_property
    def named(self) -> set[Port]:
        """Ports that somebody hears, whatever they hear themselves."""
        return {port for pair in self.pairs for port in pair}


def listen(case: Case, who: Directory) -> Links:
    """Turn every neighbour row into a pair of ports, a confirmation, or a stranger."""
    by_port: dict[Port, tuple[IntendedLink, ...]] = defaultdict(tuple)
    for link in case.intent.links:
        for end in link.ends:
            by_port[end] = (*by_port[end], link)
    links = Links(case, {link.ends: link for link in case.intent.links}, by_port)
    for key, view in case.views.items():
        rows = view.facts.neighbours or ()
        if rows:
            links.speaking.add(key)
        heard = {(_near(view, row), row) for row in rows}
        links.busy.update(_neighbours_of(heard))
        for near, row in sorted(heard, key=repr):
            peer = who.device(row)
            one = Heard(key, near, row, peer, who.port(peer, row) if peer is not None else None)
            links.heard.append(one)
            _enter(links, one)
    return links


def _near(view: View, row: Neighbour) -> Port | None:
    found = view.interface(row.local_port, row.local_if_index)
    return Port(view.device.id, found.id) if found else None


def _neighbours_of(heard: set[tuple[Port | None, Neighbour]]) -> Mapping[Port, int]:
    names: dict[Port, set[str]] = defaultdict(set)
    for near, row in heard:
        if near is not None:
            names[near].add((row.remote_name or row.remote_chassis or "").lower())
    return {near: len(found) for near, found in names.items()}


def _enter(links: Links, heard: Heard) -> None:
    if heard.peer is None or heard.near is None:
        links.strangers.append(heard)
        return
    links.speaking.add(heard.peer)
    far = heard.far
    if far is not None and far != heard.near:
        pair = (heard.near, far) if heard.near < far else (far, heard.near)
        links.pairs.setdefault(pair, set()).add(heard.device)
        if pair in links.recorded:
            links.confirmed.add(links.recorded[pair])
        return
    same = [
        link for link in links.by_port[heard.near] if any(e.device == heard.peer for e in link.ends if e != heard.near)
    ]
    if same:  # the right device; its words for the port mean nothing to us, which is no contradiction
        links.confirmed.update(same)
    else:
        links.strangers.append(heard)


def other_end(link: IntendedLink, end: Port) -> Port:
    """The port at the other end of a link."""
    return link.ends[1] if link.ends[0] == end else link.ends[0]


def place(case: Case, port: Port) -> dict[str, Value]:
    """A port in words and ids, for people and for `accept`."""
    device = case.intent.devices.get(port.device)
    name = next((each.name for each in device.interfaces if each.id == port.interface), None) if device else None
    return {
        "device": case.intent.names.get(port.device) or f"#{port.device}", "device_id": port.device,
        "interface": name or f"#{port.interface}", "interface_id": port.interface,
    }  # fmt: skip
