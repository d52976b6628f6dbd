"""Web sites visited and inspected for the inventory: who is asked, by which limits, and what is kept of it."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import queue
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _
from msgspec import to_builtins
from msgspec.structs import replace

from collectors.inspection.addresses import Addresses
from collectors.inspection.bounds import Bounds
from collectors.inspection.courtesy import Courtesy
from collectors.inspection.crawling import inspect, visit
from collectors.inspection.fetching import Fetcher
from collectors.inspection.judging import Rules, judge
from collectors.inspection.seen import Visit as SeenVisit
from inventory.core.choices import JobKind
from inventory.core.jobs import keeping
from inventory.core.jobs import queue as jobs
from inventory.core.jobs.reporting import Line
from inventory.declare.registry import specs
from inventory.inspection import storing
from inventory.inspection.choices import Result, Veto
from inventory.inspection.models import Visit, Website

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from collectors.inspection.seen import Inspected
    from inventory.core.jobs.running import Run
    from inventory.core.models import Job
    from inventory.inspection.models import InspectionLimit

LABEL: Final = "inspection.website"
TOGETHER: Final = 16
"""Sites inspected at the same time; those on one machine still take turns."""
VISITS: Final = 5
"""Pauses between two attempts to open a home page."""
WAIT: Final = 1.0
"""Seconds between looks whether the job is to stop."""
HOME_DAYS: Final = "home_days"


@dataclass(frozen=True, slots=True)
class Errand:
    """One site to look at."""

    website: int
    name: str
    url: str
    rules: Rules
    seconds: float


class Reach:
    """One run's way to sites: addresses judged once, one turn at a time for each machine."""

    def __init__(self, websites: Iterable[Website]) -> None:
        places = {
            _host(each.service.web_address): _place(each) for each in websites if each.connect_address is not None
        }
        self.addresses = Addresses(settings.INSPECTION_NETWORKS, places)
        self.courtesy = Courtesy(settings.INSPECTION_PAUSE)
        self.trust = ssl.create_default_context()
        for path in settings.INSPECTION_AUTHORITIES:
            with suppress(FileNotFoundError):  # the stand-ins of the demo make theirs when they first start
                self.trust.load_verify_locations(path)

    def fetcher(self, errand: Errand) -> Fetcher:
        """A fetcher for one site."""
        pause = settings.INSPECTION_PAUSE
        bounds = Bounds(open_seconds=errand.seconds, pause=pause, visit_pause=VISITS * pause)
        return Fetcher(self.addresses, self.courtesy, bounds, self.trust)


def _host(url: str) -> str:
    return (url.partition("://")[2].partition("/")[0].partition(":")[0]).lower()


def _place(website: Website) -> tuple[str, int]:
    address = str(ipaddress.ip_interface(str(website.connect_address)).ip)
    usual = 443 if website.service.web_address.startswith("https") else 80
    return address, website.connect_port or usual


def errands(websites: Iterable[Website]) -> list[Errand]:
    """What is to be looked at, with the limits of each."""
    known = storing.limits()
    return [_errand(each, known.get(each.service.site_kind or "")) for each in websites]


def _errand(website: Website, limit: InspectionLimit | None) -> Errand:
    service, given = website.service, dict[str, Any]()
    for name in Rules.__struct_fields__:
        value = getattr(limit, name, None)
        if value is not None:
            given[name] = type(getattr(Rules(), name))(value)
    if service.update_limit is not None:
        given[HOME_DAYS] = service.update_limit
    seconds = Bounds().open_seconds if limit is None or limit.open_seconds is None else float(limit.open_seconds)
    return Errand(website.pk, service.name, service.web_address, Rules(**given), seconds)


def ask(user: Any, ids: Sequence[int]) -> Job:
    """Have sites inspected soon, in the caller's transaction. `user` None: the clock asks."""
    title = _("Inspection of %(number)d web sites") % {"number": len(ids)}
    return jobs.ask(specs[LABEL], JobKind.INSPECT, title, user=user, content=json.dumps(list(ids)).encode())


def run(run: Run) -> Mapping[str, Any]:
    """The job: inspect its sites and keep each as soon as it is done; taken up again, it leaves out those done."""
    if run.user is not None and not run.user.may(LABEL, "change"):
        raise PermissionDenied
    ids: list[int] = json.loads(keeping.content_of(run.job))
    begun = storing.inspected_since(ids, run.job.created)
    websites = [each for each in storing.websites().filter(pk__in=ids) if each.pk not in begun]
    run.begin(len(ids), anew=not begun)
    done = len(ids) - len(websites)
    try:
        _keep_all(run, websites, done)
    finally:
        storing.place()
    return run.result()


def _keep_all(run: Run, websites: Sequence[Website], done: int) -> None:
    for found in inspections(websites):
        if found is None:
            run.tell(done)
            continue
        done += 1
        errand, seen = found
        report: list[Line] = []
        with run.batch(done, report.copy):
            report.append(keep(errand, seen, done))


def keep(errand: Errand, seen: Inspected, number: int = 0) -> Line:
    """Judge an inspection with the visits of its week and keep it; gives the line of the job's report."""
    week = [
        SeenVisit(at=each.at, ok=each.ok, seconds=each.seconds, status=each.status, reason=each.reason)
        for each in storing.visits_of(errand.website, seen.at)
    ]
    judged = judge(seen, week, errand.rules)
    storing.keep_visits(_row(errand.website, each) for each in seen.visits)
    detail = to_builtins(replace(seen, findings=(), visits=()))
    kept = storing.Seen(
        at=seen.at, result=judged.result, points=judged.points, asleep=judged.asleep, newest=seen.newest,
        opened=judged.opened_share, vetoes=judged.vetoes, findings=[to_builtins(each) for each in judged.findings],
        detail={**detail, "deductions": judged.deductions, "rules": to_builtins(errand.rules)},
    )  # fmt: skip
    storing.keep(errand.website, kept)
    points = "" if judged.points is None else f"{judged.points:g}"
    told = [str(Veto(each).label) for each in judged.vetoes] or [str(Result(judged.result).label)]
    return Line(number, "new", errand.name, [(str(_("points")), points, text) for text in told])


def _row(website: int, seen: SeenVisit) -> Visit:
    return Visit(
        website_id=website, at=seen.at, ok=seen.ok, seconds=seen.seconds, status=seen.status, reason=seen.reason[:200]
    )


def inspections(websites: Sequence[Website]) -> Iterator[tuple[Errand, Inspected] | None]:
    """Each site as soon as it was inspected; None about every second in between. Leaving the loop stops the rest."""
    listed, reach = errands(websites), Reach(websites)
    results: queue.Queue[tuple[Errand, Inspected] | BaseException | None] = queue.Queue()
    loop = asyncio.new_event_loop()
    work = loop.create_task(_all(listed, reach, results))
    thread = threading.Thread(target=_drive, args=(loop, work, results), name="inspection", daemon=True)
    thread.start()
    try:
        while True:
            try:
                found = results.get(timeout=WAIT)
            except queue.Empty:
                yield None
                continue
            if found is None:
                return
            if isinstance(found, BaseException):
                raise found
            yield found
    finally:
        with suppress(RuntimeError):  # the loop has ended by itself
            loop.call_soon_threadsafe(work.cancel)
        thread.join()


def _drive(loop: asyncio.AbstractEventLoop, work: asyncio.Task[None], results: queue.Queue[Any]) -> None:
    loop.run_until_complete(asyncio.wait({work}))
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()
    results.put(None if work.cancelled() else work.exception())  # raised again where the results are taken


async def _all(listed: Sequence[Errand], reach: Reach, results: queue.Queue[Any]) -> None:
    several = asyncio.Semaphore(TOGETHER)

    async def one(errand: Errand) -> None:
        async with several, reach.fetcher(errand) as fetcher:
            results.put((errand, await inspect(fetcher, errand.url, timezone.now)))

    async with asyncio.TaskGroup() as group:
        for errand in listed:
            group.create_task(one(errand))


async def visits(listed: Sequence[Errand], reach: Reach) -> list[Visit]:
    """Open each home page once."""
    several = asyncio.Semaphore(TOGETHER)

    async def one(errand: Errand) -> Visit:
        async with several, reach.fetcher(errand) as fetcher:
            seen, _answer = await visit(fetcher, errand.url, timezone.now)
            return _row(errand.website, seen)

    return list(await asyncio.gather(*map(one, listed)))
