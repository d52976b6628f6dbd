"""Undoing a change, one value of it, or the whole request it was part of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from rest_framework import serializers

from infoport.api.actions.object_action import ObjectAction
from infoport.api.describing.operation import BOOLEAN, INTEGER, TEXT, Described, array, asked, nullable, record
from infoport.api.views import json_response
from infoport.history import actor_of
from inventory.core import reversal
from inventory.core.undoing import Refused, undo
from inventory.declare.history import acting
from inventory.declare.permissions import restrict
from inventory.declare.values import BadFilter
from inventory.declare.viewing import unlimited

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from django.http import HttpResponse
    from rest_framework.request import Request

    from inventory.core.models import ObjectChange
    from inventory.core.reversal import Obstacle, Reversal, Step

TOLD: Final = 1000
"""Objects of each kind that an answer names; `objects` counts all."""
STEP: Final = {"type": TEXT, "id": INTEGER, "display": TEXT}
ANSWER: Final = record({
    "done": BOOLEAN, "objects": INTEGER, "reasons": array(TEXT),
    "returning": array(record(STEP)), "reverting": array(record({**STEP, "fields": array(TEXT)})),
    "leaving": array(record(STEP)),
    "obstacles": array(record({**STEP, "field": TEXT, "change": nullable(INTEGER)})),
})  # fmt: skip


class Asked(serializers.Serializer[Any]):
    """What is undone beside the change: its whole request, or only one of its fields."""

    field = serializers.CharField(default="", allow_blank=True, max_length=100)
    whole_request = serializers.BooleanField(default=False)
    dry_run = serializers.BooleanField(default=False)
    changelog_message = serializers.CharField(default="", allow_blank=True, max_length=200)


class Undo(ObjectAction):
    """`POST /api/core/object-changes/<id>/undo/`: what it does, and whether it was done."""

    described = {
        "POST": Described(
            {200: ANSWER, 409: ANSWER},
            asked({"field": TEXT, "whole_request": BOOLEAN, "dry_run": BOOLEAN, "changelog_message": TEXT}),
            errors=(400,),
        )
    }
    serializer_class = Asked

    def get_serializer(self, *args: Any, **kwargs: Any) -> Asked:
        """The serializer; `OPTIONS` and the schema read its fields."""
        return Asked(*args, **kwargs)

    def post(self, request: Request, pk: int) -> HttpResponse:
        """200 when it was done (or could be, for `dry_run`), 409 with the reasons when not; needs the steps' rights."""
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        told = asked.validated_data
        with unlimited():
            plan = self._planned(request, self.instance(pk), told)
        reasons = [] if plan.obstacles else _done(request, plan, told)
        possible = not plan.obstacles and not reasons
        answer = _told(plan, reasons, done=possible and not told["dry_run"])
        return json_response(answer, 200 if possible else 409)

    def _planned(self, request: Request, change: ObjectChange, told: dict[str, Any]) -> Reversal:
        """Raises `BadFilter` for what cannot be meant, and 404 for what may not all be seen."""
        if told["field"]:
            return reversal.restored(change, _column(change, told["field"]))
        try:
            whole = told["whole_request"] and change.request_id is not None
            listed = reversal.of_request(change.request_id) if whole else reversal.whole(change)
        except reversal.TooMuch as error:
            most = f"The request changed more than {reversal.MOST} objects, which are not undone at once."
            raise BadFilter("whole_request", most) from error
        seen = restrict(self.spec.model._default_manager.all(), request.user, "view")  # noqa: SLF001 - declared
        unseen = {each.pk for each in listed} - set(
            seen.filter(pk__in=[each.pk for each in listed]).values_list("pk", flat=True)
        )
        for key in unseen:
            self.instance(key)
        return reversal.planned(listed)


def _column(change: ObjectChange, name: str) -> str:
    before = change.prechange_data or {}
    wire = {"custom_fields": "custom_field_data"}
    found = next((each for each in (name, f"{name}_id", wire.get(name)) if each in before), None)
    if change.action != "update" or found is None:
        raise BadFilter("field", f"Change {change.pk} has no value “{name}” to restore.")
    return found


def _done(request: Request, plan: Reversal, told: dict[str, Any]) -> list[str]:
    """Why it was refused; a trial is done and rolled back."""
    try:
        with unlimited(), transaction.atomic(), acting(actor_of(request)):
            undo(plan, user=request.user, message=told["changelog_message"])
            transaction.set_rollback(told["dry_run"])
    except Refused as error:
        return error.reasons
    return []


def _told(plan: Reversal, reasons: Sequence[str], *, done: bool) -> dict[str, Any]:
    return {
        "done": done, "objects": len(plan), "reasons": list(reasons),
        "returning": list(_named(plan.returning)),
        "reverting": [
            {**each, "fields": sorted(step.values)}
            for each, step in zip(_named(plan.reverting), plan.reverting, strict=False)
        ],
        "leaving": list(_named(plan.leaving)), "obstacles": list(_in_the_way(plan.obstacles)),
    }  # fmt: skip


def _named(steps: Sequence[Step]) -> Iterator[dict[str, Any]]:
    return ({"type": step.label, "id": step.id, "display": step.name} for step in steps[:TOLD])


def _in_the_way(obstacles: Iterable[Obstacle]) -> Iterator[dict[str, Any]]:
    for step, column, change in list(obstacles)[:TOLD]:
        named = next(_named([step]))
        yield {**named, "field": column, "change": change.pk if change is not None else None}
