"""What a template must be before it is kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

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


MIME: Final = re.compile(r"[\w.+-]+/[\w.+-]+(; ?charset=[\w-]+)?")
FILE: Final = re.compile(r"[^/\\\x00-\x1f\x7f]*")


def is_servable(instance: Template) -> None:
    """Its MIME type and file name can stand in a response's headers. Raises `ValidationError` naming what cannot."""
    if instance.mime_type and not MIME.fullmatch(instance.mime_type):
        raise ValidationError({"mime_type": _("“%s” is no MIME type, as text/csv.") % instance.mime_type})
    for name in ("file_name", "file_extension"):
        if not FILE.fullmatch(getattr(instance, name)):
            raise ValidationError({name: _("“%s” cannot stand in a file's name.") % getattr(instance, name)})


def types_exist(instance: ExportTemplate) -> None:
    """Every object type named is one that is kept here. Raises `ValidationError` naming the first that is not."""
    for label in instance.object_types:
        if specs.get(label) is None:
            raise ValidationError({"object_types": _("“%s” is no type of object.") % label})
