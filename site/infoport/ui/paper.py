"""Reports on paper: PDF with Chinese text, A4 across."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

from django.utils import timezone
from django.utils.formats import date_format
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle

if TYPE_CHECKING:
    from collections.abc import Sequence

FONTS: Final = (
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
)
"""TrueType fonts with Chinese glyphs as Debian installs them (Noto's are of another kind, which cannot be embedded)."""
STANDARD: Final = "STSong-Light"
"""Without such a font: one that every reader of PDF supplies itself (Adobe's Asian font packs, poppler's data)."""
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


def drawn(title: str, told: str, listed: Sequence[Table]) -> bytes:
    """The octets of a report: its title, one sentence, and tables."""
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
