"""Upkeep of the queue itself."""

from asgiref.sync import sync_to_async
from django.conf import settings
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from inventory.events import keeping as event_keeping
from inventory.extras import delivering, files
from inventory.outposts import keeping
from inventory.reconcile import presence

DEAD_SECONDS = 60  # a worker writes its heartbeat every 10 s
ATTEMPTS = 3
KEPT_HOURS = 72


@app.periodic(cron="* * * * *")
@app.task(name="upkeep.reclaim", queue="upkeep", queueing_lock="upkeep.reclaim", pass_context=True)
async def reclaim(context: JobContext, timestamp: int) -> None:
    """Take back the jobs of workers that died: nobody else does, they would stay `doing` for ever.

    A job with a queueing lock is a periodic one: its next turn does the work. Others are tried three times in all.
    """
    del timestamp
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=DEAD_SECONDS):
        if job.queueing_lock is None and job.attempts < ATTEMPTS:
            await jobs.retry_job(job)
        else:
            await jobs.finish_job(job, Status.FAILED, delete_job=job.queueing_lock is not None)


@app.periodic(cron="41 3 * * *")
@app.task(name="upkeep.sweep", queue="upkeep", queueing_lock="upkeep.sweep")
async def sweep(timestamp: int) -> None:
    """Delete files of attachments that are gone, and deliveries that ended and batches that came a month ago."""
    del timestamp
    await sync_to_async(files.sweep)()
    await sync_to_async(delivering.forget)()
    await sync_to_async(keeping.forget)()


@app.periodic(cron="17 3 * * *")
@app.task(name="upkeep.forget", queue="upkeep", queueing_lock="upkeep.forget", pass_context=True)
async def forget(context: JobContext, timestamp: int) -> None:
    """Delete jobs that ended three days ago, failed ones too."""
    del timestamp
    await context.app.job_manager.delete_old_jobs(KEPT_HOURS, include_failed=True, include_aborted=True)


@app.periodic(cron="23 * * * *")
@app.task(name="upkeep.events", queue="upkeep", queueing_lock="upkeep.events")
async def events(timestamp: int) -> None:
    """Delete events that were kept long enough; every hour, so that a storm of events is no storm of deletions."""
    del timestamp
    await sync_to_async(event_keeping.forget)(settings.EVENT_DAYS)


@app.periodic(cron="*/5 * * * *")
@app.task(name="upkeep.presence", queue="upkeep", queueing_lock="upkeep.presence")
async def judge_presence(timestamp: int) -> None:
    """Tell which registered addresses were seen of late."""
    del timestamp
    await sync_to_async(presence.refresh)(settings.STALE_DAYS)
