"""Content from data files: what is taken over, and what it must be."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import yaml
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from inventory.extras.models import ConfigContext
    from inventory.extras.sourced import Sourced


def take_file(instance: Any, extra: dict[str, Any]) -> None:
    """Before validation: a data file newly named gives the content; one of another source is refused."""
    del extra
    file = instance.data_file
    if file is None:
        instance.data_path = ""
        instance.data_synced = None
        return
    if instance.data_source_id is None:
        instance.data_source_id = file.source_id
    if instance.data_source_id != file.source_id:
        reason = _("“%(file)s” is a file of the data source “%(source)s”.")
        raise ValidationError({"data_file": reason % {"file": file.path, "source": file.source.name}})
    if instance.data_path != file.path or instance.data_synced is None:
        take(instance)


def take(instance: Sourced) -> None:
    """Set the content to that of the data file. Raises `ValidationError` naming the file when it does not fit."""
    file = instance.data_file
    if file is None:
        return
    try:
        text = bytes(file.data).decode()
    except UnicodeDecodeError as error:
        reason = _("“%(file)s” is no UTF-8 text: %(error)s")
        raise ValidationError({"data_file": reason % {"file": file.path, "error": error}}) from error
    if hasattr(instance, "template_code"):
        instance.template_code = text
    else:
        setattr(instance, "data", _parsed(file.path, text))  # noqa: B010 - a config context, which this cannot import
    instance.data_path = file.path
    instance.data_synced = timezone.now()


def _parsed(path: str, text: str) -> Any:
    """JSON, or YAML by its safe loader. Raises `ValidationError`."""
    try:
        if path.endswith(".json"):
            return json.loads(text)
        aliased = any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text))
        found = None if aliased else yaml.safe_load(text)
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        reason = _("“%(file)s” is neither JSON nor YAML: %(error)s")
        raise ValidationError({"data_file": reason % {"file": path, "error": error}}) from error
    if aliased:  # a few of them can stand for gigabytes
        raise ValidationError({"data_file": _("“%s” has YAML aliases, which are not taken.") % path})
    return found


def is_object(context: ConfigContext) -> None:
    """The data of a context is a JSON object. Raises `ValidationError`."""
    if not isinstance(context.data, dict):
        raise ValidationError({"data": _("JSON data must be in object form. Example: {“foo”: 123}")})
