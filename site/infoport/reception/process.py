"""`infoport events`: the sockets, what arrives at them, and the process around both."""

from __future__ import annotations

import asyncio
import functools
import gc
import importlib
import logging
import signal
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import DatabaseError

from collectors.events import traps
from collectors.events.event import Event, Malformed
from collectors.events.opening import Opening
from collectors.events.receivers import Datagrams, Streams, secure
from collectors.events.syslog import parse
from infoport.reception.counting import Counting, What
from infoport.reception.credentials import Accepted, accepted
from infoport.reception.informs import Informs
from infoport.reception.keeper import Keeper
from infoport.reception.spool import Spool

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence
    from typing import Any

    from collectors.events.traps import Notice
    from infoport.environment import Environment

CREDENTIAL_SECONDS: Final = 30.0
"""How soon a new credential is known."""
BIND_SECONDS: Final = 10.0
"""How long until a port that was taken is tried again."""
FINISH_SECONDS: Final = 3.0
HELD_ROWS: Final = 50_000
"""Different events in memory above which streams wait."""
V3: Final = 3
logger = logging.getLogger(__name__)


class Reception:
    """Takes traps, informs and syslog, and hands them to the keeper."""

    def __init__(self, env: Environment) -> None:
        self.env = env
        self.counting = Counting()
        folder = env.directory / "events"
        spool = Spool(folder / "spool", env.event_spool_mib << 20)
        self.keeper = Keeper(spool, self.counting, timedelta(seconds=env.event_window))
        self.opening = Opening(folder, self._opened)
        self.accepted = Accepted()
        self.informs = Informs(self._reply)
        self.zone = ZoneInfo(env.time_zone)
        self.sockets: dict[str, Datagrams] = {}
        self.streams: dict[str, Streams] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def address(self) -> str:
        """Where it listens."""
        return self.env.events_bind or self.env.bind

    async def run(self, stop: asyncio.Event, ready: Callable[[], None] = lambda: None) -> None:
        """Receive until told to stop; then store what there is, or bring it to the disk."""
        await self._renew()
        for task in (
            self.keeper.gather(), self.keeper.keep(), self.keeper.count(), self._follow_credentials(), self._look(),
            self._listen_streams("syslog-tcp", self.env.syslog_port), self._listen_secure(),
            self._listen("syslog-udp", self.env.syslog_port, self._syslog),
            self._listen("trap", self.env.trap_port, self._trap),
        ):  # fmt: skip
            self._spawn(task)
        await asyncio.sleep(0)
        ready()
        await stop.wait()
        self._look_once()
        for socket in self.sockets.values():
            socket.close()
        for streams in self.streams.values():
            streams.close()
        for running in self._tasks:
            running.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.keeper.finish(FINISH_SECONDS)
        await self.opening.stop()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run beside the others; the process ends with whatever fails, and is started anew by its supervisor."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and task.exception() is not None:
            logger.critical("a part of the receiver failed", exc_info=task.exception())
            signal.raise_signal(signal.SIGTERM)

    # sockets

    async def _listen(self, way: str, port: int, take: Callable[[bytes, tuple[str, int]], None]) -> None:
        """Open a UDP socket, as soon as its port can be had."""
        while port and way not in self.sockets:
            try:
                self.sockets[way] = Datagrams(self.address, port, take)
            except OSError as error:
                logger.error("%s; trying again every %d s", error.strerror, BIND_SECONDS)  # noqa: TRY400 - no more to say
                await asyncio.sleep(BIND_SECONDS)
            else:
                found = self.sockets[way]
                logger.info("%s on UDP port %d, buffer %d KiB", way, found.port, found.buffer >> 10)

    async def _listen_streams(self, way: str, port: int, context: Any = None) -> None:
        """Open a TCP socket, as soon as its port can be had."""
        while port and way not in self.streams:
            streams = Streams(functools.partial(self._message, way), functools.partial(self._garbled, way))
            try:
                await streams.listen(self.address, port, context)
            except OSError as error:
                logger.error("%s; trying again every %d s", error.strerror, BIND_SECONDS)  # noqa: TRY400 - no more to say
                await asyncio.sleep(BIND_SECONDS)
            else:
                self.streams[way] = streams
                logger.info("%s on TCP port %d", way, port)

    async def _listen_secure(self) -> None:
        """Syslog over TLS, where there is a certificate."""
        env = self.env
        if env.syslog_certificate and env.syslog_tls_port:
            try:
                context = secure(env.syslog_certificate, env.syslog_key, env.syslog_authority)
            except OSError as error:
                logger.error("no syslog over TLS: %s: %s", env.syslog_certificate, error)  # noqa: TRY400 - no more to say
            else:
                await self._listen_streams("syslog-tls", env.syslog_tls_port, context)

    async def _look(self) -> None:
        """Every second: what the kernel dropped, whether streams must wait, whether v3 is being opened."""
        while True:
            await asyncio.sleep(1.0)
            self._look_once()
            for each in self.streams.values():
                each.hold(self.keeper.rows > HELD_ROWS)
            if self.opening.ended:
                await self.opening.start(self.accepted.users)

    def _look_once(self) -> None:
        for found in self.sockets.values():
            self.counting.kernel(found.port, found.dropped())

    # credentials

    async def _follow_credentials(self) -> None:
        while True:
            await asyncio.sleep(CREDENTIAL_SECONDS)
            await self._renew()

    async def _renew(self) -> None:
        """Read the credentials; those of before stay in force while the database is away."""
        try:
            found = await self.keeper.database(accepted)
        except DatabaseError as error:
            logger.warning("credentials cannot be read: %s", str(error).strip())
            return
        if found.problem and found.problem != self.accepted.problem:
            logger.error("its notifications are refused: %s", found.problem)
        users, self.accepted = self.accepted.users, found
        if found.users != users:
            await self.opening.start(found.users)

    # messages

    def _syslog(self, data: bytes, sender: tuple[str, int]) -> None:
        self._message("syslog-udp", data, sender[0])

    def _message(self, way: str, data: bytes, source: str) -> None:
        try:
            event = parse(data, source, datetime.now(UTC), self.zone)
        except Malformed:
            self.counting.arrived(source, way, "malformed")
            return
        self.counting.arrived(source, way)
        self._keep(event)

    def _garbled(self, way: str, source: str) -> None:
        """A stream in which no message could be found."""
        self.counting.arrived(source, way, "malformed")

    def _trap(self, data: bytes, sender: tuple[str, int]) -> None:
        if traps.version_of(data) == V3:
            self.opening.take(data, sender)
            return
        what: What = ""
        try:
            notice = traps.read(data)
        except Malformed:
            what = "malformed"
        else:
            if notice.community not in self.accepted.communities:
                what = "refused"
            else:
                self._notice(notice, sender, (notice.answer,))
        self.counting.arrived(sender[0], "trap", what)

    def _opened(self, sender: tuple[str, int], verdict: str, notice: Notice | None, answers: Sequence[bytes]) -> None:
        """What became of a datagram of v3."""
        if notice is not None:
            self._notice(notice, sender, answers)
            self.counting.arrived(sender[0], "trap")
            return
        for answer in answers:  # of the discovery of our engine, and reports
            self._reply(answer, sender)
        if verdict == "lost":
            self.counting.add("dropped", "v3", 1)
        elif verdict != "answered":
            self.counting.arrived(sender[0], "trap", "refused" if verdict == "refused" else "malformed")

    def _notice(self, notice: Notice, sender: tuple[str, int], answers: Sequence[bytes]) -> None:
        event = traps.event(notice, sender[0], datetime.now(UTC))
        if notice.origin == "trap":
            self._keep(event)
            return
        key = (*sender, notice.request_id)
        if self.informs.is_new(key, answers, time.monotonic()):
            self._keep(event, functools.partial(self.informs.settled, key))

    def _keep(self, event: Event, settled: Callable[[], None] | None = None) -> None:
        if not self.keeper.gathering.add(event, settled):
            self.counting.add("dropped", "memory", 1)

    def _reply(self, data: bytes, sender: tuple[str, int]) -> None:
        if data and "trap" in self.sockets:
            self.sockets["trap"].reply(data, sender)


def work(env: Environment) -> None:
    """Receive until SIGTERM or SIGINT."""
    for name in settings.PROCRASTINATE_IMPORT_PATHS:
        importlib.import_module(name)  # so that what reacts to events is registered
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)  # a batch makes many objects, and none of them is a cycle
    asyncio.run(_work(env))


async def _work(env: Environment) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await Reception(env).run(stop)
