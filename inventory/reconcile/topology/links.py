"""All that is known of links, put beside the cables of the register."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from msgspec.structs import replace

from inventory.reconcile.directory import directory
from inventory.reconcile.rules.links import listen
from inventory.reconcile.topology.forwarding import forward, learn
from inventory.reconcile.topology.found import Found, pair_of
from inventory.reconcile.topology.heard import end_of, hear
from inventory.reconcile.topology.resolving import resolve
from inventory.reconcile.topology.shapes import End, Link, Place, Topology

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from inventory.reconcile.intent import IntendedLink, Port
    from inventory.reconcile.observed import Case
    from inventory.reconcile.rules.links import Links
    from inventory.reconcile.topology.found import Pair
    from inventory.reconcile.topology.shapes import Silence, Tables, Verdict

Cables: TypeAlias = "tuple[int, ...]"
FEW: Final = ("certain", "likely")
"""Confidences of what an end said itself; what is only inferred contradicts no record."""


def topology(case: Case, tables: Tables) -> Topology:
    """Every link, recorded or seen, with what speaks for it; the same whatever the order of what is given."""
    heard = listen(case, directory(case))
    found = Found()
    hear(case, heard, found)
    learnt = learn(case, tables)
    crowds = forward(found, learnt, _trunks(case, tables, heard))
    resolve(found, learnt)
    made = _Beside(case, tables, heard, found)
    links = sorted((*made.recorded(), *made.strange()), key=lambda link: (link.ends, link.cables))
    return Topology(links=tuple(links), crowds=crowds)


def edges(case: Case, tables: Tables) -> set[Place]:
    """Ports with forwarded addresses that lead to no other bridge: what lies behind one is plugged in there."""
    learnt = learn(case, tables)
    trunks = _trunks(case, tables, listen(case, directory(case)))
    return {place for place in learnt.behind if not learnt.bridges.get(place) and place not in trunks}


def _trunks(case: Case, tables: Tables, heard: Links) -> set[Place]:
    """Ports, and aggregates of ports, that by the record or by what they hear lead to a device that forwards itself."""
    ports = {port for pair in heard.pairs for port, far in (pair, pair[::-1]) if far.device in tables.fdb}
    for link in case.intent.links:
        one, other = link.ends
        ports |= {port for port, far in ((one, other), (other, one)) if far.device in tables.fdb}
    ports |= {end.near for end in heard.heard if end.near is not None}
    inside = {port.interface for port in ports}
    whole = {lag for lag, members in tables.members.items() if inside & set(members)}
    ends = [end_of(case, port) for port in ports]
    named = {Place(end.device, end.port) for end in ends if end.port}
    return named | {
        Place(key, port.name) for key, device in case.intent.devices.items() for port in device.interfaces
        if port.id in whole
    }  # fmt: skip


@dataclass
class _Beside:
    """What was found, beside the record."""

    case: Case
    tables: Tables
    heard: Links
    found: Found
    used: set[Pair] = field(default_factory=set)
    by_end: dict[End, list[Pair]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        """Index what was found by its ends."""
        for pair in self.found.pairs():
            for end in pair:
                self.by_end[end].append(pair)

    def recorded(self) -> Iterator[Link]:
        """One link for each recorded one, and for each circuit."""
        loose = self._loose()
        silent = set(self.heard.unheard())
        for link in self.case.intent.links:
            cables = tuple(dict.fromkeys(link.cables))
            made = self._seen(loose, link.ends, cables)
            if made.verdict == "agrees":
                yield made
            else:
                verdict = self._unseen(link, made.ends, in_silence=link in silent)
                yield replace(made, verdict=verdict, silent=self._silent(link) if verdict == "unknown" else ())
        for line in self.tables.lines:
            yield replace(self._seen(loose, line.ends, line.cables), circuit=line.circuit)

    def _seen(self, loose: Mapping[tuple[int, int], list[Pair]], ports: tuple[Port, Port], cables: Cables) -> Link:
        """A recorded link with what was seen of it; `unknown` where nothing was."""
        ends = pair_of(*(end_of(self.case, port) for port in ports))
        pairs = [ends] if self.found.confidence(ends) else loose.get((ports[0].device, ports[1].device), [])
        matched = [pair for pair in pairs if pair == ends or self._fits(pair, ends)]
        self.used.update(matched)
        if not matched:
            return Link(ends=ends, verdict="unknown", cables=cables)
        seen = tuple(each for pair in matched for each in self.found.seen(pair))
        return Link(ends=ends, verdict="agrees", confidence=self.found.confidence(matched[0]), seen=seen, cables=cables)

    def strange(self) -> Iterator[Link]:
        """Links that nobody recorded."""
        for pair in self.found.pairs():
            if pair not in self.used:
                confidence, seen = self.found.confidence(pair), self.found.seen(pair)
                yield Link(ends=pair, verdict="unexpected", confidence=confidence, seen=seen)

    def _loose(self) -> dict[tuple[int, int], list[Pair]]:
        """Pairs of which an end names its device alone, by their devices; such a one may be any link between them."""
        found: dict[tuple[int, int], list[Pair]] = defaultdict(list)
        for pair in self.found.pairs():
            one, other = pair
            if one.device and other.device and not (one.interface and other.interface):
                found[one.device, other.device].append(pair)
                found[other.device, one.device].append(pair)
        return found

    @staticmethod
    def _fits(pair: Pair, ends: Pair) -> bool:
        """Whether what is known of a pair names the ends of a record."""
        known = [end for end in pair if end.interface]
        return bool(known) and all(end in ends for end in known)

    def _unseen(self, link: IntendedLink, ends: Pair, *, in_silence: bool) -> Verdict:
        """Missing where both ends could have told, or one of them hears another."""
        if in_silence or (link.exact and any(self._hears_another(end, ends) for end in ends)):
            return "missing"
        return "unknown"

    def _hears_another(self, end: End, ends: Pair) -> bool:
        return any(pair != ends and self.found.confidence(pair) in FEW for pair in self.by_end.get(end, ()))

    def _silent(self, link: IntendedLink) -> tuple[tuple[int, Silence], ...]:
        return tuple((port.device, word) for port in link.ends if (word := self._silence(port.device)))

    def _silence(self, device: int) -> Silence | None:
        """Why a device does not tell of a link; None where it could have told."""
        known = self.case.observed.get(device)
        if known is None:
            return "unpolled"
        if device not in self.case.views:
            return "failing"
        return "silent" if not self.case.views[device].facts.neighbours else None
