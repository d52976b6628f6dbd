"""One job at a time per slot: claimed by a lock that dies with its worker, so that what a dead one left is taken up.

Two connections: the work's own, whose transactions hold what is written and how far it is, and a second one that
holds the lock, tells the progress of what is not committed yet, and hears whether the job is to stop.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import psycopg
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from inventory.core.choices import JobKind, JobState
from inventory.core.jobs import reporting
from inventory.core.models import Job
from inventory.declare.files.limits import BadFile
from inventory.declare.history import Actor, acting
from inventory.declare.registry import specs
from inventory.declare.viewing import View, viewing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from inventory.core.jobs.reporting import Line
    from inventory.declare.spec import Spec

    Handlers = Mapping[str, Callable[["Run"], Mapping[str, Any]]]
    Ending = tuple[JobState, str, Mapping[str, Any] | None]

SLOTS: Final = 2
"""Jobs that run at the same time: the machine also polls."""
SLOT_CLASS, JOB_CLASS = 0x1F0A0D20, 0x1F0A0D21
"""First halves of the advisory locks; arbitrary, used by nothing else."""
ATTEMPTS: Final = 3
"""Times a job is begun whose worker dies of it."""
UNATTENDED: Final = frozenset({JobKind.INSPECT})
"""Kinds of jobs that are also begun by the clock; they then run for nobody, and see everything."""
TELL_SECONDS: Final = 0.5
DUE: Final = "SELECT id FROM core_job WHERE state IN ('queued', 'running') ORDER BY id"

stopping: Final = threading.Event()
"""Set when the worker is told to stop: jobs end after the batch at hand and wait for the next worker."""


class Cancelled(Exception):
    """The job's person wants it to stop."""


class Stopped(Exception):
    """The worker is to stop; the job goes on later."""


class Unfit(Exception):
    """The job cannot be done; the text says why."""


class Run:
    """A job on its way. `batch` stores what was done and how far it is at once, or not at all."""

    def __init__(self, job: Job, side: psycopg.Connection[Any]) -> None:
        self.job, self._side = job, side
        self.spec: Spec = specs[job.object_type]
        self.user: Any = job.user
        self.counts: Counter[str] = Counter((job.result or {}).get("states", {}))
        self._told = 0.0

    def begin(self, total: int, *, anew: bool) -> int:
        """Say how much there is; returns how much is done already, nothing when it begins `anew`."""
        if anew:
            self.counts.clear()
            reporting.clear(self.job)
            self.job.done = 0
        self.job.total = total
        Job.objects.filter(pk=self.job.pk).update(total=total, done=self.job.done)
        return self.job.done

    @contextmanager
    def batch(self, upto: int, lines: Callable[[], Iterable[Line]]) -> Iterator[None]:
        """A transaction that is stored with its lines of the report and the number done so far."""
        self.pause()
        with transaction.atomic():
            yield
            self.note(lines())
            self.job.done = upto
            Job.objects.filter(pk=self.job.pk).update(done=upto, result=self.result())

    def note(self, lines: Iterable[Line]) -> None:
        """Store lines of the report in the open transaction, and count them."""
        kept = list(lines)
        self.counts.update(line.state for line in kept)
        reporting.add(self.job, kept)

    def result(self, **more: Any) -> dict[str, Any]:
        """Numbers by state, and what else is worth telling."""
        return {**(self.job.result or {}), **more, "states": dict(self.counts)}

    def tell(self, done: int) -> None:
        """Tell the progress of what is not committed yet. Raises `Cancelled` or `Stopped` when it is to end."""
        if time.monotonic() - self._told > TELL_SECONDS:
            self._told = time.monotonic()
            self._side.execute("UPDATE core_job SET done = %s WHERE id = %s", [done, self.job.pk])
            self.pause()

    def pause(self) -> None:
        """Raises `Cancelled` or `Stopped` when the job is to end here."""
        if stopping.is_set():
            raise Stopped
        row = self._side.execute("SELECT cancelling FROM core_job WHERE id = %s", [self.job.pk]).fetchone()
        if row is None or row[0]:
            raise Cancelled


def work(handlers: Handlers) -> int:
    """Run jobs that are due, one after another, until none is or every slot is taken; returns how many."""
    parameters = connection.get_connection_params()
    ran = 0
    options = {name: parameters[name] for name in parameters if name not in {"cursor_factory", "context"}}
    with psycopg.connect(**options, autocommit=True) as side:
        if not any(_locked(side, SLOT_CLASS, slot) for slot in range(SLOTS)):
            return 0
        tried: set[int] = set()
        while not stopping.is_set() and (pk := _claim(side, tried)) is not None:
            tried.add(pk)
            try:
                ran += execute(pk, side, handlers)
            finally:
                side.execute("SELECT pg_advisory_unlock(%s, %s)", [JOB_CLASS, pk % (1 << 31)])
    return ran


def _locked(side: psycopg.Connection[Any], kind: int, key: int) -> bool:
    row = side.execute("SELECT pg_try_advisory_lock(%s, %s)", [kind, key % (1 << 31)]).fetchone()
    return bool(row and row[0])


def _claim(side: psycopg.Connection[Any], tried: set[int]) -> int | None:
    """The oldest job that waits, or whose worker died: its lock died with it."""
    due = [pk for (pk,) in side.execute(DUE).fetchall() if pk not in tried]
    return next((pk for pk in due if _locked(side, JOB_CLASS, pk)), None)


def execute(pk: int, side: psycopg.Connection[Any], handlers: Handlers) -> bool:
    """Run one claimed job and say in it how that ended; False when it had ended meanwhile.

    What nobody foresaw is raised, after the job was marked as failed.
    """
    job = _started(pk)
    if job is None:
        return False
    if job.attempts > ATTEMPTS:
        _end(job, JobState.FAILED, _("The worker died of it %d times.") % ATTEMPTS)
        return True
    ended: Ending = (JobState.FAILED, _("Something went wrong that nobody foresaw; the worker's log has it."), None)
    try:
        with translation.override(job.parameters.get("language") or "en"):
            ended = _done(job, side, handlers)
    finally:
        _end(job, *ended)
    return True


def _done(job: Job, side: psycopg.Connection[Any], handlers: Handlers) -> Ending:
    try:
        with _as_person(job):
            return JobState.DONE, "", dict(handlers[job.kind](Run(job, side)))
    except (Stopped, Cancelled, BadFile, Unfit, OSError, PermissionDenied) as error:
        return (*_ending(error), None)


def _ending(error: Exception) -> tuple[JobState, str]:
    if isinstance(error, Cancelled):
        return JobState.CANCELLED, ""
    if isinstance(error, Stopped):
        return JobState.QUEUED, ""
    text = _("You may not do this any more.") if isinstance(error, PermissionDenied) else str(error)
    return JobState.FAILED, text


def _started(pk: int) -> Job | None:
    with transaction.atomic():
        job = Job.objects.select_for_update(of=("self",)).select_related("user").filter(pk=pk).first()
        if job is None or job.state not in {JobState.QUEUED, JobState.RUNNING}:
            return None
        if job.cancelling:
            _end(job, JobState.CANCELLED)
            return None
        job.state, job.attempts = JobState.RUNNING, job.attempts + 1
        job.started = job.started or timezone.now()
        job.save(update_fields=["state", "attempts", "started", "last_updated"])
    return job


@contextmanager
def _as_person(job: Job) -> Iterator[None]:
    """The job sees and may what its person sees and may now. Raises `Unfit` when there is nobody any more."""
    user: Any = job.user
    if user is None and job.kind in UNATTENDED:
        with acting(Actor(request_id=job.request_id, message=job.name)):
            yield
        return
    if user is None or not user.is_active:
        raise Unfit(_("The person who asked for it may not sign in any more."))
    actor = Actor(user.pk, user.get_username(), job.request_id, job.name)
    with acting(actor), viewing(View(lambda: user)):
        yield


def _end(job: Job, state: JobState, message: str = "", result: Mapping[str, Any] | None = None) -> None:
    """Note how it ended; where `result` is not given, the one stored with the last batch stays."""
    now = timezone.now()
    values: dict[str, Any] = {"state": state, "message": message[:500], "cancelling": False, "ended": now}
    if result is not None:
        values["result"] = result
    if state == JobState.QUEUED:
        values.update(ended=None, attempts=job.attempts - 1)
    Job.objects.filter(pk=job.pk).update(**values, last_updated=now)
