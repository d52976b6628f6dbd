"""What a database constraint says when it, and not a rule before it, refuses a write: two writers at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    Words = Callable[[Any, str], dict[str, list[str]]]
    """From the object refused and PostgreSQL's detail to messages by field."""

_words: Final[dict[str, Words]] = {}


def refused_by(constraint: str) -> Callable[[Words], Words]:
    """Decorate what a constraint's refusal means."""

    def keep(function: Words) -> Words:
        _words[constraint] = function
        return function

    return keep


def refusal(constraint: str, instance: Any, detail: str) -> dict[str, list[str]] | None:
    """Messages by field; None when nobody has words for the constraint."""
    found = _words.get(constraint)
    return found(instance, detail) if found else None
