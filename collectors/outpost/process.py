"""The running outpost: it polls into the spool, delivers from it, and asks what there is to do."""

import asyncio
import signal
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final

from collectors.collect.device import now
from collectors.outpost import polling
from collectors.outpost.client import NOT_MODIFIED, Client, Cut, Denied
from collectors.outpost.delivering import Stuck, deliver, pause
from collectors.outpost.envelope import Refused, read, written
from collectors.outpost.messages import Batch, Report, Result, Work, packed, unpacked
from collectors.outpost.place import Condition, Place
from collectors.outpost.spool import Full
from collectors.sweep import Outcome  # noqa: TC001 - beside what makes them

GATHER: Final = 1.0
"""Seconds in which results are put together to one batch."""
TOGETHER: Final = 50
"""Results of one batch at most; of core switches, with all they have learnt, they make some ten megabytes."""
LOOK: Final = 1.0
"""Seconds between looks at what another process brought, a letter for example."""
REFRESH: Final = 60.0
"""Seconds between questions for work, before the core has said another figure."""
SPACE: Final = 5.0
"""Seconds between tries to spool what found no space."""

Say = Callable[[str], None]


class Process:
    """One running outpost. `say` is told what an operator should know, a line each."""

    def __init__(self, place: Place, version: str, say: Say) -> None:
        self.place, self.version, self.say = place, version, say
        self.identity, self.core = place.enrolled()
        self.plan = polling.Plan()
        self.outcomes: asyncio.Queue[Outcome] = asyncio.Queue()
        self.condition = Condition(state="polling")
        self.errors: dict[str, str] = {}
        self.work: Work | None = None
        self.full = False
        self.accepted = asyncio.Event()
        self.stamp = (-1, -1)
        self.group = asyncio.TaskGroup()

    async def run(self) -> None:
        """Run until cancelled. Raises `Damaged`, `OSError` where the folder cannot be used."""
        self.accepted.set()  # what waits from before
        jobs: list[Coroutine[Any, Any, None]] = [self.poll(), self.spool()]
        if self.identity.url:
            jobs += [self.deliver(), self.refresh()]
        async with self.group:
            for job in jobs:
                self.group.create_task(job)

    async def poll(self) -> None:
        """Begin what is due. While the spool takes nothing, nothing is polled: it could not be kept."""
        loop = asyncio.get_running_loop()
        while True:
            self.look()
            if not self.full and (targets := self.plan.begin(loop.time())):
                self.group.create_task(polling.poll(targets, self.outcomes))
            await asyncio.sleep(LOOK if self.full else self.plan.wait(loop.time(), LOOK))

    def look(self) -> None:
        """Follow what another process, or this one, wrote to the folder."""
        stamp = self.place.stamp()
        if stamp == self.stamp:
            return
        self.stamp = stamp
        self.identity, self.core = self.place.enrolled()
        self.work = self.place.work()
        if self.work is None:
            return
        try:
            secrets = self.place.secrets(self.work).known
        except Refused as error:
            self.fail("work", f"the work cannot be used: {error}")
            return
        self.plan.take(self.work, secrets, asyncio.get_running_loop().time())
        self.say(f"{len(self.plan.devices)} devices to poll")

    async def spool(self) -> None:
        """Put results into the spool as they come, and keep at it when there is no space."""
        loop = asyncio.get_running_loop()
        while True:
            found = [await self.outcomes.get()]
            until = loop.time() + GATHER
            with suppress(TimeoutError):
                async with asyncio.timeout_at(until):
                    while len(found) < TOGETHER:
                        found.append(await self.outcomes.get())
            await self.keep([polling.result(each) for each in found])
            for each in found:
                self.plan.ended(int(each.target.key), loop.time(), failed=each.facts is None)

    async def keep(self, results: list[Result]) -> None:
        """Accept results; while they find no space they wait in memory, and polling stops."""
        while True:
            last = self.place.spool.last
            batch = Batch(sequence=last.sequence + 1, previous=last.digest, results=tuple(results))
            content = written("batch", batch, self.identity.private, self.core)
            try:
                await asyncio.to_thread(self.place.spool.append, content)
            except Full as error:
                self.full = True
                self.fail("spool", f"polling has stopped: {error}")
                await asyncio.sleep(SPACE)
                continue
            if self.full:
                self.full = False
                self.fail("spool", "")
                self.say("there is space again; polling goes on")
            self.accepted.set()
            return

    async def deliver(self) -> None:
        """Deliver what waits; a core that cannot be reached or refuses is asked again, ever less often."""
        failures = 0
        while True:
            await self.accepted.wait()
            self.accepted.clear()
            after: float | None = None
            try:
                while await asyncio.to_thread(deliver, self.place, self.client()):
                    failures = 0
                    self.condition.delivered = self.condition.contact = _said(now())
                    self.fail("delivery", "")
            except Cut as error:
                failures, after = failures + 1, error.after
                self.fail("delivery", str(error))
            except (Denied, Stuck) as error:
                failures += 3
                self.fail("delivery", str(error))
            else:
                continue
            self.accepted.set()
            await asyncio.sleep(pause(failures, after))

    async def refresh(self) -> None:
        """Say how things are and ask for work, again and again."""
        failures = 0
        while True:
            try:
                await asyncio.to_thread(self.exchange)
            except (Cut, Denied, Refused) as error:
                failures += 1
                self.fail("work", str(error))
                await asyncio.sleep(pause(failures, getattr(error, "after", None)))
                continue
            failures = 0
            self.fail("work", "")
            await asyncio.sleep(self.work.refresh if self.work else REFRESH)

    def exchange(self) -> None:
        """Report, and take the work if it changed."""
        client = self.client()
        client.ask("POST", "report/", packed(self.report()))
        tag = f'"{self.work.tag}"' if self.work else ""
        got = client.ask("GET", "work/", tag=tag)
        self.condition.contact = _said(now())
        if got.status != NOT_MODIFIED:
            self.place.take(unpacked(got.content, Work))

    def client(self) -> Client:
        """The core as it is known now."""
        return Client(self.identity.url, self.identity.token, self.identity.ca, self.version)

    def report(self) -> Report:
        """How things are."""
        return report(self.place, self.version, len(self.plan.devices), self.condition.error)

    def fail(self, part: str, text: str) -> None:
        """Note what keeps a part from its work, or, by no text, that nothing does; a new reason is said."""
        if text and text != self.errors.get(part):
            self.say(text)
        self.errors[part] = text
        self.condition.error = "; ".join(dict.fromkeys(filter(None, self.errors.values())))
        self.condition.state = "full" if self.full else "polling"
        self.place.say(self.condition)


def _said(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


def report(place: Place, version: str, devices: int, error: str = "") -> Report:
    """How an outpost is, as its folder tells."""
    waiting, first = place.waiting()
    return Report(
        version=version, clock=now(), devices=devices, waiting=waiting, octets=place.spool.octets,
        limit=place.spool.limit, error=error,
        oldest=datetime.fromtimestamp(read(first, "batch").made / 1000, UTC) if first else None,
    )  # fmt: skip


def run(place: Place, version: str, say: Say) -> None:
    """Run in the foreground until SIGTERM or SIGINT. Raises `Busy`, `NotEnrolled`, `Damaged`, `OSError`."""
    with place.alone():
        process = Process(place, version, say)
        if torn := place.spool.open():
            say(f"{torn} octets of a batch that was never accepted were cut off the spool")
        try:
            asyncio.run(_until_told(process))
        finally:
            place.spool.close()
            process.condition.state = "stopped"
            place.say(process.condition)


async def _until_told(process: Process) -> None:
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    assert task is not None  # noqa: S101 - a coroutine that runs has one
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, task.cancel)
    try:
        await process.run()
    except asyncio.CancelledError:
        return
    except BaseExceptionGroup as several:
        raise several.exceptions[0] from several
