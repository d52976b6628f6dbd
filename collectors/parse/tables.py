"""Records out of the answer to a command: TextFSM templates of our own and of ntc-templates."""

import re
from functools import cache
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import Any, Final

import msgspec
import textfsm

from collectors.sessions.session import Garbled

Record = dict[str, Any]
"""Field, in lower case -> text, or list of texts."""

OWN: Final = Path(__file__).parent.parent / "platforms" / "templates"
NTC: Final = Path(str(files("ntc_templates"))) / "templates"

FEW: Final = 2
"""Lines that an answer may have and yet hold no table: a heading, or a word that there is nothing."""


def template_name(platform: str, command: str) -> str:
    """Give the name by which ntc-templates keeps the template of a command."""
    return f"{platform}_{'_'.join(command.split())}"


@cache
def source(name: str) -> str:
    """Give the text of a template, ours before theirs. Raises FileNotFoundError."""
    own = OWN / f"{name}.textfsm"
    return (own if own.exists() else NTC / f"{name}.textfsm").read_text(encoding="utf-8")


def records(names: str, text: str) -> list[Record]:
    """Give what a template finds; of several, with a colon between, the first says which rows there are.

    Raises Garbled for a line that a template does not expect, and where a whole answer holds no row though the
    template does not look at every line: that is an unknown format, not an empty table.
    """
    first, *others = names.split(":")
    keys, found = _found(first, text)
    if not found and "-> Error" not in source(first) and len([line for line in text.split("\n") if line.strip()]) > FEW:
        raise Garbled(f"template {first} finds nothing in {len(text.splitlines())} lines")
    for other in others:
        _extend(found, _found(other, text)[1], keys, _columns(other))
    return found


def _found(name: str, text: str) -> tuple[list[str], list[Record]]:
    """Give the names of the fields that tell rows apart, and the rows."""
    table = textfsm.TextFSM(StringIO(source(name)))
    try:
        rows = table.ParseText(text)
    except textfsm.TextFSMError as error:
        raise Garbled(f"template {name}: {' '.join(str(error).split())[:200]}") from error
    header = [column.lower() for column in table.header]
    keys = [key.lower() for key in table.GetValuesByAttrib("Key")]
    return keys, [dict(zip(header, row, strict=True)) for row in rows]


def _columns(name: str) -> list[str]:
    return [column.lower() for column in textfsm.TextFSM(StringIO(source(name))).header]


def _extend(rows: list[Record], others: list[Record], keys: list[str], columns: list[str]) -> None:
    """Add to each row the fields of the first other row that agrees in the keys, or else empty ones."""
    for row in rows:
        match = next((other for other in others if all(other.get(key) == row[key] for key in keys)), {})
        row.update({column: match.get(column, "") for column in columns if column not in row})


def nested(text: str, at: str | None, keys: list[str]) -> list[Record]:
    """Give what one of napalm's getters says, as JSON, as flat records.

    `at` is the part to look at; `keys` names what the keys of each level of mappings are. Lists are one row each.
    Raises Garbled for what is no JSON.
    """
    try:
        value: Any = msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        raise Garbled(f"getter's answer is no JSON: {error}") from error
    if at is not None:
        value = value.get(at, {}) if isinstance(value, dict) else {}
    return [_texts(row) for row in _flat(value, keys, {})]


def _flat(value: Any, keys: list[str], above: Record) -> list[Record]:
    if isinstance(value, list):
        return [row for each in value for row in _flat(each, keys, above)]
    if not isinstance(value, dict):
        return []
    if not keys:
        return [{**value, **above}]
    return [row for key, below in value.items() for row in _flat(below, keys[1:], {**above, keys[0]: key})]


def _texts(row: Record) -> Record:
    """Give a record of texts, as the templates do; None and the -1 of napalm say nothing."""
    return {key: _text(value) for key, value in row.items()}


def _text(value: Any) -> Any:
    if isinstance(value, list):
        return [_text(each) for each in value]
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool) and value < 0):
        return ""
    return re.sub(r"\.0$", "", str(value)) if isinstance(value, float) else str(value)
