"""Samples of the past go when they are old enough."""

from asgiref.sync import sync_to_async
from procrastinate.contrib.django import app

from monitoring.samples import storing


@app.periodic(cron="29 * * * *")
@app.task(name="samples.forget", queue="upkeep", queueing_lock="samples.forget")
async def forget(timestamp: int) -> None:
    """Drop partitions of samples that are older than two days."""
    del timestamp
    await sync_to_async(storing.forget)()
