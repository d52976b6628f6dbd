"""The centre's desk: what waits for whom, and on each request's page the plan, the runs, the evidence and the steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from infoport.ui.asker import asker
from infoport.ui.navigation import belongs
from infoport.ui.pages import reach
from infoport.ui.pages.hosting import papers, shown
from infoport.ui.pages.hosting.portal import step
from infoport.ui.panels import Panel, State, register, register_problems, register_states
from inventory.hosting import states
from inventory.hosting.models import Request, Run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.http import HttpRequest, HttpResponse

    from infoport.ui.panels import Problem
    from inventory.declare.spec import Spec

LABEL: Final = "hosting.request"
PAGE: Final = "/hosting/desk/"
BUSY: Final = frozenset({"submitted", "approved", "acting", "verifying"})
"""States in which something goes on by itself: the page looks again every two seconds."""
PILES: Final = (
    ("approve", ("planned",)), ("unfit", ("unfit",)), ("failed", ("failed",)), ("asked", ("questioned",)),
    ("running", ("submitted", "approved", "acting", "verifying")),
)  # fmt: skip


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for the centre, what waits for departments, what goes on; the oldest first."""
    reach.need(request, LABEL)
    belongs(request, "hosting/requests")
    names = {
        "approve": _("Waiting for approval"), "unfit": _("Nothing fits: decide"),
        "failed": _("Failed: go on or release"),
        "asked": _("Waiting for the department"), "running": _("Going on by itself"),
    }  # fmt: skip
    rows = list(
        reach.within(request, Request)
        .exclude(state__in=[*states.ENDED, "draft"])
        .select_related("tenant")
        .order_by("due_on", "pk")
    )
    piles: list[dict[str, Any]] = [
        {"name": names[key], "rows": [_row(each) for each in rows if each.state in of]}
        for key, of in PILES
    ]  # fmt: skip
    late = sum(each["clock"]["late"] for pile in piles for each in pile["rows"])
    context = {
        "piles": [each for each in piles if each["rows"]],
        "total": len(rows),
        "late": late,
        "list_url": reach.page(LABEL),
    }
    return render(request, "pages/hosting/desk.html", context)


def _row(each: Request) -> dict[str, Any]:
    return {
        "name": each.name, "url": shown.url(each), "item": each.get_item_display(), "tenant": each.tenant.name,
        "state": shown.state(each), "clock": shown.clocked(each), "purpose": each.get_purpose_display(),
    }  # fmt: skip


@register_states(LABEL)
def request_states(request: HttpRequest, ids: Sequence[int]) -> Mapping[int, State]:
    """The state of requests in lists and titles."""
    del request
    rows = Request.objects.filter(pk__in=ids).order_by()
    return {each.pk: State(**shown.state(each)) for each in rows}


@register(LABEL)
def request_panels(request: HttpRequest, _spec: Spec, found: Request) -> Iterator[Panel]:
    """The steps that are open, the plan, what was run and seen, and what was said."""
    yield Panel(_("Progress"), "pages/hosting/progress.html", _progress(found), "first")
    plan = shown.plan(found)
    if plan is not None:
        covers = ("hosting.plan", "hosting.approval")
        yield Panel(_("Plan"), "pages/hosting/plan.html", {"plan": plan}, "first", covers=covers)
    told = _decide(request, found, plan)
    if told["moves"] or found.state in BUSY:
        yield Panel(_("What can be done now"), "pages/hosting/decide.html", told, "first")
    ran = _ran(request, found)
    if ran["runs"] or ran["seen"] or found.state in BUSY:
        yield Panel(
            _("Carried out"), "pages/hosting/runs.html", ran, "first", covers=("hosting.run", "hosting.verification")
        )
    told = {"answers": shown.asked(found), "it": shown.whole(found.pk), "files": papers.listed(found)}
    yield Panel(_("What was asked"), "pages/hosting/asked.html", told, "first")
    talk = shown.talk(found)
    if talk:
        yield Panel(_("Messages"), "pages/hosting/talk.html", {"rows": talk}, covers=("hosting.message",))
    yield Panel(_("Steps"), "pages/hosting/steps.html", {"rows": shown.steps(found)}, "rail", covers=("hosting.step",))


def _decide(request: HttpRequest, found: Request, plan: Mapping[str, Any] | None) -> dict[str, Any]:
    """The steps that this person may make now."""
    moves = shown.moves(found, asker(request))
    return {"moves": moves, "url": shown.url(found), "digest": plan["digest"] if plan else ""}


def _ran(request: HttpRequest, found: Request) -> dict[str, Any]:
    """What was run and what was seen, the last first."""
    return {"runs": shown.runs(found), "seen": shown.verified(found), "cancel": _may(request, found, "handle")}


def _progress(found: Request) -> dict[str, Any]:
    return {
        "way": shown.way(found), "state": shown.state(found), "clock": shown.clocked(found), "reason": found.reason,
        "url": shown.url(found), "live": found.state in BUSY,
        "result": shown.result(found),
    }  # fmt: skip


def _may(request: HttpRequest, found: Request, action: str) -> bool:
    return reach.within(request, Request, action).filter(pk=found.pk).exists()


@register_problems(LABEL, _("due date"))
def request_problems(_request: HttpRequest, _spec: Spec, found: Request) -> Iterator[Problem]:
    """Too late, or failed."""
    from infoport.ui.panels import Problem  # noqa: PLC0415 - its class is needed only here

    if found.state == "failed":
        yield Problem("down", _("It failed"), found.reason)
    if found.due_on and found.ended_at is None and found.due_on < timezone.localdate():
        yield Problem("degraded", _("The answer is overdue"), str(found.due_on))


@require_POST
def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A step of the centre. An approval says which plan was read: another one is shown first."""
    found = reach.find(request, Request, pk)
    if name not in states.MOVES:
        raise Http404(_("There is no step “%(action)s”.") % {"action": name})
    plan = shown.plan(found)
    if name == "approve" and (plan is None or request.POST.get("digest") != plan["digest"]):
        messages.warning(request, _("The plan is another one than the one you read. This is the new plan."))
        return redirect(shown.url(found))
    step(request, pk, name)
    return redirect(shown.url(found))


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a run after the task at hand."""
    run = reach.find(request, Run, pk)
    if not _may(request, run.request, "handle"):
        reach.need(request, LABEL, "handle")
    Run.objects.filter(pk=pk, state="running").update(cancelling=True)
    messages.success(request, _("It stops after the task at hand."))
    return redirect(shown.url(run.request))


@require_GET
def live(request: HttpRequest, pk: int) -> HttpResponse:
    """Progress and runs alone, for the page that looks again by itself."""
    found = reach.find(request, Request, pk)
    plan = shown.plan(found)
    context = {"progress": _progress(found), "told": _ran(request, found), "decide": _decide(request, found, plan)}
    return render(request, "pages/hosting/live.html", context)
