"""Who wrote a note, and what it is called."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

from inventory.declare.history import current_actor

if TYPE_CHECKING:
    from inventory.extras.models import JournalEntry

TITLE: Final = """(to_char({t}.created AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') || ' (' || initcap({t}.kind) || ')')"""
"""SQL for the title of a note, as `title_of` says it."""


def title_of(entry: JournalEntry) -> str:
    """A note by its minute (UTC) and kind, as NetBox names it; empty before it is written."""
    if entry.created is None:
        return ""
    return f"{entry.created.astimezone(UTC):%Y-%m-%d %H:%M} ({entry.kind.capitalize()})"


def sign(entry: JournalEntry, extra: dict[str, Any]) -> None:
    """Name the person who writes a new note."""
    del extra
    if entry.pk is None:
        entry.created_by_id = current_actor().user_id
