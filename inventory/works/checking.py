"""Standards in the write path: a new departure from one that is enforced is refused, an old one is let be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from inventory.declare import checks
from inventory.declare.fetching import holds
from inventory.declare.viewing import unlimited

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from inventory.declare.spec import Spec
    from inventory.works.models import Standard

TYPES_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "address": ("ipam.prefix", "ipam.ipaddress"), "catalogue": ("dcim.device",),
}  # fmt: skip
"""Kinds of standards that look at fixed types."""


def enforced(label: str) -> Sequence[Standard]:
    """The standards that refuse what is written to objects of a type. One query, inside `checks.batch` one in all."""
    return [each for each in checks.remembered("standards", _enforced) if label in _types(each)]


@unlimited()  # a standard binds those who may not see it, too
def _enforced() -> list[Standard]:
    from inventory.works.models import Standard  # noqa: PLC0415 - applications are ready by now

    if not holds("works_standard", enabled=True, enforce="refuse"):
        return []
    return list(Standard.objects.filter(enabled=True, enforce="refuse").order_by("pk"))


def _types(standard: Standard) -> tuple[str, ...]:
    return TYPES_OF.get(standard.kind) or (standard.object_type or "",)


def refuse(spec: Spec, instance: Any) -> None:
    """Raise `ValidationError` naming the standard when `instance` departs from an enforced one and did not before."""
    stored = None
    for standard in enforced(spec.label):
        field, expected = departs(standard, instance)
        if not field:
            continue
        if instance.pk is not None:
            stored = stored or spec.model._default_manager.filter(pk=instance.pk).first()  # noqa: SLF001 - declared
            if stored is not None and departs(standard, stored)[0] == field:
                continue
        message = _("Refused by the standard “%(standard)s”: expected %(expected)s, got “%(value)s”.")
        value = getattr(instance, field, None)
        told = {"standard": standard.name, "expected": expected, "value": "" if value is None else value}
        raise ValidationError({field: message % told})


def departs(standard: Standard, instance: Any) -> tuple[str, str]:
    """The field of an object that departs from a standard and what was expected; two empty texts where none does."""
    return _DEPARTS[standard.kind](standard, instance) if _concerned(standard, instance) else ("", "")


def _concerned(standard: Standard, instance: Any) -> bool:
    """Whether the object is one of those that `where` narrows the standard to, by the values it has now."""
    for path, wanted in (standard.where or {}).items():
        value: Any = instance
        for part in path.split("__"):
            value = getattr(value, part, None)
        if value != wanted:
            return False
    return True


def _naming(standard: Standard, instance: Any) -> tuple[str, str]:
    for name in standard.fields:
        value = getattr(instance, name, None)
        if value and not re.fullmatch(standard.pattern, str(value)):
            return name, _("a value such as “%(example)s”") % {"example": standard.example}
    return "", ""


def _required(standard: Standard, instance: Any) -> tuple[str, str]:
    absent = [name for name in standard.fields if getattr(instance, name, None) in (None, "")]
    return (absent[0], _("a value")) if absent else ("", "")


# Blocks planned for the segment at the site, and whether the network lies in one.
PLANNED: Final = """
SELECT string_agg(prefix::text, ', '), bool_or(%(network)s::inet <<= prefix) FROM works_plannedprefix
WHERE standard_id = %(standard)s AND segment_id = %(segment)s AND (site_id IS NULL OR site_id = %(site)s)
"""


def _address(standard: Standard, instance: Any) -> tuple[str, str]:
    if hasattr(instance, "prefix"):
        field, segment, site = "prefix", instance.segment_id, _site(instance)
    else:
        field, segment, site = "address", instance.vrf.segment_id if instance.vrf else None, None
    if segment is None:
        return "", ""
    told = {"standard": standard.pk, "segment": segment, "site": site, "network": str(getattr(instance, field))}
    with connection.cursor() as cursor:
        cursor.execute(PLANNED, told)
        blocks, inside = cursor.fetchone()
    return ("", "") if inside is None or inside else (field, _("a part of %(blocks)s") % {"blocks": blocks})


def _site(prefix: Any) -> int | None:
    from inventory.dcim.models import Location  # noqa: PLC0415 - applications are ready by now

    if prefix.scope_type == "dcim.location":
        return Location.objects.filter(pk=prefix.scope_id).values_list("site_id", flat=True).first()
    return prefix.scope_id if prefix.scope_type == "dcim.site" else None


def _catalogue(standard: Standard, instance: Any) -> tuple[str, str]:
    known = standard.approved_types.filter(device_type=instance.device_type_id)
    if any(each.role_id in {None, instance.role_id} for each in known):
        return "", ""
    return "device_type", _("a type of the approved catalogue")


_DEPARTS: Final[Mapping[str, Callable[[Standard, Any], tuple[str, str]]]] = {
    "naming": _naming, "required": _required, "address": _address, "catalogue": _catalogue,
}  # fmt: skip
