"""Headings of files as wire keys: the key itself, or the field's label in any language of the site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import override

from inventory.declare.custom_columns import widened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inventory.declare.spec import Spec


def matched(spec: Spec, rows: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
    """Rows with their columns renamed to wire keys, and the columns nobody knows."""
    known = headings(spec)
    columns = dict.fromkeys(column for row in rows for column in row)
    names = {column: known.get(str(column).strip().lower(), str(column).strip()) for column in columns}
    wide = widened(spec).fields
    unmatched = [str(column) for column, name in names.items() if name not in wide and name not in spec.accepts]
    if all(column == name for column, name in names.items()):
        return list(rows), unmatched
    return [{names[column]: value for column, value in row.items()} for row in rows], unmatched


def headings(spec: Spec) -> dict[str, str]:
    """Lower-case heading → wire key."""
    found: dict[str, str] = {}
    wide = widened(spec).fields
    for code, _name in settings.LANGUAGES:
        with override(code):
            for field in wide.values():
                if field.writable or field.name == "id" or field.group == "custom":
                    found.setdefault(str(field.label).lower(), field.name)
    return {**found, **{name.lower(): name for name in (*wide, *spec.accepts)}}
