"""Venues asked before and during conferences: who is due, what is asked of each, and what is kept of it."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from asgiref.sync import sync_to_async
from django.db.models import Q
from django.utils import timezone
from msgspec import to_builtins

from collectors.conferencing import sip, stamp
from infoport.reports.readiness import bounds_of
from infoport.reports.venuepaths import Reach, reaches
from inventory.conferencing.choices import Readiness, SampleOccasion
from inventory.conferencing.models import (
    Conference,
    Mcu,
    Participant,
    ReadinessLimit,
    ReadinessSample,
    Venue,
    VenueEndpoint,
)
from inventory.conferencing.rules.conferences import HOLDING
from inventory.conferencing.rules.grading import Bounds, Check, Seen, grade, together
from inventory.outposts.models import Outpost

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

EVERY: Final = {
    SampleOccasion.DURING: timedelta(minutes=1), SampleOccasion.BEFORE: timedelta(minutes=10),
    SampleOccasion.ROUTINE: timedelta(hours=6),
}  # fmt: skip
AGAIN: Final = timedelta(minutes=2)
"""What was not known before a conference is asked again sooner."""
AHEAD: Final = timedelta(hours=36)
"""Conferences that begin within this are prepared for: tomorrow's from this evening on."""
KEPT: Final = timedelta(days=90)
TOGETHER: Final = 16
"""Venues asked at the same time: 16 measurements take 0.6 Mbit/s."""
CODECS: Final = {"kind": "codec", "status": "active"}


@dataclass(frozen=True, slots=True)
class Errand:
    """What is asked of one venue, and on which occasion. `path_port` None: nothing reflects there."""

    venue: Venue
    occasion: SampleOccasion
    conference: int | None
    terminals: int
    bounds: Bounds
    reach: Reach
    address: str | None = None
    uri: str = ""
    sip_port: int = sip.PORT
    path_port: int | None = None
    source: tuple[int, str] | None = None  # the leading venue and its address, where that is one of this machine
    registrars: Sequence[tuple[str, int]] = field(default=())


@dataclass(frozen=True, slots=True)
class Heard:
    """What came back. None: not asked."""

    direct: sip.Answer | None = None
    registered: bool | None = None
    path: stamp.Path | None = None


def due(now: datetime) -> list[tuple[Venue, SampleOccasion, int | None]]:
    """Venues that can be asked and whose last sample is older than their occasion wants, with its conference."""
    calls = {
        each.venue_id: each.conference
        for each in Participant.objects.filter(
            conference__state__in=HOLDING, conference__start__lte=now + AHEAD, conference__end__gt=now
        )
        .select_related("conference")
        .order_by("-conference__start")
    }
    last = dict(
        ReadinessSample.objects.filter(at__gt=now - EVERY[SampleOccasion.ROUTINE])
        .order_by("at")
        .values_list("venue_id", "at")
    )
    vague = set(
        ReadinessSample.objects.filter(venue__in=last, at__in=last.values(), state=Readiness.UNKNOWN).values_list(
            "venue_id", flat=True
        )
    )
    found = []
    asked = askable().values("venue")
    for venue in Venue.objects.filter(status="active", pk__in=asked).order_by("pk"):
        conference = calls.get(venue.pk)
        occasion = _occasion(conference, now)
        every = AGAIN if occasion == SampleOccasion.BEFORE and venue.pk in vague else EVERY[occasion]
        if venue.pk not in last or last[venue.pk] <= now - every:
            found.append((venue, occasion, conference.pk if conference else None))
    return found


def askable() -> QuerySet[VenueEndpoint]:
    """Terminals with a port to ask at, but for those in segments that outposts serve: the core does not reach these."""
    afar = Outpost.objects.filter(enabled=True, segments__isnull=False).values("segments")
    ports = Q(sip_port__isnull=False) | Q(path_port__isnull=False)
    return VenueEndpoint.objects.filter(ports, **CODECS).exclude(segment__in=afar)


def _occasion(conference: Conference | None, now: datetime) -> SampleOccasion:
    if conference is None:
        return SampleOccasion.ROUTINE
    return SampleOccasion.DURING if conference.start <= now else SampleOccasion.BEFORE


def errands(wanted: Iterable[tuple[Venue, SampleOccasion, int | None]]) -> list[Errand]:
    """What is to be asked. Eleven queries, whatever the number of venues."""
    listed = list(wanted)
    venues = [venue for venue, _occasion, _conference in listed]
    kinds = {each.kind: each for each in ReadinessLimit.objects.all()}
    ways = reaches(venues)
    terminals: dict[int, list[VenueEndpoint]] = {}
    for each in VenueEndpoint.objects.filter(venue__in=venues, **CODECS).select_related("address").order_by("pk"):
        terminals.setdefault(each.venue_id, []).append(each)
    registrars = [
        (address, each.sip_port or sip.PORT)
        for each in Mcu.objects.filter(status="active", sip_port__isnull=False).select_related("address")
        if (address := _address(each))
    ]
    may = set(askable().values_list("pk", flat=True))
    leading = _leading({conference for _venue, _occasion, conference in listed if conference})
    made = []
    for venue, occasion, conference in listed:
        own = terminals.get(venue.pk, [])
        first = next((each for each in own if each.pk in may and _address(each)), None)
        source = leading.get(conference or 0)
        errand = Errand(
            venue, occasion, conference, len(own), bounds_of(venue, kinds.get(venue.kind)), ways[venue.pk],
            address=_address(first) if first else None, uri=first.uri if first else "",
            sip_port=(first.sip_port if first else None) or sip.PORT, path_port=first.path_port if first else None,
            source=source if source and source[0] != venue.pk else None, registrars=registrars,
        )  # fmt: skip
        made.append(errand)
    return made


def _address(asked: Any) -> str | None:
    stated = asked.ask_address or (asked.address.address if asked.address else None)
    return None if stated is None else str(ipaddress.ip_interface(str(stated)).ip)


def _leading(conferences: set[int]) -> dict[int, tuple[int, str]]:
    """Conference → its leading venue and the address of its terminal, if packets can be sent from there."""
    hosts = dict(Conference.objects.filter(pk__in=conferences).values_list("pk", "host"))
    asked: dict[int, str] = {}
    for each in VenueEndpoint.objects.filter(venue__in=hosts.values(), **CODECS).select_related("address"):
        address = _address(each)
        if address and is_here(address):
            asked.setdefault(each.venue_id, address)
    return {key: (host, asked[host]) for key, host in hosts.items() if host in asked}


def is_here(address: str) -> bool:
    """Whether an address is one of this machine's, so that packets may leave from it."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as channel:
        try:
            channel.bind((address, 0))
        except OSError:
            return False
    return True


async def heard(errand: Errand) -> Heard:
    """Ask one venue: its terminal, the registrars about it, and the path to it."""
    if errand.address is None:
        return Heard()
    source = errand.source[1] if errand.source else None
    asked: list[Any] = [sip.options(errand.address, errand.uri, errand.sip_port, source=source)]
    asked += [sip.options(address, errand.uri, port) for address, port in errand.registrars]
    path = None
    if errand.path_port is not None:
        path = await stamp.measure(errand.address, errand.path_port, source=source)
    direct, *told = await asyncio.gather(*asked)
    answers = [each.registered for each in told]
    registered = True if True in answers else False if False in answers else None
    return Heard(direct, registered, path)


def seen(errand: Errand, found: Heard) -> Seen:
    """What was heard of a venue, and what the inventory knows of the way to it."""
    direct, path = found.direct, found.path
    return Seen(
        active=errand.venue.status == "active", terminals=errand.terminals, registered=found.registered,
        answers=None if direct is None else direct.status == 200,  # noqa: PLR2004 - SIP's OK
        why="" if direct is None else f"{direct.status} {direct.reason}" if direct.status else direct.reason,
        loss=path.loss if path else None, delay=path.delay if path else None, jitter=path.jitter if path else None,
        bandwidth=errand.reach.bandwidth, marked=path.marked if path else None, spare=errand.reach.spare,
    )  # fmt: skip


def keep(errand: Errand, found: Heard, at: datetime) -> ReadinessSample:
    """Grade what was heard and keep it."""
    known = seen(errand, found)
    checks = grade(errand.bounds, known)
    return ReadinessSample.objects.create(
        venue=errand.venue, at=at, occasion=errand.occasion, conference_id=errand.conference,
        source_id=errand.source[0] if errand.source else None, state=together(checks), registered=known.registered,
        answers=known.answers, loss=_decimal(known.loss), delay=_decimal(known.delay), jitter=_decimal(known.jitter),
        marked=known.marked, bandwidth=errand.reach.bandwidth, spare=known.spare, screen=known.screen,
        microphone=known.microphone,
        detail={
            "checks": [as_stored(each) for each in checks],
            "path": to_builtins(found.path) if found.path else None,
            "call": to_builtins(found.direct) if found.direct else None,
            "ways": [{"name": each.name, "capacity": each.capacity, "used": each.used} for each in errand.reach.ways],
        },
    )  # fmt: skip


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def as_stored(check: Check) -> Mapping[str, Any]:
    """A check as JSON; `infoport.reports.readiness.checks_of` reads it."""
    return {"name": check.name, "state": check.state, "value": check.value, "limit": check.limit, "why": check.why}


async def ask(listed: Sequence[Errand]) -> int:
    """Ask venues, so many at the same time, and keep each; returns how many."""
    several = asyncio.Semaphore(TOGETHER)

    async def one(errand: Errand) -> None:
        async with several:
            found = await heard(errand)
        await sync_to_async(keep)(errand, found, timezone.now())

    await asyncio.gather(*map(one, listed))
    return len(listed)


def forget() -> int:
    """Delete samples older than `KEPT`; returns how many."""
    return ReadinessSample.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]
