"""The life of a construction project as a pure state machine: what leads where, and what must be on the table first."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

ORDER: Final = ("proposed", "reviewed", "approved", "tendered", "built", "accepted")
"""The stages of a project that goes well."""
AGAINST: Final = "against"


class Move(NamedTuple):
    """One step: `action` is also the right that a person needs for it."""

    action: str
    sources: frozenset[str]
    target: str


MOVES: Final[Mapping[str, Move]] = {
    each.action: each
    for each in (
        Move("review", frozenset({"proposed"}), "reviewed"),
        Move("approve", frozenset({"reviewed"}), "approved"),
        Move("tender", frozenset({"approved"}), "tendered"),
        Move("build", frozenset({"tendered"}), "built"),
        Move("accept", frozenset({"built"}), "accepted"),
        Move("reject", frozenset({"proposed", "reviewed", "approved", "tendered", "built"}), "rejected"),
        Move("propose", frozenset({"rejected"}), "proposed"),
    )
}


class Lot(NamedTuple):
    """A tender lot: whether its supplier is known, and its price, None while there is none."""

    name: str
    supplied: bool
    price: Decimal | None


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is on the table. `opinions` holds the last verdict of each body; costs are None while not stated."""

    reviewers: frozenset[str] = frozenset()
    opinions: Mapping[str, str] = field(default_factory=dict)
    planned: Decimal | None = None
    approved: Decimal | None = None
    actual: Decimal | None = None
    lots: tuple[Lot, ...] = ()
    assets: int = 0


class Lack(NamedTuple):
    """One thing that is missing: `what` is a key of `LACKS`, `of` names whose it is, empty for the project's own."""

    what: str
    of: str = ""


LACKS: Final = (
    "planned cost", "opinions", "opinion", "objection", "approved cost", "lots", "supplier", "price", "dear lots",
    "actual cost", "assets", "reason",
)  # fmt: skip
"""All that can be missing."""


def between(source: str, target: str) -> Move | None:
    """The move that leads from one stage to another; None where none does."""
    return next((each for each in MOVES.values() if source in each.sources and each.target == target), None)


def open_moves(stage: str) -> tuple[Move, ...]:
    """The moves that begin at a stage."""
    return tuple(each for each in MOVES.values() if stage in each.sources)


def missing(action: str, dossier: Dossier) -> list[Lack]:
    """What a move still lacks, in the order in which it is usually brought; empty when it may be done."""
    return list(_NEEDS[action](dossier)) if action in _NEEDS else []


def _reviewed(of: Dossier) -> Iterator[Lack]:
    if of.planned is None:
        yield Lack("planned cost")
    if not of.opinions:
        yield Lack("opinions")
    for body in sorted(of.reviewers - of.opinions.keys()):
        yield Lack("opinion", body)


def _approved(of: Dossier) -> Iterator[Lack]:
    if of.approved is None:
        yield Lack("approved cost")
    for body in sorted(of.reviewers - of.opinions.keys()):
        yield Lack("opinion", body)
    for body, verdict in sorted(of.opinions.items()):
        if verdict == AGAINST:
            yield Lack("objection", body)


def _tendered(of: Dossier) -> Iterator[Lack]:
    if not of.lots:
        yield Lack("lots")
    for lot in of.lots:
        if not lot.supplied:
            yield Lack("supplier", lot.name)
        if lot.price is None:
            yield Lack("price", lot.name)
    total = sum((lot.price or Decimal(0) for lot in of.lots), Decimal(0))
    if of.approved is not None and total > of.approved:
        yield Lack("dear lots")


def _accepted(of: Dossier) -> Iterator[Lack]:
    if of.actual is None:
        yield Lack("actual cost")
    if not of.assets:
        yield Lack("assets")


def _rejected(of: Dossier) -> Iterator[Lack]:
    if AGAINST not in of.opinions.values():
        yield Lack("reason")


_NEEDS: Final[Mapping[str, Callable[[Dossier], Iterator[Lack]]]] = {
    "review": _reviewed, "approve": _approved, "tender": _tendered, "accept": _accepted, "reject": _rejected,
}  # fmt: skip
