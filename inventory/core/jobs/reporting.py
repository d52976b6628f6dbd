"""Reports of jobs: lines stored as they come about, read in pages, given away as CSV."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.db import connection
from django.db.models import Case, IntegerField, When
from django.utils.translation import gettext as _

from inventory.core.models import Job, JobLine
from inventory.declare.exporting import FORMULA

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from django.db.models import QuerySet

FIRST: Final = ("refused", "changed", "new", "gone", "same")
"""States in the order of a report: what needs somebody comes first."""
REMEMBERED: Final = 4000
"""Lines read at once for a file."""
COPY: Final = "COPY core_jobline (job_id, number, state, display, problems) FROM STDIN"


class Line(NamedTuple):
    """What became of one row of a file, or of one object; problems are (column, value, expectation)."""

    number: int
    state: str
    display: str
    problems: list[tuple[str, str, str]]


def add(job: Job, lines: Iterable[Line]) -> None:
    """Store lines in the caller's transaction; rows that stay as they are need none."""
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        copy.set_types(["int8", "int8", "varchar", "varchar", "text[]"])
        for line in lines:
            if line.state != "same":
                problems = [[_clean(each) for each in problem] for problem in line.problems]
                copy.write_row((job.pk, line.number, line.state, _clean(line.display[:200]), problems))


def _clean(text: str) -> str:
    return text.replace("\x00", "")


def clear(job: Job) -> None:
    """Delete the report of a job that begins anew."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_jobline WHERE job_id = %s", [job.pk])


def lines_of(job: Job, state: str = "") -> QuerySet[JobLine]:
    """The report, or its lines of one state; refused ones first."""
    rank = Case(*(When(state=name, then=at) for at, name in enumerate(FIRST)), output_field=IntegerField(), default=9)
    found = JobLine.objects.filter(job=job)
    return (found.filter(state=state) if state else found).order_by(rank, "number", "id")


def as_csv(job: Job) -> Iterator[bytes]:
    """The report as CSV in pieces: one line per problem, one for each row without."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_("row"), _("state"), _("object"), _("column"), _("value"), _("expectation")])
    yield "\ufeff".encode()
    for line in lines_of(job).iterator(chunk_size=REMEMBERED):
        for problem in line.problems or [["", "", ""]]:
            writer.writerow([line.number, line.state, *map(_safe, (line.display, *problem))])
        if text.tell() > 1 << 16:
            yield _taken(text)
    yield _taken(text)


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _taken(text: io.StringIO) -> bytes:
    found = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return found


def problems_of(problems: Mapping[str, Any], given: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(column, value, expectation) for each thing that is wrong with a row."""
    return [(name, _shown(given.get(name)), text) for name, texts in problems.items() for text in texts]


def _shown(value: Any) -> str:
    return "" if value is None else str(value)[:200]
