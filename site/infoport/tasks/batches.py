"""Values of an asynchronous iterator, taken together as they arrive."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


async def batches(values: AsyncIterator[T], seconds: float) -> AsyncGenerator[list[T], None]:
    """Give what arrived since the last time, every `seconds` until the iterator ends; an empty list is a pause.

    One transaction for many devices is cheap, and no device waits for the slowest one.
    """
    ready: asyncio.Queue[T] = asyncio.Queue()

    async def fill() -> None:
        async for value in values:
            ready.put_nowait(value)

    filling = asyncio.create_task(fill())
    try:
        while not (filling.done() and ready.empty()):
            await asyncio.wait([filling], timeout=seconds)
            taken: list[T] = []
            with suppress(asyncio.QueueEmpty):
                while True:
                    taken.append(ready.get_nowait())
            yield taken
        await filling
    finally:
        filling.cancel()
        with suppress(asyncio.CancelledError):
            await filling
