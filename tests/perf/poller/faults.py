"""What broken devices do to the others: a tenth that never answers, and answers of which one in twenty is malformed."""

import asyncio
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from collectors.sweep import Limits, sweep
from collectors.target import Target

SECTIONS = ("interfaces", "counters")
PATIENCE = Limits(attempts=1, deadline=30)
"""One attempt each: a dead device is given up on after its retries."""


class Swept(NamedTuple):
    """One sweep: when each device that answered was done, and what became of the others."""

    done: dict[str, float]  # key -> seconds since the sweep began
    failed: Counter[str]  # layer -> devices


def targets(hosts: list[str], port: int) -> list[Target]:
    return [Target(key=host, address=host, port=port, timeout=1, retries=1) for host in hosts]


async def swept(hosts: list[str], port: int, limits: Limits = PATIENCE) -> Swept:
    """Sweep these devices once, as the product does."""
    found = Swept({}, Counter())
    begin = time.perf_counter()
    async for outcome in sweep(targets(hosts, port), limits=limits, sections=SECTIONS):
        if outcome.failure is not None:
            found.failed[outcome.failure.layer] += 1
        else:
            found.done[outcome.target.key] = time.perf_counter() - begin
    return found


def delay(healthy: int, faulty: int, hosts: list[str], rounds: int = 3) -> tuple[int, float, float]:
    """Give (dead devices, seconds until the living are done among themselves, the same with the dead among them).

    `healthy` and `faulty` are the ports of a fleet that answers whole and of the same with dead addresses. Of each the
    best of some rounds in turn is taken: the machine may be shared.
    """
    first = asyncio.run(swept(hosts, faulty))
    living = [host for host in hosts if host in first.done]
    with_dead = [max(first.done.values())]
    alone: list[float] = []
    for _ in range(rounds):
        alone.append(max(asyncio.run(swept(living, healthy)).done.values()))
        with_dead.append(max(asyncio.run(swept(hosts, faulty)).done.values()))
    return len(hosts) - len(living), min(alone), min(with_dead)


class Endured(NamedTuple):
    """Many sweeps of a fleet that garbles: what came of it, and what memory it took."""

    sweeps: int
    polls: int
    failed: Counter[str]
    rss_settled: float  # MiB after the third sweep
    rss_end: float  # MiB


def resident() -> float:
    """Give the resident memory of this process in MiB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / (1 << 20)


def endure(port: int, hosts: list[str], seconds: float) -> Endured:
    """Sweep again and again for so many seconds, at least six times."""
    failed: Counter[str] = Counter()
    polls, sweeps, settled = 0, 0, 0.0
    end = time.monotonic() + seconds
    while sweeps < 6 or time.monotonic() < end:
        one = asyncio.run(swept(hosts, port))
        failed += one.failed
        polls += len(one.done) + sum(one.failed.values())
        sweeps += 1
        if sweeps == 3:
            settled = resident()
    return Endured(sweeps, polls, failed, settled, resident())
