"""Who wrote a note, and what it is called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from inventory.declare.history import current_actor

if TYPE_CHECKING:
    from inventory.extras.models import JournalEntry


def sign(entry: JournalEntry, extra: dict[str, Any]) -> None:
    """Name the person who writes a new note; title every note by its minute (UTC) and kind, as NetBox does."""
    del extra
    moment = entry.created
    if entry.pk is None:
        entry.created_by_id = current_actor().user_id
        moment = timezone.now()
    kind = f"({entry.kind.capitalize()})"
    if not entry.title.endswith(kind):
        entry.title = f"{moment:%Y-%m-%d %H:%M} {kind}"
