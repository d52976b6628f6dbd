"""Rows of a file: CSV, workbook, JSON or YAML; UTF-8 with or without mark, or GBK (GB 18030)."""

from __future__ import annotations

import csv
import io
import json
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import yaml
from django.utils.translation import gettext as _

from inventory.declare.files.limits import (
    COLUMNS,
    DEPTH,
    SUFFIXES,
    BadFile,
    Form,
    check_columns,
    check_rows,
    check_size,
    checked,
)
from inventory.declare.files.workbook import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DELIMITERS: Final = ",\t;"
ALIASES: Final = 100
"""Repetitions (`*name`) a YAML file may use; a file that grows by them uses nine times nine times nine."""
BEGINS: Final[dict[str, Form]] = {"[": "json", "{": "json", "-": "yaml"}
MARKS: Final = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


class Opened(NamedTuple):
    """A file that can be read: its columns in order of appearance, and its rows."""

    columns: list[str]
    rows: list[dict[str, Any]]


def recognised(name: str, content: bytes) -> Form:
    """The form of a file, by the ending of its name, else by how it begins."""
    found = SUFFIXES.get(PurePath(name).suffix.lower())
    if found is None and content.startswith(b"PK"):
        return "xlsx"
    return found or BEGINS.get(content[:4096].decode("utf-8", "ignore").lstrip("\ufeff \n\r\t")[:1], "csv")


def load(content: bytes, form: Form) -> list[dict[str, Any]]:
    """Rows of a file. Raises `BadFile` saying what is wrong with it."""
    return opened(content, form).rows


def opened(content: bytes, form: Form) -> Opened:
    """Columns and rows of a file. Raises `BadFile` saying what is wrong with it."""
    check_size(len(content))
    if form == "xlsx":
        return _table(rows_of(content), padded=True)
    text = decoded(content)
    if form == "csv":
        return _table(_cells(text))
    rows = checked(_json(text) if form == "json" else _yaml(text))
    return Opened([str(each) for each in dict.fromkeys(name for row in rows for name in row)], rows)


def decoded(content: bytes) -> str:
    """The text of a file. Raises `BadFile` naming the position of what is neither UTF-8 nor GBK, or of a NUL."""
    mark = MARKS.get(content[:2])
    if mark:
        raise BadFile(_("The text is %s; save it as UTF-8.") % mark)
    at = content.find(b"\x00")
    if at >= 0:
        raise BadFile(_("Byte %d is NUL: this is no text file.") % (at + 1))
    wrong: list[UnicodeDecodeError] = []
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            wrong.append(error)
    text = _(
        "The text is neither UTF-8 (byte %(utf)d is 0x%(utf_value)02x) nor GBK (byte %(gbk)d is 0x%(gbk_value)02x)."
    )
    first, second = (each.start for each in wrong)
    told = {"utf": first + 1, "utf_value": content[first], "gbk": second + 1, "gbk_value": content[second]}
    raise BadFile(text % told)


def _cells(text: str) -> Iterator[list[str]]:
    head = text[: text.find("\n") if "\n" in text else len(text)]
    delimiter = max(DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise BadFile(
            _("Not a CSV file: line %(line)d: %(error)s.") % {"line": reader.line_num, "error": error}
        ) from error


def _table(lines: Iterable[list[Any]], *, padded: bool = False) -> Opened:
    """Lines as rows by the names in the first one; lines without content are left out.

    A short line leaves its last cells unstated; in a workbook (`padded`) they are empty, which it need not write.
    """
    rows: list[dict[str, Any]] = []
    names: list[str] = []
    for number, line in enumerate(lines, 1):
        cells = line
        if all(cell in {"", None} for cell in cells):
            continue
        if not names:
            names = _heads(cells)
            continue
        if len(cells) > len(names) and any(cell not in {"", None} for cell in cells[len(names) :]):
            text = _("Line %(line)d has %(found)d cells, the heading %(expected)d.")
            raise BadFile(text % {"line": number, "found": len(cells), "expected": len(names)})
        if padded:
            cells = [*cells, *[""] * (len(names) - len(cells))]
        rows.append({name: cell for name, cell in zip(names, cells, strict=False) if name})
        check_rows(len(rows))
    return Opened([name for name in names if name], rows)


def _heads(cells: list[Any]) -> list[str]:
    names = ["" if cell is None else str(cell).strip() for cell in cells[: COLUMNS + 1]]
    while names and not names[-1]:
        names.pop()
    check_columns(names)
    return names


def _json(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except RecursionError as error:
        raise BadFile(_("Nested more than %d levels deep.") % DEPTH) from error
    except BadFile:
        raise
    except ValueError as error:
        raise BadFile(_("Not a JSON file: %s.") % error) from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        check_columns([name for name, _value in pairs])
    return found


def _no_number(text: str) -> Any:
    raise BadFile(_("Not a JSON file: %s is no number.") % text)


def _yaml(text: str) -> Any:
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        _look_through(yaml.parse(text, Loader=loader))
        return yaml.load(text, Loader=loader)  # noqa: S506 - one of the two safe loaders
    except (yaml.YAMLError, ValueError) as error:
        if isinstance(error, BadFile):
            raise
        raise BadFile(_("Not a YAML file: %s.") % " ".join(str(error).split())) from error
    except TypeError as error:
        raise BadFile(_("Not a YAML file: a list or an object cannot be a name.")) from error


def _look_through(events: Iterator[Any]) -> None:
    """Before anything is made of it: no tags, few aliases, little depth. Raises `BadFile` naming the line."""
    depth = aliases = 0
    for event in events:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            aliases += 1
            if aliases > ALIASES:
                raise BadFile(_("Line %(line)d: more than %(limit)d aliases.") % {"line": line, "limit": ALIASES})
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            depth += 1
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            depth -= 1
        if depth > DEPTH + 2:
            raise BadFile(_("Line %(line)d: nested more than %(limit)d levels deep.") % {"line": line, "limit": DEPTH})
        tag = getattr(event, "tag", None)
        if tag:
            raise BadFile(_("Line %(line)d: the tag “%(tag)s” is not taken.") % {"line": line, "tag": tag})
