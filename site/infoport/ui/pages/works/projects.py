"""A project's page: stages, what the next one lacks, opinions, lots, money and assets; and who paid for an object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from infoport.history import actor_of
from infoport.ui.pages import reach, words
from infoport.ui.pages.works.money import share, total, yuan
from infoport.ui.panels import Panel, Problem, register, register_problems
from inventory.declare import write
from inventory.declare.fetching import holds
from inventory.declare.history import acting
from inventory.declare.registry import specs
from inventory.declare.tables import references
from inventory.works import stages
from inventory.works.choices import Stage
from inventory.works.models import Opinion, Project, ProjectAsset, TenderLot
from inventory.works.rules.projects import VERBS, dossier, named

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.http import HttpRequest, HttpResponse

    from inventory.declare.spec import Spec

LABEL: Final = "works.project"
PAID: Final = (
    "dcim.device", "dcim.rack", "dcim.location", "dcim.site", "circuits.circuit", "virtualization.virtualmachine",
    "services.applicationservice", "conferencing.venue",
)  # fmt: skip
"""Types on whose pages it is said which project paid."""
SHAPES: Final = {"favour": "ok", "conditions": "degraded", "against": "down"}
SHOWN: Final = 12


@register(LABEL)
def project_panels(request: HttpRequest, _spec: Spec, project: Project) -> Iterator[Panel]:
    """The stage bar above the facts; opinions, lots and assets below."""
    opinions = list(
        reach.within(request, Opinion).filter(project=project).select_related("body").order_by("given_at", "id")
    )
    yield Panel(_("Stages"), "pages/works/stages.html", _bar(request, project), "first")
    context = {"rows": [_opinion(each) for each in opinions], "waiting": _waiting(project, opinions)}
    yield Panel(_("Opinions"), "pages/works/opinions.html", context, covers=("works.opinion",))
    lots = list(reach.within(request, TenderLot).filter(project=project).order_by("_name"))
    if lots:
        rows = {"rows": [_lot(each) for each in lots]}
        yield Panel(_("Tender lots"), "pages/works/lots.html", rows, covers=("works.tenderlot",))
    assets = reach.within(request, ProjectAsset).filter(project=project)
    listed: list[Any] = list(assets.order_by("asset_type", "asset_id")[: SHOWN + 1])
    if listed:
        count = len(listed) if len(listed) <= SHOWN else assets.count()
        context = {"rows": _assets(listed[:SHOWN]), "total": count, "more": f"{reach.page(LABEL, project.pk)}assets/"}
        yield Panel(_("Assets"), "pages/works/assets.html", context, covers=("works.projectasset",))


def _bar(request: HttpRequest, project: Project) -> dict[str, Any]:
    reached = stages.ORDER.index(project.stage) if project.stage in stages.ORDER else -1
    known = dossier(project)
    contracted = total(lot.price for lot in known.lots)
    money = {
        "planned": yuan(project.cost_planned), "approved": yuan(project.cost_approved),
        "actual": yuan(project.cost_actual), "contracted": yuan(contracted),
        "percent": share(project.cost_actual or contracted, project.cost_approved),
    }  # fmt: skip
    return {
        "stages": [
            {
                "name": Stage(stage).label, "day": words.day(getattr(project, f"{stage}_on")),
                "state": "done" if at < reached else "now" if at == reached else "later",
            }
            for at, stage in enumerate(stages.ORDER)
        ],
        "rejected": project.stage == "rejected", "moves": list(_moves(request, project, known)), **money,
    }  # fmt: skip


def _moves(request: HttpRequest, project: Project, known: stages.Dossier) -> Iterator[dict[str, Any]]:
    """The steps that are open now, with what each lacks; those the person has no right for say which right."""
    for move in stages.open_moves(project.stage):
        allowed = reach.within(request, Project, move.action).filter(pk=project.pk).exists()
        lacks = stages.missing(move.action, known)
        if move.action == "reject" and (lacks or not allowed):
            continue
        yield {
            "action": move.action, "verb": VERBS[move.action], "target": Stage(move.target).label, "allowed": allowed,
            "lacks": named(lacks), "ready": allowed and not lacks,
            "url": f"{reach.page(LABEL, project.pk)}{move.action}/",
        }  # fmt: skip


def _opinion(opinion: Opinion) -> dict[str, Any]:
    return {
        "body": opinion.body.name, "url": reach.page("works.opinion", opinion.pk), "text": opinion.text,
        "shape": SHAPES[opinion.verdict], "verdict": opinion.get_verdict_display(), "author": opinion.author,
        "at": opinion.given_at, "when": words.moment(opinion.given_at),
    }  # fmt: skip


def _waiting(project: Project, opinions: Sequence[Opinion]) -> list[str]:
    given = {each.body_id for each in opinions}
    return [each.name for each in project.reviewers.order_by("name") if each.pk not in given]


def _lot(lot: TenderLot) -> dict[str, Any]:
    return {
        "name": lot.name, "url": reach.page("works.tenderlot", lot.pk), "method": lot.get_method_display(),
        "supplier": lot.supplier, "price": yuan(lot.price), "awarded": words.day(lot.awarded_on),
    }  # fmt: skip


def _assets(found: Sequence[Any]) -> list[dict[str, Any]]:
    names = references((each.asset_type, each.asset_id) for each in found)
    return [
        {
            "type": str(specs[each.asset_type].verbose_name), "cost": yuan(each.cost),
            "name": names[pair].display if (pair := (each.asset_type, each.asset_id)) in names else words.DASH,
            "url": reach.page(each.asset_type, each.asset_id),
        }
        for each in found
    ]  # fmt: skip


@register_problems(LABEL, gettext_lazy("costs, opinions"))
def project_problems(_request: HttpRequest, _spec: Spec, project: Project) -> Iterator[Problem]:
    """Costs above what was approved, and stages later than the project's end."""
    if project.cost_actual and project.cost_approved and project.cost_actual > project.cost_approved:
        told = {"actual": yuan(project.cost_actual), "approved": yuan(project.cost_approved)}
        yield Problem("degraded", _("It cost more than approved"), _("%(actual)s, approved %(approved)s") % told)
    for body, verdict in dossier(project).opinions.items():
        if verdict == stages.AGAINST and project.stage != "rejected":
            yield Problem("degraded", _("%(body)s is against it") % {"body": body})


def paid_by(request: HttpRequest, spec: Spec, instance: Any) -> Iterator[Panel]:
    """The projects that paid for an object; nothing where none is cited."""
    if not holds("works_projectasset", asset_type=spec.label, asset_id=instance.pk) or not reach.may(request, LABEL):
        return
    rows: list[Any] = list(
        reach.within(request, ProjectAsset)
        .filter(asset_type=spec.label, asset_id=instance.pk)
        .select_related("project__plan_year")
    )
    if rows:
        projects = [
            {
                "name": str(each.project), "url": reach.page(LABEL, each.project_id), "cost": yuan(each.cost),
                "stage": each.project.get_stage_display(), "year": each.project.plan_year.year, "priced": each.cost,
            }
            for each in rows
        ]  # fmt: skip
        covers = ("works.projectasset",)
        yield Panel(_("Paid for by"), "pages/works/paid.html", {"rows": projects}, "rail", covers=covers)


for paid in PAID:
    register(paid)(paid_by)


@require_POST
def move(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Move a project by one step; what is missing is said on its page. Raises `Http404` for an unknown step."""
    step = stages.MOVES.get(action)
    if step is None:
        raise Http404(_("There is no step “%(action)s”.") % {"action": action})
    reach.find(request, Project, pk)
    with acting(actor_of(request)), transaction.atomic():
        project = Project.objects.select_for_update(of=("self",)).get(pk=pk)
        try:
            write.save(specs[LABEL], project, {"stage": step.target}, message=request.POST.get("_message", "")[:200])
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            told = {"project": project, "stage": Stage(step.target).label}
            messages.success(request, _("%(project)s is now “%(stage)s”.") % told)
    return redirect(reach.page(LABEL, pk))
