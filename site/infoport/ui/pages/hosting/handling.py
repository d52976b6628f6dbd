"""The report on time: how many working days requests took, per department and month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from infoport.reports.handling import COLUMNS, handling, total
from infoport.ui.asker import asker
from infoport.ui.navigation import belongs
from infoport.ui.pages import reach
from infoport.ui.spreadsheet import csv_file
from inventory.declare.files.workbook import written
from inventory.hosting import clock

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

LABEL: Final = "hosting.request"
WORDS: Final = {
    "month": _("Month"), "department": _("Department"), "asked": _("asked for"), "answered": _("answered"),
    "within_target": _("within %(days)d days"), "within_limit": _("within %(days)d days"),
    "over_limit": _("over %(days)d days"), "open": _("still open"), "open_late": _("open and past due"),
    "withdrawn": _("taken back"), "paused": _("clock paused"), "mean_days": _("working days on average"),
    "longest_days": _("longest"),
}  # fmt: skip
SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def header() -> list[str]:
    """The columns in the reader's language."""
    days = {"within_target": clock.TARGET, "within_limit": clock.LIMIT, "over_limit": clock.LIMIT}
    return [str(WORDS[name]) % {"days": days[name]} if name in days else str(WORDS[name]) for name in COLUMNS]


@require_GET
def report(request: HttpRequest) -> HttpResponseBase:
    """The page `/hosting/handling/`; `since`, `until` and `tenant` as in REST, `export` is csv or xlsx."""
    reach.need(request, LABEL)
    belongs(request, "hosting/requests")
    params = {name: request.GET.get(name, "") for name in ("since", "until", "tenant")}
    status = 200
    try:
        lines = handling(asker(request), params)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        lines, status = [], 400
    rows = [each.figures() for each in lines]
    export = request.GET.get("export")
    if export in {"csv", "xlsx"} and status == 200:  # noqa: PLR2004 - HTTP's OK
        return _file(export, [list(each.values()) for each in rows])
    whole = total(lines)
    answered = whole["answered"]
    context = {
        "header": header(), "rows": [list(each.values()) for each in rows], "total": list(whole.values())[2:],
        "whole": whole, "limit": clock.LIMIT, "target": clock.TARGET, "params": params,
        "share": round(100 * whole["within_limit"] / answered) if answered else None,
        "exports": {kind: "?" + urlencode({**params, "export": kind}) for kind in ("csv", "xlsx")},
    }  # fmt: skip
    return render(request, "pages/hosting/handling.html", context, status=status)


def _file(kind: str, rows: list[list[Any]]) -> HttpResponseBase:
    if kind == "csv":
        return csv_file("handling.csv", header(), rows)
    answer = StreamingHttpResponse(written([header(), *rows]), content_type=SHEET)
    answer["Content-Disposition"] = 'attachment; filename="handling.xlsx"'
    return answer
