"""Services are watched: endpoints that are due are probed, and what they say is kept."""

from asgiref.sync import sync_to_async
from django.utils import timezone
from procrastinate.contrib.django import app

from infoport import watching


@app.periodic(cron="* * * * * */10")
@app.task(name="health.watch", queue="health", queueing_lock="health.watch", lock="health.watch")
async def watch(timestamp: int) -> None:
    """Probe what is due. While one round goes on at most one more waits: rounds do not pile up."""
    del timestamp
    await watching.watch()


@app.periodic(cron="31 * * * *")
@app.task(name="health.forget", queue="upkeep", queueing_lock="health.forget")
async def forget(timestamp: int) -> None:
    """Delete answers to probes that are too old."""
    del timestamp
    await sync_to_async(watching.forget)(timezone.now())
