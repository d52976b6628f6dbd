"""Versions kept, failures noted, and which devices are due."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from inventory.configs.choices import FetchReason
from inventory.configs.coverage import policies_of
from inventory.configs.differing import numbers
from inventory.configs.home import repository
from inventory.configs.models import ConfigVersion, Fetch
from inventory.configs.repository import Change
from inventory.configs.verdicts import judge_devices, newest
from inventory.dcim.models import Device

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

RETRY_MINUTES: Final = (5, 15, 60, 240)
"""Until the next attempt after so many failures in a row; the last holds for all that follow."""
ASKED_LIMIT: Final = 50
SETTLING: Final = dt.timedelta(seconds=60)


class Fetched(NamedTuple):
    """A whole configuration without secrets, as `collectors.configs.clean` gives it."""

    device: int
    text: str
    secrets: int
    reason: str
    author: str
    at: dt.datetime


def keep(fetched: Sequence[Fetched], *, judged: bool = True) -> list[ConfigVersion]:
    """Keep configurations; return the versions that are new. Raises `repository.Unwritten`; nothing is kept then.

    What equals the newest version only counts as a success. The text is in the repository before a row refers to it.
    """
    store = repository()
    names = dict(Device.objects.filter(pk__in=[each.device for each in fetched]).values_list("pk", "name"))
    known = [each for each in fetched if each.device in names]
    kept = store.store([
        Change(each.device, each.text, f"{names[each.device] or each.device}: {each.reason}", each.author, each.at)
        for each in known
    ])  # fmt: skip
    before = {key: version.blob for key, version in newest(names).items()}
    texts = dict(store.texts(list(before.values())))
    made: list[ConfigVersion] = []
    for each, place in zip(known, kept, strict=True):
        if before.get(each.device) != place.blob:
            old = texts.get(before.get(each.device, ""))
            change = numbers(old or "", each.text)
            made.append(
                ConfigVersion(
                    device_id=each.device, taken=each.at, reason=each.reason, author=each.author, commit=place.commit,
                    blob=place.blob, lines=each.text.count("\n"), secrets=each.secrets,
                    added=change.added if old is not None else 0, removed=change.removed,
                )
            )  # fmt: skip
            before[each.device], texts[place.blob] = place.blob, each.text
    with transaction.atomic():
        ConfigVersion.objects.bulk_create(made)
        for each in known:
            succeeded(each.device, each.at)
    if judged:
        judge_devices({each.device_id for each in made})
    return made


def succeeded(device: int, at: dt.datetime) -> None:
    """Note that the device's configuration was read."""
    values = {"last_attempt": at, "last_success": at, "error": "", "failures": 0, "asked": "", "asked_by": ""}
    Fetch.objects.update_or_create(device_id=device, defaults=values)


def failed(device: int, at: dt.datetime, error: str) -> None:
    """Note that it was not, and try again soon; later each time."""
    row, _made = Fetch.objects.get_or_create(device_id=device)
    minutes = RETRY_MINUTES[min(row.failures, len(RETRY_MINUTES) - 1)]
    Fetch.objects.filter(device_id=device).update(
        last_attempt=at, error=error[:1000], failures=F("failures") + 1, asked="", asked_by="",
        next_due=at + dt.timedelta(minutes=minutes),
    )  # fmt: skip


def request_fetch(device_id: int, reason: str = "change", who: str = "") -> None:
    """Have the configuration of a device fetched soon, because it said that it changed or somebody asked.

    After a change it is left a minute to settle: who works on a device changes it line by line. The task
    `configs.fetch` looks for what is due every few seconds; asking again before that puts nothing off.
    """
    due = timezone.now() + (SETTLING if reason == FetchReason.CHANGE else dt.timedelta())
    row, _made = Fetch.objects.get_or_create(device_id=device_id)
    if not row.asked or row.next_due is None or due < row.next_due:
        Fetch.objects.filter(pk=device_id).update(next_due=due, asked=reason, asked_by=who[:150])


def claim(devices: Collection[int], seconds: float) -> list[Fetch]:
    """Take up to fifty of `devices` that are due; nobody else takes them for `seconds`, or for their interval."""
    now = timezone.now()
    wanted = policies_of(Device.objects.filter(pk__in=devices))
    with transaction.atomic():
        rows = {each.pk: each for each in Fetch.objects.select_for_update(skip_locked=True).filter(pk__in=devices)}
        new = [Fetch(device_id=key) for key in wanted if key not in rows]
        made = {each.pk: each for each in Fetch.objects.bulk_create(new, ignore_conflicts=True)}
        due = [row for row in (rows | made).values() if row.asked or row.pk in wanted]
        due = sorted((row for row in due if row.next_due is None or row.next_due <= now), key=lambda row: not row.asked)
        for row in due[:ASKED_LIMIT]:
            hours = wanted[row.pk].interval_hours if row.pk in wanted else 24
            row.next_due = now + max(dt.timedelta(hours=hours), dt.timedelta(seconds=seconds))
        Fetch.objects.bulk_update(due[:ASKED_LIMIT], ["next_due"])
    return due[:ASKED_LIMIT]
