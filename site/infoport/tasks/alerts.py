"""Duty officers are told of alerts within seconds."""

from asgiref.sync import sync_to_async
from procrastinate.contrib.django import app

from infoport import telling


@app.periodic(cron="* * * * * */10")
@app.task(name="alerts.tell", queue="events", queueing_lock="alerts.tell")
async def tell(timestamp: int) -> None:
    """Send what is due."""
    del timestamp
    await sync_to_async(telling.tell, thread_sensitive=False)()
