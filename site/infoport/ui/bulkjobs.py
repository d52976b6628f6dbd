"""The change of many objects as a job."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from infoport.ui.bulk import bulk_form, differing, tags_of
from inventory.core.jobs import keeping
from inventory.core.jobs.reporting import Line
from inventory.core.jobs.running import Unfit
from inventory.declare import bulk
from inventory.declare.custom_columns import is_custom
from inventory.declare.permissions import restrict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from inventory.core.jobs.running import Run
    from inventory.declare.forms import SpecForm

BATCH: Final = 500
"""Objects changed in one transaction."""


def run(run: Run) -> Mapping[str, Any]:
    """Change the objects batch by batch; a dry run rolls each batch back, so that it holds nobody up for long."""
    if not run.user.may(run.spec.label, "change"):
        raise PermissionDenied
    ids: list[int] = json.loads(keeping.content_of(run.job))
    ticked: list[str] = run.job.parameters["ticked"]
    form = bulk_form(run.spec, run.user, QueryDict(run.job.parameters["form"]), ticked)
    wrong = {name: texts for name, texts in form.errors.items() if name in ticked}
    if wrong:
        raise Unfit(_("The values do not fit any more: %s.") % ", ".join(wrong))
    done = run.begin(len(ids), anew=run.job.dry_run)
    for start in range(done, len(ids), BATCH):
        report: list[Line] = []
        part = ids[start : start + BATCH]
        with run.batch(start + len(part), lambda lines=report: lines):  # type: ignore[misc]  # mypy has no types for it
            report.extend(_changed(run, form, ticked, part, start))
    return run.result()


def _changed(run: Run, form: SpecForm, ticked: Sequence[str], ids: Sequence[int], start: int) -> Iterator[Line]:
    rows = restrict(run.spec.model._default_manager.all(), run.user, "change")  # noqa: SLF001 - any declared model
    with transaction.atomic():
        found = list(rows.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",)))
        plain = [name for name in ticked if name in run.spec.fields or is_custom(name)]
        wanted = [form.values(plain) | tags_of(one, form, ticked) for one in found]
        names = [str(one) for one in found]
        pairs = zip(found, wanted, strict=True)
        moved = [at for at, (one, values) in enumerate(pairs) if any(differing(run.spec, one, values, ticked))]
        message = run.job.parameters.get("message") or run.job.name
        outcome = bulk.save_valid(run.spec, [(found[at], wanted[at]) for at in moved], user=run.user, message=message)
        if run.job.dry_run:
            transaction.set_rollback(True)
    states = dict.fromkeys(range(len(found)), "same") | dict.fromkeys(moved, "changed")
    problems: dict[int, list[tuple[str, str, str]]] = {moved[at]: _told(one) for at, one in outcome.problems.items()}
    problems |= {moved[at]: [("", "", _("It would lie outside your rights."))] for at in outcome.denied}
    for at, name in enumerate(names):
        wrong = problems.get(at, [])
        yield Line(start + at + 1, "refused" if wrong else states[at], name, wrong)


def _told(error: ValidationError) -> list[tuple[str, str, str]]:
    by_name = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    return [(name, "", text) for name, texts in by_name.items() for text in texts]
