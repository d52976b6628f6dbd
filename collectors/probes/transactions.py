"""Transactions of several steps: accepted outside, handled inside, answered outside. Each step is a probe."""

from collections.abc import Awaitable, Callable, Mapping

from collectors.probes.probed import Probed


async def transaction(steps: Mapping[str, Callable[[], Awaitable[Probed]]]) -> Probed:
    """The steps one after the other, each timed under its name, until one is not met; the reason names that step.

    A step that is degraded does not end it; the reason names the first such one. `expires` is the earliest of all.
    """
    seconds = dict[str, float]()
    slow = ""
    shown = []
    for name, step in steps.items():
        seen = await step()
        seconds[name] = sum(seen.seconds.values())
        shown += [seen.expires] if seen.expires else []
        expires = min(shown, default=None)
        if seen.state in {"down", "unknown"}:
            return Probed(state=seen.state, reason=f"{name}: {seen.reason}", seconds=seconds, expires=expires)
        if seen.state == "degraded":
            slow = slow or f"{name}: {seen.reason}"
    return Probed(state="degraded" if slow else "up", reason=slow, seconds=seconds, expires=min(shown, default=None))
