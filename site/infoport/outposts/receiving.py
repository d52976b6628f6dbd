"""Storing what outposts bring: each batch once, in order, dated when it was polled."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from django.utils import timezone
from msgspec.structs import replace

from collectors.outpost.envelope import Refused, opened, read
from collectors.outpost.messages import Answer, Batch, Mark, digest, unpacked
from infoport.outposts.standing import core, heard, locked, public
from infoport.tasks import results
from infoport.tasks.boundary import guarded
from inventory.outposts.models import Arrival, Charge
from inventory.reconcile import observe
from inventory.reconcile.checks import HOST_KEY
from inventory.reconcile.choices import CliPlatform

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from collectors.outpost.messages import Result
    from inventory.outposts.models import Contact, Outpost

logger = logging.getLogger(__name__)

WAIT: Final = "5s"
"""How long a delivery waits for another one of the same outpost before it is asked to come again."""
UNSTORABLE: Final = (DataError, IntegrityError, ValueError)
"""A value that no column takes, or a device that went meanwhile."""
LONGEST: Final = 2**31 - 1
"""Milliseconds that the column of durations takes."""
ERROR: Final = 2000
"""Characters of a device's reason that are kept."""


class Taken(Exception):
    """Another delivery of the same outpost is being stored."""


@dataclass
class Stored:
    """What became of some batches."""

    results: int = 0
    dropped: int = 0
    devices: set[int] = field(default_factory=set)


def deliver(outpost: Outpost, contents: Sequence[bytes]) -> Answer:
    """Store batches one by one, each in a transaction of its own; the answer tells up to where. Raises `Taken`."""
    stored = Stored()
    reason = detail = ""
    at = Mark()
    for content in contents:
        try:
            at = _alone(outpost, content, stored)
        except Refused as refused:
            reason, detail = refused.reason, str(refused)
            break
    if reason or not contents:
        with transaction.atomic():
            contact = locked(outpost)
            at = Mark(contact.sequence, bytes(contact.digest))
    compared(stored.devices)
    return Answer(at=at, reason=reason, detail=detail)


def _alone(outpost: Outpost, content: bytes, stored: Stored) -> Mark:
    with transaction.atomic():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [WAIT])
            contact = locked(outpost)
        except OperationalError as error:
            raise Taken(f"another delivery of outpost {outpost.name!r} is being stored") from error
        if not outpost.enabled:
            raise Refused("disabled", f"outpost {outpost.name!r} is switched off")
        take(contact, content, stored)
        heard(contact, None)
        return Mark(contact.sequence, bytes(contact.digest))


def take(contact: Contact, content: bytes, stored: Stored) -> None:
    """Store one batch, unless it is stored already. The caller has locked the contact and saves it.

    Raises `Refused`: "malformed", "foreign", "tampered", "out-of-order" or "different".
    """
    batch = unpacked(opened(read(content, "batch"), public(contact), core()), Batch)
    name = digest(content)
    if batch.sequence <= contact.sequence:
        _check_known(contact, batch.sequence, name)
        return
    due = contact.sequence + 1
    if batch.sequence != due:
        raise Refused("out-of-order", f"batch {due} is due, and {batch.sequence} came; bring what lies between first")
    if batch.previous != bytes(contact.digest):
        raise Refused("different", f"batch {due} does not follow the batch {due - 1} that is stored here")
    kept, dropped = _store(contact, batch.results, stored)
    Arrival.objects.create(
        outpost_id=contact.outpost_id, sequence=due, digest=name, results=kept, dropped=dropped
    )  # fmt: skip
    contact.sequence, contact.digest = due, name


def _check_known(contact: Contact, sequence: int, name: bytes) -> None:
    """A batch that arrived before is the same one; after a month its content is no longer known, and trusted."""
    before = Arrival.objects.filter(outpost_id=contact.outpost_id, sequence=sequence).values_list("digest", flat=True)
    if any(bytes(each) != name for each in before):
        raise Refused(
            "different",
            f"batch {sequence} arrived before with another content: the outpost's folder was copied or restored",
        )


def _store(contact: Contact, found: Iterable[Result], stored: Stored) -> tuple[int, int]:
    """Store the results of devices that were this outpost's to poll; the numbers stored and left out."""
    several = list(found)
    keys = [each.access for each in several]
    charged = Charge.objects.filter(outpost_id=contact.outpost_id, access_id__in=keys)
    devices = dict(charged.values_list("access_id", "access__device_id"))
    rows = [outcome(each, devices[each.access]) for each in several if each.access in devices]
    kept = _kept(rows)
    dropped = len(several) - len(kept)
    stored.devices.update(kept)
    stored.results, stored.dropped = stored.results + len(kept), stored.dropped + dropped
    return len(kept), dropped


def _kept(rows: list[observe.Outcome]) -> list[int]:
    """Store ends of polls; the devices' ids. One that the database cannot hold is left out, and logged.

    Anything else goes on, so that the batch is not acknowledged: a full disk here must not cost what was kept there.
    """
    try:
        return results.keep(rows)
    except UNSTORABLE as error:
        if len(rows) == 1:
            logger.warning("the poll of device %s cannot be stored: %s", rows[0].device, error)
            return []
    return [device for row in rows for device in _kept([row])]


def outcome(result: Result, device: int) -> observe.Outcome:
    """The end of a poll as the inventory keeps it. A clock that is ahead does not date anything into the future."""
    failure, facts = result.failure, result.facts
    at = facts.at if facts else result.at
    if at.tzinfo is None:
        raise Refused("malformed", f"the poll of access {result.access} is dated {at}, without a time zone")
    at = min(at, timezone.now())
    return observe.Outcome(
        device=device, at=at, facts=replace(facts, at=at) if facts else None,
        state=results.STATES[failure.layer] if failure else "ok" if facts else "garbled",
        error=failure.reason[:ERROR].replace("\0", "") if failure else "",
        duration_ms=min(max(round(result.seconds * 1000), 0), LONGEST),
        host_key=result.host_key if HOST_KEY.fullmatch(result.host_key or "") else None,
        toll=result.toll, platform=result.platform if result.platform in CliPlatform.values else None,
    )  # fmt: skip


def compared(devices: Iterable[int]) -> None:
    """Compare devices with the inventory; what was stored stays stored when that fails."""
    with guarded("compare what an outpost delivered"):
        results.compare(sorted(devices))
