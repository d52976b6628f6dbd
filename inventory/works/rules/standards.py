"""What must hold of standards themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import FieldError, ValidationError
from django.db import DataError, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from inventory.declare.registry import specs
from inventory.declare.spec import Action

if TYPE_CHECKING:
    from inventory.declare.spec import Spec
    from inventory.works.models import ApprovedType, PlannedPrefix, Standard

STANDARD_ACTIONS: Final = [Action("violations", "infoport.api.actions.violations.OfStandard")]
OF_FIELDS: Final = frozenset({"naming", "required"})
TEXTUAL: Final = frozenset({"text", "longtext", "slug"})


def says_of_what(standard: Standard) -> None:
    """Rules of fields name a type and fields it has; naming rules, text fields."""
    if standard.kind not in OF_FIELDS:
        return
    spec = specs.get(standard.object_type or "")
    if spec is None:
        message = _("“%(label)s” is no object type; expected one such as dcim.device.")
        raise ValidationError({"object_type": message % {"label": standard.object_type or ""}})
    if not standard.fields:
        raise ValidationError({"fields": _("Name at least one field.")})
    for name in standard.fields:
        _known_field(standard, spec, name)


def _known_field(standard: Standard, spec: Spec, name: str) -> None:
    field = spec.fields.get(name)
    told = {"type": spec.verbose_name, "field": name}
    if field is None or field.model_field is None or not field.writable:
        raise ValidationError({"fields": _("A %(type)s has no field “%(field)s” that is written.") % told})
    if standard.kind == "naming" and field.kind not in TEXTUAL:
        raise ValidationError({"fields": _("“%(field)s” of a %(type)s is no text.") % told})


def pattern_and_example(standard: Standard) -> None:
    """A naming rule has a pattern that both Python and PostgreSQL read, and an example that satisfies it."""
    if standard.kind != "naming":
        return
    if not standard.pattern:
        raise ValidationError({"pattern": _("A naming rule needs a pattern.")})
    try:
        compiled = re.compile(standard.pattern)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT '' ~ %s", [whole(standard.pattern)])
    except (re.error, DataError) as error:
        message = _("“%(pattern)s” is no regular expression: %(error)s")
        told = {"pattern": standard.pattern, "error": str(error).splitlines()[0]}
        raise ValidationError({"pattern": message % told}) from error
    if not standard.example or not compiled.fullmatch(standard.example):
        message = _("The example “%(example)s” does not satisfy the pattern.")
        raise ValidationError({"example": message % {"example": standard.example}})


def whole(pattern: str) -> str:
    """The pattern for PostgreSQL, as of the whole value."""
    return f"^(?:{pattern})$"


def narrowed(standard: Standard) -> Q:
    """The look-ups of `where`; everything without them."""
    return Q(**(standard.where or {}))


def where_compiles(standard: Standard) -> None:
    """`where` holds look-ups that the type has."""
    if standard.where is None:
        return
    spec = specs.get(standard.object_type or "")
    if not isinstance(standard.where, dict) or spec is None:
        raise ValidationError({"where": _("Expected look-ups of an object type.")})
    try:
        rows: Any = spec.model._default_manager  # noqa: SLF001 - any declared model
        str(rows.filter(narrowed(standard)).values("pk").query)
    except (FieldError, ValueError, TypeError) as error:
        raise ValidationError({"where": _("Not look-ups of this type: %(error)s") % {"error": error}}) from error


STANDARD_RULES: Final = [says_of_what, pattern_and_example, where_compiles]


def belongs_to_address_plan(found: PlannedPrefix) -> None:
    """Blocks belong to an address plan."""
    _of_kind(found.standard, "address")


def belongs_to_catalogue(found: ApprovedType) -> None:
    """Approved types belong to a catalogue."""
    _of_kind(found.standard, "catalogue")


def _of_kind(standard: Standard, kind: str) -> None:
    if standard.kind != kind:
        message = _("“%(standard)s” is a %(kind)s.")
        told = {"standard": standard, "kind": str(standard.get_kind_display()).lower()}
        raise ValidationError({"standard": message % told})
