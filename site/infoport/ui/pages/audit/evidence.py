"""Why we believe a difference: both sides, what the device stated, who else says so, and the exact write."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from infoport.ui.pages import reach, words
from infoport.ui.pages.audit import causes, wording, writes
from infoport.ui.pages.audit.witnesses import witnesses
from infoport.ui.pages.hosting import remedy
from inventory.dcim.models import Device
from inventory.declare.registry import specs
from inventory.declare.viewing import unlimited
from inventory.declare.write import Conflict
from inventory.reconcile import accept
from inventory.reconcile.choices import Section
from inventory.reconcile.models import Observation
from inventory.reconcile.resolving.acceptance import Unmet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from django.http import HttpRequest

    from inventory.reconcile.models import Difference

ROWS: Final = 4
"""Rows of a table shown as evidence; one is the rule, several when a port hears several neighbours."""
LONG: Final = 120
"""Characters of one value; a system description runs over many lines."""
SHORT: Final = 2
"""A text of so few characters is found in too many rows to tell anything."""
INDEXES: Final = ("index", "if_index", "local_if_index")
NAMED: Final = ("name", "descr", "local_port")


@dataclass(frozen=True, slots=True)
class Cited:
    """One piece of evidence: who said so, in answer to what, when, and the rows that matter."""

    device: str
    url: str
    section: str
    source: str
    at: datetime | None
    lines: str

    @property
    def when(self) -> str:
        """The time of the observation, to the second."""
        return words.exactly(self.at)


def context_of(request: HttpRequest, difference: Difference) -> dict[str, Any]:
    """Everything the evidence of one difference shows; a bounded number of queries."""
    cause = causes.cause_of(difference.rule)
    plan = planned(request, difference)
    subject = specs.get(difference.subject_type or "")
    key = difference.subject_id
    live = difference.closed is None
    return {
        "difference": difference, "cause": cause, "field": causes.field_text(difference.field),
        "intended": wording.intended(difference), "observed": wording.observed(difference),
        "subject": subject.verbose_name if subject else "", "subject_id": key,
        "subject_url": reach.page(subject.label, key) if subject and key else "",
        "device_url": reach.page("dcim.device", difference.device_id), "cited": cited(difference),
        "witnesses": witnesses(difference), "plan": plan, "fingerprint": accept.fingerprint(difference),
        "live": live, "opened": words.moment(difference.opened), "seen": words.moment(difference.last_seen),
        "closed": words.moment(difference.closed), "until": words.moment(difference.ignored_until),
        "may_change": reach.may(request, "reconcile.difference", "change"),
        "page_url": reverse("ui:difference", args=[difference.pk]),
        "accept_url": reverse("ui:accept", args=[difference.pk]),
        "ignore_url": reverse("ui:ignore", args=[difference.pk]),
        "remedy_url": remedy.url(request, difference),
        "reopen_url": reverse("ui:reopen", args=[difference.pk]),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """What accepting would write; `refusal` says why it would not, and then nothing is written."""

    changes: tuple[writes.Change, ...] = ()
    refusal: str = ""
    deletes: bool = False
    """Whether the subject itself goes out of the register, which needs a confirmation."""


def planned(request: HttpRequest, difference: Difference) -> Plan:
    """What accepting would write, found by doing it and taking it back."""
    if difference.closed is not None:
        return Plan(refusal=_("It is settled already."))
    try:
        with unlimited():  # what would be written is checked against everything, and against the person's rights
            found = accept.preview(difference.pk, request.user)
    except (Conflict, Unmet) as error:
        return Plan(refusal=str(error))
    except ValidationError as error:
        return Plan(refusal=" ".join(error.messages))
    except PermissionDenied:
        return Plan(refusal=_("You may not change this object."))
    gone = {(each.label, each.id) for each in found if each.action == "delete"}
    return Plan(tuple(writes.changes(found)), deletes=(difference.subject_type, difference.subject_id) in gone)


def cited(difference: Difference) -> list[Cited]:
    """The evidence with the stated rows that mention the subject. Two queries."""
    pieces = [each for each in difference.evidence if isinstance(each, dict)]
    devices = {int(each["device"]) for each in pieces}
    names = {each.pk: reach.name_of(each) for each in Device.objects.filter(pk__in=devices)}
    sections = {str(each["section"]) for each in pieces} | {"interfaces"}
    stated = {
        (each.device_id, each.section): each.payload
        for each in Observation.objects.filter(device__in=devices, section__in=sections)
    }
    return [_cite(difference, each, names, stated) for each in pieces]


def _cite(
    difference: Difference, piece: Mapping[str, Any], names: Mapping[int, str], stated: Mapping[tuple[int, str], Any]
) -> Cited:
    device, section = int(piece["device"]), str(piece["section"])
    at = piece.get("at")
    known = dict(Section.choices)
    return Cited(
        device=names.get(device, f"#{device}"), url=reach.page("dcim.device", device),
        section=str(known.get(section, section)), source=str(piece.get("source") or section),
        at=parse_datetime(at) if isinstance(at, str) else None,
        lines=_lines(difference, device, section, stated),
    )  # fmt: skip


def _lines(difference: Difference, device: int, section: str, stated: Mapping[tuple[int, str], Any]) -> str:
    payload = stated.get((device, section))
    if section == "poll":
        return str((difference.observed or {}).get("error") or "")
    if payload is None:
        return _("no longer kept")
    if isinstance(payload, dict):
        return _block(payload)
    needles = set(_needles(difference))
    indexes = set(_indexes(stated.get((device, "interfaces")) or (), needles))
    scored = [(_score(row, needles, indexes), row) for row in payload if isinstance(row, dict)]
    best = max((score for score, _row in scored), default=0)
    if not best:
        return _("%(count)s rows, none of them mentions it") % {"count": words.number(len(payload))}
    return "\n\n".join([_block(row) for score, row in scored if score == best][:ROWS])


def _needles(difference: Difference) -> Iterator[str]:
    """Texts by which a row is recognised: names and addresses of both sides, and the part's own name."""
    device = str(difference.device.name or "")
    yield difference.label.removeprefix(device).strip().lower()
    for side in (difference.intended, difference.observed):
        for text in _texts(side):
            bare = text.partition("/")[0] if text.count("/") == 1 and text[0].isdigit() else text
            if len(bare) > SHORT and text.lower() != device.lower():
                yield bare.lower()


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, str):
        yield value


def _indexes(interfaces: Iterable[Any], needles: set[str]) -> Iterator[int]:
    """IfIndex of the interfaces named, by which other tables refer to them."""
    for row in interfaces:
        if any(str(row.get(name) or "").lower() in needles for name in NAMED) and isinstance(row.get("index"), int):
            yield row["index"]


def _score(row: Mapping[str, Any], needles: set[str], indexes: set[int]) -> int:
    """How many of its values name the subject or one of its sides."""
    named = sum(isinstance(value, str) and bool(value) and value.lower() in needles for value in row.values())
    return named + any(row.get(name) in indexes for name in INDEXES)


def _block(row: Mapping[str, Any]) -> str:
    """A row as aligned lines."""
    width = max((len(name) for name in row), default=0)
    return "\n".join(f"{name:<{width}}  {_one(value)}" for name, value in row.items())


def _one(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = " ".join(text.split())
    return text if len(text) <= LONG else text[:LONG] + "…"
