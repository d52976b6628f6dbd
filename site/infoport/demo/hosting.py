"""The demo's hosting requests: planned by the real planner, their steps dated back; nothing is carried out."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from infoport.demo.sources import source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from inventory.hosting.models import Request
    from inventory.users.models import User

PLANNED: Final = ("submit", "propose")
CARRIED: Final = (*PLANNED, "approve", "start", "check", "finish")
WAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "draft": (), "planned": PLANNED, "unfit": ("submit", "refuse"), "questioned": (*PLANNED, "ask"),
    "rejected": (*PLANNED, "reject"), "withdrawn": (*PLANNED, "withdraw"), "live": CARRIED,
    "failed": (*PLANNED, "approve", "start", "fail"), "released": (*PLANNED, "approve", "start", "fail", "release"),
    "retired": (*CARRIED, "retire"),
}  # fmt: skip
"""State → the steps that led there."""
QUICK: Final = frozenset({"submit", "propose", "refuse"})
"""Steps that follow one another within seconds; the others share the time that a request took."""
OFFICER: Final = "planner"


def add_requests(now: dt.datetime) -> int:
    """Ask for what departments ask for; returns how many requests there are. The rest of the city must be there."""
    from inventory.hosting.models import ApprovalLimit, CalendarDay  # noqa: PLC0415 - needs Django
    from inventory.users.models import Group, User  # noqa: PLC0415 - needs Django

    data = source("hosting")
    groups = {each.name: each for each in Group.objects.all()}
    for each in data["limits"]:
        ApprovalLimit.objects.create(**{**each, "group": groups.get(each["group"])})
    CalendarDay.objects.bulk_create(CalendarDay(**each) for each in data["days"])
    people = {each.username: each for each in User.objects.all()}
    for given in data["requests"]:
        asker = people.get(data["askers"].get(given["tenant"], ""))
        request = _ask(given, asker)
        _walk(request, given, people[OFFICER], now)
    return len(data["requests"])


def _ask(given: Mapping[str, Any], asker: User | None) -> Request:
    from inventory.hosting.models import Request  # noqa: PLC0415 - needs Django
    from inventory.segments.models import Segment  # noqa: PLC0415 - needs Django
    from inventory.tenancy.models import Tenant  # noqa: PLC0415 - needs Django

    tenant = Tenant.objects.get(slug=given["tenant"])
    segment = Segment.objects.get(slug=given["segment"]) if "segment" in given else None
    return Request.objects.create(
        name=given["name"], item=given["item"], tenant=tenant, segment=segment, asker_id=asker.pk if asker else None,
        contact=f"{asker.last_name}{asker.first_name}" if asker else f"{tenant.name}联络员",
        email=asker.email if asker else "", phone="0431-88770000", exposure=given.get("exposure", "department"),
        backup=given.get("backup", "daily"), answers=_answers(given["answers"]), description=given.get("remarks", ""),
    )  # fmt: skip


def _answers(given: Mapping[str, Any]) -> dict[str, Any]:
    """Answers with the keys that this database has drawn: the first venue, the first site with an access switch."""
    from inventory.conferencing.models import Venue  # noqa: PLC0415 - needs Django
    from inventory.dcim.models import Site  # noqa: PLC0415 - needs Django

    answers = {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in given.items()}
    if answers.get("venue") == "first":
        answers["venue"] = str(Venue.objects.order_by("name").values_list("pk", flat=True)[0])
    if answers.get("site") == "access":
        rows = Site.objects.filter(devices__role__slug="access").order_by("_name").values_list("pk", flat=True)
        answers["site"] = str(rows[0])
    return answers


def _walk(request: Request, given: Mapping[str, Any], officer: User, now: dt.datetime) -> None:
    """The steps that led to a request's state, each at its time."""
    from inventory.hosting import clock, states  # noqa: PLC0415 - needs Django
    from inventory.hosting.models import Message, Pause, Step  # noqa: PLC0415 - needs Django

    at = now - dt.timedelta(days=given["days"])
    slow = [each for each in WAYS[given["state"]] if each not in QUICK]
    for name in WAYS[given["state"]]:
        move = states.MOVES[name]
        last = name == WAYS[given["state"]][-1]
        at += dt.timedelta(days=given["took"] / len(slow)) if name in slow else dt.timedelta(seconds=2)
        if name == "submit":
            request.submitted_at = at
        if name in {"propose", "refuse"}:
            _plan(request)
        user = {states.OWNER: None, states.SYSTEM: None}.get(move.by, officer)
        said = given.get("said", "") if last else ""
        if name == "ask":
            asked = Message.objects.create(request=request, user=user, author=officer.username, inside=True, text=said)
            Message.objects.filter(pk=asked.pk).update(created=at)
            Pause.objects.create(request=request, since=at, reason=said)
        by_owner = move.by == states.OWNER
        step = Step.objects.create(
            request=request, move=name, source=request.state, target=move.target, message=said,
            user_id=request.asker_id if by_owner else user.pk if user else None,
            actor=request.contact if by_owner else user.username if user else "system",
        )  # fmt: skip
        Step.objects.filter(pk=step.pk).update(created=at)
        request.state, request.revision = move.target, request.revision + 1
        if move.target in states.ENDED:
            request.ended_at = at
        if said and name != "ask":
            request.reason = said
    clock.set_due(request, now)
    _finish(request)


def _plan(request: Request) -> None:
    from inventory.hosting.advance import store_plan  # noqa: PLC0415 - needs Django
    from inventory.hosting.planning import propose  # noqa: PLC0415 - needs Django
    from inventory.hosting.wording import said  # noqa: PLC0415 - needs Django

    stored = store_plan(request, propose(request))
    request.reason = " ".join(said(each) for each in stored.problems)


def _finish(request: Request) -> None:
    """What an approved request has to show: the hash it was approved by, and what its department received."""
    if request.state in {"live", "failed", "retired", "released"}:
        request.plan_hash = str(request.plans.values_list("digest", flat=True)[0])
    if request.state == "live" and request.answers.get("domain") and request.item == "website":
        request.result = {"url": f"https://{request.answers['domain']}/"}
    request.save()
