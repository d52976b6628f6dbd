"""A candidate becomes a device: of the right type, with its components matched, in one transaction."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from collectors.facts import DeviceFacts
from inventory.core.models import ObjectChange
from inventory.dcim.models import Device, DeviceType, Interface, Platform
from inventory.declare import write
from inventory.declare.history import Actor, acting
from inventory.declare.permissions import restrict
from inventory.declare.registry import specs
from inventory.declare.write import Conflict
from inventory.discovery.choices import CandidateState
from inventory.discovery.models import Candidate
from inventory.ipam.models import IPAddress
from inventory.reconcile import audit, observe
from inventory.reconcile.accept import CHANGED, Settled, Write, accept_many
from inventory.reconcile.models import Access, Difference
from inventory.reconcile.observed import counts, find_interface, interface_names
from inventory.reconcile.rules.interfaces import REGISTERED

if TYPE_CHECKING:
    from datetime import datetime

    from inventory.dcim.models import DeviceRole, Site

LABEL: Final = "discovery.candidate"
TAKEN: Final = (
    "interface.unexpected", "interface.enabled", "interface.mtu", "interface.description", "interface.speed",
    "interface.mac_address", "hardware.unexpected", "hardware.serial", "address.unexpected", "address.assignment",
    "address.interface", "address.prefix_length", "device.serial", "device.os_version",
)  # fmt: skip
"""Differences of a new device that its adoption settles: the register knows nothing better yet. What the type has and
the device does not state stays a difference, for a person to look at."""
ROUNDS: Final = 3
"""Addresses need interfaces, which need modules."""


@dataclass(frozen=True)
class Wish:
    """What a person says of the device that a candidate is to become."""

    name: str
    site: Site
    role: DeviceRole
    device_type: DeviceType


@dataclass(frozen=True)
class Adopted:
    """The device, and differences that could not be settled, with the reasons."""

    device: Device
    refused: list[Settled]


@dataclass(frozen=True)
class Suggestion:
    """Device types that fit what a candidate said, the best first, and the name it goes by."""

    name: str
    types: list[DeviceType]


def suggest(candidate: Candidate) -> Suggestion:
    """What its model and its chassis say, against model and part number of the device types."""
    facts = facts_of(candidate)
    chassis = [
        text for each in (facts.entities or () if facts else ()) if each.class_ == "chassis"
        for text in (each.model, each.descr) if text
    ]  # fmt: skip
    said = [bare for text in (candidate.model, *chassis) if (bare := _bare(text))]
    ranked = []
    for each in DeviceType.objects.select_related("manufacturer").order_by("manufacturer__name", "model"):
        own = [bare for text in (each.model, each.part_number) if (bare := _bare(text))]
        score = max((_fit(one, other) for one in own for other in said), default=0)
        maker = _bare(each.manufacturer.name)
        if score and candidate.vendor and (maker in _bare(candidate.vendor) or _bare(candidate.vendor) in maker):
            score += 1
        if score:
            ranked.append((-score, str(each), each))
    ranked.sort(key=lambda row: row[:2])
    return Suggestion(
        candidate.name.partition(".")[0] or candidate.address.partition("/")[0], [row[2] for row in ranked]
    )


def _bare(text: str) -> str:
    return re.sub(r"[^0-9a-z]", "", text.lower())


def _fit(one: str, other: str) -> int:
    """How well two models agree: twice for equal, once where one is a whole part of the other."""
    if one == other:
        return 4
    return 2 if min(len(one), len(other)) > 4 and (one in other or other in one) else 0  # noqa: PLR2004 - "6500" is no model


def facts_of(candidate: Candidate) -> DeviceFacts | None:
    """What it said; None where it let nobody in."""
    return msgspec.convert(candidate.facts, DeviceFacts) if candidate.facts else None


def adopt(pk: int, wish: Wish, user: Any) -> Adopted:
    """Make the device with its components, addresses and access, audited; all of it or nothing.

    Raises `Conflict` for a candidate that is settled or said nothing, `ValidationError`, `PermissionDenied`.
    """
    message = _("adopted from discovery")
    with transaction.atomic():
        candidate = _locked(pk, user)
        facts = facts_of(candidate)
        if facts is None or candidate.key is None:
            raise Conflict(_("%(candidate)s let nobody in; it cannot be adopted.") % {"candidate": candidate})
        platform = Platform.objects.filter(slug=candidate.platform).first() if candidate.platform else None
        values = {
            "name": wish.name, "site": wish.site, "role": wish.role, "device_type": wish.device_type,
            "serial": candidate.serial[:50], "platform": platform or wish.device_type.default_platform,
            "status": "active",
        }  # fmt: skip
        device = write.save(specs["dcim.device"], Device(), values, user=user, message=message)
        key = candidate.key
        way = {
            "device": device, "method": key.method, "version": key.version, "port": key.port,
            "credential": key.credential, "address": candidate.address,
        }  # fmt: skip
        write.save(specs["reconcile.access"], Access(), way, user=user, message=message)
        observe.store([observe.Outcome(device=device.pk, at=facts.at, state="ok", facts=facts)])
        _bear(device, facts, user, message)
        refused = _settle(device.pk, user)
        _lead(device, candidate, user, message)
        candidate.state, candidate.device, candidate.last_updated = CandidateState.ADOPTED, device, timezone.now()
        candidate.save()
    return Adopted(device, refused)


def _bear(device: Device, facts: DeviceFacts, user: Any, message: str) -> None:
    """Make the interfaces that bear addresses and are no ports, as those of VLANs: an audit says nothing of them."""
    rows: Any = device.interfaces.all()
    names = interface_names(rows)
    held = [each for each in facts.ip_addresses or () if counts(each.address)]
    bearing = {each.if_index for each in held} | {each.local_port for each in held}
    for row in facts.interfaces or ():
        name = (row.name or row.descr or "").strip()[:64]
        if row.type in REGISTERED or not {row.index, name} & bearing or find_interface(names, name) is not None:
            continue
        values = {
            "device": device, "name": name, "type": "virtual", "enabled": row.admin != "down",
            "description": (row.alias or "")[:200],
        }  # fmt: skip
        write.save(specs["dcim.interface"], Interface(), values, user=user, message=message)


def _settle(device: int, user: Any) -> list[Settled]:
    """Take over what the device says, round after round; what is refused in the last one."""
    settled: list[Settled] = []
    for _round in range(ROUNDS):
        audit.run([device])
        rows = Difference.objects.filter(device=device, closed=None, rule__in=TAKEN).order_by("id")
        listed = rows.values_list("rule", "pk", "intended")
        # An address that the register gives to another device is a matter for a person.
        order = sorted(
            (TAKEN.index(rule), pk) for rule, pk, meant in listed if not (rule == "address.assignment" and meant)
        )
        keys = [pk for _at, pk in order]
        settled = accept_many(keys, user, keys)
        if all(each.reason for each in settled):
            break
    audit.run([device])
    return [each for each in settled if each.reason]


def _lead(device: Device, candidate: Candidate, user: Any, message: str) -> None:
    """The address at which it was found is its primary one, where it states it."""
    host = candidate.address.partition("/")[0]
    found = IPAddress.objects.filter(
        assigned_object_type="dcim.interface",
        assigned_object_id__in=device.interfaces.values("pk"), address__startswith=f"{host}/",
    ).first()  # fmt: skip
    if found is not None:
        fresh = Device.objects.get(pk=device.pk)
        name = "primary_ip6" if ":" in host else "primary_ip4"
        write.save(specs["dcim.device"], fresh, {name: found}, user=user, message=message)


def preview(pk: int, wish: Wish, user: Any) -> list[Write]:
    """Exactly what adopting would write, found by doing it and taking it back. Raises as `adopt` does."""
    mark = uuid.uuid4()
    actor = Actor(user_id=user.pk, user_name=user.get_username(), request_id=mark)
    with transaction.atomic():
        with acting(actor):
            adopt(pk, wish, user)
            rows = ObjectChange.objects.filter(request_id=mark).order_by("id")
            changes = list(rows.values_list(*CHANGED))
        transaction.set_rollback(True)
    return [Write(*change) for change in changes]


def ignore(pk: int, until: datetime | None, note: str, user: Any) -> Candidate:
    """Leave a candidate out of account, for ever or until a moment. Raises `ValidationError`, `Conflict`."""
    if not note.strip():
        raise ValidationError({"note": _("Say why; others will read it.")})
    if until is not None and until <= timezone.now():
        raise ValidationError({"ignored_until": _("%(time)s is not in the future.") % {"time": until}})
    with transaction.atomic():
        candidate = _locked(pk, user)
        candidate.state, candidate.ignored_until, candidate.note = CandidateState.IGNORED, until, note.strip()[:300]
        candidate.save()
    return candidate


def reopen(pk: int, user: Any) -> Candidate:
    """Take an ignored candidate into account again. Raises `Conflict`, `PermissionDenied`."""
    with transaction.atomic():
        candidate = _locked(pk, user, (CandidateState.IGNORED,))
        candidate.state, candidate.ignored_until, candidate.note = CandidateState.NEW, None, ""
        candidate.save()
    return candidate


def _locked(
    pk: int, user: Any, states: tuple[str, ...] = (CandidateState.NEW, CandidateState.IGNORED, CandidateState.KNOWN)
) -> Candidate:
    """The candidate, held until the transaction ends. Raises `Conflict` or `PermissionDenied`."""
    row = Candidate.objects.select_for_update(of=("self",)).select_related("key__credential").filter(pk=pk).first()
    if row is None:
        raise Conflict(_("Candidate #%(id)s is gone.") % {"id": pk})
    if user is not None and not restrict(Candidate.objects.all(), user, "change").filter(pk=pk).exists():
        raise PermissionDenied
    if row.state not in states:
        told = {"candidate": row, "state": row.get_state_display()}
        raise Conflict(_("%(candidate)s is settled: %(state)s.") % told)
    return row
