"""Files into the inventory: source, dry run row by row, then the rows that fit."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import TYPE_CHECKING, Any, Final, get_args

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override

from infoport.history import actor_of
from infoport.ui import errors, words
from infoport.ui.asker import asker
from infoport.ui.listing import crumbs
from inventory.declare.forms import is_writable
from inventory.declare.history import acting
from inventory.declare.tabular import BadFile, Format, exported_fields, load, store

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest

    from inventory.declare.spec import Spec
    from inventory.declare.tabular import Row

SHOWN: Final = 200
"""Rows of the report a page lists; refused ones come first."""
MOST: Final = 2000
"""Rows one request stores: each is validated as if it were typed in a form. Larger files: `infoport import`."""
BEGINS: Final[Mapping[str, Format]] = {"[": "json", "{": "json", "-": "yaml"}
OTHER_FORMS: Final[dict[str, str]] = {}
"""Label of a type → the page that takes files of another form into it; pages of their own add themselves."""
ORDER: Final = ("refused", "new", "changed", "same")


def import_page(request: HttpRequest, spec: Spec) -> HttpResponse:
    """Paste or file → dry run → apply; `_step` tells them apart. Nothing typed is lost on the way back."""
    if not is_writable(spec) or not asker(request).may(spec.label, "add"):
        return errors.page(request, 403, errors.lacking(spec, "add"))
    if request.method != "POST":
        return _page(request, spec, {"text": ""})
    try:
        text, form = source(request)
        raw = parsed(text, form)
    except BadFile as error:
        return _page(request, spec, {"text": request.POST.get("text", ""), "problem": str(error)}, status=422)
    rows, unmatched = matched(spec, raw)
    apply = request.POST.get("_step") == "apply"
    with acting(actor_of(request)):
        report = store(spec, rows, user=asker(request), dry_run=not apply, message=_("Import"))
    if request.POST.get("_step") == "refused":
        return refused_rows(spec, raw, report)
    return _page(request, spec, {"text": text, "form": form, "applied": apply, **summary(report, unmatched)})


def parsed(text: str, form: Format) -> list[dict[str, Any]]:
    """The rows of a text. Raises `BadFile` for what is no such file, and for more rows than a page stores."""
    rows = load(text.encode(), form)
    if len(rows) > MOST:
        reason = _("The file has %(rows)d rows; the page takes %(most)d at once. Use “infoport import”.")
        raise BadFile(reason % {"rows": len(rows), "most": MOST})
    return rows


def source(request: HttpRequest) -> tuple[str, Format]:
    """The text and its format, from a file or the text box. Raises `BadFile` for nothing, or an unknown encoding."""
    upload = request.FILES.get("file")
    text = request.POST.get("text", "")
    name = ""
    if upload is not None:
        name = str(upload.name or "")
        text = _decoded(upload.read())
    if not text.strip():
        raise BadFile(_("There is nothing to import: choose a file, or paste rows."))
    given = request.POST.get("format", "")
    for form in ("csv", "json", "yaml"):
        if given == form or (
            not given and name.lower().endswith((f".{form}", ".yml" if form == "yaml" else f".{form}"))
        ):
            return text, form
    return text, BEGINS.get(text.lstrip("\ufeff \n\r\t")[:1], "csv")


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadFile(_("The text is neither UTF-8 nor GBK."))


def matched(spec: Spec, rows: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
    """Rows with their columns renamed to wire keys, and the columns nobody knows."""
    known = headings(spec)
    names = {column: known.get(str(column).strip().lower(), str(column).strip()) for row in rows for column in row}
    unmatched = [column for column, name in names.items() if name not in spec.fields and name not in spec.accepts]
    return [{names[column]: value for column, value in row.items()} for row in rows], unmatched


def headings(spec: Spec) -> dict[str, str]:
    """Lower-case heading → wire key: the key itself, and the field's label in every language of the site."""
    found: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            for field in spec.fields.values():
                if field.writable or field.name == "id":
                    found.setdefault(str(field.label).lower(), field.name)
    return {**found, **{name.lower(): name for name in (*spec.fields, *spec.accepts)}}


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
        "format": request.POST.get("format", ""), "formats": get_args(Format),
    }  # fmt: skip
    return render(request, "generic/import.html", {**base, **context}, status=status)
