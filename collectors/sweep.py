"""Many devices at once: how many together, how long each, and what becomes of those that fail."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from secrets import SystemRandom
from typing import Final, Literal
from weakref import WeakValueDictionary

from msgspec import Struct

from collectors.collect.asking import Clock
from collectors.collect.device import collect, now
from collectors.facts import DeviceFacts
from collectors.facts.toll import Toll
from collectors.sessions.engine import Engine
from collectors.sessions.session import ByCommands, ByObjects, Garbled, HostKeyChanged, Refused, Session, Unreachable
from collectors.sessions.snmp import SnmpSession
from collectors.sessions.snmpv3 import SnmpV3Session
from collectors.target import Login, Target, User

CONCURRENCY: Final = 200
"""Devices polled together; a socket and a loop carry far more, the figure bounds memory."""

DEADLINE: Final = 60.0
"""Seconds that one device may take, all attempts together."""

ATTEMPTS: Final = 2
PAUSE: Final = 1.0
"""Seconds before the second attempt, doubled for each further one; a random half keeps devices from falling in step."""

Layer = Literal["transport", "credentials", "protocol", "deadline", "host_key"]

_random = SystemRandom()
_locks: WeakValueDictionary[tuple[int, str], asyncio.Lock] = WeakValueDictionary()


class Failure(Struct, frozen=True, kw_only=True):
    """Why a device gave no facts."""

    layer: Layer  # transport: silence; credentials: it refuses; protocol: it answers nonsense; deadline: too slow
    reason: str


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of one device: facts or a failure, never both."""

    target: Target
    seconds: float  # of wall time, waiting for its lock included
    attempts: int
    facts: DeviceFacts | None = None
    failure: Failure | None = None
    host_key: str | None = None  # that the device showed over SSH, to be pinned
    platform: str | None = None  # that its command line turned out to be
    toll: Toll | None = None  # what asking cost over SNMP, also where it failed


class Limits(Struct, frozen=True, kw_only=True):
    """How a sweep goes about it."""

    concurrency: int = CONCURRENCY
    deadline: float = DEADLINE  # seconds for one device whose target names no other
    attempts: int = ATTEMPTS
    pause: float = PAUSE  # seconds


def session(engine: Engine, target: Target) -> Session:
    """Give the session that a target's credentials call for. Raises Refused for what cannot be."""
    if isinstance(target.credentials, Login):
        return by_commands(target, napalm=target.credentials.napalm)
    return SnmpV3Session(target) if isinstance(target.credentials, User) else SnmpSession(engine, target)


def by_commands(target: Target, *, napalm: bool) -> Session:
    """Give a session over SSH. Raises Refused for what cannot be.

    Imported when asked for: netmiko and napalm cost a second and 65 MB, of which a poller of SNMP needs nothing.
    """
    if napalm:
        from collectors.sessions.napalm import NapalmSession  # noqa: PLC0415 - see above

        return NapalmSession(target)
    from collectors.sessions.cli import CliSession  # noqa: PLC0415 - see above

    return CliSession(target)


_Outcomes = asyncio.Queue[Outcome | None]


class _Sweep:
    """One sweep under way."""

    def __init__(
        self,
        limits: Limits,
        sections: tuple[str, ...] | None,
        clock: Clock,
        opener: Callable[[Engine, Target], Session],
    ) -> None:
        self.limits = limits
        self.sections = sections
        self.clock = clock
        self.opener = opener

    async def work(self, engine: Engine, targets: Iterator[Target], outcomes: _Outcomes) -> None:
        """Take targets until there are none; a slow one holds up this worker alone."""
        for target in targets:
            await outcomes.put(await self.one(engine, target))

    async def one(self, engine: Engine, target: Target) -> Outcome:
        """Poll one device, never twice at once, within its deadline."""
        loop = asyncio.get_running_loop()
        begin = loop.time()
        tried = _Tried()
        deadline = target.deadline or self.limits.deadline
        lock = _locks.setdefault((id(loop), target.key), asyncio.Lock())
        facts: DeviceFacts | None = None
        failure: Failure | None = None
        try:
            async with asyncio.timeout(deadline), lock:
                facts = await self.attempts(engine, target, tried)
        except TimeoutError:
            reason = f"{target.key} not done within {deadline:g} s"
            failure = Failure(layer="deadline", reason=f"{reason}{tried.because()}")
        except Unreachable as error:
            failure = Failure(layer="transport", reason=str(error))
        except HostKeyChanged as error:
            failure = Failure(layer="host_key", reason=str(error))
        except Refused as error:
            failure = Failure(layer="credentials", reason=str(error))
        except Garbled as error:
            failure = Failure(layer="protocol", reason=str(error))
        return Outcome(
            target=target,
            facts=facts,
            failure=failure,
            seconds=loop.time() - begin,
            attempts=tried.count,
            host_key=tried.host_key,
            platform=tried.platform,
            toll=tried.toll,
        )

    async def attempts(self, engine: Engine, target: Target, tried: "_Tried") -> DeviceFacts:
        """Try again after silence, with a pause that grows; nonsense and refusal are not cured by asking again."""
        while True:
            tried.count += 1
            asking = self.opener(engine, target)
            tried.toll = asking.toll if isinstance(asking, ByObjects) else None
            try:
                facts = await collect(target, asking, self.clock, sections=self.sections)
            except Unreachable as error:
                tried.last = error
                if tried.count >= self.limits.attempts:
                    raise
            else:
                tried.proved(asking)
                return facts
            await asyncio.sleep(self.limits.pause * 2 ** (tried.count - 1) * (0.5 + _random.random() / 2))


class _Tried:
    """How often a device was asked, and what it said last."""

    def __init__(self) -> None:
        self.count = 0
        self.last: Unreachable | None = None
        self.toll: Toll | None = None
        self.host_key: str | None = None
        self.platform: str | None = None

    def proved(self, session: Session) -> None:
        """Keep by what a device that let us in proved who it is, and what it turned out to be."""
        if isinstance(session, ByCommands):
            self.host_key, self.platform = session.host_key, session.platform.name

    def because(self) -> str:
        return f"; last: {self.last}" if self.last else ""


async def sweep(
    targets: Iterable[Target],
    *,
    limits: Limits | None = None,
    sections: Iterable[str] | None = None,
    clock: Clock = now,
    opener: Callable[[Engine, Target], Session] = session,
) -> AsyncIterator[Outcome]:
    """Poll devices and give each outcome as it comes. Failures are values; closing the iterator stops the rest."""
    used = limits or Limits()
    run = _Sweep(used, None if sections is None else tuple(sections), clock, opener)
    outcomes: _Outcomes = asyncio.Queue()
    pending = iter(targets)
    async with Engine() as engine:
        workers: list[asyncio.Task[None]] = [
            asyncio.create_task(run.work(engine, pending, outcomes)) for _ in range(used.concurrency)
        ]
        done = asyncio.create_task(_finish(workers, outcomes))
        try:
            while (outcome := await outcomes.get()) is not None:
                yield outcome
            await done
        finally:
            for task in (*workers, done):
                task.cancel()
            await asyncio.gather(*workers, done, return_exceptions=True)


async def _finish(workers: list[asyncio.Task[None]], outcomes: _Outcomes) -> None:
    """Put None behind the last outcome, also when a worker breaks; then raise what it raised."""
    try:
        await asyncio.gather(*workers)
    finally:
        outcomes.put_nowait(None)
