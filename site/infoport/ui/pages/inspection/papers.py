"""The report on web sites as PDF and as XLSX."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

import openpyxl
from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from infoport.ui.pages.inspection import shown
from infoport.ui.paper import drawn
from inventory.inspection.models import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from infoport.reports.inspections import Site
    from infoport.ui.paper import Table

SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def tables(sites: Sequence[Site]) -> list[Table]:
    """The report's tables in the language in force: ranking, those asleep with their help, findings."""
    rows = [shown.row(each) for each in sites]
    return [_ranking(rows), _asleep(rows), _findings(sites)]


def _ranking(rows: Sequence[Mapping[str, Any]]) -> Table:
    header = [
        _("Rank"), _("Web site"), _("Department"), _("Points"), _("Result"), _("Vetoes"), _("Newest item"),
        _("Opened"), _("Findings"),
    ]  # fmt: skip
    listed = [
        [
            row["rank"], row["name"], row["department"], row["points"], row["word"], "\n".join(row["vetoes"]),
            row["newest"], row["opened"], row["findings"],
        ]
        for row in rows
    ]  # fmt: skip
    return _("Ranking"), header, listed, [12, 62, 50, 14, 20, 48, 26, 18, 18]


def _asleep(rows: Sequence[Mapping[str, Any]]) -> Table:
    header = [_("Web site"), _("Asleep for"), _("Newest item"), _("Why"), _("Help given")]
    listed = [
        [
            row["name"], row["slept"], row["newest"], "\n".join(row["vetoes"]),
            "\n".join(_told(each) for each in row["help"]) or _("none yet"),
        ]
        for row in sorted(rows, key=lambda row: (row["since"] is None, str(row["since"])))
        if row["since"]
    ]  # fmt: skip
    return _("Asleep sites"), header, listed, [62, 24, 26, 50, 106]


def _told(given: Mapping[str, str]) -> str:
    text = " · ".join(given[name] for name in ("on", "kind", "text", "team") if given[name])
    return f"{text} · {_('settled %(day)s') % {'day': given['settled']}}" if given["settled"] else text


def _findings(sites: Sequence[Site]) -> Table:
    names = {each.latest.pk: each.name for each in sites if each.latest}
    header = [_("Web site"), _("What"), _("On the page"), _("There"), _("Why")]
    order = {key: at for at, key in enumerate(names)}
    found = sorted(Finding.objects.filter(inspection__in=names), key=lambda each: (order[each.inspection_id], each.pk))
    listed = [
        [
            names[each.inspection_id], row["kind"], row["page"],
            f"{row['text']} → {row['target']}" if row["target"] else row["text"], row["detail"],
        ]
        for each in found
        for row in (shown.finding(each),)
    ]  # fmt: skip
    return _("Findings"), header, listed, [50, 26, 76, 76, 40]


def summary(sites: Sequence[Site]) -> str:
    """The report in one sentence."""
    points = [float(each.latest.points) for each in sites if each.latest and each.latest.points is not None]
    told = {
        "total": len(sites), "passed": sum(each.result == "pass" for each in sites),
        "failed": sum(each.result == "fail" for each in sites), "asleep": sum(bool(each.asleep) for each in sites),
        "unknown": sum(each.result == "unknown" for each in sites),
        "mean": f"{sum(points) / len(points):.1f}" if points else "—",
    }  # fmt: skip
    text = _(
        "%(total)d sites: %(passed)d passed, %(failed)d failed, %(unknown)d unknown; %(asleep)d asleep; "
        "%(mean)s points on average."
    )
    return text % told


def pdf(sites: Sequence[Site], language: str) -> bytes:
    """The report as PDF, A4 across."""
    with translation.override(language):
        return drawn(_("Inspection of web sites"), summary(sites), tables(sites))


def xlsx(sites: Sequence[Site], language: str) -> bytes:
    """The report as a workbook, a sheet for each table; texts are texts, never formulas."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    with translation.override(language):
        for title, header, rows, widths in tables(sites):
            sheet = book.create_sheet(title[:31])
            for across, (text, width) in enumerate(zip(header, widths, strict=True), 1):
                sheet.cell(1, across, text).font = Font(bold=True)
                sheet.column_dimensions[sheet.cell(1, across).column_letter].width = width / 2
            for down, row in enumerate(rows, 2):
                for across, value in enumerate(row, 1):
                    cell = sheet.cell(down, across)
                    if isinstance(value, (int, float)):
                        cell.value = value
                    elif value:
                        cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(value))
                        cell.data_type = "s"
            sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


MAKERS: Final[Mapping[str, tuple[Callable[[Sequence[Site], str], bytes], str]]] = {
    "pdf": (pdf, "application/pdf"), "xlsx": (xlsx, SHEET),
}  # fmt: skip
"""Kind of file → what makes it, and its media type."""
