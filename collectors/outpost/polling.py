"""What an outpost polls, and when."""

import asyncio
from collections.abc import Mapping
from typing import Final

from collectors.collect.device import now
from collectors.outpost.messages import Asked, Result, Work
from collectors.sweep import Limits, Outcome, sweep
from collectors.target import Community, Login, Target, User

LIMITS: Final = Limits(deadline=60.0, concurrency=64)
"""As the core polls."""
SPOKEN: Final = 240.0
"""Seconds that a device may take over SSH, as from the core."""
SLOWEST: Final = 5
"""A device that keeps failing is asked after this many intervals at most, as the core does."""


class Plan:
    """Every device with the time it is next due; a device under way is not begun again."""

    def __init__(self) -> None:
        self.devices: dict[int, tuple[Asked, Target]] = {}
        self.due: dict[int, float] = {}
        self.failures: dict[int, int] = {}
        self.busy: set[int] = set()

    def take(self, work: Work, secrets: Mapping[int, Community | User | Login], at: float) -> None:
        """Follow a work: new devices are due at once, spread over five seconds; those no longer in it are dropped."""
        self.devices = {
            each.access: (each, target(each, secrets)) for each in work.devices if each.credential in secrets
        }
        spread = {key: at + place % 50 / 10 for place, key in enumerate(self.devices)}
        self.due = {key: self.due.get(key, spread[key]) for key in self.devices}
        self.failures = {key: number for key, number in self.failures.items() if key in self.devices}

    def begin(self, at: float) -> list[Target]:
        """Devices that are due now; they are under way until `ended`."""
        ready = [key for key, due in self.due.items() if due <= at and key not in self.busy]
        self.busy.update(ready)
        for key in ready:
            self.due[key] = at + self.devices[key][0].interval
        return [self.devices[key][1] for key in ready]

    def ended(self, access: int, at: float, *, failed: bool) -> None:
        """Note that a device was polled."""
        self.busy.discard(access)
        if access in self.devices:
            count = self.failures.get(access, 0) + 1 if failed else 0
            self.failures[access] = count
            wait = self.devices[access][0].interval * (min(count, SLOWEST) if failed else 1)
            self.due[access] = max(self.due[access], at + wait) if count > 1 else self.due[access]

    def wait(self, at: float, longest: float) -> float:
        """Seconds until the next device is due, at most `longest`."""
        soonest = min((due for key, due in self.due.items() if key not in self.busy), default=at + longest)
        return min(max(soonest - at, 0.05), longest)


def target(asked: Asked, secrets: Mapping[int, Community | User | Login]) -> Target:
    """How a device is asked; the key is the number of its access, which results carry."""
    return Target(
        key=str(asked.access), address=asked.address, port=asked.port, credentials=secrets[asked.credential],
        timeout=asked.timeout, retries=asked.retries, max_repetitions=asked.max_repetitions,
        deadline=SPOKEN if isinstance(secrets[asked.credential], Login) else None,
    )  # fmt: skip


async def poll(targets: list[Target], into: asyncio.Queue[Outcome]) -> None:
    """Poll some devices and hand on each outcome as it comes."""
    async for outcome in sweep(targets, limits=LIMITS):
        into.put_nowait(outcome)


def result(outcome: Outcome) -> Result:
    """An outcome as it is delivered: named by its access, dated when it was polled."""
    return Result(
        access=int(outcome.target.key), at=outcome.facts.at if outcome.facts else now(), seconds=outcome.seconds,
        facts=outcome.facts, failure=outcome.failure, host_key=outcome.host_key, platform=outcome.platform,
        toll=outcome.toll,
    )  # fmt: skip
