"""Polling: every few seconds, the devices that are due are asked together."""

from asgiref.sync import sync_to_async
from procrastinate.contrib.django import app

from collectors.sweep import Limits, sweep
from infoport.tasks import results
from infoport.tasks.batches import batches
from infoport.tasks.targets import target
from inventory.reconcile.polling import Due

# Fewer at once would let dead ones hold up others; more would make all of them slow together, and late, where the
# machine is busy. How long one may take is its target's own (inventory.reconcile.polling.SECONDS).
LIMITS = Limits(concurrency=64)
PAUSE_SECONDS = 1.0
COMPARED_TOGETHER = 200


@app.periodic(cron="* * * * * */5")
@app.task(name="polling.poll", queue="poll", queueing_lock="polling.poll")
async def poll(timestamp: int) -> None:
    """Ask the devices that are due; store what they say as it arrives; compare it whenever no more is arriving."""
    del timestamp
    due = await sync_to_async(results.claim)()
    if due := await sync_to_async(results.without_words)(due):
        await ask(due)


async def ask(due: list[Due]) -> None:
    """Ask these devices, all at once."""
    targets = {target(each): each.device for each in due}
    devices = {asked.key: device for asked, device in targets.items()}
    stored: list[int] = []
    async for arrived in batches(sweep(targets, limits=LIMITS), PAUSE_SECONDS):
        stored += await sync_to_async(results.store)(arrived, devices)
        if len(stored) >= COMPARED_TOGETHER or not arrived:
            await sync_to_async(results.compare)(stored)
            stored.clear()
    await sync_to_async(results.compare)(stored)
