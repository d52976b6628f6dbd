"""How a conference is prepared and how it went: its venues before it, the samples during it, the main venues."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from infoport.reports.readiness import Room, rooms
from inventory.conferencing.choices import Readiness, SampleOccasion
from inventory.conferencing.models import Conference, Mcu, Participant, ReadinessSample, Venue
from inventory.conferencing.rules.grading import substitutes
from inventory.declare.permissions import restrict

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Invited:
    """One venue of a conference: the room as it is, its last sample before the start, and those during it."""

    participant: Participant
    room: Room
    before: ReadinessSample | None
    during: Sequence[ReadinessSample]

    @property
    def worst(self) -> Readiness | None:
        """The worst of the samples during the conference; None without any."""
        order = (Readiness.READY, Readiness.LIMITED, Readiness.UNKNOWN, Readiness.NOT_READY)
        return max((Readiness(each.state) for each in self.during), key=order.index, default=None)


@dataclass(frozen=True, slots=True)
class StandIn:
    """A main venue and the one that takes over from it; `ports` of the largest MCU left, None: not known."""

    venue: Venue
    other: Venue
    state: Readiness
    first: Readiness
    second: Readiness
    ports: int | None
    needed: int


def invited(user: Any, conference: Conference) -> list[Invited]:
    """The venues of a conference that a person may see, the leading one first."""
    listed = list(
        restrict(Participant.objects.filter(conference=conference), user, "view")
        .select_related("venue__site", "venue__stand_in")
        .order_by("id")
    )
    visible = set(
        restrict(Venue.objects.filter(pk__in=[each.venue_id for each in listed]), user, "view").values_list(
            "pk", flat=True
        )
    )
    listed = [each for each in listed if each.venue_id in visible]
    ids = [each.venue_id for each in listed]
    samples = restrict(ReadinessSample.objects.filter(venue__in=ids), user, "view")
    before = {
        each.venue_id: each
        for each in samples.filter(conference=conference, at__lt=conference.start)
        .order_by("venue_id", "-at")
        .distinct("venue_id")
    }
    during: dict[int, list[ReadinessSample]] = defaultdict(list)
    for each in samples.filter(conference=conference, occasion=SampleOccasion.DURING).order_by("at"):
        during[each.venue_id].append(each)
    found = rooms(each.venue for each in listed)
    return [
        Invited(each, room, before.get(each.venue_id), during[each.venue_id])
        for each, room in zip(listed, found, strict=True)
    ]


def stand_ins(user: Any, needed: int = 0) -> list[StandIn]:
    """Each main venue with its stand-in, and whether that could take over a conference of so many ports."""
    rows = restrict(Venue.objects.filter(kind="main", stand_in__isnull=False), user, "view").exclude(status="retired")
    venues = list(rows.select_related("stand_in", "site", "stand_in__site").order_by("name"))
    states = {
        room.venue.pk: room.state
        for room in rooms({each.pk: each for pair in venues for each in (pair, pair.stand_in)}.values())
    }
    ports: dict[int, int] = {}
    for mcu in Mcu.objects.filter(status="active", venue__isnull=False):
        ports[mcu.venue_id or 0] = max(ports.get(mcu.venue_id or 0, 0), mcu.ports)
    found = []
    for each in venues:
        other: Any = each.stand_in
        first, second, left = states[each.pk], states[other.pk], ports.get(other.pk)
        state = substitutes(first, second, ports=left, needed=needed)
        found.append(StandIn(each, other, state, first, second, left, needed))
    return found
