"""Configurations are fetched when they are due or asked for, and judged; the archive is packed once a week."""

from collections.abc import Sequence

from asgiref.sync import sync_to_async
from procrastinate.contrib.django import app

from infoport.tasks import fetching
from infoport.tasks.reactions import on
from inventory.configs import verdicts
from inventory.configs.home import repository
from inventory.events.choices import EventKind


@app.periodic(cron="* * * * * */10")
@app.task(name="configs.fetch", queue="configs", queueing_lock="configs.fetch")
async def fetch(timestamp: int) -> None:
    """Fetch what is due: by its policy's interval, after a failure, or because somebody asked."""
    del timestamp
    await fetching.run(await sync_to_async(fetching.errands)())


@app.periodic(cron="* * * * *")
@app.task(name="configs.judge", queue="upkeep", queueing_lock="configs.judge")
async def judge(timestamp: int) -> None:
    """Judge by rules that are new or changed, and devices that joined."""
    del timestamp
    await sync_to_async(verdicts.judge_missing)()


@app.periodic(cron="23 4 * * 0")
@app.task(name="configs.pack", queue="upkeep", queueing_lock="configs.pack")
async def pack(timestamp: int) -> None:
    """Let versions take the space of their differences."""
    del timestamp
    await sync_to_async(repository().pack)()


@on(EventKind.CONFIG_CHANGED)
def fetch_changed(devices: Sequence[int]) -> None:
    """Fetch from devices that said that their configuration changed."""
    fetching.ask_changed(devices)
