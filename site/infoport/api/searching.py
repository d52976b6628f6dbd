"""The search of all types over REST."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rest_framework.exceptions import ValidationError
from rest_framework.views import APIView

from infoport.api import paging
from infoport.api.describing.operation import (
    BRIEF,
    INTEGER,
    PAGING,
    TEXT,
    Described,
    page,
    query,
    record,
)  # fmt: skip
from infoport.api.views import json_response
from inventory.declare.readplan import fragments
from inventory.declare.registry import specs
from inventory.declare.search import CANDIDATES, find

if TYPE_CHECKING:
    from django.http import HttpResponse
    from rest_framework.request import Request

HIT: Final = record({"object_type": TEXT, "object_id": INTEGER, "object": BRIEF, "matched": TEXT, "weight": INTEGER})
FILTERS: Final = (query("q", TEXT), query("object_type", TEXT, many=True))


class Search(APIView):
    """`GET /api/plugins/core/search/?q=&object_type=dcim.device`: what bears the text, best first.

    `count` ends at 400: who finds more has to ask more narrowly.
    """

    described = {"GET": Described({200: page(HIT)}, parameters=(*PAGING, *FILTERS), errors=(400,), many=True)}

    def get(self, request: Request) -> HttpResponse:
        """A page of hits; an exact text has the weight 0. 400 for a type that there is not."""
        params = request.query_params
        labels = params.getlist("object_type")
        unknown = [label for label in labels if specs.get(label) is None]
        if unknown:
            raise ValidationError({"object_type": [f"There is no type {', '.join(unknown)}."]})
        page = paging.requested(params)
        found = find(params.get("q", ""), request.user, CANDIDATES, labels or None)
        shown = found[page.offset : page.offset + page.limit]
        wanted: dict[str, set[int]] = {}
        for hit in shown:
            wanted.setdefault(hit.spec.label, set()).add(hit.id)
        parts: Any = fragments(wanted, f"{request.scheme}://{request.get_host()}")
        url = request.build_absolute_uri()
        return json_response({
            "count": len(found), "next": paging.next_url(url, page, (), len(found)),
            "previous": paging.previous_url(url, page),
            "results": [
                {"object_type": hit.spec.label, "object_id": hit.id, "object": parts[hit.spec.label][hit.id],
                 "matched": hit.matched, "weight": hit.weight}
                for hit in shown
            ],
        })  # fmt: skip
