"""From gathered events to the database, by way of memory and disk while it is away."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar
from uuid import uuid5

from django.db import DatabaseError, InterfaceError, OperationalError, connection

from infoport.reception.gathering import Batch, Gathering
from infoport.tasks import reactions
from inventory.events import keeping, storing

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

    from infoport.reception.counting import Counting
    from infoport.reception.spool import Spool

T = TypeVar("T")

FLUSH_SECONDS: Final = 0.5
"""How long an event is gathered. Datagrams of as long, and what is stored at the moment, is what a `kill -9` loses."""
ROWS: Final = 5_000
"""Different events after which a batch is closed early."""
MEMORY_ROWS: Final = 20_000
"""Different events that wait in memory; older ones go to the disk."""
MEMORY_SECONDS: Final = 5.0
"""How long they wait there."""
RETRY_SECONDS: Final = 1.0
COUNT_SECONDS: Final = 5.0
logger = logging.getLogger(__name__)


class _End(NamedTuple):
    """What became of a batch, in events; none where it was stored before."""

    stored: int = 0
    refused: int = 0


class Keeper:
    """Stores batches one after the other in a thread of its own. Nothing taken is dropped but for a full spool."""

    def __init__(self, spool: Spool, counting: Counting, window: timedelta) -> None:
        self.gathering = Gathering()
        self.counting = counting
        self.away = False
        self._spool = spool
        self._window = window
        self._waiting: deque[tuple[float, Batch]] = deque()
        self._thread = ThreadPoolExecutor(1, "store")
        self._disk = ThreadPoolExecutor(1, "spool")
        self._more = asyncio.Event()

    @property
    def rows(self) -> int:
        """Different events in memory."""
        return len(self.gathering) + sum(len(batch.told) for _at, batch in self._waiting)

    async def database(self, function: Callable[..., T], *arguments: Any) -> T:
        """Call a function that needs the database, after whatever is under way there. Raises what it raises.

        A connection that failed is closed, so that the next call opens another.
        """

        def work() -> T:
            try:
                return function(*arguments)
            except (OperationalError, InterfaceError):
                connection.close()
                raise

        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def disk(self, function: Callable[..., T], *arguments: Any) -> T:
        """Call a function that waits for the disk."""
        return await asyncio.get_running_loop().run_in_executor(self._disk, function, *arguments)

    def close_batch(self) -> None:
        """Hand what was gathered to the storing."""
        batch = self.gathering.take()
        if batch is not None:
            self._waiting.append((time.monotonic(), batch))
            self._more.set()

    async def gather(self) -> None:
        """Close a batch twice a second, and put away what waits for too long."""
        began = time.monotonic()
        while True:
            await asyncio.sleep(FLUSH_SECONDS / 10)
            if time.monotonic() - began >= FLUSH_SECONDS or len(self.gathering) >= ROWS:
                began = time.monotonic()
                self.close_batch()
            await self.put_away()

    async def put_away(self, *, everything: bool = False) -> None:
        """Bring batches to the disk: those beyond what memory may hold, and those that somebody waits to be sure of."""
        while (batch := self._leaving(everything=everything)) is not None:
            await self._to_disk(batch)

    def _leaving(self, *, everything: bool) -> Batch | None:
        """Take the oldest batch that must go to the disk, if any must."""
        behind = self.away or self._spool.size > 0  # what is on the disk is stored first
        first = 0 if everything or behind else 1  # the one before it is being stored
        if len(self._waiting) <= first or not (everything or self._is_urgent(behind=behind)):
            return None
        _at, batch = self._waiting[first]
        del self._waiting[first]
        return batch

    def _is_urgent(self, *, behind: bool) -> bool:
        rows = sum(len(batch.told) for _at, batch in self._waiting)
        old = self.away and time.monotonic() - self._waiting[0][0] > MEMORY_SECONDS
        awaited = any(batch.settled for _at, batch in self._waiting)  # also one behind others, which go before it
        return rows > MEMORY_ROWS or old or (behind and awaited)

    async def _to_disk(self, batch: Batch) -> None:
        if await self.disk(self._spool.put, batch):
            self.counting.add("spooled", "", batch.events)
            _settle(batch)
            self._more.set()
        else:
            self.counting.add("dropped", "spool", batch.events)
            logger.error(
                "the spool of events is full: %d events dropped (%d MiB)", batch.events, self._spool.size >> 20
            )

    async def keep(self) -> None:
        """Store batches as they come: from the disk first, then from memory."""
        while True:
            if not self._waiting and not await self.disk(self._spool.files):
                self._more.clear()
                await self._more.wait()
            try:
                await self._store_next()
            except (OperationalError, InterfaceError) as error:
                if not self.away:
                    logger.warning("the database is away, events wait: %s", str(error).strip())
                self.away = True
                await asyncio.sleep(RETRY_SECONDS)
            else:
                if self.away:
                    logger.warning("the database is back")
                self.away = False

    async def _store_next(self) -> None:
        spooled = await self.disk(self._spool.oldest)
        if spooled is not None:
            path, batch = spooled
            self._count(await self.database(self._store, batch))
            await self.disk(self._spool.drop, path)
        elif self._waiting:
            _at, batch = self._waiting[0]  # stays there, so that it can be put away: stored twice is stored once
            self._count(await self.database(self._store, batch))
            if self._waiting and self._waiting[0][1] is batch:
                self._waiting.popleft()
            _settle(batch)

    def _count(self, end: _End) -> None:
        self.counting.add("stored", "", end.stored)
        self.counting.add("dropped", "database", end.refused)

    def _store(self, batch: Batch) -> _End:
        """Store a batch and do what its events ask for; in the thread of the database."""
        try:
            stored = storing.store(batch.key, batch.told, self._window)
        except (OperationalError, InterfaceError):
            raise
        except DatabaseError as error:
            return self._in_halves(batch, error)
        if stored is None:
            return _End()
        reactions.react(stored.devices)
        return _End(batch.events)

    def _in_halves(self, batch: Batch, error: DatabaseError) -> _End:
        """A batch that the database refuses is stored in ever smaller parts, until what it does not take is alone."""
        if len(batch.told) == 1:
            logger.error("the database refuses an event from %s: %s", batch.told[0].source, str(error).strip())
            return _End(0, batch.events)
        middle = len(batch.told) // 2
        first = self._store(Batch(uuid5(batch.key, "first"), batch.told[:middle]))
        second = self._store(Batch(uuid5(batch.key, "second"), batch.told[middle:]))
        return _End(first.stored + second.stored, first.refused + second.refused)

    async def count(self) -> None:
        """Write the counts every few seconds; what cannot be written is written next time."""
        while True:
            await asyncio.sleep(COUNT_SECONDS)
            await self.write_counts()

    async def write_counts(self) -> None:
        """Write the counts now."""
        senders, tallies = self.counting.take()
        try:
            await self.database(keeping.count, senders, tallies)
        except DatabaseError:
            self.counting.put_back(senders, tallies)

    async def finish(self, seconds: float) -> None:
        """Store what there is within `seconds`; bring the rest to the disk."""
        self.close_batch()
        try:
            async with asyncio.timeout(seconds):
                while self._waiting and not self.away:
                    await self._store_next()
                await self.write_counts()
        except (TimeoutError, OperationalError, InterfaceError) as error:
            logger.warning("events go to the spool: %s", str(error).strip() or "no time left")
        await self.put_away(everything=True)


def _settle(batch: Batch) -> None:
    for settled in batch.settled:
        settled()
    batch.settled.clear()
