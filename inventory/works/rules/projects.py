"""What must hold of projects, and how their stage moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.declare.history import current_actor
from inventory.declare.permissions import restrict
from inventory.declare.spec import Action
from inventory.works import stages
from inventory.works.choices import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from inventory.works.models import Opinion, Project

PROJECT_ACTIONS: Final = [Action(name, "infoport.api.actions.stages.Move") for name in stages.MOVES]
LACKS: Final[dict[str, Any]] = {
    "planned cost": gettext_lazy("the planned cost"),
    "opinions": gettext_lazy("opinions of reviewing bodies"),
    "opinion": gettext_lazy("the opinion of %(of)s"),
    "objection": gettext_lazy("an answer to %(of)s, who is against it"),
    "approved cost": gettext_lazy("the approved cost"),
    "lots": gettext_lazy("tender lots"),
    "supplier": gettext_lazy("the supplier of lot “%(of)s”"),
    "price": gettext_lazy("the price of lot “%(of)s”"),
    "dear lots": gettext_lazy("lots that together cost no more than approved"),
    "actual cost": gettext_lazy("the actual cost"),
    "assets": gettext_lazy("assets that it paid for"),
    "reason": gettext_lazy("an opinion against it, as the reason"),
}
"""Key of `stages.LACKS` → what is missing, in words."""
VERBS: Final[dict[str, Any]] = {
    "review": gettext_lazy("Close the review"), "approve": gettext_lazy("Approve"), "tender": gettext_lazy("Award"),
    "build": gettext_lazy("Report as built"), "accept": gettext_lazy("Accept into service"),
    "reject": gettext_lazy("Reject"), "propose": gettext_lazy("Propose again"),
}  # fmt: skip
"""Action → the words on its button."""
SETTLED: Final = frozenset({"accepted", "rejected"})


def dossier(project: Project) -> stages.Dossier:
    """What is on the table for a project as it is written now; opinions and lots are read. Four queries."""
    if project.pk is None:
        return stages.Dossier(planned=project.cost_planned)
    last = {each.body.name: each.verdict for each in project.opinions.select_related("body").order_by("given_at", "id")}
    return stages.Dossier(
        reviewers=frozenset(project.reviewers.values_list("name", flat=True)), opinions=last,
        planned=project.cost_planned, approved=project.cost_approved, actual=project.cost_actual,
        lots=tuple(stages.Lot(each.name, bool(each.supplier), each.price) for each in project.lots.all()),
        assets=project.assets.count(),
    )  # fmt: skip


def named(lacks: Iterable[stages.Lack]) -> str:
    """What is missing, as one line."""
    return "; ".join(str(LACKS[each.what]) % {"of": each.of} for each in lacks)


def stored_stage(project: Project) -> str:
    """The stage the project has in the database; empty for a new one."""
    if project.pk is None:
        return ""
    return str(type(project).objects.filter(pk=project.pk).values_list("stage", flat=True).first() or "")


def stage_is_earned(project: Project) -> None:
    """A stage follows from the one before, for somebody who may do the step, when everything the step needs is there.

    Whoever writes (REST, form, import) is asked; the system itself needs no right.
    """
    before = stored_stage(project) or Stage.PROPOSED.value
    if project.stage == before:
        return
    names = {"before": Stage(before).label, "after": Stage(project.stage).label}
    move = stages.between(before, project.stage) if project.pk else None
    if move is None:
        raise ValidationError({"stage": _("A project does not go from “%(before)s” to “%(after)s”.") % names})
    if not may_move(project, move.action):
        message = _("Going from “%(before)s” to “%(after)s” needs the right “%(right)s” on this project.")
        raise ValidationError({"stage": message % {**names, "right": move.action}})
    lacking = stages.missing(move.action, dossier(project))
    if lacking:
        message = _("“%(after)s” still lacks: %(lacks)s.")
        raise ValidationError({"stage": message % {**names, "lacks": named(lacking)}})


def may_move(project: Project, action: str) -> bool:
    """Whether whoever acts now has the right for the step on this project."""
    from inventory.users.models import User  # noqa: PLC0415 - applications are ready by now

    actor = current_actor()
    if actor.user_id is None:
        return True
    user = User.objects.filter(pk=actor.user_id).first()
    return user is not None and restrict(type(project).objects.all(), user, action).filter(pk=project.pk).exists()


def costs_in_order(project: Project) -> None:
    """No more is approved than was planned."""
    planned, approved = project.cost_planned, project.cost_approved
    if planned is not None and approved is not None and approved > planned:
        message = _("Approved are %(approved)s yuan, more than the %(planned)s planned.")
        raise ValidationError({"cost_approved": message % {"approved": approved, "planned": planned}})


def ends_after_start(project: Project) -> None:
    """A project does not end before it starts."""
    if project.starts_on and project.ends_on and project.ends_on < project.starts_on:
        message = _("It ends on %(end)s, before it starts on %(start)s.")
        raise ValidationError({"ends_on": message % {"end": project.ends_on, "start": project.starts_on}})


def stamp(project: Project, _extra: dict[str, Any]) -> None:
    """Keep the day on which a stage is reached, unless it is stated."""
    name = f"{project.stage}_on"
    moved = project.stage != stored_stage(project)
    if moved and hasattr(project, name) and getattr(project, name) is None:
        setattr(project, name, timezone.localdate())


def sign(opinion: Opinion, _extra: dict[str, Any]) -> None:
    """Give a new opinion its author and time where they are not stated."""
    if opinion.pk is None:
        opinion.author = opinion.author or current_actor().user_name
        opinion.given_at = opinion.given_at or timezone.now()


def opinion_in_time(opinion: Opinion) -> None:
    """A settled project takes no opinion, and one that was given stays as it was given."""
    stored = type(opinion).objects.filter(pk=opinion.pk).first() if opinion.pk else None
    if stored is None:
        if opinion.project.stage in SETTLED:
            message = _("%(project)s is %(stage)s and takes no more opinions.")
            told = {"project": opinion.project, "stage": opinion.project.get_stage_display().lower()}
            raise ValidationError({"project": message % told})
        return
    for name in ("project_id", "body_id", "verdict", "text", "author", "given_at"):
        if getattr(stored, name) != getattr(opinion, name):
            message = _("An opinion stays as it was given; let %(body)s give another.")
            raise ValidationError({name.removesuffix("_id"): message % {"body": stored.body}})
