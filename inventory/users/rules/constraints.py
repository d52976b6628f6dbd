"""Whether the constraints of a permission can be asked of its object types."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldError, ValidationError
from django.utils.translation import gettext as _

from inventory.declare.permissions import constraint_query
from inventory.declare.registry import specs


def constraints_compile(permission: Any) -> None:
    """Raise `ValidationError` when a type is unknown, or a constraint is no dictionary or names a field it has not."""
    stated = permission.constraints if isinstance(permission.constraints, list) else [permission.constraints or {}]
    if not all(isinstance(each, dict) for each in stated):
        raise ValidationError({"constraints": _("Expected a dictionary of look-ups, or a list of such.")})
    for label in permission.object_types:
        spec = specs.get(label)
        if spec is None:
            raise ValidationError({"object_types": _("“%s” is not an object type.") % label})
        if not permission.constraints:
            continue
        try:
            str(spec.model._default_manager.filter(constraint_query(permission.constraints, 0)).query)  # noqa: SLF001
        except (FieldError, ValueError, TypeError) as error:
            message = _("Invalid filter for %(type)s: %(error)s") % {"type": label, "error": error}
            raise ValidationError({"constraints": message}) from error
