"""Devices that join two segments kept apart, over REST."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rest_framework.exceptions import PermissionDenied
from rest_framework.views import APIView

from infoport.api import paging
from infoport.api.actions.impact import parts_of
from infoport.api.describing.operation import (
    BRIEF,
    INTEGER,
    PAGING,
    TEXT,
    Described,
    array,
    nullable,
    page,
    query,
    record,
    schema,
)  # fmt: skip
from infoport.api.views import json_response
from infoport.reports.isolation import joins_seen
from inventory.declare.values import BadFilter, read_integer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.http import HttpResponse
    from rest_framework.request import Request

    from infoport.api.actions.impact import Part
    from inventory.segments.rules.membership import Join
    from monitoring.impact.graph import Node

PARAMETERS = frozenset({"device_id", "limit", "offset", "format"})


SEGMENT: Final = nullable(schema("BriefSegment"))
JOIN: Final = record({
    "device": nullable(schema("BriefDevice")), "segments": array(SEGMENT),
    "policy": nullable(schema("BriefIsolationPolicy")), "rule": TEXT,
    "evidence": array(record({
        "segment": SEGMENT, "object_type": TEXT, "object": nullable(BRIEF), "how": TEXT, "via": nullable(TEXT),
    })),
    "evidence_count": INTEGER,
})  # fmt: skip


class Joins(APIView):
    """`GET /api/plugins/segments/joins/`, with `device_id` as filter."""

    described = {"GET": Described({200: page(JOIN)}, parameters=[*PAGING, query("device_id", INTEGER)], many=True)}

    def get(self, request: Request) -> HttpResponse:
        """One page of joins with their evidence, of devices that the asker may see."""
        user: Any = request.user
        if not user.may("segments.segment", "view"):
            raise PermissionDenied
        for name in request.query_params:
            if name not in PARAMETERS:
                raise BadFilter(name, "Joins are filtered by device_id.")
        asked = request.query_params.get("device_id")
        found = joins_seen(user, read_integer("device_id", asked) if asked else None)
        page = paging.requested(request.query_params)
        shown = found[page.offset : page.offset + page.limit] if page.limit else found[page.offset :]
        part = parts_of(_mentioned(shown), f"{request.scheme}://{request.get_host()}")
        url = request.build_absolute_uri()
        body = {
            "count": len(found), "next": paging.next_url(url, page, [each.device for each in shown], len(found)),
            "previous": paging.previous_url(url, page), "results": [_row(each, part) for each in shown],
        }  # fmt: skip
        return json_response(body)


def _row(found: Join, part: Part) -> dict[str, Any]:
    return {
        "device": part("dcim.device", found.device),
        "segments": [part("segments.segment", found.one), part("segments.segment", found.other)],
        "policy": part("segments.isolationpolicy", found.policy), "rule": found.rule,
        "evidence": [
            {
                "segment": part("segments.segment", each["segment"]), "object_type": each["label"],
                "object": part(each["label"], each["id"]), "how": each["how"], "via": each["via"],
            }
            for each in found.evidence
        ],
        "evidence_count": found.total,
    }  # fmt: skip


def _mentioned(shown: Sequence[Join]) -> Iterator[Node]:
    for each in shown:
        yield "dcim.device", each.device
        yield "segments.segment", each.one
        yield "segments.segment", each.other
        yield "segments.isolationpolicy", each.policy or 0
        yield from ((evidence["label"], evidence["id"]) for evidence in each.evidence)
