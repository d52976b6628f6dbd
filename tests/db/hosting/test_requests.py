"""A request from draft to live and back: what is planned, reserved, approved by whom, and given back."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import translation
from freezegun import freeze_time
from infoport.cli import docs

from inventory.dcim.models import Interface, RackReservation
from inventory.declare.registry import specs
from inventory.declare.write import save
from inventory.hosting import clock, states, wording
from inventory.hosting.advance import Moved, NotAllowed, Untimely, advance, store_plan
from inventory.hosting.models import ApprovalLimit, CalendarDay, Pause, Request, Reservation, Step
from inventory.hosting.planning import propose
from inventory.ipam.models import IPAddress
from inventory.users.models import Group
from inventory.virtualization.models import VirtualMachine

pytestmark = pytest.mark.usefixtures("undone")


def planned(request: Request, asker: Any) -> Request:
    """As the planning job does it."""
    advance(request.pk, "submit", user=asker)
    request.refresh_from_db()
    proposal = propose(request)
    store_plan(request, proposal)
    return advance(request.pk, "propose" if proposal.fits else "refuse").request


def approved(request: Request, asker: Any, officer: Any) -> Moved:
    planned(request, asker)
    return advance(request.pk, "approve", user=officer)


def test_a_web_site_is_planned_with_all_it_needs_and_nothing_is_written(ask: Any, asker: Any) -> None:
    before = VirtualMachine.objects.count(), IPAddress.objects.count(), Reservation.objects.count()
    request = planned(ask(), asker)
    assert request.state == "planned"
    plan = request.plans.get()
    roles = [str(each["role"]).partition(" ")[0] for each in plan.lines]
    assert {"machine", "address", "interface", "dns", "firewall", "backup", "play", "probes"} <= set(roles)
    address = next(each for each in plan.lines if each["role"] == "address")
    assert address["values"]["address"].startswith("10.20.40."), "the department's own prefix comes first"
    assert before == (VirtualMachine.objects.count(), IPAddress.objects.count(), Reservation.objects.count())
    for language in ("en", "zh-hans"):
        with translation.override(language):
            assert all(wording.line(each) for each in plan.lines)


def test_approval_reserves_everything_and_release_gives_it_back(ask: Any, asker: Any, officer: Any) -> None:
    machines = VirtualMachine.objects.count()
    moved = approved(ask(), asker, officer)
    assert moved.request.state == "approved"
    assert not moved.again
    machine = VirtualMachine.objects.get(name="web-ghj-01")
    assert machine.status == "planned"
    assert str(machine.primary_ip4.address).startswith("10.20.40.")
    assert {each.slot for each in Reservation.objects.filter(request=moved.request)} >= {"machine:web-ghj-01"}
    advance(moved.request.pk, "release", user=officer, message="no longer wanted")
    from inventory.hosting import reserving

    reserving.release(moved.request)
    assert VirtualMachine.objects.count() == machines
    assert not Reservation.objects.filter(request=moved.request).exists()
    assert not IPAddress.objects.filter(address=machine.primary_ip4.address).exists()


def test_whoever_asked_does_not_approve_and_strangers_do_nothing(ask: Any, asker: Any, person: Any) -> None:
    both = person("both", "add", "handle", "approve")
    request = ask(asker=both)
    planned(request, both)
    with pytest.raises(NotAllowed):
        advance(request.pk, "approve", user=both)
    with pytest.raises(NotAllowed):
        advance(request.pk, "approve", user=person("stranger"))
    with pytest.raises(NotAllowed):
        advance(request.pk, "replan", user=asker)
    assert Request.objects.get(pk=request.pk).state == "planned"


def test_a_limit_asks_for_two_people(ask: Any, asker: Any, officer: Any, person: Any) -> None:
    ApprovalLimit.objects.create(item="website", size=2, people=2)
    request = ask()
    planned(request, asker)
    first = advance(request.pk, "approve", user=officer)
    assert (first.missing, first.request.state) == (1, "planned")
    again = advance(request.pk, "approve", user=officer)
    assert again.missing == 1, "one person counts once"
    second = advance(request.pk, "approve", user=person("second", "approve"))
    assert (second.missing, second.request.state) == (0, "approved")


def test_a_limit_of_a_group_counts_its_members_only(ask: Any, asker: Any, officer: Any, person: Any) -> None:
    office = Group.objects.get(name="电子政务处")
    ApprovalLimit.objects.create(item="website", size=1, people=1, group=office)
    request = ask()
    planned(request, asker)
    assert advance(request.pk, "approve", user=officer).missing == 1
    member = person("member", "approve")
    member.groups.add(office)
    assert advance(request.pk, "approve", user=member).request.state == "approved"


def test_what_changed_meanwhile_is_planned_again_and_not_applied(ask: Any, asker: Any, officer: Any) -> None:
    request = ask()
    planned(request, asker)
    address = next(each for each in request.plans.get().lines if each["role"] == "address")["values"]
    save(specs["ipam.ipaddress"], IPAddress(), {"address": address["address"], "vrf_id": address["vrf_id"]})
    moved = advance(request.pk, "approve", user=officer)
    assert moved.again
    assert moved.request.state == "planned"
    assert not Reservation.objects.filter(request=request).exists()
    assert request.plans.count() == 2
    assert advance(request.pk, "approve", user=officer).request.state == "approved"


def test_two_requests_for_the_same_thing_are_decided_by_the_database(ask: Any, asker: Any, officer: Any) -> None:
    answers = {"venue": specs["conferencing.venue"].model.objects.first().pk, "day": "2026-12-01", "half": "morning"}
    one, two = (ask("conference-room", answers=answers) for _ in range(2))
    planned(one, asker)
    planned(two, asker)
    assert advance(one.pk, "approve", user=officer).request.state == "approved"
    moved = advance(two.pk, "approve", user=officer)
    assert moved.again
    assert moved.request.state == "unfit"
    newest = two.plans.order_by("-number").first()
    assert newest.problems[0]["what"] == "venue taken"
    assert newest.alternatives


def test_rack_space_takes_units_outlets_and_ports(ask: Any, asker: Any, officer: Any) -> None:
    request = ask("rack-space", answers={"units": 2, "watts": 300, "ports": 1})
    moved = approved(request, asker, officer)
    assert moved.request.state == "approved", request.plans.first().problems
    kept = RackReservation.objects.get(description=request.name)
    assert len(kept.units) == 2
    port = Interface.objects.get(pk=Reservation.objects.get(request=request, role="port 1").target_id)
    assert port.mark_connected


def test_a_reason_in_plain_words_where_nothing_fits(ask: Any, asker: Any) -> None:
    request = planned(ask("rack-space", answers={"units": 60, "watts": 100, "ports": 0}), asker)
    assert request.state == "unfit"
    said = [wording.said(each) for each in request.plans.get().problems]
    assert said == ["No hosting rack has 60 units and 100 W on both feeds left (of 6)."]
    assert request.plans.get().alternatives


def test_the_policy_of_the_segment_is_checked_first(ask: Any, asker: Any) -> None:
    from inventory.segments.models import Segment

    request = planned(ask(segment=Segment.objects.get(slug="intranet"), exposure="public"), asker)
    assert [each["what"] for each in request.plans.get().problems] == ["not public"]


def test_the_clock_stands_while_a_question_waits(ask: Any, asker: Any, officer: Any) -> None:
    request = ask()
    with freeze_time("2026-11-23 01:00:00", tz_offset=0):
        advance(request.pk, "submit", user=asker)
    with freeze_time("2026-11-24 01:00:00"):
        advance(request.pk, "ask", user=officer, message="哪个端口？")
    with freeze_time("2026-11-26 01:00:00"):
        moved = advance(request.pk, "answer", user=asker, message="443")
    assert str(moved.request.due_on) == "2026-12-02", "five working days after Monday, and two that the question took"
    assert float(moved.request.days_spent) == pytest.approx(1.0, abs=0.01)
    assert [each.text for each in request.messages.all()] == ["哪个端口？", "443"]
    assert Pause.objects.get(request=request).until is not None


def test_holidays_and_days_that_make_up_for_them() -> None:
    working = clock.calendar()
    assert [working(datetime(2026, 10, day, tzinfo=UTC).date()) for day in (1, 5, 8, 10, 11)] == [
        False, False, True, True, False,
    ]  # fmt: skip
    CalendarDay.objects.create(day="2026-11-27", working=False, name="停电检修")
    assert not clock.calendar()(datetime(2026, 11, 27, tzinfo=UTC).date())
    assert clock.calendar()(datetime(2150, 3, 2, tzinfo=UTC).date()), "no notice yet: Monday to Friday"


def test_every_step_is_kept_and_none_is_possible_out_of_turn(ask: Any, asker: Any, officer: Any) -> None:
    request = approved(ask(), asker, officer).request
    assert [each.move for each in Step.objects.filter(request=request)] == ["submit", "propose", "approve"]
    for name in ("submit", "approve", "answer"):
        with pytest.raises(Untimely):
            advance(request.pk, name, user=officer)
    with pytest.raises(Untimely):
        advance(request.pk, "start", seen=request.revision - 1)
    assert advance(request.pk, "start", seen=request.revision).request.state == "acting"


def test_a_live_host_is_given_back_by_a_request_of_its_own(ask: Any, asker: Any, officer: Any) -> None:
    request = approved(ask(), asker, officer).request
    for name in ("start", "check", "finish"):
        advance(request.pk, name)
    assert VirtualMachine.objects.get(name="web-ghj-01").status == "active"
    request.refresh_from_db()
    back = planned(ask(purpose="return", about=request, name="归还"), asker)
    assert back.state == "planned"
    assert {each["verb"] for each in back.plans.get().lines} == {"release"}


def test_the_machine_is_drawn_from_what_it_does() -> None:
    lines = list(states.diagram())
    assert "    planned --> approved: approve (approve)" in lines
    page = docs.hosting_states()
    assert all(line in page for line in lines)
    assert all(f"| `{name}` |" in page for name in states.MOVES)
    assert all(move.target in dict(Request._meta.get_field("state").choices) for move in states.MOVES.values())
