"""Conferences: no venue twice at once, no more venues than ports, one that leads; and the readiness of venues."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from infoport.reports.readiness import rooms
from writes import change, make, refusal, refused_change

from inventory.conferencing.models import Conference, Participant
from inventory.conferencing.rules.conferences import busiest

NINE = datetime(2027, 3, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
CONFERENCE, PARTICIPANT = "conferencing.conference", "conferencing.participant"


@pytest.fixture
def net(room: SimpleNamespace) -> SimpleNamespace:
    """Two main venues, three base-level ones, and an MCU of three ports."""
    found = SimpleNamespace(room=room)
    for name, kind in (("city", "main"), ("party", "main"), ("a", "base"), ("b", "base"), ("c", "base")):
        setattr(found, name, make("conferencing.venue", name=name, slug=name, kind=kind, site=room.site))
    found.mcu = make("conferencing.mcu", name="mcu", ports=3)
    return found


def meet(net: SimpleNamespace, name: str, start: datetime = NINE, **values: Any) -> Any:
    values = {"start": start, "end": start + HOUR, "host": net.city, "mcu": net.mcu} | values
    return make(CONFERENCE, name=name, **values)


def invite(conference: Any, venue: Any) -> Any:
    return make(PARTICIPANT, conference=conference, venue=venue, role=venue.kind if venue.kind != "main" else "branch")


def test_the_host_takes_part_from_the_beginning_and_leads_alone(net: SimpleNamespace) -> None:
    meeting = meet(net, "one")
    assert [(each.venue, each.role) for each in meeting.participants.all()] == [(net.city, "main")]
    assert "role" in refusal(PARTICIPANT, conference=meeting, venue=net.party, role="main")
    change(meeting, host=net.party)
    assert [each.venue for each in meeting.participants.filter(role="main")] == [net.party]
    assert "host" in refusal(CONFERENCE, name="x", start=NINE, end=NINE + HOUR, host=net.a)
    assert "end" in refusal(CONFERENCE, name="x", start=NINE, end=NINE, host=net.city)


def test_a_venue_is_in_one_conference_at_a_time(net: SimpleNamespace) -> None:
    invite(meet(net, "one"), net.a)
    other = meet(net, "two", NINE + HOUR / 2, host=net.party, mcu=None)
    said = refusal(PARTICIPANT, conference=other, venue=net.a, role="base")
    assert "one" in str(said)
    with pytest.raises(IntegrityError, match="conferencing_venue_in_one_conference"), transaction.atomic():
        Participant.objects.create(conference=other, venue=net.a, role="base")
    later = meet(net, "three", NINE + HOUR, mcu=None)
    invite(later, net.a)
    assert "one" in str(refused_change(later, start=NINE + HOUR / 2))
    with pytest.raises(IntegrityError, match="conferencing_venue_in_one_conference"), transaction.atomic():
        Conference.objects.filter(pk=later.pk).update(start=NINE)


def test_a_cancelled_conference_holds_nothing(net: SimpleNamespace) -> None:
    one = meet(net, "one")
    invite(one, net.a)
    change(one, state="cancelled")
    two = meet(net, "two")
    invite(two, net.a)
    assert "two" in str(refused_change(one, state="planned"))


def test_an_mcu_joins_no_more_venues_than_it_has_ports(net: SimpleNamespace) -> None:
    one = meet(net, "one")
    invite(one, net.a)
    two = meet(net, "two", NINE + HOUR / 2, host=net.party)
    assert "4 would be needed" in str(refusal(PARTICIPANT, conference=two, venue=net.b, role="base"))
    invite(meet(net, "three", NINE + 2 * HOUR), net.b)
    assert "ports" in refused_change(net.mcu, ports=2)
    assert change(net.mcu, ports=4).ports == 4
    invite(two, net.b)


def test_the_busiest_moment_counts_what_overlaps() -> None:
    spans = [(NINE, NINE + HOUR, 5), (NINE + HOUR, NINE + 2 * HOUR, 4), (NINE + HOUR / 2, NINE + HOUR, 2)]
    assert busiest(spans) == 7
    assert busiest([]) == 0


def state(venue: Any) -> tuple[str, tuple[str, ...]]:
    (found,) = rooms([venue])
    return str(found.state), found.verdict.reasons


def test_a_venue_is_unknown_until_its_path_was_measured(net: SimpleNamespace) -> None:
    venue = net.a
    assert state(venue) == ("not-ready", ("no terminal in use",))
    make("conferencing.venueendpoint", venue=venue, name="codec")
    assert state(venue) == ("unknown", ("never measured",))
    make("conferencing.readinesslimit", kind="base", max_loss=1, max_delay=150, max_age=2)
    now = datetime.now(UTC)
    make("conferencing.testcall", venue=venue, at=now - 3 * HOUR, outcome="passed", loss=0, delay=10)
    assert state(venue)[0] == "unknown"
    make("conferencing.testcall", venue=venue, at=now - HOUR, outcome="passed", loss="0.5")
    assert state(venue) == ("unknown", ("delay was not measured",))
    make("conferencing.testcall", venue=venue, at=now - HOUR / 2, outcome="passed", loss="0.5", delay=40)
    assert state(venue) == ("ready", ())
    change(venue, max_delay=30)
    venue.refresh_from_db()
    assert state(venue) == ("not-ready", ("delay 40 is above the limit of 30",))


def test_a_test_call_was_made_before_it_is_recorded(net: SimpleNamespace) -> None:
    late = datetime.now(UTC) + HOUR
    assert "at" in refusal("conferencing.testcall", venue=net.a, at=late, outcome="passed")
    assert "stand_in" in refused_change(net.mcu, stand_in=net.mcu)
