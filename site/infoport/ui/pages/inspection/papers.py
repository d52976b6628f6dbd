"""The report on web sites as PDF and as XLSX."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

import openpyxl
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle

from infoport.ui.pages.inspection import shown
from inventory.inspection.models import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from infoport.reports.inspections import Site

FONTS: Final = (
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
)
"""TrueType fonts with Chinese glyphs as Debian installs them (Noto's are of another kind, which cannot be embedded)."""
STANDARD: Final = "STSong-Light"
"""Without such a font: one that every reader of PDF supplies itself (Adobe's Asian font packs, poppler's data)."""
SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LINE, HEAD = colors.HexColor("#c8ccd2"), colors.HexColor("#eef1f5")
Table = tuple[str, list[str], list[list[Any]], list[float]]
"""Title, header, rows, widths in mm."""


@lru_cache(maxsize=1)
def font() -> str:
    """The name of a registered font with Chinese glyphs: the first installed one, a subset of which is embedded."""
    for path in FONTS:
        if Path(path).is_file():
            try:
                pdfmetrics.registerFont(TTFont("infoport", path, subfontIndex=0))
            except TTFError:
                continue
            return "infoport"
    pdfmetrics.registerFont(UnicodeCIDFont(STANDARD))
    return STANDARD


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
            row["rank"], row["name"], row["department"], row["points"], row["word"], "; ".join(row["vetoes"]),
            row["newest"], row["opened"], row["findings"],
        ]
        for row in rows
    ]  # fmt: skip
    return _("Ranking"), header, listed, [12, 62, 50, 14, 20, 48, 26, 18, 18]


def _asleep(rows: Sequence[Mapping[str, Any]]) -> Table:
    header = [_("Web site"), _("Asleep for"), _("Newest item"), _("Why"), _("Help given")]
    listed = [
        [
            row["name"], row["slept"], row["newest"], "; ".join(row["vetoes"]),
            "\n".join(_told(each) for each in row["help"]) or _("none yet"),
        ]
        for row in sorted(rows, key=lambda row: (row["since"] is None, str(row["since"])))
        if row["since"]
    ]  # fmt: skip
    return _("Asleep sites"), header, listed, [62, 24, 26, 50, 106]


def _told(given: Mapping[str, str]) -> str:
    text = f"{given['on']} {given['kind']}: {given['text']} ({given['team']})"
    return f"{text}, {_('settled %(day)s') % {'day': given['settled']}}" if given["settled"] else text


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
        return _drawn(_("Inspection of web sites"), summary(sites), tables(sites))


def _drawn(title: str, told: str, listed: Sequence[Table]) -> bytes:
    name = font()
    plain = ParagraphStyle("plain", fontName=name, fontSize=8, leading=11, wordWrap="CJK")
    big = ParagraphStyle("big", parent=plain, fontSize=16, leading=22)
    middle = ParagraphStyle("middle", parent=plain, fontSize=11, leading=16, spaceBefore=8, spaceAfter=4)
    out = io.BytesIO()
    when = date_format(timezone.localtime(), "Y-m-d H:i")
    story: list[Any] = [Paragraph(escape(title), big), Paragraph(escape(f"{when} · {told}"), plain), Spacer(1, 3 * mm)]
    for head, header, rows, widths in listed:
        story.append(Paragraph(f"{escape(head)} ({len(rows)})", middle))
        if rows:
            story.append(_table([header, *rows], widths, plain))

    def footer(canvas: Any, document: Any) -> None:
        canvas.setFont(name, 7)
        canvas.drawString(14 * mm, 8 * mm, title)
        canvas.drawRightString(landscape(A4)[0] - 14 * mm, 8 * mm, str(document.page))

    SimpleDocTemplate(
        out, pagesize=landscape(A4), title=title, author="Infoport", leftMargin=14 * mm, rightMargin=14 * mm,
        topMargin=14 * mm, bottomMargin=15 * mm,
    ).build(story, onFirstPage=footer, onLaterPages=footer)  # fmt: skip
    return out.getvalue()


def _table(rows: Sequence[Sequence[Any]], widths: Sequence[float], plain: ParagraphStyle) -> LongTable:
    cells = [
        [Paragraph(escape("" if cell is None else str(cell)).replace("\n", "<br/>"), plain) for cell in row]
        for row in rows
    ]
    return LongTable(
        cells, colWidths=[each * mm for each in widths], repeatRows=1,
        style=TableStyle([
            ("GRID", (0, 0), (-1, -1), 0.4, LINE), ("BACKGROUND", (0, 0), (-1, 0), HEAD),
            ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 3),
            ("RIGHTPADDING", (0, 0), (-1, -1), 3), ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
        ]),
    )  # fmt: skip


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
