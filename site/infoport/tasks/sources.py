"""Data sources are read when somebody asks, and when their interval has passed."""

from __future__ import annotations

from contextlib import suppress

from asgiref.sync import sync_to_async
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from infoport.tasks.boundary import guarded
from inventory.extras import syncing


@app.task(name="sources.sync", queue="upkeep")
async def sync(source: int) -> None:
    """Read one data source."""
    await sync_to_async(syncing.sync)(source)


@app.periodic(cron="* * * * *")
@app.task(name="sources.due", queue="upkeep", queueing_lock="sources.due")
async def due(timestamp: int) -> None:
    """Read the sources that are due, one after another."""
    del timestamp
    for source in await sync_to_async(syncing.due)():
        with guarded(f"read data source {source}"):
            await sync_to_async(syncing.sync)(source)


def ask(source: int) -> None:
    """Have a source read soon, in the caller's transaction; once is enough where it is waiting already."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        sync.configure(queueing_lock=f"sources.sync.{source}").defer(source=source)
