"""A change's columns under the names that the wire has for them, and what may be asked of a change."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from inventory.declare.spec import Action
from inventory.declare.vocabulary import Computed

PLAIN: Final = (
    "assigned_object_id", "changed_object_id", "component_id", "facility_id", "object_id", "parent_object_id",
    "related_object_id", "request_id", "scope_id", "subject_id", "termination_id",
)  # fmt: skip
"""Columns that end in `_id` and are called so on the wire too: halves of generic references, and numbers of others."""


def wire_names(column: str) -> str:
    """SQL for the changed columns of `{t}`: references without `_id`, custom fields by their wire name."""
    kept = ", ".join(f"'{name}'" for name in PLAIN)
    return (
        "SELECT jsonb_object_agg(CASE WHEN key = 'custom_field_data' THEN 'custom_fields' "  # noqa: S608 - constants
        f"WHEN right(key, 3) = '_id' AND key NOT IN ({kept}) THEN left(key, -3) ELSE key END, value) "
        f"FROM jsonb_each({{t}}.{column}) WHERE left(key, 1) <> '_'"
    )


BEFORE_AND_AFTER: Final = {
    "prechange_data": Computed(wire_names("prechange_data"), "json", _("before")),
    "postchange_data": Computed(wire_names("postchange_data"), "json", _("after")),
}
CHANGE_ACTIONS: Final = [Action("undo", "infoport.api.actions.undoing.Undo")]
