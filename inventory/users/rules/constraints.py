"""Whether the constraints of a permission can be asked of its object types."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldError, ValidationError
from django.utils.translation import gettext as _

from inventory.declare.permissions import constraint_query
from inventory.declare.registry import specs


def constraints_compile(permission: Any) -> None:
    """Raise `ValidationError` when a type is unknown or a constraint names a field it has not."""
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
