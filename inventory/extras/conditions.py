"""NetBox's conditions on an object's wire form: `{"and": [{"attr", "value", "op", "negate"}, …]}`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PATTERN: Final = 200
"""Characters of a pattern; together with a text's limit it bounds what one comparison costs."""
TEXT: Final = 1000
DEPTH: Final = 20


class BadCondition(ValueError):
    """What is written is no condition; the text says which part."""


def _in(value: Any, wanted: Any) -> bool:
    return value in wanted if isinstance(wanted, (list, str)) else False


def _contains(value: Any, wanted: Any) -> bool:
    return wanted in value if isinstance(value, (list, str, dict)) else False


def _regex(value: Any, wanted: Any) -> bool:
    return bool(re.match(wanted, str(value)[:TEXT]))


OPERATORS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "eq": lambda value, wanted: bool(value == wanted),
    "gt": lambda value, wanted: bool(value > wanted),
    "gte": lambda value, wanted: bool(value >= wanted),
    "lt": lambda value, wanted: bool(value < wanted),
    "lte": lambda value, wanted: bool(value <= wanted),
    "in": _in,
    "contains": _contains,
    "regex": _regex,
}


def check(conditions: Any, depth: int = 0) -> None:
    """Raises `BadCondition` naming what is no condition."""
    if depth > DEPTH:
        raise BadCondition(_("It is nested too deeply."))
    if not isinstance(conditions, dict):
        raise BadCondition(_("“%s” is no condition; an object is expected.") % conditions)
    groups = [key for key in ("and", "or") if key in conditions]
    if groups:
        if len(conditions) > 1 or not isinstance(conditions[groups[0]], list):
            raise BadCondition(_("“and” and “or” stand alone, with a list of conditions."))
        for each in conditions[groups[0]]:
            check(each, depth + 1)
        return
    _check_one(conditions)


def _check_one(condition: Mapping[str, Any]) -> None:
    if "attr" not in condition or "value" not in condition or not isinstance(condition["attr"], str):
        raise BadCondition(_("A condition has “attr” and “value”; “%s” has not.") % condition)
    unknown = sorted(set(condition) - {"attr", "value", "op", "negate"})
    if unknown:
        raise BadCondition(_("“%s” is not known in a condition.") % unknown[0])
    operator = condition.get("op", "eq")
    if operator not in OPERATORS:
        raise BadCondition(_("“%(op)s” is none of %(known)s.") % {"op": operator, "known": ", ".join(OPERATORS)})
    if operator == "regex":
        try:
            re.compile(str(condition["value"])[:PATTERN])
        except re.error as error:
            raise BadCondition(f"{condition['value']}: {error}") from error


def holds(conditions: Any, data: Mapping[str, Any]) -> bool:
    """Whether they hold for an object; none hold for every object."""
    if not conditions:
        return True
    if "and" in conditions:
        return all(holds(each, data) for each in conditions["and"])
    if "or" in conditions:
        return any(holds(each, data) for each in conditions["or"])
    value = _follow(data, conditions["attr"])
    try:
        met = OPERATORS[conditions.get("op", "eq")](value, conditions["value"])
    except TypeError:  # a text is neither more nor less than a number
        met = False
    return met is not bool(conditions.get("negate"))


def _follow(data: Any, path: str) -> Any:
    """The value at `status.value`; a list is followed in each element, and a bare value is its own `value`."""
    value = data
    for step in path.split("."):
        value = [_step(each, step) for each in value] if isinstance(value, list) else _step(value, step)
    return value


def _step(value: Any, step: str) -> Any:
    if isinstance(value, dict):
        return value.get(step)
    return value if step == "value" else None
