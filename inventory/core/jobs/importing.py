"""The import of a file as a job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from inventory.core.choices import JobState
from inventory.core.jobs import keeping
from inventory.core.jobs.reporting import Line, problems_of
from inventory.core.jobs.running import Unfit
from inventory.core.models import Job
from inventory.declare import checks
from inventory.declare.columns import matched
from inventory.declare.files.limits import BadFile
from inventory.declare.files.reading import load
from inventory.declare.intake import store_batch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from inventory.core.jobs.running import Run
    from inventory.declare.intake import Row

BATCH: Final = 500
"""Rows stored in one transaction."""


def run(run: Run) -> Mapping[str, Any]:
    """Store the rows that fit batch by batch, or all of them in one transaction; a dry run stores none."""
    if not run.user.may(run.spec.label, "add"):
        raise PermissionDenied
    given = load(keeping.content_of(run.job), run.job.parameters["form"])
    rows, unknown = matched(run.spec, given)
    if unknown:
        raise BadFile(_("Nobody knows these columns: %s.") % ", ".join(unknown))
    if run.job.dry_run or run.job.parameters.get("all_or_none"):
        return _at_once(run, rows)
    done = run.begin(len(rows), anew=False)
    for start in range(done, len(rows), BATCH):
        report: list[Line] = []
        part = rows[start : start + BATCH]
        with run.batch(start + len(part), lambda lines=report: lines):  # type: ignore[misc]  # mypy has no types for it
            report.extend(_stored(run, part, start))
    return run.result()


def _at_once(run: Run, rows: Sequence[dict[str, Any]]) -> Mapping[str, Any]:
    run.begin(len(rows), anew=True)
    report: list[Line] = []
    with transaction.atomic(), checks.batch():
        for start in range(0, len(rows), BATCH):
            report.extend(_stored(run, rows[start : start + BATCH], start))
            run.tell(min(start + BATCH, len(rows)))
        refused = any(line.state == "refused" for line in report)
        if run.job.dry_run or refused:
            transaction.set_rollback(True)
        else:
            _finish(run, report, state=JobState.DONE, ended=timezone.now())
            return run.result()
    if not run.job.dry_run:
        # Nothing was stored, so there is nothing to tell but what stood in the way.
        report = [line for line in report if line.state == "refused"]
    with transaction.atomic():
        _finish(run, report)
    if not run.job.dry_run:
        raise Unfit(_("Nothing was stored: %d rows were refused.") % len(report))
    return run.result()


def _finish(run: Run, report: Iterable[Line], **ended: Any) -> None:
    """The report, in the transaction of what it reports; `ended` when that is then done, whatever happens later."""
    run.note(report)
    Job.objects.filter(pk=run.job.pk).update(done=run.job.total, result=run.result(), **ended)


def _stored(run: Run, rows: Sequence[dict[str, Any]], start: int) -> Iterator[Line]:
    report = store_batch(run.spec, rows, user=run.user, message=run.job.name, first=start + 1)
    return (_line(row, rows[row.number - start - 1]) for row in report)


def _line(row: Row, given: Mapping[str, Any]) -> Line:
    return Line(row.number, row.state, row.display, problems_of(row.problems, given))
