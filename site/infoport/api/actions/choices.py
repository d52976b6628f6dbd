"""The choices of a set, as a list of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infoport.api import paging
from infoport.api.actions.object_action import ObjectAction
from infoport.api.describing.operation import PAGING, TEXT, Described, page, query, record
from infoport.api.views import json_response

if TYPE_CHECKING:
    from django.http import HttpResponse
    from rest_framework.request import Request


class Choices(ObjectAction):
    """`choices/`: value and label of each choice; `q` finds within both."""

    described = {
        "GET": Described({200: page(record({"id": TEXT, "display": TEXT}))}, parameters=[*PAGING, query("q", TEXT)])
    }

    def get(self, request: Request, pk: int) -> HttpResponse:
        """One page of choices."""
        wanted = request.query_params.get("q", "").lower()
        pairs = [(value, label) for value, label in self.instance(pk).extra_choices]
        found = [pair for pair in pairs if any(wanted in text.lower() for text in pair)]
        page = paging.requested(request.query_params)
        shown = found[page.offset : page.offset + page.limit]
        url = request.build_absolute_uri()
        return json_response({
            "count": len(found), "next": paging.next_url(url, page, [], len(found)),
            "previous": paging.previous_url(url, page),
            "results": [{"id": value, "display": label} for value, label in shown],
        })  # fmt: skip
