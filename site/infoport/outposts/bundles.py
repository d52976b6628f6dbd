"""Files that are carried here: bundles of batches, and requests for enrolment."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from collectors.outpost.enrolling import REQUEST
from collectors.outpost.envelope import Refused, opened, read
from collectors.outpost.messages import Bundle as Carried
from collectors.outpost.messages import unpacked
from infoport.outposts import enrolling
from infoport.outposts.receiving import Stored, compared, take
from infoport.outposts.standing import core, heard, locked, public
from inventory.declare import history
from inventory.outposts.choices import BundleState
from inventory.outposts.models import Bundle, Contact

if TYPE_CHECKING:
    from inventory.outposts.models import Outpost


@dataclass
class Imported:
    """What became of a file. `letter` answers an enrolment, which nothing but this answer completes."""

    outpost: Outpost | None
    bundle: Bundle | None = None
    letter: bytes | None = None


def import_file(content: bytes, name: str, who: str) -> Imported:
    """Take a file of either kind. Raises `Refused` for a request for enrolment; a refused bundle is kept as such."""
    if content.startswith(REQUEST):
        outpost, letter = enrolling.enrol(content.removeprefix(REQUEST))
        return Imported(outpost, letter=letter)
    bundle = import_bundle(content, name, who)
    return Imported(bundle.outpost, bundle)


def import_bundle(content: bytes, name: str, who: str) -> Bundle:
    """Store a bundle, all of it or nothing, and record what became of it, with the reason where it was refused."""
    record = Bundle(file=name[-200:], digest=hashlib.sha256(content).hexdigest(), imported_by=who[:150])
    stored = Stored()
    try:
        with transaction.atomic():
            _take(content, record, stored)
    except Refused as refused:
        record.state, record.reason, record.detail = BundleState.REFUSED, refused.reason, str(refused)
        record.results = record.dropped = 0
    with history.recorded(f"Import of {record.file}"):
        record.save()
    if record.state == BundleState.ACCEPTED:
        compared(stored.devices)
    return record


def _take(content: bytes, record: Any, stored: Stored) -> None:
    envelope = read(content, "bundle")
    own = core()
    if envelope.recipient != own.public.name:
        raise Refused("foreign", f"the bundle is for the core {envelope.recipient}, and this is {own.public.name}")
    contact = Contact.objects.select_related("outpost").filter(key_name=envelope.sender).first()
    if contact is None:
        raise Refused(
            "foreign", f"the bundle is from {envelope.sender}, which no outpost enrolled here has as its keys"
        )
    outpost = contact.outpost
    message = opened(envelope, public(contact), own)
    record.outpost, record.made = outpost, datetime.fromtimestamp(envelope.made / 1000, UTC)
    carried = unpacked(message, Carried)
    record.first, record.last = carried.first, carried.last
    if not outpost.enabled:
        raise Refused("disabled", f"outpost {outpost.name!r} is switched off")
    contact = locked(outpost)
    _fits(carried, contact)
    for batch in carried.batches:
        take(contact, batch, stored)
    if contact.sequence != carried.last:
        raise Refused("malformed", f"the bundle ends at batch {contact.sequence}, and says {carried.last}")
    heard(contact, carried.report, record.made)
    record.state, record.results, record.dropped = BundleState.ACCEPTED, stored.results, stored.dropped


def _fits(carried: Carried, contact: Contact) -> None:
    """It goes on where the last one ended; what it repeats of that one is checked to be the same."""
    span = f"batches {carried.first} to {carried.last}"
    if len(carried.batches) != carried.last - carried.first + 1 or not carried.batches:
        raise Refused("malformed", f"the bundle has {len(carried.batches)} batches, and says {span}")
    due = contact.sequence + 1
    if carried.last < due:
        raise Refused("replayed", f"{span} are here already; batch {due} is due")
    if carried.first > due:
        raise Refused("out-of-order", f"{span} came, and batch {due} is due; import the bundles before it first")
