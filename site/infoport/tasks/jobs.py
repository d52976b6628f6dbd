"""Background jobs are run soon after they were asked for, and whatever a dead worker left is taken up again."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from asgiref.sync import sync_to_async
from django.db import close_old_connections, connection, transaction
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from infoport.tasks.boundary import guarded
from inventory.core.choices import JobKind
from inventory.core.jobs import queue, running

if TYPE_CHECKING:
    from collections.abc import Mapping

HANDLERS: Final[Mapping[str, str]] = {
    JobKind.IMPORT: "inventory.core.jobs.importing.run",
    JobKind.EDIT: "infoport.ui.bulkjobs.run",
    JobKind.DELETE: "inventory.core.jobs.removing.run",
    JobKind.INSPECT: "infoport.inspecting.run",
}
"""Kind of job → what does it, loaded when there is a job."""


@app.periodic(cron="* * * * * */5")
@app.task(name="jobs.work", queue="jobs", queueing_lock="jobs.work")
async def work(timestamp: int = 0) -> None:
    """Run what is due in a thread of its own; when the worker is told to stop, after the batch at hand."""
    del timestamp
    try:
        await sync_to_async(_work, thread_sensitive=False)()
    except asyncio.CancelledError:
        running.stopping.set()
        raise


def _work() -> None:
    close_old_connections()
    try:
        with guarded("run background jobs"):
            running.work({kind: import_string(name) for kind, name in HANDLERS.items()})
    finally:
        connection.close()


@app.periodic(cron="47 3 * * *")
@app.task(name="jobs.forget", queue="upkeep", queueing_lock="jobs.forget")
async def forget(timestamp: int) -> None:
    """Delete jobs that ended long ago."""
    del timestamp
    await sync_to_async(queue.forget)()


def ask() -> None:
    """Have the jobs of the caller's transaction run as soon as it is stored."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        work.defer()
