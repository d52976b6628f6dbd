"""What a template must be before it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from inventory.declare.registry import specs
from inventory.extras.sandbox import BadTemplate, check

if TYPE_CHECKING:
    from inventory.extras.models import ExportTemplate
    from inventory.extras.sourced import Template


def is_template(instance: Template) -> None:
    """The code compiles with its parameters. Raises `ValidationError` naming the line."""
    try:
        check(instance.template_code, instance.environment_params)
    except BadTemplate as error:
        raise ValidationError({error.field: str(error)}) from error


def types_exist(instance: ExportTemplate) -> None:
    """Every object type named is one that is kept here. Raises `ValidationError` naming the first that is not."""
    for label in instance.object_types:
        if specs.get(label) is None:
            raise ValidationError({"object_types": _("“%s” is no type of object.") % label})
