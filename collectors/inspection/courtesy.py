"""One request at a time to one machine, and a pause after each: nobody is disturbed by being inspected."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Courtesy:
    """Turns at machines, known by their addresses. `pause`: seconds between the end of a request and the next."""

    def __init__(self, pause: float) -> None:
        self.pause = pause
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._free: dict[str, float] = {}

    @asynccontextmanager
    async def turn(self, address: str, pause: float = 0.0) -> AsyncIterator[None]:
        """Hold the machine for one request; `pause` is longer where its robots.txt asks for it."""
        async with self._turns[address]:
            wait = self._free.get(address, 0.0) - time.monotonic()
            if wait > 0:
                await asyncio.sleep(wait)
            try:
                yield
            finally:
                self._free[address] = time.monotonic() + max(self.pause, pause)
