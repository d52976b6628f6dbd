"""What goes wrong while a request is carried out on a real host, a Linux switch, and where the request then ends."""

import itertools
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from inventory.dcim.models import Interface
from inventory.declare.registry import specs
from inventory.declare.write import save
from inventory.hosting.advance import NotAllowed, Untimely, advance
from inventory.hosting.models import Host, Request, Reservation, Run
from inventory.ipam.models import VLAN
from inventory.reconcile.credentials import seal
from inventory.reconcile.models import Difference
from inventory.users.models import User
from tests.carrying.conftest import until
from tests.carrying.town import Town
from tests.lab.hosts import Host as Machine
from tests.lab.hosts import Lab

Worker = Callable[..., "subprocess.Popen[bytes]"]
HANGING = "#!/bin/sh\nexec sleep 987654\n"
PROGRAM = "/usr/sbin/bridge"


@contextmanager
def hanging(store: Machine) -> Iterator[None]:
    """The switch never answers what VLANs a port has."""
    program = store.root / PROGRAM.lstrip("/")
    store.run("mv", PROGRAM, f"{PROGRAM}.whole")
    store.write(PROGRAM, HANGING, 0o755)
    try:
        yield
    finally:
        assert program.exists()
        store.run("mv", f"{PROGRAM}.whole", PROGRAM)


def plugged(store: Machine) -> bool:
    return "br110" in store.run("ip", "link", "show", "dev", "port1")


def approved(town: Town) -> Request:
    request = until(town.connection(), "planned", "unfit")
    assert request.state == "planned", request.reason
    return advance(request.pk, "approve", user=town.officer).request


def pressed(request: Request, people: list[User]) -> list[str]:
    """What becomes of approvals that are given at the same moment."""
    outcomes: list[str] = []

    def approve(user: object) -> None:
        try:
            outcomes.append(advance(request.pk, "approve", user=user).request.state)
        except (Untimely, NotAllowed) as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=(user,)) for user in people]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return outcomes


def released(town: Town, request: Request) -> None:
    """An officer gives up: nothing is held any more, and the port is as it was."""
    advance(request.pk, "release", user=town.officer, message="no longer wanted")
    end = time.monotonic() + 60
    while Reservation.objects.filter(request=request).exists():
        assert time.monotonic() < end, Request.objects.get(pk=request.pk).reason
        time.sleep(0.1)
    assert not Interface.objects.get(name="port1").mark_connected


def test_two_officers_approve_at_once_it_is_done_once_and_given_back(
    town: Town, worker: Worker, store: Machine
) -> None:
    town.switch(store)
    worker()
    request = until(town.connection(), "planned")
    assert sorted(pressed(request, [town.officer, town.person("second", "handle", "approve")])) == [
        "Untimely", "approved",
    ]  # fmt: skip
    until(request, "live", "failed")
    assert request.state == "live", request.reason
    assert plugged(store)
    assert sorted(Run.objects.filter(request=request).values_list("kind", flat=True)) == ["apply", "check"]
    assert list(request.steps.values_list("move", flat=True)).count("approve") == 1
    back = until(town.ask("connection", name="back", purpose="return", about=request), "planned", "unfit")
    advance(back.pk, "approve", user=town.officer)
    until(back, "retired", "failed")
    request.refresh_from_db()
    assert (back.state, request.state) == ("retired", "retired"), back.reason
    assert not plugged(store)
    assert not Reservation.objects.exists()


def test_a_difference_is_remediated_once_somebody_else_has_approved(
    town: Town, worker: Worker, store: Machine, client: Client
) -> None:
    town.switch(store)
    store.run("ip", "link", "set", "dev", "port1", "alias", "someone else")
    port = Interface.objects.get(name="port1")
    save(
        specs["dcim.interface"],
        port,
        {"description": "weather, A03", "mode": "access", "untagged_vlan": VLAN.objects.get()},
    )
    save(specs["dcim.site"], port.device.site, {"tenant": town.department})
    found = Difference.objects.create(
        device=port.device, rule="interface.description", kind="changed", subject_type="dcim.interface",
        subject_id=port.pk, label="sw port1", field="description", intended="weather, A03", observed="someone else",
        confidence="certain", identity="1", opened=timezone.now(), last_seen=timezone.now(),
    )  # fmt: skip
    engineer = User.objects.create_superuser("engineer", password="x")
    client.force_login(engineer)
    assert "/remediate/" in client.get(f"/audit/differences/{found.pk}/").content.decode()
    assert client.post(f"/audit/differences/{found.pk}/remediate/").status_code == 302
    worker()
    request = until(Request.objects.get(), "planned", "unfit")
    with pytest.raises(NotAllowed):
        advance(request.pk, "approve", user=engineer)
    advance(request.pk, "approve", user=town.officer)
    until(request, "live", "failed")
    assert request.state == "live", request.reason
    assert "alias weather, A03" in store.run("ip", "link", "show", "dev", "port1")
    foreseen = Run.objects.get(request=request, kind="check").events.exclude(diff=None)
    assert any("+description weather, A03" in str(each.diff) for each in foreseen)
    assert not Reservation.objects.exists()


def test_wrong_key_is_told_and_the_officer_goes_on(town: Town, worker: Worker, store: Machine, lab: Lab) -> None:
    town.switch(store)
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", lab.folder / "wrong"], check=True)
    seal(town.login.pk, {"private_key": (lab.folder / "wrong").read_text()})
    worker()
    request = until(approved(town), "live", "failed")
    assert request.state == "failed"
    assert "sw" in request.reason
    assert "Permission denied" in request.reason
    assert Run.objects.get(request=request).events.get().outcome == "unreachable"
    seal(town.login.pk, {"private_key": lab.key})
    advance(request.pk, "resume", user=town.officer)
    until(request, "live")
    advance(request.pk, "retire")


def test_a_host_that_is_off_leaves_nothing_reserved(town: Town, worker: Worker, store: Machine) -> None:
    town.switch(store)
    Host.objects.filter(serves="switch").update(address="10.66.0.250/32")
    worker()
    request = until(approved(town), "live", "failed")
    assert request.state == "failed"
    assert "10.66.0.250" in request.reason or "unreachable" in request.reason.lower()
    released(town, request)


def test_a_loop_ends_at_its_limit_and_a_killed_worker_is_replaced(town: Town, worker: Worker, store: Machine) -> None:
    town.switch(store)
    first = worker()
    with hanging(store):
        request = approved(town)
        end = time.monotonic() + 60
        while not Run.objects.filter(request=request, state="running").exists():
            assert time.monotonic() < end
            time.sleep(0.05)
        time.sleep(1)
        first.send_signal(signal.SIGKILL)
        first.wait()
        second = worker(6)
        until(request, "failed")
    assert "6 s" in request.reason
    assert set(Run.objects.filter(request=request).values_list("state", flat=True)) == {"lost", "failed"}
    assert "987654" not in store.run("ps", "-eo", "args")
    second.kill()
    second.wait()
    worker()
    advance(request.pk, "resume", user=town.officer)
    until(request, "live")
    assert plugged(store)
    spans = list(Run.objects.order_by("created").values_list("created", "ended"))
    assert all(one[1] <= two[0] for one, two in itertools.pairwise(spans)), "two plays at once on a host"


def test_an_officer_stops_a_play_and_gives_up(town: Town, worker: Worker, store: Machine) -> None:
    town.switch(store)
    worker()
    with hanging(store):
        request = approved(town)
        end = time.monotonic() + 60
        while not Run.objects.filter(request=request, state="running").update(cancelling=True):
            assert time.monotonic() < end
            time.sleep(0.05)
        until(request, "failed")
    assert Run.objects.get(request=request).state == "cancelled"
    released(town, request)
    assert not plugged(store)
