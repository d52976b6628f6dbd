"""Hosting requests are planned as soon as they are submitted, carried out as soon as they are approved.

What a worker that died has left is taken up by the next turn of `hosting.work`.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import close_old_connections, connection
from procrastinate.contrib.django import app

from infoport.tasks.boundary import guarded
from inventory.hosting import working

SLOTS: Final = 4
"""Requests that are carried at the same time: Ansible takes a processor for each."""
_threads: Final = ThreadPoolExecutor(SLOTS, thread_name_prefix="hosting")
_carried: Final[set[int]] = set()


@app.task(name="hosting.plan", queue="hosting")
async def plan(request: int, revision: int) -> None:
    """Plan a request at the revision it was submitted in."""
    await sync_to_async(working.plan)(request, revision)


@app.task(name="hosting.act", queue="hosting")
async def act(request: int, revision: int) -> None:
    """Carry out a request that was just approved; its state says what is to be done, whatever the revision by then."""
    del revision
    await _carry([request])


@app.task(name="hosting.undo", queue="hosting")
async def undo(request: int, revision: int) -> None:
    """Take back what was done for a released request, and give back what it held."""
    del revision
    await _carry([request])


@app.periodic(cron="* * * * * */5")
@app.task(name="hosting.work", queue="hosting", queueing_lock="hosting.work")
async def work(timestamp: int = 0) -> None:
    """Take up what nobody carries, be it that its worker died."""
    del timestamp
    await _carry(await sync_to_async(_due)())


def _due() -> list[int]:
    from playbooks.carrying import due  # noqa: PLC0415 - loads the collectors, which not every process needs

    return due()


async def _carry(requests: list[int]) -> None:
    from playbooks.carrying import stopping  # noqa: PLC0415 - as above

    mine = [key for key in requests if key not in _carried]
    _carried.update(mine)
    loop = asyncio.get_running_loop()
    try:
        await asyncio.gather(*(loop.run_in_executor(_threads, _one, key) for key in mine))
    except asyncio.CancelledError:
        stopping.set()
        raise


def _one(key: int) -> None:
    from playbooks.carrying import Ways, carry  # noqa: PLC0415 - as above
    from playbooks.carrying.running import Performing  # noqa: PLC0415 - as above

    close_old_connections()
    try:
        with guarded(f"carry hosting request {key}"):
            carry(key, Ways(Performing(Path(settings.DATA_DIRECTORY) / "runs")))
    finally:
        _carried.discard(key)
        connection.close()
