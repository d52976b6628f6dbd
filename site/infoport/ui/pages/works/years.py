"""The yearly plan: every project of a year, how far it is and what it costs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final, get_args

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from infoport.ui.navigation import belongs
from infoport.ui.pages import reach, words
from infoport.ui.pages.works.money import share, total, yuan
from infoport.ui.panels import Panel, register
from inventory.declare.tabular import Format
from inventory.works import stages
from inventory.works.choices import Stage
from inventory.works.models import PlanYear, Project

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse

    from inventory.declare.spec import Spec

PILLS: Final = {"accepted": "ok", "rejected": "down"}
"""Stage → the look of its pill; every other stage is on its way."""


@require_GET
def plan(request: HttpRequest) -> HttpResponse:
    """The page `/governance/plan/`; `year` names the plan, the newest when absent."""
    reach.need(request, "works.planyear")
    belongs(request, "governance/projects")
    years = list(reach.within(request, PlanYear).order_by("-year"))
    asked = request.GET.get("year", "")
    chosen = next((each for each in years if str(each.year) == asked), years[0] if years else None)
    context: dict[str, Any] = {
        "tabs": [
            {"title": str(each.year), "url": f"?year={each.year}", "active": each is chosen, "count": None}
            for each in years
        ],
        "may_add": reach.may(request, "works.project", "add"), "year": chosen,
        "projects_url": reach.page("works.project"), "years_url": reach.page("works.planyear"),
    }  # fmt: skip
    if chosen is not None:
        found = table(request, chosen)
        context |= {"table": found, "count": found["count"], "status": found["status"]}
    return render(request, "pages/works/plan.html", context)


def table(request: HttpRequest, year: PlanYear) -> dict[str, Any]:
    """The projects of a year and their sums; rejected ones are listed and count nothing. One query."""
    projects = list(
        reach.within(request, Project).filter(plan_year=year).select_related("tenant", "responsible").order_by("_code")
    )
    counted = [each for each in projects if each.stage != "rejected"]
    planned, approved = (total(getattr(each, name) for each in counted) for name in ("cost_planned", "cost_approved"))
    actual = total(each.cost_actual for each in counted)
    numbers = Counter(each.stage for each in projects)
    export = f"{reach.page('works.project')}?plan_year_id={year.pk}&export="
    return {
        "rows": [_row(each) for each in projects], "count": len(projects),
        "stages": [(Stage(stage).label, numbers[stage]) for stage in (*stages.ORDER, "rejected") if numbers[stage]],
        "planned": yuan(planned), "approved": yuan(approved), "actual": yuan(actual), "budget": yuan(year.budget),
        "percent": share(approved, year.budget), "status": year.get_status_display(),
        "used": _("%(percent)d %% of the budget approved") % {"percent": share(approved, year.budget) or 0},
        "exports": [{"title": form.upper(), "url": f"{export}{form}"} for form in get_args(Format)],
    }  # fmt: skip


def _row(project: Project) -> dict[str, Any]:
    at = stages.ORDER.index(project.stage) if project.stage in stages.ORDER else None
    return {
        "code": project.code, "name": project.name, "url": reach.page("works.project", project.pk),
        "english": project.description, "department": project.tenant.name if project.tenant else words.DASH,
        "stage": project.get_stage_display(), "pill": PILLS.get(project.stage, "planned"),
        "planned": yuan(project.cost_planned), "approved": yuan(project.cost_approved),
        "actual": yuan(project.cost_actual), "rejected": at is None,
        "percent": 0 if at is None else round(100 * at / (len(stages.ORDER) - 1)),
    }  # fmt: skip


@register("works.planyear")
def year_panels(request: HttpRequest, _spec: Spec, year: PlanYear) -> Iterator[Panel]:
    """The plan itself."""
    if reach.may(request, "works.project"):
        yield Panel(
            _("Plan of %(year)d") % {"year": year.year}, "pages/works/year.html", table(request, year),
            covers=("works.project",),
        )  # fmt: skip
