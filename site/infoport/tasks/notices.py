"""Mail about hosting requests goes out every few seconds; once an hour the overdue are looked for."""

from asgiref.sync import sync_to_async
from procrastinate.contrib.django import app

from inventory.hosting import notices


@app.periodic(cron="* * * * * */10")
@app.task(name="notices.send", queue="events", queueing_lock="notices.send")
async def send(timestamp: int = 0) -> None:
    """Send what is due, until nothing is."""
    del timestamp
    while claimed := await sync_to_async(notices.claim)():
        await sync_to_async(notices.send, thread_sensitive=False)(claimed)


@app.periodic(cron="7 * * * *")
@app.task(name="notices.overdue", queue="upkeep", queueing_lock="notices.overdue")
async def overdue(timestamp: int = 0) -> None:
    """Note requests whose clock has run out."""
    del timestamp
    await sync_to_async(notices.note_overdue)()
