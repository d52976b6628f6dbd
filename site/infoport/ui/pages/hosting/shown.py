"""A request in words: how far it is, what is planned, what was done, whose move it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from infoport.ui.pages import reach, words
from infoport.ui.pages.hosting import forms
from inventory.declare.viewing import unlimited
from inventory.hosting import advance, catalogue, clock, states, wording
from inventory.hosting.choices import RequestState
from inventory.hosting.models import Request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from inventory.hosting.models import Plan, Run

LABEL: Final = "hosting.request"
SHAPES: Final[Mapping[str, str]] = {
    "draft": "planned", "submitted": "maintenance", "questioned": "degraded", "unfit": "degraded",
    "planned": "maintenance", "approved": "maintenance", "acting": "maintenance", "verifying": "maintenance",
    "live": "ok", "failed": "down", "released": "unknown", "rejected": "down", "withdrawn": "unknown",
    "retired": "unknown",
}  # fmt: skip
WAY: Final = (
    (_("Request made"), ("draft", "submitted")), (_("Plan made"), ("questioned", "unfit", "planned")),
    (_("Approval given"), ("approved",)), (_("Work done"), ("acting",)), (_("Verified"), ("verifying",)),
    (_("In use"), ("live",)),
)  # fmt: skip
VERBS: Final[Mapping[str, Any]] = {
    "submit": _("Submit"), "replan": _("Plan again"), "ask": _("Ask the department"), "answer": _("Answer"),
    "withdraw": _("Withdraw"), "reject": _("Reject"), "approve": _("Approve this plan"), "resume": _("Go on"),
    "release": _("Release everything"),
}  # fmt: skip
PLAIN: Final[Mapping[str, Any]] = {
    "failed": _("It could not be carried out at once. The centre knows why, and goes on or takes everything back."),
    "released": _(
        "It could not be carried out. What was reserved for it is given back; please talk to the centre first."
    ),
}  # fmt: skip
NEEDS_WORDS: Final = frozenset({"ask", "answer", "reject"})
OUTCOMES: Final = {"yes": "ok", "no": "down", "unknown": "unknown"}
RUNS: Final = {"running": "maintenance", "done": "ok", "failed": "down", "cancelled": "unknown", "lost": "down"}
EVENT_WORDS: Final[Mapping[str, Any]] = {
    "ok": _("As wanted"), "changed": _("Changed"),
    "failed": _("Failed"), "unreachable": _("Not reached"),
    "skipped": _("Left out"),
}  # fmt: skip
RECEIVED: Final[Mapping[str, Any]] = {
    "url": _("Web address"), "host": _("Host"), "address": _("IP address"), "database": _("Database"),
}  # fmt: skip
"""What a department receives."""
EVENTS: Final = {"ok": "ok", "changed": "degraded", "failed": "down", "unreachable": "down", "skipped": "unknown"}


def state(request: Request) -> dict[str, str]:
    """The shape and word of a request's state."""
    return {"shape": SHAPES[request.state], "word": str(RequestState(request.state).label)}


def way(request: Request) -> list[dict[str, Any]]:
    """The stations of a request that goes well, and which is reached."""
    reached = next((at for at, (_name, of) in enumerate(WAY) if request.state in of), -1)
    if request.state == "failed":
        reached = 3
    over = request.state == "live"
    return [
        {"name": name, "state": "done" if at < reached or over else "now" if at == reached else "later"}
        for at, (name, _of) in enumerate(WAY)
    ]


def clocked(request: Request) -> dict[str, Any]:
    """The clock: due when, how much is spent of how much, whether it is late."""
    spent = None if request.days_spent is None else float(request.days_spent)
    return {
        "due": words.day(request.due_on), "spent": spent, "limit": clock.LIMIT, "target": clock.TARGET,
        "late": spent is not None and spent > clock.LIMIT, "ended": request.ended_at is not None,
        "percent": 0 if spent is None else min(round(spent * 100 / clock.LIMIT), 100),
    }  # fmt: skip


def moves(request: Request, user: Any, names: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """The steps this person may make now."""
    return [
        {"name": each.name, "verb": VERBS[each.name], "words": each.name in NEEDS_WORDS,
         "danger": each.name in {"withdraw", "reject", "release"},
         "primary": each.name in {"submit", "answer", "approve"}}
        for each in states.open_moves(request.state)
        if each.by != states.SYSTEM and (not names or each.name in names) and advance.allowed(request, each, user)
    ]  # fmt: skip


def plan(request: Request, *, named: bool = True) -> dict[str, Any] | None:
    """The newest plan in words. With `named`, affected services are named; the department needs none."""
    with unlimited():
        newest: Plan | None = request.plans.order_by("-number").first()
        if newest is None:
            return None
        affected = _services(newest.affected) if named else []
        needed, missing = advance.people_needed(request, newest), advance.people_missing(request, newest)
        given = [
            each.user.get_username() for each in request.approvals.filter(digest=newest.digest).select_related("user")
        ]
    return {
        "number": newest.number, "fits": newest.fits, "digest": newest.digest, "at": newest.created,
        "lines": [{"verb": each["verb"], "text": wording.line(each)} for each in newest.lines],
        "problems": [wording.said(each) for each in newest.problems],
        "alternatives": [wording.said(each) for each in newest.alternatives], "affected": affected,
        "cost": wording.cost(newest.cost), "size": newest.cost.get("size"),
        "needed": needed, "given": given, "missing": missing,
    }  # fmt: skip


def _services(ids: list[int]) -> list[str]:
    from inventory.services.models import ApplicationService  # noqa: PLC0415 - a page may need none

    return list(ApplicationService.objects.filter(pk__in=ids).values_list("name", flat=True))


def runs(request: Request) -> list[dict[str, Any]]:
    """What was run, the last first, each with its events."""
    with unlimited():  # who may see a request may see what was done for it
        return [_run(each) for each in request.runs.order_by("-id").prefetch_related("events")]


def _run(run: Run) -> dict[str, Any]:
    events = list(run.events.all())
    done = len({each.task for each in events})
    return {
        "id": run.pk, "play": run.play, "host": run.host, "kind": run.get_kind_display(), "state": run.state,
        "word": run.get_state_display(), "shape": RUNS[run.state], "message": run.message, "at": run.created,
        "ended": run.ended, "total": run.stats.get("tasks"), "done": done, "open": run.state in {"running", "failed"},
        "percent": min(round(done * 100 / run.stats["tasks"]), 100) if run.stats.get("tasks") else None,
        "seconds": round((run.ended - run.created).total_seconds()) if run.ended else None,
        "changed": sum(each.outcome == "changed" for each in events),
        "events": [
            {"task": each.task, "host": each.host, "outcome": each.outcome, "message": each.message,
             "shape": EVENTS.get(each.outcome, "unknown"), "diff": each.diff,
             "word": EVENT_WORDS.get(each.outcome, each.outcome)}
            for each in events
        ],
    }  # fmt: skip


def verified(request: Request) -> list[dict[str, Any]]:
    """What was seen from outside, the last attempt."""
    with unlimited():
        last = request.verifications.order_by("-attempt").values_list("attempt", flat=True).first()
        rows = list(request.verifications.filter(attempt=last)) if last else []
    return [
        {"name": each.name, "target": each.target, "shape": OUTCOMES[each.outcome], "word": each.get_outcome_display(),
         "evidence": each.evidence, "at": each.created}
        for each in rows
    ]  # fmt: skip


def plain_reason(request: Request) -> str:
    """The reason as the department reads it: what failed on which host is for those who can mend it."""
    with unlimited():
        failed = request.state in PLAIN and request.steps.filter(move="fail").exists()
    return str(PLAIN[request.state]) if failed else request.reason


def steps(request: Request, *, plain: bool = False) -> list[dict[str, Any]]:
    """Every step, the last first. With `plain`, what failed technically is left out."""
    with unlimited():
        rows = list(request.steps.select_related("user").order_by("-id"))
    return [
        {"target": RequestState(each.target).label, "actor": _person(each.user, each.actor),
         "message": "" if plain and each.move == "fail" else each.message,
         "at": each.created}
        for each in rows
    ]  # fmt: skip


def talk(request: Request) -> list[dict[str, Any]]:
    """What was said, the oldest first: who may see a request may read it."""
    with unlimited():
        rows = list(request.messages.select_related("user"))
    return [
        {"author": _person(each.user, each.author), "inside": each.inside, "text": each.text, "created": each.created}
        for each in rows
    ]


def _person(user: Any, name: str) -> str:
    """The name of a person as colleagues know them; `name` is what was kept of somebody who is gone."""
    if user is None:
        return str(_("Infoport")) if name == advance.SYSTEM else name
    return f"{user.last_name}{user.first_name}" or name


def whole(pk: int) -> Request:
    """A request with what it names: who may see it may read that, too. The caller has looked whether they may."""
    with unlimited():
        return Request.objects.select_related("tenant", "segment", "project", "lot").get(pk=pk)


def asked(request: Request) -> list[dict[str, Any]]:
    """What the item's form asked and what was answered, in words; nothing for what the catalogue does not offer."""
    return [
        {"label": each.label, "value": forms.answer(each, request.answers[each.name]), "unit": each.unit}
        for each in (catalogue.OFFERS[request.item].questions if request.item in catalogue.OFFERS else ())
        if request.answers.get(each.name) not in {None, ""}
    ]


def result(request: Request) -> list[dict[str, Any]]:
    """What the department received, in words."""
    return [
        {"label": RECEIVED.get(name, name), "value": value, "link": name == "url"}
        for name, value in (request.result or {}).items()
    ]


def url(request: Request) -> str:
    """The page of engineers."""
    return reach.page(LABEL, request.pk)
