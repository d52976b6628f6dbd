"""Which addresses of a range are asked, with which credentials, and what is kept of the answers."""

from __future__ import annotations

import ipaddress
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from msgspec import Struct

from inventory.dcim.models import Device
from inventory.discovery.choices import CandidateState, SweepState
from inventory.discovery.models import Candidate, Key, Range, Sweep
from inventory.discovery.rules.ranges import allowed, lies_within
from inventory.reconcile.models import Access

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from collectors.facts import DeviceFacts

DEAD: Final = timedelta(minutes=3)
"""After which a look that tells nothing of itself has lost its worker."""
NEIGHBOURS: Final = """
SELECT DISTINCT n->>'remote_address' FROM reconcile_observation o CROSS JOIN LATERAL jsonb_array_elements(o.payload) n
WHERE o.section = 'neighbours' AND n ? 'remote_address' LIMIT 10000
"""
HOLDERS: Final = """
SELECT host(x.address), i.device_id FROM ipam_ipaddress x
JOIN dcim_interface i ON x.assigned_object_type = 'dcim.interface' AND i.id = x.assigned_object_id
WHERE host(x.address) = ANY(%s)
"""


class Answered(Struct, frozen=True, kw_only=True):
    """What is at one address; the form of `collectors.discovering.Answer`."""

    address: str
    layer: str
    reason: str
    key: int | None
    facts: DeviceFacts | None
    tries: list[dict[str, Any]]


def addresses_of(range_: Range) -> list[str]:
    """Addresses that are asked, ascending: those of the range, and neighbours that known devices name where it follows.

    Checked again here: the prefixes of the segment may have changed. What is polled already is left out.
    """
    prefixes = allowed(range_.segment_id)
    network = ipaddress.ip_network(str(range_.prefix))
    found = set(network.hosts()) if lies_within(network, prefixes) else set()
    if range_.follow:
        found |= {each for each in _neighbours() if any(each in prefix for prefix in prefixes)}
    polled = {address.partition("/")[0] for address in Access.objects.values_list("address", flat=True)}
    return [str(each) for each in sorted(found, key=lambda each: (each.version, int(each))) if str(each) not in polled]


def _neighbours() -> Iterable[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    with connection.cursor() as cursor:
        cursor.execute(NEIGHBOURS)
        for (text,) in cursor.fetchall():
            try:
                yield ipaddress.ip_address(text)
            except ValueError:  # a device may call anything an address
                continue


def keys_of(segment: int) -> list[Key]:
    """The credentials of a segment, in the order in which they are tried."""
    return list(Key.objects.filter(segment_id=segment).select_related("credential").order_by("weight", "id"))


def ask(range_: Range) -> bool:
    """Have a range looked through soon; False when that is asked or under way already."""
    with transaction.atomic():
        sweep, _made = Sweep.objects.select_for_update().get_or_create(range=range_)
        lively = sweep.beat is not None and sweep.beat > timezone.now() - DEAD
        if sweep.state == SweepState.QUEUED or (sweep.state == SweepState.RUNNING and lively):
            return False
        sweep.state, sweep.cancelling, sweep.message = SweepState.QUEUED, False, ""
        sweep.done = sweep.total = sweep.found = 0
        sweep.save()
    return True


def cancel(range_: Range) -> bool:
    """Stop looking; False when nothing is under way."""
    waiting = Sweep.objects.filter(range=range_, state=SweepState.QUEUED)
    if waiting.update(state=SweepState.CANCELLED, ended=timezone.now()):
        return True
    return bool(Sweep.objects.filter(range=range_, state=SweepState.RUNNING).update(cancelling=True))


def due() -> list[Range]:
    """Enabled ranges whose last look is their interval ago; and those asked for, or whose worker died."""
    now = timezone.now()
    rows = Range.objects.filter(enabled=True, interval__gt=0).exclude(sweep__state__in=["queued", "running"])
    for range_ in rows.select_related("sweep"):
        last = getattr(range_, "sweep", None)
        if last is None or last.ended is None or last.ended + timedelta(hours=range_.interval) <= now:
            ask(range_)
    waiting = Q(sweep__state=SweepState.QUEUED) | Q(sweep__state=SweepState.RUNNING, sweep__beat__lt=now - DEAD)
    return list(Range.objects.filter(waiting).order_by("sweep__started", "id"))


def begin(range_: Range) -> bool:
    """Take a range; False when somebody else has."""
    now = timezone.now()
    rows = Sweep.objects.filter(range=range_)
    free = rows.filter(Q(state=SweepState.QUEUED) | Q(state=SweepState.RUNNING, beat__lt=now - DEAD))
    return bool(free.update(state=SweepState.RUNNING, started=now, beat=now, ended=None, done=0, found=0, message=""))


def tell(range_: Range, *, total: int, done: int) -> bool:
    """Say how far it is; False when it is to stop."""
    Sweep.objects.filter(range=range_).update(total=total, done=done, beat=timezone.now())
    return not Sweep.objects.filter(range=range_, cancelling=True).exists()


def end(range_: Range, state: str, message: str = "") -> None:
    """Say how it ended."""
    Sweep.objects.filter(range=range_).update(
        state=state, message=message[:1000], ended=timezone.now(), cancelling=False
    )


def store(range_: Range, answers: Sequence[Answered]) -> None:
    """Keep answers: somebody new is a candidate, somebody registered is known. Silence makes no candidate."""
    now = timezone.now()
    there = [each for each in answers if each.layer != "unreachable"]
    known = _known(there)
    with transaction.atomic():
        rows = Candidate.objects.select_for_update().filter(
            segment=range_.segment_id, address__in=[each.address for each in answers]
        )
        kept = {row.address.partition("/")[0]: row for row in rows.order_by("id")}
        for each in there:
            row = kept.get(each.address) or Candidate(
                segment_id=range_.segment_id, address=each.address, first_seen=now
            )
            _fill(row, each, range_, known.get(each.address), now)
            row.save()
        gone = [kept[each.address].pk for each in answers if each.layer == "unreachable" and each.address in kept]
        Candidate.objects.filter(pk__in=gone).update(layer="unreachable", reason="", tries=[])
        Sweep.objects.filter(range=range_).update(found=F("found") + len(there))


def _fill(row: Candidate, each: Answered, range_: Range, device: int | None, now: Any) -> None:
    row.range, row.layer, row.reason, row.tries, row.last_seen = range_, each.layer, each.reason[:300], each.tries, now
    if each.facts is not None:
        facts = each.facts
        row.key_id = each.key
        row.facts = msgspec.to_builtins(facts)
        row.name, row.vendor = (facts.sys_name or "")[:200], (facts.vendor or "")[:100]
        row.model, row.serial = (facts.hardware or "")[:200], (facts.serial or "")[:100]
        row.platform = (facts.os or "")[:100]
    if row.state == CandidateState.IGNORED and row.ignored_until and row.ignored_until <= now:
        row.state, row.ignored_until = CandidateState.NEW, None
    if row.state in {CandidateState.NEW, CandidateState.KNOWN}:
        row.state = CandidateState.KNOWN if device else CandidateState.NEW
        row.device_id = device


def _known(answers: Sequence[Answered]) -> dict[str, int]:
    """Address → registered device: by an address of its interfaces, else by its serial number."""
    with connection.cursor() as cursor:
        cursor.execute(HOLDERS, [[each.address for each in answers]])
        found: dict[str, int] = dict(cursor.fetchall())
    serials = {each.facts.serial: each.address for each in answers if each.facts and each.facts.serial}
    rows = Device.objects.filter(serial__in=[serial for serial in serials if len(serial) > 3])  # noqa: PLR2004 - "0", "n/a"
    for serial, device in rows.values_list("serial", "pk"):
        found.setdefault(serials[serial], device)
    return found
