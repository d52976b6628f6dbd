"""What holds for what people keep for themselves: filters, views, bookmarks."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from inventory.declare.registry import specs

LABELS: Final = partial(models.CharField, max_length=100)


def parameters_are_lists(saved: Any) -> None:
    """Rule: parameters name values (one or a list) of types that exist."""
    labels = saved.object_types if hasattr(saved, "object_types") else [saved.object_type]
    for label in labels:
        if specs.get(label) is None:
            name = "object_types" if hasattr(saved, "object_types") else "object_type"
            raise ValidationError({name: _("Invalid content type: %s") % label})
    if not isinstance(saved.parameters, dict):
        raise ValidationError(
            {"parameters": _("Filter parameters must be stored as a dictionary of keyword arguments.")}
        )
    for name, values in saved.parameters.items():
        for value in values if isinstance(values, list) else [values]:
            if isinstance(value, (dict, list)):
                raise ValidationError({"parameters": _("“%s” has values that are no text, number or truth.") % name})


def is_own(saved: Any, _extra: dict[str, Any]) -> None:
    """Hook: what a person keeps is that person's, where nobody else is named."""
    from inventory.declare.history import current_actor  # noqa: PLC0415 - needed only when something is kept

    if saved.user_id is None and saved.pk is None:
        saved.user_id = current_actor().user_id
