"""Venues are asked before and during conferences, and now and then."""

from asgiref.sync import sync_to_async
from django.utils import timezone
from procrastinate.contrib.django import app

from infoport import rehearsing
from inventory.conferencing.choices import SampleOccasion
from inventory.conferencing.models import Venue


@app.periodic(cron="* * * * *")
@app.task(name="conferencing.sample", queue="conferencing", queueing_lock="conferencing.sample")
async def sample(timestamp: int) -> None:
    """Ask the venues that are due."""
    del timestamp
    wanted = await sync_to_async(rehearsing.due)(timezone.now())
    await rehearsing.ask(await sync_to_async(rehearsing.errands)(wanted))


@app.task(name="conferencing.ask", queue="conferencing")
async def ask(venues: list[int], conference: int | None) -> None:
    """Ask these venues now, for a conference or without one."""
    occasion = SampleOccasion.BEFORE if conference else SampleOccasion.ROUTINE
    await rehearsing.ask(await sync_to_async(_wanted)(venues, occasion, conference))


def _wanted(venues: list[int], occasion: SampleOccasion, conference: int | None) -> list[rehearsing.Errand]:
    listed = Venue.objects.filter(pk__in=venues, endpoints__in=rehearsing.askable()).distinct().order_by("pk")
    return rehearsing.errands((each, occasion, conference) for each in listed)


@app.periodic(cron="17 3 * * *")
@app.task(name="conferencing.forget", queue="upkeep", queueing_lock="conferencing.forget")
async def forget(timestamp: int) -> None:
    """Delete samples that are too old."""
    del timestamp
    await sync_to_async(rehearsing.forget)()
