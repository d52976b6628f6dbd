"""Venues asked over real sockets: who is due, what is kept, and what the board and the conference's page then say."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.test import Client
from django.utils import timezone, translation
from infoport import rehearsing
from infoport.demo.terminals.serving import Terminal
from infoport.reports.readiness import rooms

from collectors.conferencing.stamp import Reflector
from inventory.conferencing.models import (
    Conference,
    Mcu,
    Participant,
    ReadinessLimit,
    ReadinessSample,
    Venue,
    VenueEndpoint,
)
from inventory.dcim.models import Site

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

HOST, BRANCH, LOSSY, REGISTRAR = (f"127.81.251.{number}" for number in (1, 2, 3, 4))


@pytest.fixture
def net() -> SimpleNamespace:
    """A leading venue, one below it, and one whose path loses packets; a conference of the three tomorrow."""
    site, start = Site.objects.create(name="site", slug="site"), timezone.now() + timedelta(days=1)
    found = SimpleNamespace(start=start)
    for name, kind, address in (("host", "main", HOST), ("branch", "branch", BRANCH), ("lossy", "base", LOSSY)):
        venue = Venue.objects.create(name=name, slug=name, kind=kind, site=site)
        VenueEndpoint.objects.create(venue=venue, name="codec", uri=f"sip:{name}@x", ask_address=f"{address}/32")
        setattr(found, name, venue)
    Venue.objects.filter(pk=found.host.pk).update(
        stand_in=Venue.objects.create(name="other", slug="other", kind="main", site=site)
    )
    for kind in ("main", "branch", "base"):
        ReadinessLimit.objects.create(kind=kind, max_loss=1, usable_loss=2, max_jitter=30)
    found.mcu = Mcu.objects.create(name="mcu", ports=9, venue=found.host, ask_address=f"{REGISTRAR}/32")
    found.meeting = Conference.objects.create(
        name="防汛会议", start=start, end=start + timedelta(hours=1), host=found.host, mcu=found.mcu
    )
    for venue, role in ((found.host, "main"), (found.branch, "branch"), (found.lossy, "base")):
        Participant.objects.get_or_create(conference=found.meeting, venue=venue, defaults={"role": role})
    return found


def answering(work: Callable[[], Awaitable[Any]]) -> Any:
    """Do something while the three terminals answer; the lossy one loses each fifth packet and is not registered."""

    async def run() -> Any:
        loop, opened, sip, path = asyncio.get_running_loop(), [], 0, 0
        for address in (HOST, BRANCH, LOSSY):
            lossy = address == LOSSY
            reflector = Reflector((lambda number: None if number % 5 == 0 else 0.0) if lossy else None)
            made, _protocol = await loop.create_datagram_endpoint(lambda kept=reflector: kept, (address, path))
            path = made.get_extra_info("sockname")[1]
            call, _protocol = await loop.create_datagram_endpoint(Terminal, (address, sip))
            sip = call.get_extra_info("sockname")[1]
            opened += [made, call]
        registrar, _protocol = await loop.create_datagram_endpoint(
            lambda: Terminal({"host": True, "branch": True}), (REGISTRAR, sip)
        )
        await sync_to_async(VenueEndpoint.objects.update)(sip_port=sip, path_port=path)
        await sync_to_async(Mcu.objects.update)(sip_port=sip)
        try:
            return await work()
        finally:
            for each in (*opened, registrar):
                each.close()

    return async_to_sync(run)()


async def ask_due() -> int:
    wanted = await sync_to_async(rehearsing.due)(timezone.now())
    return await rehearsing.ask(await sync_to_async(rehearsing.errands)(wanted))


@pytest.mark.usefixtures("root")
def test_venues_are_asked_before_and_during_a_conference(net: SimpleNamespace, client: Client) -> None:
    assert not rehearsing.due(timezone.now())  # nothing says where to ask
    assert answering(ask_due) == 3
    assert not rehearsing.due(timezone.now())
    kept = {each.venue.name: each for each in ReadinessSample.objects.select_related("venue")}
    branch, lossy = kept["branch"], kept["lossy"]
    assert (branch.state, branch.answers, branch.registered, branch.marked) == ("ready", True, True, True)
    assert branch.loss == 0 and branch.delay is not None and branch.source == net.host
    assert (branch.occasion, branch.conference) == ("before", net.meeting)
    assert (lossy.state, lossy.loss, lossy.registered) == ("not-ready", 20, False)
    assert kept["host"].source is None  # nobody measures the path to oneself
    with translation.override("en"):
        told = {room.venue.name: room.verdict for room in rooms(Venue.objects.exclude(slug="other"))}
    assert told["branch"].state == "ready"
    assert told["lossy"].reasons == ("registration: no", "loss 20 % is above the limit of 2")
    page = client.get("/conferencing/readiness/", headers={"accept-language": "en"}).content.decode()
    for said in ("防汛会议", "Not ready", "loss 20 % is above the limit of 2", "Main venues stand in for each other"):
        assert said in page, said
    # It begins: every minute from now on, each venue a sample.
    now = timezone.now()
    Conference.objects.filter(pk=net.meeting.pk).update(start=now - timedelta(minutes=5), end=now + timedelta(hours=1))
    ReadinessSample.objects.update(at=now - timedelta(minutes=6))
    assert answering(ask_due) == 3
    assert ReadinessSample.objects.filter(occasion="during", conference=net.meeting).count() == 3
    page = client.get(f"/conferencing/readiness/?conference={net.meeting.pk}").content.decode()
    assert "During the conference" in page and page.count('<rect class="f-') >= 3
    assert client.get("/api/plugins/conferencing/readiness-samples/?state=not-ready").json()["count"] == 2
    paper = client.get(f"/conferencing/readiness/report.pdf?conference={net.meeting.pk}")
    assert paper.content.startswith(b"%PDF-") and paper["Content-Type"] == "application/pdf"
    # A test call that came later says more; a terminal behind an outpost is not the core's to ask.
    net.lossy.test_calls.create(at=timezone.now() + timedelta(seconds=1), outcome="passed", loss=0, jitter=3)
    assert {room.venue.name: str(room.state) for room in rooms([net.lossy])} == {"lossy": "ready"}


def test_silence_is_not_ready_and_nothing_asked_is_unknown(net: SimpleNamespace) -> None:
    VenueEndpoint.objects.filter(venue=net.branch).update(sip_port=9, path_port=9)
    [errand] = rehearsing.errands([(net.branch, "routine", None)])
    found = asyncio.run(rehearsing.heard(errand))
    sample = rehearsing.keep(errand, found, timezone.now())
    assert (sample.state, sample.answers, sample.loss, sample.registered) == ("not-ready", False, 100, None)
    assert "refused" in sample.detail["call"]["reason"]
    VenueEndpoint.objects.filter(venue=net.branch).update(sip_port=None, path_port=None)
    [errand] = rehearsing.errands([(net.branch, "routine", None)])
    assert rehearsing.keep(errand, asyncio.run(rehearsing.heard(errand)), timezone.now()).state == "unknown"
