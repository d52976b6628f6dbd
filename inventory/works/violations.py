"""Where the inventory departs from the city's standards: set-based, one or two statements per standard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from inventory.declare.registry import specs
from inventory.works.rules.standards import narrowed, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from inventory.declare.spec import Spec
    from inventory.works.models import Standard

OWNERS: Final[Mapping[str, str]] = {"dcim.interface": "device.tenant", "ipam.prefix": "tenant", "dcim.site": "tenant"}
"""How a type that has no `tenant` of its own says whose its objects are."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One object that departs from one standard. `tenant` None: it belongs to no department."""

    standard: int
    label: str
    object: int
    field: str
    value: str
    expected: str
    tenant: int | None = None


def violations(standard: Standard, only: Sequence[int] | None = None) -> list[Violation]:
    """Every violation of a standard by objects that exist, or by those with the ids `only`, in order of their ids."""
    return list(_FINDERS[standard.kind](standard, only))


def _tenant_path(spec: Spec) -> str:
    if spec.label == "tenancy.tenant":
        return "pk"
    if "tenant" in spec.fields and spec.fields["tenant"].model_field is not None:
        return "tenant_id"
    for name in ("device", "virtual_machine", "service", "site"):
        if name in spec.fields and spec.fields[name].model_field is not None:
            return f"{name}__tenant_id"
    return ""


def _rows(standard: Standard, only: Sequence[int] | None) -> tuple[Spec, Any]:
    spec = specs[standard.object_type or ""]
    rows = spec.model._default_manager.filter(narrowed(standard)).order_by("pk")  # noqa: SLF001 - any declared model
    return spec, rows if only is None else rows.filter(pk__in=only)


def _naming(standard: Standard, only: Sequence[int] | None) -> Iterator[Violation]:
    spec, rows = _rows(standard, only)
    expected = standard.example or standard.pattern
    for name in standard.fields:
        wrong = rows.exclude(**{f"{name}__regex": whole(standard.pattern)}).exclude(Q(**{name: ""}))
        yield from _found(standard, spec, wrong.exclude(**{f"{name}__isnull": True}), (name, expected))


def _required(standard: Standard, only: Sequence[int] | None) -> Iterator[Violation]:
    spec, rows = _rows(standard, only)
    for name in standard.fields:
        absent = Q(**{f"{name}__isnull": True})
        if spec.fields[name].kind in {"text", "longtext", "slug", "color"}:
            absent |= Q(**{name: ""})
        yield from _found(standard, spec, rows.filter(absent), (name, _("stated")))


def _found(standard: Standard, spec: Spec, rows: Any, what: tuple[str, str]) -> Iterator[Violation]:
    name, expected = what
    owner = _tenant_path(spec)
    for key, value, *tenant in rows.values_list("pk", name, *([owner] if owner else [])):
        text = "" if value is None else str(value)
        yield Violation(standard.pk, spec.label, key, name, text, expected, tenant[0] if tenant else None)


# A prefix lies at the site it is scoped to, or at that of its location. It departs from the plan when the plan has
# blocks for its segment there and it lies in none of them. An address is measured by the segment of its routing table.
ADDRESS: Final = """
WITH plan AS (SELECT prefix, segment_id, site_id FROM works_plannedprefix WHERE standard_id = %(standard)s),
subject AS (
  SELECT 'ipam.prefix' AS label, p.id, p.prefix::inet AS network, p.segment_id, p.tenant_id,
         CASE p.scope_type WHEN 'dcim.site' THEN p.scope_id WHEN 'dcim.location' THEN l.site_id END AS site_id
  FROM ipam_prefix p LEFT JOIN dcim_location l ON p.scope_type = 'dcim.location' AND l.id = p.scope_id
  WHERE p.segment_id IS NOT NULL
  UNION ALL
  SELECT 'ipam.ipaddress', a.id, a.address, v.segment_id, a.tenant_id, NULL::bigint
  FROM ipam_ipaddress a JOIN ipam_vrf v ON v.id = a.vrf_id WHERE v.segment_id IS NOT NULL
)
SELECT s.label, s.id, host(s.network) || '/' || masklen(s.network), s.tenant_id,
       string_agg(DISTINCT plan.prefix::text, ', ')
FROM subject s JOIN plan ON plan.segment_id = s.segment_id AND (plan.site_id IS NULL OR plan.site_id = s.site_id)
WHERE %(label)s::text IS NULL OR (s.label = %(label)s AND s.id = ANY(%(only)s))
GROUP BY 1, 2, 3, 4, s.network HAVING NOT bool_or(s.network <<= plan.prefix)
ORDER BY 1, 2
"""
CATALOGUE: Final = """
SELECT d.id, t.model, d.tenant_id FROM dcim_device d JOIN dcim_devicetype t ON t.id = d.device_type_id
WHERE NOT EXISTS (
  SELECT FROM works_approvedtype a
  WHERE a.standard_id = %(standard)s AND a.device_type_id = d.device_type_id
    AND (a.role_id IS NULL OR a.role_id = d.role_id))
  AND (%(only)s::bigint[] IS NULL OR d.id = ANY(%(only)s::bigint[]))
ORDER BY d.id
"""


def _address(standard: Standard, only: Sequence[int] | None) -> Iterator[Violation]:
    label = (standard.object_type or None) if only is not None else None
    with connection.cursor() as cursor:
        cursor.execute(ADDRESS, {"standard": standard.pk, "label": label, "only": list(only or ())})
        for found, key, network, tenant, expected in cursor.fetchall():
            field = "prefix" if found == "ipam.prefix" else "address"
            yield Violation(standard.pk, found, key, field, network, expected, tenant)


def _catalogue(standard: Standard, only: Sequence[int] | None) -> Iterator[Violation]:
    with connection.cursor() as cursor:
        cursor.execute(CATALOGUE, {"standard": standard.pk, "only": list(only) if only is not None else None})
        for key, model, tenant in cursor.fetchall():
            expected = _("a type of the catalogue")
            yield Violation(standard.pk, "dcim.device", key, "device_type", model, expected, tenant)


_FINDERS: Final[Mapping[str, Any]] = {
    "naming": _naming, "required": _required, "address": _address, "catalogue": _catalogue,
}  # fmt: skip
