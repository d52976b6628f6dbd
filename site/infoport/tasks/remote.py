"""Samples go to a store by remote write within seconds, if one is named."""

from asgiref.sync import sync_to_async
from django.conf import settings
from procrastinate.contrib.django import app

from infoport import remotewriting

if settings.REMOTE_WRITE_URL:

    @app.periodic(cron="* * * * * */10")
    @app.task(name="remote.write", queue="samples", queueing_lock="remote.write", lock="remote.write")
    async def write(timestamp: int) -> None:
        """Send what waits."""
        del timestamp
        await sync_to_async(remotewriting.write, thread_sensitive=False)()
