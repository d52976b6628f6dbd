"""Records of an answer as rows of the facts, by what a platform says of them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from collectors.parse.cells import CELLS, Cell
from collectors.parse.tables import Record
from collectors.platforms.schema import Rows

Row = dict[str, Any]

JOINTS: Final = {"vlans": ",", "whole": ""}
"""Functions that want a list as one text, and what stands between its elements there."""


def rows(stated: Rows, records: Sequence[Record]) -> Iterator[Row]:
    """Give one row for each record that fits, or for each place in its lists; a field not stated is left out."""
    for record in records:
        if all(re.search(pattern, _text(record.get(name, ""))) for name, pattern in stated.only.items()):
            for each in _spread(record, stated.each):
                row = {
                    name: value
                    for name, sources in stated.fields.items()
                    if (value := _first(sources, each)) is not None
                }
                if row:
                    yield row


def _spread(record: Record, names: Sequence[str]) -> Iterator[Record]:
    """Give a record for each place in its lists side by side."""
    if not names:
        yield record
        return
    columns = [record.get(name) or [] for name in names]
    lists = [column if isinstance(column, list) else [column] for column in columns]
    for place in range(max(map(len, lists))):
        cells = {name: column[place] if place < len(column) else "" for name, column in zip(names, lists, strict=True)}
        yield {**record, **cells}


def _first(sources: str | Sequence[str], record: Record) -> Cell:
    for source in [sources] if isinstance(sources, str) else sources:
        value = _cell(source, record)
        if value is not None:
            return value
    return None


def _cell(source: str, record: Record) -> Cell:
    if source.startswith("="):
        return source[1:]
    name, _colon, function = source.partition(":")
    if name not in record:
        return None
    return CELLS[function or "plain"](_text(record[name], JOINTS.get(function)))


def _text(value: Any, joint: str | None = None) -> str:
    """Give the text of a cell; of a list, the first element that says anything, or all of them."""
    if not isinstance(value, list):
        return str(value)
    said = [str(each) for each in value if str(each).strip()]
    return next(iter(said), "") if joint is None else joint.join(said)


def known(fields: Mapping[str, str | list[str]]) -> Iterator[str]:
    """Give what of the functions that are named does not exist."""
    for sources in fields.values():
        for source in [sources] if isinstance(sources, str) else sources:
            function = source.partition(":")[2]
            if not source.startswith("=") and function and function not in CELLS:
                yield function
