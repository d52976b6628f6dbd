"""The core's own keys, and what it knows of an outpost."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils import timezone

from collectors.outpost.keys import Private, Public
from inventory.outposts.models import Contact, Outpost

if TYPE_CHECKING:
    from datetime import datetime

    from collectors.outpost.messages import Report

TEXT: Final = 2000
"""Characters of what an outpost says that are kept."""


def core() -> Private:
    """The core's keys, derived from the signing key: with another one every outpost has to enrol again."""
    return Private.derived(settings.SECRET_KEY.encode(), b"infoport outposts core")


def locked(outpost: Outpost) -> Contact:
    """What is known of an outpost, locked for this transaction."""
    Contact.objects.get_or_create(outpost=outpost)
    return Contact.objects.select_for_update(of=("self",)).get(outpost=outpost)


def public(contact: Contact) -> Public:
    """The outpost's keys; it has enrolled."""
    return Public(box=bytes(contact.box or b""), sign=bytes(contact.sign or b""))


def next_issue(contact: Contact) -> int:
    """A time in milliseconds later than any that was told this outpost; the caller saves the contact."""
    contact.issued = max(time.time_ns() // 1_000_000, contact.issued + 1)
    return contact.issued


def heard(contact: Contact, report: Report | None, at: datetime | None = None) -> None:
    """Note that the outpost was heard from, and what it says of itself; `at` when that was, if not now."""
    now = timezone.now()
    when = min(at or now, now)
    contact.last_seen = max(when, contact.last_seen or when)
    if report is not None:
        contact.version, contact.error = report.version[:50], report.error[:TEXT].replace("\0", "")
        contact.devices, contact.waiting, contact.oldest = report.devices, report.waiting, report.oldest
        contact.octets, contact.octets_limit = report.octets, report.limit
        contact.clock_off = (report.clock - now).total_seconds() if at is None else None
    contact.save()
