"""The page of a background job: live progress, its report, and what can be done to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from infoport.tasks import jobs
from infoport.ui import errors, words
from infoport.ui.pages import reach
from infoport.ui.panels import Panel, State, register, register_states
from inventory.core.choices import JobKind, JobState
from inventory.core.jobs import queue, reporting
from inventory.core.models import Job
from inventory.declare.registry import specs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from django.http import HttpRequest
    from django.urls import URLPattern

    from inventory.declare.spec import Spec

LABEL: Final = "core.job"
HISTORY: Final = "/core/object-changes/"
SHOWN: Final = 50
"""Lines of a report on one page."""
SHAPES: Final = {
    JobState.QUEUED: "planned", JobState.RUNNING: "running", JobState.DONE: "ok", JobState.FAILED: "down",
    JobState.CANCELLED: "unknown",
}  # fmt: skip
LINES: Final = {"refused": "down", "new": "planned", "changed": "degraded", "gone": "unknown", "same": "ok"}
ALIVE: Final = frozenset({JobState.QUEUED, JobState.RUNNING})


@register_states(LABEL)
def states(request: HttpRequest, ids: Sequence[int]) -> Mapping[int, State]:
    """How far jobs are."""
    del request
    found = Job.objects.filter(pk__in=ids).values_list("pk", "state")
    return {pk: State(SHAPES[JobState(state)], str(JobState(state).label)) for pk, state in found}


@register(LABEL)
def progress_panel(request: HttpRequest, spec: Spec, instance: Any) -> Iterator[Panel]:
    """Progress, report and buttons."""
    del spec
    yield Panel(_("Progress"), "pages/jobs/job.html", context_of(request, instance), "first")


@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The same card alone, as it is now; the whole page when the job is no longer in the state it `_was` in."""
    job = reach.find(request, Job, pk)
    response = render(request, "pages/jobs/_job.html", {"c": context_of(request, job)})
    if request.GET.get("_was", job.state) != job.state:
        response["HX-Refresh"] = "true"
    return response


def context_of(request: HttpRequest, job: Job) -> dict[str, Any]:
    """What the card of a job shows."""
    state = JobState(job.state)
    given = job.result or {}
    counts = given.get("states", {})
    may = reach.within(request, Job, "change").filter(pk=job.pk).exists()
    ended = state not in ALIVE
    percent = 100 if state == JobState.DONE else job.done * 100 // job.total if job.total else None
    return {
        "job": job, "page": f"{specs[LABEL].page}{job.pk}/", "alive": not ended, "percent": percent,
        "shape": SHAPES[state], "state": state.label, "label": _said(job), "numbers": numbers(counts),
        "consequences": _consequences(given),
        "may_cancel": may and not ended and not job.cancelling,
        "may_resume": may and state in {JobState.FAILED, JobState.CANCELLED},
        "apply": _apply(job, counts) if may and ended else [],
        "changes": f"{HISTORY}?request_id={job.request_id}" if ended and not job.dry_run else "",
        "back": listed.page if (listed := specs.get(job.object_type)) else "",
        **(_lines(request, job) if ended else {}),
    }  # fmt: skip


def _said(job: Job) -> str:
    if job.total is None:
        return _("not begun")
    return _("%(done)s of %(total)s") % {"done": words.counted(job.done), "total": words.counted(job.total)}


def line_words() -> dict[str, str]:
    """What the states of a report's lines are called."""
    return {
        "refused": _("refused"), "new": _("new"), "changed": _("changed"), "gone": _("deleted"), "same": _("same"),
    }  # fmt: skip


def numbers(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Numbers by state, those that are there."""
    named = line_words()
    order = ("new", "changed", "gone", "same", "refused")
    return [
        {"label": named[at], "number": counts[at], "shape": LINES[at], "state": at} for at in order if counts.get(at)
    ]


def _consequences(given: Mapping[str, Any]) -> list[str]:
    """What goes with the objects of a deletion, and what stands in the way."""
    found = [
        f"{words.counted(number)} {specs[label].verbose_name_plural if specs.get(label) else label}"
        for label, number in given.get("goes", {}).items()
    ]
    told = [_("These go too: %s.") % ", ".join(found)] if found else []
    if given.get("emptied"):
        text = ngettext("%(count)d reference is emptied.", "%(count)d references are emptied.", given["emptied"])
        told.append(text % {"count": given["emptied"]})
    if given.get("protecting"):
        text = ngettext(
            "%(count)d object stands in the way.", "%(count)d objects stand in the way.", given["protecting"]
        )
        told.append(text % {"count": given["protecting"]})
    return told


def _apply(job: Job, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """The buttons of a finished dry run: what is stored, and whether that needs all rows to fit."""
    if not job.dry_run or job.state != JobState.DONE:
        return []
    fitting = sum(counts.get(each, 0) for each in ("new", "changed", "gone"))
    if not fitting:
        return []
    if job.kind == JobKind.IMPORT:
        text = ngettext("Store %(count)s row", "Store %(count)s rows", fitting) % {"count": words.counted(fitting)}
        found = [{"title": text, "all": ""}]
        return found if counts.get("refused") else [*found, {"title": _("Store all or none"), "all": "1"}]
    if job.kind == JobKind.DELETE:
        text = ngettext("Delete %(count)s object", "Delete %(count)s objects", fitting)
        return [{"title": text % {"count": words.counted(fitting)}, "all": "", "confirm": fitting}]
    text = ngettext("Change %(count)s object", "Change %(count)s objects", fitting)
    return [{"title": text % {"count": words.counted(fitting)}, "all": ""}]


def _lines(request: HttpRequest, job: Job) -> dict[str, Any]:
    """One page of the report, or of its lines of one state."""
    wanted = request.GET.get("_lines", "")
    first = int(request.GET["_from"]) if request.GET.get("_from", "").isdecimal() else 0
    found = reporting.lines_of(job, wanted if wanted in LINES else "")
    shown = list(found[first : first + SHOWN + 1])
    page, named = f"{specs[LABEL].page}{job.pk}/progress/?_lines={wanted}", line_words()
    return {
        "lines": [
            {"line": line, "shape": LINES.get(line.state, "unknown"), "label": named.get(line.state, line.state)}
            for line in shown[:SHOWN]
        ],
        "wanted": wanted,
        "previous": f"{page}&_from={max(0, first - SHOWN)}" if first else "",
        "next": f"{page}&_from={first + SHOWN}" if len(shown) > SHOWN else "",
    }  # fmt: skip


@require_GET
def report(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The whole report as CSV."""
    job = reach.find(request, Job, pk)
    name = f'attachment; filename="job-{pk}-report.csv"'
    return StreamingHttpResponse(
        reporting.as_csv(job), content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name}
    )


def _done(request: HttpRequest, pk: int, deed: Callable[[Job], Job | None]) -> HttpResponse:
    reach.find(request, Job, pk)
    job = reach.find(request, Job, pk, reach.within(request, Job, "change"))
    try:
        with transaction.atomic():
            job = deed(job) or job
            jobs.ask()
    except queue.Untimely:
        messages.warning(request, _("The job is no longer where that could be done."))
    return redirect(f"{specs[LABEL].page}{job.pk}/")


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop after the batch at hand."""
    return _done(request, pk, queue.cancel)


@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on where it was stopped."""
    return _done(request, pk, queue.resume)


@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """The deed after a dry run; a deletion needs its number typed."""
    job = reach.find(request, Job, pk)
    if job.kind == JobKind.DELETE:
        fitting = (job.result or {}).get("states", {}).get("gone", 0)
        if request.POST.get("_confirm", "").strip().replace(",", "") != str(fitting):
            return errors.page(
                request, 422, _("Type %(number)d to confirm; nothing was deleted.") % {"number": fitting}
            )
    chosen = {"all_or_none": bool(request.POST.get("all_or_none"))} if job.kind == JobKind.IMPORT else {}
    return _done(request, pk, lambda found: queue.apply(found, **chosen))


urlpatterns: list[URLPattern] = [
    path("core/jobs/<int:pk>/progress/", progress, name="job_progress"),
    path("core/jobs/<int:pk>/report.csv", report, name="job_report"),
    path("core/jobs/<int:pk>/cancel/", cancel, name="job_cancel"),
    path("core/jobs/<int:pk>/resume/", resume, name="job_resume"),
    path("core/jobs/<int:pk>/apply/", apply, name="job_apply"),
]
