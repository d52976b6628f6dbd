"""What the tasks do in the database; each function is one short transaction."""

from collections.abc import Mapping, Sequence

from django.db import connection, transaction
from django.utils import timezone

from collectors.sweep import Outcome as Polled
from infoport.tasks.boundary import guarded
from inventory.reconcile import audit, observe
from inventory.reconcile.polling import Due, asked
from inventory.reconcile.polling import claim as claimed
from monitoring.samples import storing

LOCK = 0x1F0A0D18  # one process at a time claims; a lock of the transaction, so it ends with it
STATES = {
    "transport": "unreachable", "deadline": "unreachable", "credentials": "refused", "protocol": "garbled",
    "host_key": "host_key",
}  # fmt: skip


def claim() -> list[Due]:
    """Take the devices that are due; nobody else takes one of them before it was asked or its deadline is over."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        accesses = claimed()
        return asked(accesses) if accesses else []


def without_words(due: Sequence[Due]) -> list[Due]:
    """Those of the devices that can be asked; the others are stored as refused, with what is wrong with their words."""
    lacking = [
        observe.Outcome(device=each.device, at=timezone.now(), state="refused", error=each.problem)
        for each in due
        if each.problem
    ]
    if lacking:
        observe.store(lacking)
        compare([each.device for each in lacking])
    return [each for each in due if not each.problem]


def store(outcomes: Sequence[Polled], devices: Mapping[str, int]) -> list[int]:
    """Store how some devices were polled; return their ids. `devices` has the id of each target's key.

    What cannot be stored together is stored one by one, so that one device's nonsense affects nothing else.
    """
    if not outcomes:
        return []
    rows = [outcome(each, devices[each.target.key]) for each in outcomes]
    stored: list[int] = []
    with guarded("store polls") as whole:
        stored = keep(rows)
    if whole.failed:
        for row in rows:
            with guarded(f"store the poll of device {row.device}"):
                stored += keep([row])
    return stored


def keep(rows: Sequence[observe.Outcome]) -> list[int]:
    """Store facts and samples of polls, both or neither; the devices' ids."""
    with transaction.atomic():
        stored = observe.store(rows)
        storing.store(rows)
    return stored


def compare(devices: Sequence[int]) -> None:
    """Compare these devices with the inventory."""
    if devices:
        audit.run(devices)


def outcome(polled: Polled, device: int) -> observe.Outcome:
    """Return the end of a poll as the inventory keeps it."""
    failure = polled.failure
    return observe.Outcome(
        device=device,
        at=polled.facts.at if polled.facts else timezone.now(),
        state=STATES[failure.layer] if failure else "ok",
        facts=polled.facts,
        error=failure.reason if failure else "",
        duration_ms=round(polled.seconds * 1000),
        host_key=polled.host_key,
        platform=polled.platform,
        toll=polled.toll,
    )
