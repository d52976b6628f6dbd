"""What a message or a notification means, by the tables beside this module."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec
from msgspec import Struct

from collectors.events.event import Kind, Severity

TABLES: Final = Path(__file__).with_name("tables")
OBJECT: Final = 200
"""Characters kept of the name of a part."""


class Rating(NamedTuple):
    """Kind of a message, its severity where the table has one, and the part it is about."""

    kind: Kind
    severity: Severity | None
    object: str


class MessageRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Messages of one meaning: of one of `codes` (none: of any) whose text matches `text`.

    A group `object` of `text` names the part. Without `severity` the sender's own holds.
    """

    kind: Kind
    codes: tuple[str, ...] = ()
    text: str = ""
    severity: Severity | None = None


class Variant(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What another value of a variable makes of a notification."""

    kind: Kind
    severity: Severity


class Notification(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One notification, or all below `oid` that have no line of their own.

    `object`: columns whose value names the part, the first present counts. `index`: column that holds an ifIndex.
    `by` and `values`: a column, and what its numbers make of the notification.
    """

    oid: str
    name: str
    kind: Kind = "other"
    severity: Severity = "notice"
    object: tuple[str, ...] = ()
    index: str = ""
    by: str = ""
    values: Mapping[int, Variant] = {}


class Variable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The column of a variable of notifications."""

    oid: str
    name: str
    states: Mapping[int, str] = {}


class _Compiled(NamedTuple):
    rule: MessageRule
    pattern: re.Pattern[str] | None


def _read(name: str, form: Any) -> Any:
    import yaml  # noqa: PLC0415 - only when a table is first needed

    return msgspec.convert(yaml.safe_load((TABLES / name).read_text(encoding="utf-8")), form)


@cache
def messages() -> tuple[Mapping[str, Sequence[_Compiled]], Sequence[_Compiled]]:
    """Rules by code in the order of the file, and those for every code."""
    by_code: dict[str, list[_Compiled]] = defaultdict(list)
    free: list[_Compiled] = []
    for rule in _read("messages.yaml", tuple[MessageRule, ...]):
        compiled = _Compiled(rule, re.compile(rule.text) if rule.text else None)
        for code in rule.codes:
            by_code[code].append(compiled)
        if not rule.codes:
            free.append(compiled)
    return dict(by_code), free


@lru_cache(maxsize=8192)
def rated(code: str, text: str) -> Rating:
    """What a syslog message means; its own rules first, then those for any message."""
    by_code, free = messages()
    for compiled in (*by_code.get(code, ()), *free):
        found = compiled.pattern.search(text) if compiled.pattern else None
        if found is None and compiled.pattern is not None:
            continue
        named = found.groupdict().get("object") if found else ""
        return Rating(compiled.rule.kind, compiled.rule.severity, (named or "").strip(" ,.;:()\"'")[:OBJECT])
    return Rating("other", None, "")


@cache
def notifications() -> Mapping[str, Notification]:
    """The table of notifications by OID."""
    found: dict[str, Notification] = {}
    for each in _read("notifications.yaml", tuple[Notification, ...]):
        if each.oid in found:
            raise ValueError(f"notifications.yaml has {each.oid} twice: {found[each.oid].name} and {each.name}")
        found[each.oid] = each
    return found


@lru_cache(maxsize=4096)
def notification(oid: str) -> Notification | None:
    """The line for a notification, or the longest one above it; None where the table has neither."""
    known = notifications()
    while oid:
        if oid in known:
            return known[oid]
        oid = oid.rpartition(".")[0]
    return None


@cache
def _variables() -> Mapping[str, Variable]:
    return {each.oid: each for each in _read("variables.yaml", tuple[Variable, ...])}


@lru_cache(maxsize=8192)
def variable(oid: str) -> Variable | None:
    """The column that a variable is of; None where the table does not have it."""
    known = _variables()
    while oid:
        if oid in known:
            return known[oid]
        oid = oid.rpartition(".")[0]
    return None
