"""The audit: compare what devices stated last with the register, and follow what differs."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from django.db import connection, transaction
from django.utils import timezone
from msgspec import Struct

from inventory.dcim.models import Device, Interface
from inventory.reconcile.cabling import links_of
from inventory.reconcile.compare import compare
from inventory.reconcile.difference import Difference, identity
from inventory.reconcile.directory import directory
from inventory.reconcile.facts import observed
from inventory.reconcile.intent import Snapshot
from inventory.reconcile.models import Difference as Row
from inventory.reconcile.observed import Observed, canonical_mac, counts, gather
from inventory.reconcile.rules import RULES
from inventory.reconcile.snapshot import snapshot

LOCK: Final = 0x1F0A0D17
"""Key of the advisory lock under which one audit at a time opens and closes differences."""

CONTENT: Final = ("kind", "label", "field", "intended", "observed", "confidence", "intent_version")
"""What a difference seen again may change; its evidence stays that of the time when one of these changed."""


class Summary(Struct, frozen=True, kw_only=True):
    """What one audit did."""

    devices: int  # compared
    unknown: int  # that do not answer; theirs stays as it was
    opened: int
    seen: int  # again
    closed: int
    live: int  # open or ignored, over the devices audited
    seconds: float


def run(device_ids: Collection[int] | None = None) -> Summary:
    """Audit these devices, or all that are polled, in one transaction; another audit waits until it ends."""
    started = timezone.now()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        known = observed(None if device_ids is None else with_neighbours(device_ids))
        facts = {each.device: each for each in known}
        wanted = facts.keys() if device_ids is None else set(device_ids)
        found = compare(_intent(known), known, RULES)
        opened, seen, closed = follow([each for each in found if each.device in wanted], facts, wanted)
        live = Row.objects.filter(closed=None, device_id__in=wanted).count()
    silent = sum(1 for key in wanted if key not in facts or facts[key].state != "ok")
    return Summary(
        devices=len(wanted) - silent, unknown=silent, opened=opened, seen=seen, closed=closed, live=live,
        seconds=(timezone.now() - started).total_seconds(),
    )  # fmt: skip


def hosts_and_macs(known: Sequence[Observed]) -> tuple[set[str], set[str]]:
    """Addresses and chassis MACs that devices state, by which others are recognised."""
    stated = [each.facts for each in known if each.facts]
    hosts = {row.address for facts in stated for row in facts.ip_addresses or () if counts(row.address)}
    hosts |= {row.remote_address for facts in stated for row in facts.neighbours or () if row.remote_address}
    macs = {
        mac for facts in stated for row in facts.neighbours or () if (mac := canonical_mac(row.remote_chassis or ""))
    }
    return hosts, macs


def _intent(known: Sequence[Observed]) -> Snapshot:
    """The intent for devices that are polled, and for the ones that they are cabled to or hear."""
    hosts, macs = hosts_and_macs(known)
    polled = {each.device for each in known}
    intent = snapshot(polled, hosts, macs)
    case = gather(intent, known)
    who = directory(case)
    heard = {who.device(row) for view in case.views.values() for row in view.facts.neighbours or ()}
    beside = {end.device for link in intent.links for end in link.ends} | {key for key in heard if key}
    if beside <= polled:
        return intent
    more = snapshot(beside - polled)
    return msgspec.structs.replace(intent, devices={**intent.devices, **more.devices}, links=_merged(intent, more))


def _merged(one: Snapshot, other: Snapshot) -> tuple[Any, ...]:
    links = {link.ends: link for link in (*other.links, *one.links)}
    return tuple(links[ends] for ends in sorted(links))


def with_neighbours(device_ids: Collection[int]) -> set[int]:
    """These devices and those that may bear witness: at the other end of a cable, or heard by name."""
    asked = set(device_ids)
    ports = dict(Interface.objects.filter(device_id__in=asked).order_by().values_list("id", "device_id"))
    beside = {end.device for link in links_of(ports) for end in link.ends}
    with connection.cursor() as cursor:
        cursor.execute(HEARD, [sorted(asked)])
        names = [name for (name,) in cursor.fetchall()]
    heard = Device.objects.filter(name__in=names).values_list("id", flat=True)
    return asked | beside | set(heard)


HEARD: Final = """
SELECT DISTINCT n->>'remote_name' FROM reconcile_observation o, jsonb_array_elements(o.payload) n
WHERE o.section = 'neighbours' AND o.device_id = ANY(%s) AND n ? 'remote_name'
"""


def follow(
    found: Sequence[Difference], facts: Mapping[int, Observed], devices: Collection[int]
) -> tuple[int, int, int]:
    """Open new differences, note those seen again, close those gone: how many of each.

    What an unreachable device was known for neither closes nor opens.
    """
    now = timezone.now()
    by_identity = {identity(each)[:500]: each for each in found}
    live = {row.identity: row for row in _live(devices, by_identity)}
    fresh = [_row(each, key, now) for key, each in by_identity.items() if key not in live]
    again = [row for key, row in live.items() if key in by_identity]
    changed = [row for row in again if _renew(row, by_identity[row.identity], now)]
    gone = [row.pk for key, row in live.items() if key not in by_identity and _settled(row, facts, devices)]
    Row.objects.bulk_create(fresh, batch_size=1000)
    Row.objects.filter(pk__in=[row.pk for row in again]).update(last_seen=now)
    Row.objects.bulk_update(
        changed, [*CONTENT, "evidence", "state", "ignored_until", "last_updated"], batch_size=500
    )  # fmt: skip
    Row.objects.filter(pk__in=gone).update(state="closed", closed=now, last_updated=now)
    return len(fresh), len(again), len(gone)


def _live(devices: Collection[int], identities: Iterable[str]) -> list[Row]:
    """Live rows of these devices, and of these identities wherever they are filed."""
    rows = Row.objects.select_for_update().filter(closed=None).order_by("id")
    return list(rows.filter(device_id__in=devices) | rows.filter(identity__in=list(identities)))


def _row(each: Difference, key: str, now: datetime) -> Row:
    return Row(
        device_id=each.device, rule=each.rule, subject_type=each.subject.label, subject_id=each.subject.id or None,
        identity=key, evidence=msgspec.to_builtins(each.evidence), opened=now, last_seen=now, **_content(each),
    )  # fmt: skip


def _content(each: Difference) -> dict[str, Any]:
    return {
        "kind": each.kind, "label": each.title[:300], "field": each.field or "", "intended": each.intended,
        "observed": each.observed, "confidence": each.confidence, "intent_version": each.version,
    }  # fmt: skip


def _renew(row: Row, each: Difference, now: datetime) -> bool:
    """Take over what changed; an ignored one whose time is over is open again. False when nothing did."""
    content = _content(each)
    differs = any(getattr(row, name) != value for name, value in content.items())
    over = row.state == "ignored" and row.ignored_until is not None and row.ignored_until <= now
    if not differs and not over:
        return False
    if differs:
        row.evidence = msgspec.to_builtins(each.evidence)
    if over:
        row.state, row.ignored_until = "open", None
    for name, value in content.items():
        setattr(row, name, value)
    row.last_updated = now
    return True


def _settled(row: Row, facts: Mapping[int, Observed], devices: Collection[int]) -> bool:
    """Whether not finding it again means that it is gone: everyone who bore witness answers still.

    One of a device that is no longer polled is gone too, as nobody can say anything of it again.
    """
    if row.device_id not in devices:
        return False
    if row.device_id not in facts:
        return True
    if row.rule == "device.reachable":
        return facts[row.device_id].state != "unknown"
    witnesses = {row.device_id} | {each["device"] for each in row.evidence}
    return all(key not in facts or facts[key].state == "ok" for key in witnesses)
