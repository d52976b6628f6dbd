"""Web sites are visited all day long and inspected once a day."""

from datetime import timedelta

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app

from infoport import inspecting
from infoport.tasks import jobs
from inventory.core.choices import JobKind, JobState
from inventory.core.models import Job
from inventory.inspection import storing

EVERY = timedelta(minutes=60)
"""Between two visits of a site: 24 a day, where the census of 2015 wants at least 20."""


@app.periodic(cron="*/5 * * * *")
@app.task(name="inspecting.visit", queue="inspection", queueing_lock="inspecting.visit")
async def visit(timestamp: int) -> None:
    """Open the home pages that nobody opened for an hour."""
    del timestamp
    due = await sync_to_async(storing.due_visits)(EVERY)
    listed = await sync_to_async(inspecting.errands)(due)
    seen = await inspecting.visits(listed, inspecting.Reach(due))
    await sync_to_async(storing.keep_visits)(seen)


@app.periodic(cron="* * * * *")
@app.task(name="inspecting.schedule", queue="upkeep", queueing_lock="inspecting.schedule")
async def schedule(timestamp: int) -> None:
    """Ask for the inspection of sites that are due, unless one goes on."""
    del timestamp
    await sync_to_async(_schedule)()


def _schedule() -> None:
    with transaction.atomic():
        due = storing.due_inspections(timedelta(hours=settings.INSPECTION_HOURS))
        waiting = Job.objects.filter(kind=JobKind.INSPECT, state__in=[JobState.QUEUED, JobState.RUNNING])
        if due and not waiting.exists():
            inspecting.ask(None, due)
            jobs.ask()


@app.periodic(cron="11 3 * * *")
@app.task(name="inspecting.forget", queue="upkeep", queueing_lock="inspecting.forget")
async def forget(timestamp: int) -> None:
    """Delete visits that no judgement needs any more."""
    del timestamp
    await sync_to_async(storing.forget)()
