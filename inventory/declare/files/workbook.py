"""Workbooks (XLSX): read with limits known beforehand, written as they are sent."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from itertools import islice
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

import defusedxml
import openpyxl
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

from inventory.declare.files.limits import COLUMNS, ROWS, BadFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

UNPACKED: Final = 512 << 20
"""Octets the parts of a workbook may have together when unpacked."""
RATIO: Final = 200
"""Times a part may grow when unpacked; sheets of repetitive cells reach about fifty."""
SMALL: Final = 1 << 20
"""Octets below which the ratio of a part is nobody's concern."""
PARTS: Final = 2000
WIDEST: Final = 4 * COLUMNS
"""Cells of one row, empty ones too: what is far to the right makes every row as long."""
SHEET_ROWS: Final = 1_048_576
"""Rows a sheet has in the programs that open it."""
SPLIT: Final = 1 << 16
FORBIDDEN: Final = {each: None for each in range(32) if chr(each) not in "\t\n\r"}
"""Characters XML does not have."""


def rows_of(content: bytes) -> Iterator[list[Any]]:
    """Cells of the first sheet, row by row; formulas as what they last gave. Raises `BadFile`."""
    _check_zip(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets[:1]:
            sheet.reset_dimensions()
            for row in islice(sheet.iter_rows(values_only=True), ROWS + 2):
                _check_width(len(row))
                yield [_read(cell) for cell in row]
    except BadFile:
        raise
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, SyntaxError, OSError) as error:
        raise BadFile(_wrong(error)) from error


def _wrong(error: BaseException) -> str:
    """What is wrong with a workbook; its reader wraps what the parser of XML refused."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, defusedxml.DefusedXmlException):
            return _("The workbook declares entities, which are not taken.")
        cause = cause.__cause__ or cause.__context__
    return _("Not a workbook: %s.") % str(error).split("\n", maxsplit=1)[0].rstrip(".")


def _check_width(cells: int) -> None:
    if cells > WIDEST:
        text = _("The sheet has a row of %(found)d cells; at most %(limit)d are read.")
        raise BadFile(text % {"found": cells, "limit": WIDEST})


def _check_zip(content: bytes) -> None:
    """Raises `BadFile` for what is no archive, or would unpack to far more than it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise BadFile(_("Not a workbook: %s.") % error) from error
    if len(parts) > PARTS:
        raise BadFile(_("The workbook has %(found)d parts; at most %(limit)d are taken.") % {
            "found": len(parts), "limit": PARTS,
        })  # fmt: skip
    unpacked = sum(part.file_size for part in parts)
    if unpacked > UNPACKED:
        text = _("The workbook unpacks to %(size)d octets; at most %(limit)d are taken.")
        raise BadFile(text % {"size": unpacked, "limit": UNPACKED})
    for part in parts:
        if part.flag_bits & 1:
            raise BadFile(_("The workbook is encrypted."))
        if part.file_size > SMALL and part.file_size > RATIO * max(part.compress_size, 1):
            text = _("“%(part)s” unpacks to %(times)d times its size; at most %(limit)d times is taken.")
            times = part.file_size // max(part.compress_size, 1)
            raise BadFile(text % {"part": part.filename, "times": times, "limit": RATIO})


def _read(cell: Any) -> Any:
    """A cell as a CSV file would have it; numbers and truth values stay."""
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return "" if cell is None else cell


PIECES: Final = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
        '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}
"""The parts of a workbook (ECMA-376) around its one sheet."""
DECLARED: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
FIRST: Final = f'{DECLARED}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
LAST: Final = "</sheetData></worksheet>"


class _Sink(io.RawIOBase):
    """Keeps what an archive writes until it is taken; cannot go back, which archives know how to live with."""

    def __init__(self) -> None:
        self.kept = bytearray()
        self.position = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.kept += data
        self.position += len(data)
        return len(data)

    def tell(self) -> int:
        return self.position

    def take(self) -> bytes:
        found = bytes(self.kept)
        self.kept.clear()
        return found


def written(lines: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """A workbook of one sheet in pieces; texts are texts, never formulas. Rows beyond a sheet's end are left out."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in PIECES.items():
            archive.writestr(name, DECLARED + text)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            waiting, size = [FIRST], 0
            for cells in islice(lines, SHEET_ROWS):
                line = f"<row>{''.join(map(_written, cells))}</row>"
                waiting.append(line)
                size += len(line)
                if size > SPLIT:
                    sheet.write("".join(waiting).encode())
                    waiting, size = [], 0
                    yield sink.take()
            sheet.write("".join([*waiting, LAST]).encode())
    yield sink.take()


def _written(cell: Any) -> str:
    if cell is None or cell == "":
        return "<c/>"
    if isinstance(cell, bool):
        return f'<c t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, (int, float)) and abs(cell) < 1e15:  # noqa: PLR2004 - beyond, spreadsheets lose digits
        return f"<c><v>{cell}</v></c>"
    text = str(cell)
    if not text.isalnum():
        text = escape(text.translate(FORBIDDEN))
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
