"""What changed between two moments, over REST."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework.exceptions import PermissionDenied
from rest_framework.views import APIView

from infoport.api import paging
from infoport.api.views import json_response
from infoport.reports.between import EFFECTS, Between, Net, asked, wire_name
from inventory.declare.permissions import HISTORY
from inventory.declare.readplan import fragments
from inventory.declare.registry import specs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse
    from rest_framework.request import Request


class ChangedBetween(APIView):
    """`GET /api/plugins/core/between/?from=&to=&type=dcim.device&user=`; `to` is now unless stated."""

    def get(self, request: Request) -> HttpResponse:
        """Per object what it was and what it became; `summary` counts objects by type and effect."""
        user: Any = request.user
        if not user.may(HISTORY, "view"):
            raise PermissionDenied
        found = asked(request.query_params, user)
        page = paging.requested(request.query_params)
        counts = found.counts()
        total = sum(number for numbers in counts.values() for number in numbers.values())
        base = f"{request.scheme}://{request.get_host()}"
        url = request.build_absolute_uri()
        return json_response({
            "count": total, "next": paging.next_url(url, page, (), total), "previous": paging.previous_url(url, page),
            "from": found.start.isoformat(), "to": found.end.isoformat(),
            "summary": {label: {each: numbers.get(each, 0) for each in EFFECTS} for label, numbers in counts.items()},
            "results": body(found, page.limit, page.offset, base),
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
