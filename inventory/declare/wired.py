"""Fields that NetBox's wire shows in a shorter form than others of their kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inventory.declare.fetching import fetch
from inventory.declare.fields import Ref, Tags

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class RefById(Ref):
    """A reference that the wire shows as a bare id."""

    @staticmethod
    def make(values: Sequence[int | None]) -> Iterable[int | None]:
        """The ids themselves."""
        return values


class TagSlugs(Tags):
    """Tags that the wire shows, and takes, as slugs."""

    @staticmethod
    def make(values: Sequence[Sequence[int] | None]) -> Iterable[list[str]]:
        """A list of slugs for each list of ids."""
        ids = {key for each in values for key in each or ()}
        slugs: dict[int, str] = {}
        if ids:
            slugs = dict(fetch("SELECT id, slug FROM extras_tag WHERE id = ANY(%s)", [list(ids)]))
        return [[slugs[key] for key in each or () if key in slugs] for each in values]

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        """Migrations see the same field as of any other type's tags."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "inventory.declare.fields.Tags", args, kwargs
