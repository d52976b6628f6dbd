"""The outbox is emptied every few seconds; what remains in it is looked after by the outbox itself."""

from __future__ import annotations

import asyncio

from asgiref.sync import sync_to_async
from procrastinate.contrib.django import app

from infoport.tasks.boundary import guarded
from inventory.extras import delivering


@app.periodic(cron="* * * * * */2")
@app.task(name="events.deliver", queue="events", queueing_lock="events.deliver")
async def deliver(timestamp: int) -> None:
    """Send what is due, until nothing is."""
    del timestamp
    while claimed := await sync_to_async(delivering.claim)():
        await asyncio.gather(*(_one(each) for each in claimed))


async def _one(delivery: int) -> None:
    """One delivery; a failure of ours is recorded and leaves it for the next time."""
    with guarded(f"send delivery {delivery}"):
        await sync_to_async(delivering.deliver, thread_sensitive=False)(delivery)
