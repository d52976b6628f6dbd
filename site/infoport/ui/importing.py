"""Files into the inventory: source, dry run row by row, then the rows that fit, or all or none; large ones as a job."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from infoport.history import actor_of
from infoport.jobs import import_file
from infoport.ui import contextual, errors, words
from infoport.ui.asker import asker
from infoport.ui.listing import crumbs
from inventory.declare.columns import matched
from inventory.declare.exporting import exported_fields
from inventory.declare.files.limits import FORMS, BadFile, Form, check_size
from inventory.declare.files.reading import decoded, load, recognised
from inventory.declare.forms import is_writable
from inventory.declare.history import acting
from inventory.declare.intake import store
from inventory.declare.registry import specs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from inventory.declare.intake import Row
    from inventory.declare.spec import Spec

SHOWN: Final = 200
"""Rows of the report a page lists; refused ones come first."""
MOST: Final = 500
"""Rows one request tries or stores; larger files become a job."""
OTHER_FORMS: Final[dict[str, str]] = {}
"""Label of a type → the page that takes files of another form into it; pages of their own add themselves."""
ORDER: Final = ("refused", "new", "changed", "same")


def import_page(request: HttpRequest, spec: Spec) -> HttpResponse:
    """Paste or file → dry run → apply; `_step` tells them apart. Nothing typed is lost on the way back."""
    if not is_writable(spec) or not asker(request).may(spec.label, "add"):
        return errors.page(request, 403, errors.lacking(spec, "add"))
    if request.method != "POST":
        return _page(request, spec, {"text": contextual.import_text(spec, request.GET)})
    try:
        given = source(request)
        raw = load(given.content, given.form)
    except BadFile as error:
        return _page(request, spec, {"text": request.POST.get("text", ""), "problem": str(error)}, status=422)
    if len(raw) > MOST:
        return _later(request, spec, given)
    rows, unmatched = matched(spec, raw)
    step, all_or_none = request.POST.get("_step"), bool(request.POST.get("all_or_none"))
    with acting(actor_of(request)):
        report = store(
            spec, rows, user=asker(request), dry_run=step != "apply", message=_("Import"), all_or_none=all_or_none
        )
    if step == "refused":
        return refused_rows(spec, raw, report)
    told = summary(report, unmatched)
    applied = step == "apply" and not (all_or_none and told["refused"])
    if step == "apply" and not applied:
        told["problem"] = _("Nothing was stored: %d rows were refused.") % told["refused"]
    shown = {"text": given.text(raw), "form": given.form, "applied": applied, "all_or_none": all_or_none}
    return _page(request, spec, {**shown, **told})


class Source(NamedTuple):
    """A file as it came: uploaded, or typed into the page."""

    content: bytes
    form: Form
    name: str

    def text(self, rows: Sequence[dict[str, Any]]) -> str:
        """The file as text for the next step; a workbook's rows as JSON."""
        if self.form != "xlsx":
            return decoded(self.content)
        return json.dumps(list(rows), ensure_ascii=False, indent=1)


def source(request: HttpRequest) -> Source:
    """The file or the text box, and its form. Raises `BadFile` when there is nothing."""
    upload = request.FILES.get("file")
    name, content = "", request.POST.get("text", "").encode()
    if upload is not None:
        name = str(upload.name or "")
        check_size(upload.size or 0)
        content = upload.read()
    if not content.strip():
        raise BadFile(_("There is nothing to import: choose a file, or paste rows."))
    given = request.POST.get("format", "")
    chosen = next((form for form in FORMS if form == given), None)
    return Source(content, chosen or recognised(name, content), PurePath(name).name)


def _later(request: HttpRequest, spec: Spec, given: Source) -> HttpResponse:
    """A large file is tried by the worker; its page shows the progress, the report and the way to store it."""
    with transaction.atomic():
        job = import_file(
            spec, given.content, given.form, given.name, user=asker(request), dry_run=True,
            all_or_none=bool(request.POST.get("all_or_none")),
        )  # fmt: skip
    return HttpResponseRedirect(f"{specs['core.job'].page}{job.pk}/")


def summary(report: Sequence[Row], unmatched: Sequence[str]) -> dict[str, Any]:
    """Numbers by state, and rows with the refused ones first."""
    numbers = Counter(row.state for row in report)
    ordered = sorted(report, key=lambda row: (ORDER.index(row.state), row.number))
    labels = {"new": _("new"), "changed": _("changed"), "same": _("same"), "refused": _("refused")}
    shapes = {"new": "planned", "changed": "degraded", "same": "ok", "refused": "down"}
    return {
        "numbers": [{"label": labels[state], "number": numbers[state], "shape": shapes[state]} for state in ORDER],
        "rows": [
            {
                "number": row.number, "shape": shapes[row.state], "label": labels[row.state], "display": row.display,
                "problems": [(name, " ".join(texts)) for name, texts in row.problems.items()],
            }
            for row in ordered[:SHOWN]
        ],
        "unlisted": max(0, len(report) - SHOWN),
        "unmatched": unmatched, "total": len(report), "fitting": numbers["new"] + numbers["changed"],
        "refused": numbers["refused"],
    }  # fmt: skip


def refused_rows(spec: Spec, raw: Sequence[dict[str, Any]], report: Sequence[Row]) -> HttpResponse:
    """The rows that were refused, as CSV with a column that says why; to be corrected and sent again."""
    columns = list(dict.fromkeys(str(column) for row in raw for column in row))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*columns, _("reason")])
    for row in report:
        if row.state == "refused":
            reasons = "; ".join(f"{name}: {' '.join(texts)}" for name, texts in row.problems.items())
            writer.writerow([*(raw[row.number - 1].get(column, "") for column in columns), reasons])
    name = f"{spec.path.replace('/', '-')}-refused.csv"
    return HttpResponse(
        "\ufeff" + out.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _page(request: HttpRequest, spec: Spec, context: dict[str, Any], status: int = 200) -> HttpResponse:
    plural = str(spec.verbose_name_plural)
    fields = exported_fields(spec)
    columns = [{"name": each.name, "label": words.capital(each.label), "required": each.required} for each in fields]
    base = {
        "spec": spec, "title": _("Import %s") % plural, "crumbs": crumbs(spec, leaf=False), "back": spec.page,
        "other": OTHER_FORMS.get(spec.label, ""),
        "columns": columns, "example": ",".join(each.name for each in fields if each.required or each.name in spec.key),
        "format": request.POST.get("format", ""), "formats": FORMS,
    }  # fmt: skip
    return render(request, "generic/import.html", {**base, **context}, status=status)
