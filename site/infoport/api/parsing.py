"""JSON bodies of requests: what cannot be stored or answered again is refused at the door."""

from __future__ import annotations

import json
from typing import IO, TYPE_CHECKING, Any, Final, NoReturn

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

if TYPE_CHECKING:
    from collections.abc import Mapping

DEEPEST: Final = 100
"""Levels of lists and dictionaries within one another; Python's own limit is ten times that, some of it in use."""


class JSONBody(JSONParser):
    """RFC 8259, no more: no NaN, no halves of surrogate pairs, nothing nested without end."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The value. Raises `ParseError` (400) with what is wrong with the text."""
        del media_type
        raw = stream.read()
        try:
            text = raw.decode((parser_context or {}).get("encoding", "utf-8"))
            found = json.loads(text, parse_constant=_no_constant)
        except (ValueError, LookupError, RecursionError) as error:
            raise ParseError(_("JSON parse error - %s") % error) from error
        if "\\ud" in text or "\\uD" in text:
            _check_surrogates(found)
        if text.count("[") + text.count("{") > DEEPEST:
            _check_depth(found)
        return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _check_surrogates(found: Any) -> None:
    """Half a pair is no character: it can neither be stored nor sent back."""
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise ParseError(_("JSON parse error - half of a surrogate pair is no character")) from error


def _check_depth(found: Any) -> None:
    level = [found]
    for _depth in range(DEEPEST):
        level = [
            inner for each in level if isinstance(each, (dict, list))
            for inner in (each.values() if isinstance(each, dict) else each)
        ]  # fmt: skip
        if not level:
            return
    raise ParseError(_("JSON parse error - nested more than %s levels deep") % DEEPEST)
