"""The deletion of many objects as a job."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from inventory.core.jobs import keeping
from inventory.core.jobs.reporting import Line
from inventory.declare import deleting
from inventory.declare.permissions import restrict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from inventory.core.jobs.running import Run

BATCH: Final = 500
"""Objects that go in one transaction."""
NAMED: Final = 200
"""Objects that stand in the way a report names."""


def run(run: Run) -> Mapping[str, Any]:
    """Delete the objects batch by batch; a dry run says what would go with them, and what stands in the way."""
    if not run.user.may(run.spec.label, "delete"):
        raise PermissionDenied
    ids: list[int] = json.loads(keeping.content_of(run.job))
    if run.job.dry_run:
        return _foretold(run, ids)
    done = run.begin(len(ids), anew=False)
    for start in range(done, len(ids), BATCH):
        report: list[Line] = []
        part = ids[start : start + BATCH]
        with run.batch(start + len(part), lambda lines=report: lines):  # type: ignore[misc]  # mypy has no types for it
            report.extend(_gone(run, part, start))
    return run.result()


def _foretold(run: Run, ids: Sequence[int]) -> Mapping[str, Any]:
    run.begin(len(ids), anew=True)
    within = set(_rows(run, ids).values_list("pk", flat=True))
    found = deleting.consequences(run.spec, within)
    protecting = [
        Line(key, "refused", name, [("", "", _("%s refers to what would go.") % (kind.verbose_name if kind else name))])
        for kind, key, name in found.names(NAMED)
    ]
    with transaction.atomic():
        run.note(protecting)
        run.tell(len(ids))
    if not protecting:
        run.counts["gone"] = len(within)
    emptied = sum(map(len, found.emptied.values()))
    goes = dict(found.counts(run.spec, len(within)))
    return run.result(goes=goes, emptied=emptied, protecting=found.protecting)


def _rows(run: Run, ids: Sequence[int]) -> Any:
    rows = run.spec.model._default_manager.all()  # noqa: SLF001 - any declared model
    return restrict(rows, run.user, "delete").filter(pk__in=ids).order_by("pk")


def _gone(run: Run, ids: Sequence[int], start: int) -> Iterator[Line]:
    """Lines of one batch: all at once, or one by one where something stands in the way of one of them."""
    instances = list(_rows(run, ids).select_for_update(of=("self",)))
    names = [(start + at, one, str(one)) for at, one in enumerate(instances, 1)]
    try:
        with transaction.atomic():
            deleting.delete(run.spec, instances, run.job.name)
    except deleting.Conflict:
        yield from (_one(run, number, one, name) for number, one, name in names)
        return
    yield from (Line(number, "gone", name, []) for number, _instance, name in names)


def _one(run: Run, number: int, instance: Any, name: str) -> Line:
    try:
        with transaction.atomic():
            deleting.delete(run.spec, [instance], run.job.name)
    except deleting.Conflict as error:
        return Line(number, "refused", name, [("", "", str(error))])
    return Line(number, "gone", name, [])
