"""What must hold of conferences: times in order, no venue twice at once, no more venues than the MCU has ports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.declare.vocabulary import Computed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from inventory.conferencing.models import Conference, Mcu, Participant

HOLDING: Final = ("planned", "ready", "running")
"""States in which a conference holds its venues and ports; the trigger of migration 0003 names them too."""
CONFERENCE_COMPUTED: Final = {
    "venues": Computed(
        "ARRAY(SELECT p.venue_id FROM conferencing_participant p WHERE p.conference_id = {t}.id ORDER BY p.id)",
        "refs", gettext_lazy("venues"), target="conferencing.venue",
    ),
    "required_ports": Computed("{count:conferencing.participant:conference}", label=gettext_lazy("ports needed")),
}  # fmt: skip

Span = tuple["datetime", "datetime", int]
"""Begin, end and ports of one conference."""


def ends_after_it_starts(conference: Conference) -> None:
    """A conference takes some time."""
    if conference.end <= conference.start:
        raise ValidationError({"end": _("The end must lie after the start.")})


def venues_are_free(conference: Any) -> None:
    """None of its venues is in another conference at the same time."""
    if conference.pk is None or conference.state not in HOLDING:
        return
    for participant in conference.participants.select_related("venue"):
        _free(participant.venue, conference)


def venue_is_free(participant: Participant) -> None:
    """The venue is in no other conference at the same time."""
    if participant.conference.state in HOLDING:
        _free(participant.venue, participant.conference)


def _free(venue: Any, conference: Any) -> None:
    others = apps.get_model("conferencing.Participant").objects.filter(
        venue=venue, conference__state__in=HOLDING,
        conference__start__lt=conference.end, conference__end__gt=conference.start,
    )  # fmt: skip
    other = others.exclude(conference=conference.pk).select_related("conference").first()
    if other is not None:
        message = _("%(venue)s is in “%(conference)s” from %(start)s to %(end)s.")
        told = {
            "venue": venue, "conference": other.conference,
            "start": _local(other.conference.start), "end": _local(other.conference.end),
        }  # fmt: skip
        raise ValidationError({"venue" if conference.pk is None else "__all__": message % told})


def _local(at: datetime) -> str:
    return date_format(timezone.localtime(at), "Y-m-d H:i")


def mcu_has_ports(conference: Any) -> None:
    """The MCU has a port for each venue of this and of every other conference that it joins at the same time."""
    if conference.mcu_id is None or conference.pk is None or conference.state not in HOLDING:
        return
    _fits(_locked(conference.mcu_id), conference, conference.participants.count())


def mcu_has_a_port_left(participant: Participant) -> None:
    """The MCU of the conference has a port for this venue, too."""
    conference = participant.conference
    if conference.mcu_id is None or conference.state not in HOLDING:
        return
    mcu = _locked(conference.mcu_id)
    _fits(mcu, conference, conference.participants.exclude(pk=participant.pk).count() + 1)


def _locked(key: int) -> Any:
    """The MCU, its row locked to the end of the transaction: two bookings at once see each other."""
    rows = apps.get_model("conferencing.Mcu").objects.filter(pk=key)
    return (rows.select_for_update(of=("self",)) if connection.in_atomic_block else rows).get()


def _fits(mcu: Any, conference: Conference, wanted: int) -> None:
    others = _booked(mcu, exclude=conference.pk, start=conference.start, end=conference.end)
    needed = busiest([*others, (conference.start, conference.end, wanted)])
    if needed > mcu.ports:
        message = _("%(mcu)s has %(ports)d ports; %(needed)d would be needed at once.")
        told = {"mcu": mcu, "ports": mcu.ports, "needed": needed}
        raise ValidationError({"__all__": message % told})


BOOKED: Final = """
SELECT c.start, c."end", (SELECT count(*) FROM conferencing_participant p WHERE p.conference_id = c.id)
FROM conferencing_conference c
WHERE c.mcu_id = %s AND c.state = ANY(%s) AND c.id IS DISTINCT FROM %s
  AND (%s::timestamptz IS NULL OR c.start < %s) AND (%s::timestamptz IS NULL OR c."end" > %s)
"""


def _booked(
    mcu: Any, *, exclude: int | None = None, start: datetime | None = None, end: datetime | None = None
) -> list[Span]:
    with connection.cursor() as cursor:
        cursor.execute(BOOKED, [mcu.pk, list(HOLDING), exclude, end, end, start, start])
        return list(cursor.fetchall())


def busiest(spans: Iterable[Span]) -> int:
    """The most ports in use at one moment; a span that ends when another begins does not overlap it."""
    steps = sorted(step for start, end, ports in spans for step in ((start, 1, ports), (end, 0, -ports)))
    most = used = 0
    for _at, _order, ports in steps:
        used += ports
        most = max(most, used)
    return most


def capacity_suffices(mcu: Mcu) -> None:
    """An MCU keeps as many ports as are booked."""
    if mcu.pk is None:
        return
    needed = busiest(_booked(mcu, start=timezone.now()))
    if needed > mcu.ports:
        message = _("%(needed)d ports are booked at once.")
        raise ValidationError({"ports": message % {"needed": needed}})


def stands_in_for_another(mcu: Mcu) -> None:
    """No MCU stands in for itself."""
    if mcu.stand_in_id is not None and mcu.stand_in_id == mcu.pk:
        raise ValidationError({"stand_in": _("An MCU cannot stand in for itself.")})


def host_may_lead(conference: Conference) -> None:
    """A conference is led from a main venue, or from the branch venue of the city."""
    if conference.host.kind == "base":
        message = _("%(venue)s is a base-level venue and cannot lead a conference.")
        raise ValidationError({"host": message % {"venue": conference.host}})


def one_leads(participant: Participant) -> None:
    """The host, and no other venue, has the role of main venue."""
    if (participant.role == "main") != (participant.venue_id == participant.conference.host_id):
        message = _("%(venue)s leads the conference; it alone is its main venue.")
        raise ValidationError({"role": message % {"venue": participant.conference.host}})


def host_takes_part(conference: Any, _extra: dict[str, Any], created: bool) -> None:
    """The venue that leads is a participant from the beginning; another host takes its place."""
    rows = apps.get_model("conferencing.Participant").objects
    if not created:
        rows.filter(conference=conference, role="main").exclude(venue=conference.host).delete()
    if not rows.filter(conference=conference, venue=conference.host).exists():
        made = rows.model(conference=conference, venue=conference.host, role="main")
        for rule in (venue_is_free, mcu_has_a_port_left):
            rule(made)
        made.save()


CONFERENCE_RULES: Final = (ends_after_it_starts, host_may_lead, venues_are_free, mcu_has_ports)
PARTICIPANT_RULES: Final = (one_leads, venue_is_free, mcu_has_a_port_left)
