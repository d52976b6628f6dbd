"""What a file of rows may be; everything beyond is refused before it costs memory or time."""

from __future__ import annotations

from typing import Any, Final, Literal, get_args

from django.utils.translation import gettext as _

Form = Literal["csv", "xlsx", "json", "yaml"]
FORMS: Final[tuple[Form, ...]] = get_args(Form)
SUFFIXES: Final[dict[str, Form]] = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".xlsx": "xlsx", ".json": "json", ".yaml": "yaml", ".yml": "yaml",
}  # fmt: skip
OCTETS: Final = 64 << 20
"""Largest file: a quarter of a million rows of ordinary width."""
ROWS: Final = 500_000
COLUMNS: Final = 500
DEPTH: Final = 12
"""Levels of lists and objects within one row; custom fields with JSON in them have three or four."""


class BadFile(ValueError):
    """A file that cannot be read as what it is said to be; the text says why."""


def check_size(octets: int) -> None:
    """Raises `BadFile` for more octets than are taken."""
    if octets > OCTETS:
        text = _("The file has %(size)d octets; at most %(limit)d are taken.")
        raise BadFile(text % {"size": octets, "limit": OCTETS})


def check_columns(names: list[str]) -> None:
    """Raises `BadFile` naming columns that are there twice, and for too many of them."""
    twice = list(dict.fromkeys(name for name in names if name and names.count(name) > 1))
    if twice:
        raise BadFile(_("Columns are there twice: %s.") % ", ".join(twice))
    if len(names) > COLUMNS:
        raise BadFile(_("The file has %(found)d columns; at most %(limit)d are taken.") % {
            "found": len(names), "limit": COLUMNS,
        })  # fmt: skip


def check_rows(found: int) -> None:
    """Raises `BadFile` for more rows than are taken."""
    if found > ROWS:
        raise BadFile(_("The file has more than %d rows.") % ROWS)


def checked(rows: Any) -> list[dict[str, Any]]:
    """What a JSON or YAML file holds, if it is a list of objects of reasonable depth. Raises `BadFile` if not."""
    if not isinstance(rows, list):
        raise BadFile(_("Expected a list of objects, got %s.") % type(rows).__name__)
    check_rows(len(rows))
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            text = _("Row %(row)d: expected an object, got %(type)s.")
            raise BadFile(text % {"row": number, "type": type(row).__name__})
        if len(row) > COLUMNS:
            check_columns([str(name) for name in row])
        for name, value in row.items():
            _check_value(number, str(name), value)
    return rows


def _check_value(number: int, name: str, value: Any) -> None:
    level = [value]
    for _depth in range(DEPTH):
        if any(isinstance(each, str) and "\x00" in each for each in level):
            raise BadFile(_("Row %(row)d, %(column)s: a NUL character.") % {"row": number, "column": name})
        level = [inner for each in level for inner in _inside(each)]
        if not level:
            return
    text = _("Row %(row)d, %(column)s: nested more than %(limit)d levels deep.")
    raise BadFile(text % {"row": number, "column": name, "limit": DEPTH})


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    return value if isinstance(value, list) else []
