"""The life of a hosting request as a pure state machine: what leads where, and whose move it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

OWNER: Final = "owner"
"""Whoever asked, or another person of the department."""
OFFICER: Final = "handle"
"""The right to handle requests."""
APPROVER: Final = "approve"
"""The right to approve them."""
SYSTEM: Final = "system"


class Move(NamedTuple):
    """One step. `by` is `OWNER`, `SYSTEM`, or the right that a person needs; `then` names the job that follows."""

    name: str
    sources: frozenset[str]
    target: str
    by: str
    then: str = ""


def _from(*states: str) -> frozenset[str]:
    return frozenset(states)


MOVES: Final[Mapping[str, Move]] = {
    each.name: each
    for each in (
        Move("submit", _from("draft"), "submitted", OWNER, "plan"),
        Move("propose", _from("submitted"), "planned", SYSTEM),
        Move("refuse", _from("submitted"), "unfit", SYSTEM),
        Move("replan", _from("planned", "unfit"), "submitted", OFFICER, "plan"),
        Move("ask", _from("submitted", "planned", "unfit"), "questioned", OFFICER),
        Move("answer", _from("questioned"), "submitted", OWNER, "plan"),
        Move("withdraw", _from("draft", "submitted", "questioned", "unfit", "planned"), "withdrawn", OWNER),
        Move("reject", _from("submitted", "questioned", "unfit", "planned"), "rejected", APPROVER),
        Move("approve", _from("planned"), "approved", APPROVER, "act"),
        Move("start", _from("approved"), "acting", SYSTEM),
        Move("check", _from("acting"), "verifying", SYSTEM),
        Move("finish", _from("verifying"), "live", SYSTEM),
        Move("finish-return", _from("verifying"), "retired", SYSTEM),
        Move("retire", _from("live"), "retired", SYSTEM),
        Move("fail", _from("approved", "acting", "verifying"), "failed", SYSTEM),
        Move("resume", _from("failed"), "approved", OFFICER, "act"),
        Move("release", _from("failed", "approved"), "released", OFFICER, "undo"),
    )
}
"""Name → step. The names are those of the REST actions, where a person makes the step."""
ENDED: Final = _from("live", "released", "rejected", "withdrawn", "retired")
"""States in which the clock has stopped for good."""
HOLDING: Final = _from("approved", "acting", "verifying", "failed", "live")
"""States in which something is reserved."""
WAITING: Final = _from("questioned")
"""States in which the department is asked: the clock pauses."""
PERSONAL: Final = tuple(each for each in MOVES.values() if each.by != SYSTEM)


def open_moves(state: str) -> tuple[Move, ...]:
    """The moves that begin at a state."""
    return tuple(each for each in MOVES.values() if state in each.sources)


def diagram() -> Iterator[str]:
    """The machine as lines of a Mermaid state diagram."""
    yield "stateDiagram-v2"
    yield "    [*] --> draft"
    for move in MOVES.values():
        for source in sorted(move.sources):
            yield f"    {source} --> {move.target}: {move.name} ({move.by})"
    for state in sorted(ENDED):
        yield f"    {state} --> [*]"
