"""Discovery at work: ranges that are due are looked through, one after another."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, Final

import msgspec
from asgiref.sync import sync_to_async
from procrastinate.contrib.django import app

from collectors.discovering import Way, discover
from infoport.tasks.batches import batches
from infoport.tasks.boundary import guarded
from infoport.tasks.targets import credentials
from inventory.discovery import seeking
from inventory.discovery.choices import SweepState
from inventory.reconcile.credentials import resolved
from inventory.reconcile.polling import Due

if TYPE_CHECKING:
    from collectors.discovering import Answer
    from inventory.discovery.models import Key, Range

PAUSE_SECONDS: Final = 1.0


@app.periodic(cron="* * * * * */10")
@app.task(name="discovery.look", queue="discovery", queueing_lock="discovery.look", lock="discovery.look")
async def look(timestamp: int) -> None:
    """Look through the ranges that are due. One at a time: what is asked is a guest's network."""
    del timestamp
    for range_ in await sync_to_async(seeking.due)():
        if await sync_to_async(seeking.begin)(range_):
            await through(range_)


async def through(range_: Range) -> None:
    """Look through one range and say how it ended, whatever happens."""
    whole = False
    try:
        with guarded(f"look through range {range_.pk}") as attempt:
            whole = await _ask(range_)
    except asyncio.CancelledError:
        await sync_to_async(seeking.end)(range_, SweepState.QUEUED)  # the worker stops; the next one begins anew
        raise
    state = SweepState.FAILED if attempt.failed else SweepState.DONE if whole else SweepState.CANCELLED
    await sync_to_async(seeking.end)(range_, state, attempt.reason)


async def _ask(range_: Range) -> bool:
    """Ask its addresses and keep the answers as they come; False when somebody stopped it. Raises what goes wrong."""
    ways = await sync_to_async(_ways)(range_)
    addresses = await sync_to_async(seeking.addresses_of)(range_)
    total, done = len(addresses), 0
    if not await sync_to_async(seeking.tell)(range_, total=total, done=0):
        return False
    async with aclosing(discover(addresses, ways)) as answers, aclosing(batches(answers, PAUSE_SECONDS)) as together:
        async for arrived in together:
            done += len(arrived)
            if arrived:
                await sync_to_async(seeking.store)(range_, [_told(each) for each in arrived])
            if not await sync_to_async(seeking.tell)(range_, total=total, done=done):
                return False
    return True


def _told(answer: Answer) -> seeking.Answered:
    return seeking.Answered(
        address=answer.address, layer=answer.layer, reason=answer.reason, key=answer.way, facts=answer.facts,
        tries=[msgspec.to_builtins(each) for each in answer.tries],
    )  # fmt: skip


def _ways(range_: Range) -> list[Way]:
    """The credentials of its segment. Raises `LookupError` when there is none, or one that cannot be had."""
    keys = seeking.keys_of(range_.segment_id)
    words, problems = resolved([key.credential_id for key in keys])
    usable = [key for key in keys if key.credential_id not in problems]
    if not usable:
        reasons = "; ".join(problems.values()) or "the segment has no discovery credentials"
        raise LookupError(reasons)
    return [_way(key, words.get(key.credential_id, {})) for key in usable]


def _way(key: Key, words: Any) -> Way:
    known = key.credential
    due = Due(
        access=0, device=0, name="", address="", port=key.port, version=key.version, interval=0, timeout=1.0, retries=1,
        max_repetitions=25, username=known.username, auth_protocol=known.auth_protocol,
        privacy_protocol=known.privacy_protocol, words=words, method=key.method,
    )  # fmt: skip
    return Way(key=key.pk, credentials=credentials(due), port=key.port)
