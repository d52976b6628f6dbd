"""How long requests took over REST: `GET /api/plugins/hosting/handling/`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from rest_framework import exceptions
from rest_framework.views import APIView

from infoport.api.describing.operation import INTEGER, NUMBER, TEXT, Described, counted, nullable, query, record
from infoport.api.views import json_response
from infoport.reports.handling import COLUMNS, handling

if TYPE_CHECKING:
    from django.http import HttpResponse
    from rest_framework.request import Request

KINDS: Final[dict[str, dict[str, Any]]] = {
    "month": TEXT, "department": TEXT, "mean_days": nullable(NUMBER), "longest_days": nullable(NUMBER),
}  # fmt: skip
MONTH: Final = {"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[0-2])$"}


class Handling(APIView):
    """Working days per department and month of submission, of requests that the asker may see."""

    described = {
        "GET": Described(
            {200: counted(record({name: KINDS.get(name, INTEGER) for name in COLUMNS} | {"tenant": INTEGER}))},
            parameters=(query("since", MONTH), query("until", MONTH), query("tenant", INTEGER)), errors=(400,),
        )
    }  # fmt: skip

    def get(self, request: Request) -> HttpResponse:
        """The lines, the latest month first; 400 names what is no month."""
        user: Any = request.user
        if not user.may("hosting.request", "view"):
            raise exceptions.PermissionDenied
        try:
            lines = handling(user, request.query_params.dict())
        except ValidationError as error:
            raise exceptions.ValidationError(error.message_dict) from error
        rows = [each.figures() | {"tenant": each.tenant} for each in lines]
        return json_response({"count": len(rows), "results": rows})
