"""Flap damping: one odd probe is no change of state."""

from datetime import datetime
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

State = Literal["up", "degraded", "down", "unknown"]

WORSE: Final = 3
"""Probes in a row that say so before a service is called worse or unknown; ours, as is the next."""
BETTER: Final = 2
RANK: Final[dict[State, int]] = {"up": 0, "degraded": 1, "down": 2, "unknown": 3}


class Seen(Struct, frozen=True, kw_only=True):
    """What one probe saw of a service, and when."""

    at: datetime
    state: State
    reason: str = ""


class Settled(Struct, frozen=True, kw_only=True):
    """The state of a service since when, and the run of probes that may end it."""

    now: Seen  # the first of the probes that agreed on it; its reason is that of the latest
    run: tuple[Seen, ...] = ()  # probes in a row that say something else, all the same


def settle(before: Settled | None, seen: Seen, *, worse: int = WORSE, better: int = BETTER) -> Settled:
    """The state after one more probe. A change counts from the first probe of the run that proves it.

    The very first probe is believed. Raises `ValueError` for a probe that is not later than those before.
    """
    if before is None:
        return Settled(now=seen)
    latest = before.run[-1] if before.run else before.now
    if seen.at <= latest.at:
        raise ValueError(f"a probe at {seen.at} should be later than the one at {latest.at}")
    if seen.state == before.now.state:
        return Settled(now=replace(before.now, reason=seen.reason))
    run = (*before.run, seen) if before.run and before.run[0].state == seen.state else (seen,)
    needed = worse if RANK[seen.state] > RANK[before.now.state] else better
    return Settled(now=replace(run[0], reason=seen.reason)) if len(run) >= needed else replace(before, run=run)
