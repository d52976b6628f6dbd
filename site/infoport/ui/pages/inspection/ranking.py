"""The ranking of web sites, those asleep with the help they were given, and having them inspected now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from infoport import inspecting
from infoport.reports.inspections import sites
from infoport.tasks import jobs
from infoport.ui.asker import asker
from infoport.ui.navigation import belongs
from infoport.ui.pages import reach
from infoport.ui.pages.inspection import shown
from infoport.ui.pages.inspection.shown import LABEL
from inventory.core.choices import JobKind, JobState
from inventory.core.models import Job
from inventory.inspection import storing
from inventory.inspection.choices import Result
from inventory.inspection.models import Website

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from infoport.reports.inspections import Site

PAGE: Final = "/inspection/ranking/"
ASLEEP: Final = "/inspection/asleep/"


def _filters(listed: Sequence[Site]) -> dict[str, tuple[str, list[Site]]]:
    """Key → the word and the sites it leaves."""
    return {
        "": (_("All"), list(listed)),
        "asleep": (_("Asleep"), [each for each in listed if each.asleep]),
        "fail": (str(Result.FAIL.label), [each for each in listed if each.result == "fail"]),
        "pass": (str(Result.PASS.label), [each for each in listed if each.result == "pass"]),
        "unknown": (str(Result.UNKNOWN.label), [each for each in listed if each.result == "unknown"]),
    }


@require_GET
def ranking(request: HttpRequest) -> HttpResponse:
    """The page `/inspection/ranking/`; `show` is asleep, fail, pass or unknown."""
    reach.need(request, LABEL)
    belongs(request, "services/websites")
    listed = sites(asker(request))
    found, show = _filters(listed), request.GET.get("show", "")
    _word, rows = found.get(show, found[""])
    running = Job.objects.filter(kind=JobKind.INSPECT, state__in=[JobState.QUEUED, JobState.RUNNING]).first()
    context = {
        "rows": [shown.row(each) for each in rows], "total": len(listed),
        "filters": [
            {"key": key, "word": word, "count": len(some), "on": key == show, "url": f"?show={key}" if key else PAGE}
            for key, (word, some) in found.items()
            if some or not key or key == show
        ],
        "mean": _mean(listed), "last": max((each.latest.at for each in listed if each.latest), default=None),
        "may_inspect": reach.may(request, LABEL, "change"),
        "running": running if running and reach.may(request, "core.job") else None, "asleep_url": ASLEEP,
        "lists": [
            {"title": _("Inspected sites"), "url": reach.page(LABEL)},
            {"title": _("Limits"), "url": reach.page("inspection.inspectionlimit")},
        ],
    }  # fmt: skip
    return render(request, "pages/inspection/ranking.html", context)


def _mean(listed: Sequence[Site]) -> str:
    points = [float(each.latest.points) for each in listed if each.latest and each.latest.points is not None]
    return f"{sum(points) / len(points):.1f}" if points else ""


@require_GET
def asleep(request: HttpRequest) -> HttpResponse:
    """The page `/inspection/asleep/`: who sleeps, since when, and what was done about it."""
    reach.need(request, LABEL)
    belongs(request, "services/websites")
    listed = sites(asker(request))
    rows = [shown.row(each) for each in sorted((each for each in listed if each.asleep), key=_longest)]
    woken = [each for each in listed if each.asleep is False and each.help]
    may_help = reach.may(request, "inspection.helpgiven", "add")
    context = {
        "rows": rows, "total": len(rows), "unhelped": sum(each["waiting"] for each in rows),
        "woken": [shown.row(each) for each in woken], "ranking_url": PAGE,
        "add_url": f"{reach.page('inspection.helpgiven')}add/" if may_help else "",
    }  # fmt: skip
    return render(request, "pages/inspection/asleep.html", context)


def _longest(site: Site) -> tuple[bool, str]:
    return site.asleep_since is None, site.asleep_since.isoformat() if site.asleep_since else ""


@require_POST
def inspect_now(request: HttpRequest) -> HttpResponse:
    """Ask for the inspection of one site (`site`) or of all that the person may change."""
    reach.need(request, LABEL, "change")
    may = reach.within(request, Website, "change").filter(storing.VISITED)
    if one := reach.identifiers(request.POST.getlist("site")):
        may = may.filter(pk__in=one)
    ids = list(may.order_by("pk").values_list("pk", flat=True))
    if not ids:
        messages.warning(request, _("Nothing to inspect: a service in use, with a web address, is needed."))
        return redirect(PAGE)
    with transaction.atomic():
        job = inspecting.ask(asker(request), ids)
        jobs.ask()
    return redirect(reach.page("core.job", job.pk))


@require_GET
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The report as PDF or XLSX: in Chinese, unless `language` asks for English."""
    from infoport.ui.pages.inspection import papers  # noqa: PLC0415 - the PDF library takes a moment to load

    reach.need(request, LABEL)
    make, media = papers.MAKERS[kind]
    language = "en" if request.GET.get("language") == "en" else "zh-hans"
    answer = HttpResponse(make(sites(asker(request)), language), content_type=media)
    answer["Content-Disposition"] = f'attachment; filename="inspection.{kind}"'
    return answer
