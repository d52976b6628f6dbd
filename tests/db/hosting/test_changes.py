"""Changes and moves: planned as a difference against what runs, carried out on simulated hosts, and taken back."""

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from inventory.declare.registry import specs
from inventory.hosting import wording, working
from inventory.hosting.advance import advance
from inventory.hosting.models import Host, Request, Reservation
from inventory.reconcile.models import Credential
from inventory.virtualization.models import VirtualMachine
from playbooks.carrying import Ways, carry
from playbooks.carrying.running import Performing
from playbooks.carrying.told import Telling, Told
from playbooks.carrying.verifying import Seen
from playbooks.orders import Event, Order, Result, Stats

pytestmark = pytest.mark.usefixtures("undone")
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


class Hosts:
    """Hosts on which every play succeeds but those that are told to fail; what ran is kept in its order."""

    def __init__(self) -> None:
        self.ran: list[str] = []
        self.failing = ""
        login = Credential.objects.create(name="new machines", kind="login", username="root")
        Host.objects.create(name="image", serves="image", credential=login, host_keys=KEY)
        Host.objects.create(name="web-ghj-01", credential=login, address="127.0.0.1/32", host_keys=KEY)
        Host.objects.update(host_keys=KEY)

    def perform(self, order: Order, *, on_event: Callable[[Event], None], cancelled: object) -> Result:
        del cancelled
        now, host = dt.datetime.now(dt.UTC), order.targets[0].name
        fails = order.play == self.failing and not order.check
        if not order.check:
            self.ran.append(order.play)
        on_event(Event(number=1, at=now, kind="failed" if fails else "changed", task=order.play, host=host))
        return Result(
            ident=order.ident, play=order.play, check=order.check, state="failed" if fails else "done", started=now,
            ended=now, reason="simulated" if fails else "", hosts={host: Stats(changed=1)},
        )  # fmt: skip

    def carried(self, request: Request, folder: Path) -> Request:
        self.ran.clear()

        def look(telling: Telling | None, plays: Sequence[Told]) -> list[Seen]:
            return [Seen(each.play.name, telling.name if telling else "", "yes", "") for each in plays]

        carry(request.pk, Ways(Performing(folder, self.perform), look=look, gone=look, pauses=(0.0,)))
        return Request.objects.get(pk=request.pk)


@pytest.fixture
def hosts(undone: None) -> Hosts:
    del undone
    return Hosts()


def approved(request: Request, asker: Any, officer: Any) -> Request:
    advance(request.pk, "submit", user=asker)
    request.refresh_from_db()
    working.plan(request.pk, request.revision)
    return advance(request.pk, "approve", user=officer).request


@pytest.fixture
def live(hosts: Hosts, ask: Any, asker: Any, officer: Any, tmp_path: Path) -> Request:
    request = ask(exposure="extranet", backup="daily", answers={"size": "small", "domain": "a.changchun.example"})
    done = hosts.carried(approved(request, asker, officer), tmp_path)
    assert done.state == "live", done.reason
    assert len(hosts.ran) == 5
    return done


WANTED = {"size": "medium", "domain": "b.changchun.example"}


def test_a_change_runs_what_differs_and_keeps_the_rest(
    live: Request, hosts: Hosts, ask: Any, asker: Any, officer: Any, tmp_path: Path
) -> None:
    held = set(live.reservations.values_list("slot", flat=True))
    request = ask(purpose="change", about=live, name="扩容", exposure="public", backup="hourly", answers=WANTED)
    request = approved(request, asker, officer)
    assert request.state == "approved", request.plans.get().problems
    lines = request.plans.get().lines
    assert {each["role"] for each in lines if each["verb"] == "keep"} == {"interface", "play linux_server"}
    assert all(wording.line(each) for each in lines)
    assert VirtualMachine.objects.filter(name__startswith="web-ghj-").count() == 1, "no second machine"
    assert Request.objects.get(pk=live.pk).state == "live"
    done = hosts.carried(request, tmp_path)
    assert done.state == "live", done.reason
    assert hosts.ran == ["web-site", "firewall-rule", "backup", "dns-record", "dns-record-undo"]
    assert done.result["url"] == "https://b.changchun.example/"
    machine = VirtualMachine.objects.get(name="web-ghj-01")
    assert (int(machine.vcpus or 0), machine.status) == (4, "active")
    assert Request.objects.get(pk=live.pk).state == "retired"
    assert not Reservation.objects.filter(request=live).exists()
    now = set(done.reservations.values_list("slot", flat=True))
    assert held - now == {"dns:a.changchun.example"}
    assert now - held == {"dns:b.changchun.example"}
    back = approved(ask(purpose="return", about=done, name="归还"), asker, officer)
    gone = hosts.carried(back, tmp_path)
    assert gone.state == "retired", gone.reason
    assert "machine-undo" in hosts.ran
    assert not VirtualMachine.objects.filter(name="web-ghj-01").exists()
    assert not Reservation.objects.filter(request=done).exists()


def test_a_change_that_fails_is_taken_back_to_what_ran_before(
    live: Request, hosts: Hosts, ask: Any, asker: Any, officer: Any, tmp_path: Path
) -> None:
    hosts.failing = "dns-record"
    request = ask(purpose="change", about=live, name="扩容", answers=WANTED)
    failed = hosts.carried(approved(request, asker, officer), tmp_path)
    assert failed.state == "failed"
    hosts.failing = ""
    advance(failed.pk, "release", user=officer, message="back")
    released = hosts.carried(failed, tmp_path)
    assert hosts.ran == ["dns-record-undo", "web-site"], "the new name is gone, the page as it was told before"
    assert not released.reservations.exists()
    machine = VirtualMachine.objects.get(name="web-ghj-01")
    assert int(machine.vcpus or 0) == 2
    assert str(machine.primary_ip4.dns_name) == "a.changchun.example"
    assert Request.objects.get(pk=live.pk).state == "live"


def test_one_change_at_a_time_and_hosts_with_data_do_not_move(
    live: Request, ask: Any, asker: Any, officer: Any
) -> None:
    for values, problem in (
        ({"purpose": "move"}, "no move"), ({"purpose": "change", "answers": {"size": "enormous"}}, "no size"),
    ):  # fmt: skip
        request = ask(about=live, name="x", **values)
        advance(request.pk, "submit", user=asker)
        request.refresh_from_db()
        assert working.plan(request.pk, request.revision) == "unfit"
        assert [each["what"] for each in request.plans.get().problems] == [problem]
    approved(ask(purpose="change", about=live, name="first", answers=WANTED), asker, officer)
    for purpose in ("change", "return"):
        second = ask(purpose=purpose, about=live, name="second", answers={"size": "large"})
        advance(second.pk, "submit", user=asker)
        second.refresh_from_db()
        assert working.plan(second.pk, second.revision) == "unfit", purpose


def test_a_venue_is_exchanged_for_another_half_day(
    hosts: Hosts, ask: Any, asker: Any, officer: Any, tmp_path: Path
) -> None:
    venue = specs["conferencing.venue"].model.objects.order_by("pk")[0].pk
    first = ask("conference-room", answers={"venue": venue, "day": "2026-12-01", "half": "morning"})
    first = hosts.carried(approved(first, asker, officer), tmp_path)
    answers = {"venue": venue, "day": "2026-12-01", "half": "afternoon"}
    second = approved(ask("conference-room", purpose="move", about=first, answers=answers), asker, officer)
    assert Reservation.objects.filter(slot__endswith="morning").exists(), "held until the other is verified"
    second = hosts.carried(second, tmp_path)
    assert second.state == "live", second.reason
    slots = set(Reservation.objects.filter(slot__startswith=f"room:{venue}:2026-12-01").values_list("slot", flat=True))
    assert slots == {f"room:{venue}:2026-12-01:afternoon"}
