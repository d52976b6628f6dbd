"""The one function that moves a request, and what follows from each step, in one transaction with its job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from inventory.declare.history import recorded
from inventory.declare.permissions import restrict
from inventory.hosting import clock, notices, reserving, states
from inventory.hosting.models import Approval, ApprovalLimit, Message, Plan, Request, Step
from inventory.hosting.planning import propose

if TYPE_CHECKING:
    from datetime import datetime

    from inventory.hosting.planning import Proposal
    from inventory.hosting.states import Move

SYSTEM: Final = "system"
GIVES_REASON: Final = frozenset({"failed", "rejected", "withdrawn", "unfit"})
"""States whose step says why."""


class NotAllowed(Exception):
    """This person may not make this step; the text is the right that is needed."""


class Untimely(Exception):
    """The request is not where this step begins; the text is the state it is in."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The request after a step. `again`: the plan had changed, so it was planned anew and nothing was approved.

    `missing` is how many more people must approve.
    """

    request: Request
    again: bool = False
    missing: int = 0


def advance(key: int, name: str, *, user: Any = None, message: str = "", seen: int | None = None, **told: Any) -> Moved:
    """Make one step. `user` None is the system; `seen` is the revision a job was meant for.

    `told` are columns of the request that the step states, as `reason` or `result`. Raises `NotAllowed`, `Untimely`,
    and `Request.DoesNotExist`; then nothing has changed.
    """
    with transaction.atomic(), recorded(message[:200]):
        request = Request.objects.select_for_update(of=("self",)).select_related("tenant", "segment").get(pk=key)
        move = _legal(request, name, user)
        if seen is not None and seen != request.revision:
            raise Untimely(f"{request.state} (revision {request.revision}, not {seen})")
        if name == "approve":
            outcome = _approve(request, user, message)
            if outcome is not None:
                return outcome
        for column, value in told.items():
            setattr(request, column, value)
        return Moved(_apply(request, move, user, message))


def allowed(request: Request, move: Move, user: Any) -> bool:
    """Whether a person may make a step: who asks withdraws and answers, who approves has not asked."""
    if user is None:
        return move.by == states.SYSTEM
    if move.by == states.SYSTEM:
        return False
    right = "change" if move.by == states.OWNER else move.by
    if move.by == states.APPROVER and move.name == "approve" and request.asker_id == user.pk:
        return False
    mine = move.by == states.OWNER and request.asker_id == user.pk
    return mine or restrict(Request.objects.all(), user, right).filter(pk=request.pk).exists()


def _legal(request: Request, name: str, user: Any) -> Move:
    move = states.MOVES[name]
    if request.state not in move.sources:
        raise Untimely(str(request.state))
    if not allowed(request, move, user):
        raise NotAllowed(move.by)
    return move


def _apply(request: Request, move: Move, user: Any, message: str) -> Request:
    now = timezone.now()
    source, request.state = request.state, move.target
    request.revision += 1
    _time(request, move, source, message, now)
    if message and (move.target in GIVES_REASON or (move.name == "release" and not request.reason)):
        request.reason = message
    if move.name == "finish":
        reserving.settle(request)
    request.save()
    if move.name in {"ask", "answer"} and message:
        Message.objects.create(request=request, user=user, author=_named(user), inside=move.name == "ask", text=message)
    Step.objects.create(
        request=request, move=move.name, source=source, target=move.target, user=user, actor=_named(user),
        message=message[:2000],
    )  # fmt: skip
    if move.then:
        defer(move.then, request)
    notices.note(request, move.name, message)
    return request


def _time(request: Request, move: Move, source: str, message: str, now: datetime) -> None:
    """What a step does to the clock."""
    if move.name == "submit":
        request.submitted_at = now
    if move.target in states.WAITING:
        clock.stop(request, message, now)
    elif source in states.WAITING:
        clock.go_on(request, now)
    if move.target in states.ENDED and request.ended_at is None:  # what is given back later was answered long ago
        request.ended_at = now
    clock.set_due(request, now)


def defer(what: str, request: Request) -> None:
    """Have the job done, in this transaction; it does nothing when the request has moved on by then."""
    task = app.configure_task(f"hosting.{what}", queue="hosting")
    task.defer(request=request.pk, revision=request.revision)


def _named(user: Any) -> str:
    return SYSTEM if user is None else user.get_username()


def store_plan(request: Request, proposal: Proposal) -> Plan:
    """Keep a proposal as the request's newest plan; the same one is not stored twice."""
    digest = proposal.digest()
    newest = request.plans.order_by("-number").first()
    if newest is not None and newest.digest == digest:
        return newest
    number = (newest.number if newest else 0) + 1
    return Plan.objects.create(request=request, number=number, fits=proposal.fits, digest=digest, **proposal.stored())


def people_needed(request: Request, plan: Plan) -> int:
    """How many people must approve a plan: the strictest limit of its item and size; one without any."""
    return max((each.people for each in _limits(request, plan)), default=1)


def people_missing(request: Request, plan: Plan) -> int:
    """How many more must approve a plan, where a limit of a group counts members of that group only."""
    given = list(Approval.objects.filter(request=request, digest=plan.digest).values_list("user_id", flat=True))
    missing = [1 - len(given)]
    for each in _limits(request, plan):
        counted = given if each.group is None else each.group.users.filter(pk__in=given).values_list("pk", flat=True)
        missing.append(each.people - len(counted))
    return max(0, *missing)


def _limits(request: Request, plan: Plan) -> list[ApprovalLimit]:
    size = int(plan.cost.get("size") or 0)
    return list(ApprovalLimit.objects.filter(item=request.item, size__lte=size).select_related("group"))


def _approve(request: Request, user: Any, message: str) -> Moved | None:
    """Note one yes, and reserve with the last; None when the step may go on."""
    plan = request.plans.order_by("-number").first()
    proposal = propose(request)
    if plan is None or proposal.digest() != plan.digest or not proposal.fits:
        return Moved(_plan_again(request, proposal), again=True)
    Approval.objects.get_or_create(request=request, digest=plan.digest, user=user, defaults={"message": message[:500]})
    missing = people_missing(request, plan)
    if missing:
        return Moved(request, missing=missing)
    try:
        reserving.reserve(request, plan)
    except reserving.Taken:
        return Moved(_plan_again(request, propose(request)), again=True)
    request.plan_hash, request.reason = plan.digest, ""
    return None


def _plan_again(request: Request, proposal: Proposal) -> Request:
    """What the plan rested on has changed: a new one, which nobody has approved."""
    store_plan(request, proposal)
    source, request.state = request.state, "planned" if proposal.fits else "unfit"
    request.revision += 1
    request.save()
    Step.objects.create(request=request, move="replanned", source=source, target=request.state, actor=SYSTEM)
    return request
