"""Links as they are being found: each pair of ends once, with all the reasons to believe it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from inventory.reconcile.intent import Port
from inventory.reconcile.topology.shapes import CONFIDENCES, End

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inventory.reconcile.topology.shapes import Confidence, Seen

Pair: TypeAlias = "tuple[End, End]"


def pair_of(one: End, other: End) -> Pair:
    """Two ends in ascending order."""
    return (one, other) if one < other else (other, one)


class Found:
    """Pairs of ends, why each is believed, and how sure it is."""

    def __init__(self) -> None:
        self._seen: dict[Pair, list[Seen]] = {}
        self._confidence: dict[Pair, Confidence] = {}
        self.taken: set[tuple[int, str]] = set()
        """Device and port of every end: a port that has a link needs no other one inferred."""

    def add(self, one: End, other: End, seen: Seen, confidence: Confidence | None = None) -> None:
        """Add a reason for a link; the better confidence stays."""
        pair = pair_of(one, other)
        self._seen.setdefault(pair, []).append(seen)
        self.taken |= {(end.device, end.port) for end in pair if end.device and end.port}
        if confidence is not None:
            self.rate(pair, confidence)

    def rate(self, pair: Pair, confidence: Confidence) -> None:
        """Say how sure a link is; a lower confidence than it has changes nothing."""
        before = self._confidence.get(pair)
        if before is None or CONFIDENCES.index(confidence) < CONFIDENCES.index(before):
            self._confidence[pair] = confidence

    def pairs(self) -> Sequence[Pair]:
        """Every pair, ascending."""
        return sorted(self._seen)

    def seen(self, pair: Pair) -> tuple[Seen, ...]:
        """Why a pair is believed, each reason once."""
        return tuple(dict.fromkeys(self._seen.get(pair, ())))

    def confidence(self, pair: Pair) -> Confidence | None:
        """How sure a pair is; None for one that nobody saw."""
        return self._confidence.get(pair)

    @staticmethod
    def port(end: End) -> Port | None:
        """The registered port of an end."""
        return Port(end.device, end.interface) if end.device and end.interface else None
