"""What changed between two moments, over REST."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rest_framework.exceptions import PermissionDenied
from rest_framework.views import APIView

from infoport.api import paging
from infoport.api.describing.operation import (
    ANY,
    BRIEF,
    INTEGER,
    MOMENT,
    PAGING,
    TEXT,
    Described,
    array,
    nullable,
    page,
    query,
    record,
)  # fmt: skip
from infoport.api.views import json_response
from infoport.reports.between import EFFECTS, Between, Net, asked, wire_name
from inventory.declare.permissions import HISTORY
from inventory.declare.readplan import fragments
from inventory.declare.registry import specs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse
    from rest_framework.request import Request


NET: Final = record({
    "object_type": TEXT, "object_id": INTEGER, "object_repr": TEXT, "object": nullable(BRIEF),
    "effect": {"type": "string", "enum": list(EFFECTS)}, "first": MOMENT, "last": MOMENT, "users": array(TEXT),
    "changes": INTEGER,
    "fields": {"type": "object", "additionalProperties": record({"before": ANY, "after": ANY})},
})  # fmt: skip
SUMMARY: Final = {"type": "object", "additionalProperties": record(dict.fromkeys(EFFECTS, INTEGER))}
PARAMETERS: Final = (
    *PAGING, query("from", MOMENT, "The beginning; required."), query("to", MOMENT, "The end; now unless stated."),
    query("type", TEXT, "A type, as dcim.device.", many=True), query("user", TEXT, "Who changed it, by name."),
)  # fmt: skip


def _answer() -> dict[str, Any]:
    """A page of a list with the period and the numbers by type."""
    made = page(NET)
    more = {"from": MOMENT, "to": MOMENT, "summary": SUMMARY}
    return {**made, "properties": {**made["properties"], **more}, "required": [*made["required"], *more]}


class ChangedBetween(APIView):
    """`GET /api/plugins/core/between/?from=&to=&type=dcim.device&user=`; `to` is now unless stated."""

    described = {"GET": Described({200: _answer()}, parameters=PARAMETERS, many=True)}

    def get(self, request: Request) -> HttpResponse:
        """Per object what it was and what it became; `summary` counts objects by type and effect."""
        user: Any = request.user
        if not user.may(HISTORY, "view"):
            raise PermissionDenied
        found = asked(request.query_params, user)
        wanted = paging.requested(request.query_params)
        counts = found.counts()
        total = sum(number for numbers in counts.values() for number in numbers.values())
        base = f"{request.scheme}://{request.get_host()}"
        url = request.build_absolute_uri()
        return json_response({
            "count": total,
            "next": paging.next_url(url, wanted, (), total), "previous": paging.previous_url(url, wanted),
            "from": found.start.isoformat(), "to": found.end.isoformat(),
            "summary": {label: {each: numbers.get(each, 0) for each in EFFECTS} for label, numbers in counts.items()},
            "results": body(found, wanted.limit, wanted.offset, base),
        })  # fmt: skip


def body(found: Between, limit: int, offset: int, base: str) -> list[dict[str, Any]]:
    """One page. `object` is null for what is gone."""
    listed = found.listed(limit, offset)
    wanted: dict[str, set[int]] = {}
    for each in listed:
        wanted.setdefault(each.label, set()).add(each.id)
    parts = fragments(wanted, base)
    return [_one(each, parts.get(each.label, {}).get(each.id)) for each in listed]


def _one(each: Net, part: Any) -> dict[str, Any]:
    spec = specs[each.label]
    fields: dict[str, Sequence[Any]] = {wire_name(spec, column): pair for column, pair in each.fields.items()}
    return {
        "object_type": each.label, "object_id": each.id, "object_repr": each.name, "object": part,
        "effect": each.effect, "first": each.first.isoformat(), "last": each.last.isoformat(),
        "users": sorted(each.who), "changes": each.changes,
        "fields": {name: {"before": was, "after": became} for name, (was, became) in fields.items()},
    }  # fmt: skip
