"""Jobs asked for, stopped, taken up again and forgotten."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db import connection
from django.utils import timezone
from django.utils.translation import get_language

from inventory.core.choices import JobState
from inventory.core.jobs import keeping
from inventory.core.models import Job

if TYPE_CHECKING:
    from inventory.core.choices import JobKind
    from inventory.declare.spec import Spec

KEPT_DAYS: Final = 30
ENDED: Final = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


class Untimely(Exception):
    """A job is not where one can do this to it; the text says what it is."""


def ask(  # noqa: PLR0913 - what a job is
    spec: Spec, kind: JobKind, name: str, *, user: Any, content: bytes, dry_run: bool = False, **parameters: Any
) -> Job:
    """Have a job done soon; `content` is its file: what to import, or the ids of the objects it is about."""
    return Job.objects.create(
        kind=kind, name=name[:200], object_type=spec.label, user=user, dry_run=dry_run, stored=keeping.keep(content),
        parameters={"language": get_language() or "en", **parameters},
    )  # fmt: skip


def apply(job: Job, **parameters: Any) -> Job:
    """The deed after a dry run: a new job with the same file. Raises `Untimely` for what is no finished dry run."""
    if not job.dry_run or job.state != JobState.DONE:
        raise Untimely(f"Job {job.pk} is {job.state} and {'a' if job.dry_run else 'no'} dry run.")
    return Job.objects.create(
        kind=job.kind, name=job.name, object_type=job.object_type, user=job.user, stored=job.stored,
        parameters={**job.parameters, **parameters},
    )  # fmt: skip


def cancel(job: Job) -> None:
    """Stop a job after the batch at hand; one that waits ends at once. Raises `Untimely` when it has ended."""
    now = timezone.now()
    waiting = Job.objects.filter(pk=job.pk, state=JobState.QUEUED)
    if waiting.update(state=JobState.CANCELLED, ended=now, last_updated=now):
        return
    if not Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(cancelling=True):
        raise Untimely(f"Job {job.pk} has ended.")


def resume(job: Job) -> None:
    """Go on where a failed or cancelled job was stopped. Raises `Untimely` for any other."""
    stopped = Job.objects.filter(pk=job.pk, state__in=[JobState.FAILED, JobState.CANCELLED])
    now = timezone.now()
    values = {"message": "", "cancelling": False, "attempts": 0, "ended": None, "request_id": uuid.uuid4()}
    if not stopped.update(state=JobState.QUEUED, last_updated=now, **values):
        raise Untimely(f"Job {job.pk} is {job.state}: only failed and cancelled ones are taken up again.")


def forget() -> int:
    """Delete jobs that ended `KEPT_DAYS` ago, with their reports and files; returns how many."""
    before = timezone.now() - timedelta(days=KEPT_DAYS)
    ids = list(Job.objects.filter(state__in=ENDED, ended__lt=before).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_jobline WHERE job_id = ANY(%s)", [ids])
        cursor.execute("DELETE FROM core_job WHERE id = ANY(%s)", [ids])
    keeping.sweep()
    return len(ids)
