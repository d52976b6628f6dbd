"""Sites inspected by a job against a real web server: kept as they are done, ranked, stopped, taken up again."""

import asyncio
import ipaddress
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from infoport import inspecting
from infoport.demo.websites.hosting import Reply, WebHost
from infoport.demo.websites.pages import DepartmentSite
from infoport.tasks.inspecting import _schedule

from inventory.core.choices import JobState
from inventory.core.jobs import queue
from inventory.core.models import Job
from inventory.inspection import storing
from inventory.inspection.models import Finding, Inspection, InspectionLimit, Visit, Website
from inventory.services.models import ApplicationService, SupportTeam
from inventory.users.models import User
from tests.db.jobs.conftest import done, work

ADDRESS, SLOW = "127.77.9.1", "127.77.9.2"
FAULTS: dict[str, dict[str, Any]] = {
    "awake": {}, "sleeper": {"asleep": 40}, "shut": {"closed": True}, "broken": {"dead": 2, "encoding": True},
}  # fmt: skip


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A web server in a thread, with the sites of `FAULTS`."""
    sites = [DepartmentSite(slug, slug, faults) for slug, faults in FAULTS.items()]
    loop, ready, told = asyncio.new_event_loop(), threading.Event(), list[int]()
    servers: list[asyncio.Server] = []

    async def serve() -> None:
        web = WebHost({each.host: each for each in sites} | {"stuck.changchun.example": lambda _path: Reply(delay=9)})
        server = await web.listen(ADDRESS, 0)
        servers.extend([server, await web.listen(SLOW, server.sockets[0].getsockname()[1])])
        told.append(server.sockets[0].getsockname()[1])
        ready.set()

    thread = threading.Thread(target=lambda: (loop.run_until_complete(serve()), loop.run_forever()))
    thread.start()
    ready.wait(5)
    yield told[0]
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    for server in servers:
        server.close()
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(asyncio.sleep(0.05))
    loop.close()


@pytest.fixture
def websites(port: int, monkeypatch: pytest.MonkeyPatch) -> dict[str, Website]:
    monkeypatch.setattr(settings, "INSPECTION_NETWORKS", [ipaddress.ip_network("127.77.0.0/16")])
    monkeypatch.setattr(settings, "INSPECTION_PAUSE", 0.0)
    team = SupportTeam.objects.create(name="Centre", slug="centre")
    made = {}
    for slug in FAULTS:
        service = ApplicationService.objects.create(
            name=slug, slug=slug, kind="website", site_kind="department", responsible=team,
            web_address=f"http://{slug}.changchun.example/",
        )  # fmt: skip
        made[slug] = Website.objects.create(service=service, connect_address=f"{ADDRESS}/32", connect_port=port)
    return made


def latest() -> dict[str, Inspection]:
    return {each.website.service.name: each for each in Inspection.objects.order_by("at")}


def test_a_job_inspects_keeps_and_ranks(websites: dict[str, Website], root: User, port: int) -> None:
    job = inspecting.ask(root, [each.pk for each in websites.values()])
    assert done(job).state == JobState.DONE
    assert (job.done, job.total, (job.result or {})["states"]) == (4, 4, {"new": 4})
    found = latest()
    assert {name: (each.result, each.asleep) for name, each in found.items()} == {
        "awake": ("pass", False), "sleeper": ("fail", True), "shut": ("fail", True), "broken": ("pass", False),
    }  # fmt: skip
    assert [found[name].rank for name in ("awake", "broken", "sleeper", "shut")] == [1, 2, 3, 4]
    kinds = sorted(Finding.objects.filter(inspection=found["broken"]).values_list("kind", flat=True))
    assert kinds == ["dead-link", "dead-link", "encoding"]
    dead = Finding.objects.filter(inspection=found["broken"], kind="dead-link").first()
    assert dead is not None and dead.home and "404" in dead.detail and "/old/" in dead.evidence
    assert found["sleeper"].newest is not None
    assert (timezone.localdate() - found["sleeper"].newest).days >= 40
    assert Visit.objects.filter(website=websites["shut"], ok=False, status=503).count() == 3
    # Sites have limits of their own kind, and a limit of their own.
    InspectionLimit.objects.create(kind="department", home_days=60, news_days=60, notice_days=400, pass_points=50)
    assert done(inspecting.ask(root, [websites["sleeper"].pk])).state == JobState.DONE
    assert latest()["sleeper"].result == "pass"
    ApplicationService.objects.filter(name="sleeper").update(update_limit=7)
    assert done(inspecting.ask(root, [websites["sleeper"].pk])).state == JobState.DONE
    assert latest()["sleeper"].detail["vetoes"] == ["home-old"]


def test_the_clock_asks_once_and_visits_are_kept(websites: dict[str, Website], root: User) -> None:
    _schedule()
    _schedule()
    job = Job.objects.get(kind="inspect")
    assert job.user is None and work() == 1
    assert Inspection.objects.count() == 4
    _schedule()
    assert Job.objects.filter(kind="inspect", state="queued").count() == 0
    Visit.objects.all().delete()
    due = storing.due_visits(timedelta(hours=1))
    listed = inspecting.errands(due)
    storing.keep_visits(asyncio.run(inspecting.visits(listed, inspecting.Reach(due))))
    assert sorted(Visit.objects.values_list("ok", flat=True)) == [False, True, True, True]
    assert not storing.due_visits(timedelta(hours=1))


def test_a_job_stops_when_it_is_told_to_and_goes_on_where_it_was(
    websites: dict[str, Website], root: User, port: int
) -> None:
    stuck = websites["shut"]
    ApplicationService.objects.filter(pk=stuck.service_id).update(web_address="http://stuck.changchun.example/")
    Website.objects.filter(pk=stuck.pk).update(connect_address=f"{SLOW}/32")  # takes no turns from the others
    job = inspecting.ask(root, [each.pk for each in websites.values()])
    given = connection.get_connection_params()
    options = {name: given[name] for name in given if name not in {"cursor_factory", "context"}}

    def cancel() -> None:
        with psycopg.connect(**options, autocommit=True) as other:
            while other.execute("SELECT count(*) FROM inspection_inspection").fetchone() != (3,):
                time.sleep(0.1)
            other.execute("UPDATE core_job SET cancelling = true WHERE id = %s", [job.pk])

    threading.Thread(target=cancel).start()
    assert done(job).state == JobState.CANCELLED
    assert job.done == 3 and Inspection.objects.count() == 3
    ApplicationService.objects.filter(pk=stuck.service_id).update(web_address="http://awake.changchun.example/")
    queue.resume(job)
    assert done(job).state == JobState.DONE
    assert job.done == 4 and Inspection.objects.count() == 4


def test_it_needs_the_right(websites: dict[str, Website], person: Any) -> None:
    job = inspecting.ask(person("reader", ["inspection.website"], ["view"]), [websites["awake"].pk])
    assert done(job).state == JobState.FAILED
    assert not Inspection.objects.exists()
