"""Configurations fetched over SSH: which devices, how each is asked, and what is kept of the answer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, NamedTuple

from asgiref.sync import sync_to_async
from django.db import connection
from django.utils import timezone

from collectors.configs.clean import Incomplete, clean
from collectors.configs.platform import known
from collectors.sessions.session import Garbled, Refused, Unreachable
from infoport.reports.archive import accesses
from infoport.tasks.targets import target
from inventory.configs import archiving
from inventory.configs.choices import FetchReason
from inventory.configs.repository import Unwritten
from inventory.dcim.models import Device
from inventory.reconcile.polling import Due, asked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from collectors.configs.clean import Cleaned
    from collectors.sessions.configuration import RunningConfig

SECONDS: Final = 180.0
"""For one device, from the first packet to the prompt after the last line."""
PINNED: Final = """
UPDATE reconcile_access SET host_key = %s, platform = coalesce(platform, %s) WHERE id = %s AND host_key = ''
"""


class Errand(NamedTuple):
    """One device to fetch from: how it is asked, what its platform is called, and why and for whom."""

    due: Due
    slug: str | None
    reason: str
    author: str


def errands() -> list[Errand]:
    """Claim the devices that are due."""
    ways = accesses()
    claimed = {row.pk: row for row in archiving.claim(set(ways), SECONDS)} if ways else {}
    slugs = dict(Device.objects.filter(pk__in=claimed).values_list("pk", "platform__slug"))
    return [
        Errand(each, slugs.get(each.device), claimed[each.device].asked or "schedule", claimed[each.device].asked_by)
        for each in asked([ways[key] for key in claimed])
    ]


def ask_changed(devices: Iterable[int]) -> None:
    """Ask for those of the devices that the core can read over SSH."""
    for device in set(devices) & set(accesses()):
        archiving.request_fetch(device, FetchReason.CHANGE)


async def run(listed: Iterable[Errand]) -> None:
    """Fetch from all of them at once; each is kept as it arrives."""
    await asyncio.gather(*(fetch(each) for each in listed))


async def fetch(errand: Errand) -> None:
    """Fetch from one device and keep what it says, or note why not."""
    device, at = errand.due.device, timezone.now()
    if errand.due.problem:
        await sync_to_async(archiving.failed)(device, at, errand.due.problem)
        return
    try:
        config = await asyncio.wait_for(read(errand.due), SECONDS)
        found = cleaned(config, errand.slug)
        fetched = archiving.Fetched(device, found.text, found.secrets, errand.reason, errand.author, timezone.now())
        await sync_to_async(archiving.keep)([fetched])
    except TimeoutError:
        await sync_to_async(archiving.failed)(device, at, f"no whole answer within {SECONDS:.0f} s")
    except (Unreachable, Refused, Garbled, Incomplete, Unwritten) as error:
        await sync_to_async(archiving.failed)(device, at, str(error))


async def read(due: Due) -> RunningConfig:
    """Ask one device; the key it shows is pinned at the first contact."""
    from collectors.sessions.cli import CliSession  # noqa: PLC0415 - netmiko costs a second and 65 MB
    from collectors.sessions.configuration import running_config  # noqa: PLC0415 - with it

    async with CliSession(target(due)) as session:
        config = await running_config(session)
        await sync_to_async(pin)(due.access, session.host_key, session.platform.name)
    return config


def cleaned(config: RunningConfig, slug: str | None) -> Cleaned:
    """The configuration without its secrets. Raises `Incomplete`, also where nobody knows where secrets stand."""
    if not config.complete:
        raise Incomplete(config.reason)
    platform = known(config.platform) or known(slug)
    if platform is None:
        raise Incomplete(f"no rules say where {config.platform} has its secrets, so nothing is kept")
    return clean(config.text, platform, ended=True)


def pin(access: int, host_key: str | None, platform: str) -> None:
    """Remember the key that the device showed, where none was remembered."""
    if host_key:
        with connection.cursor() as cursor:
            cursor.execute(PINNED, [host_key, platform, access])
