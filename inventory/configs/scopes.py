"""Which devices a policy or a rule is about: by platform and role, and what lies below them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q

from inventory.dcim.models import DeviceRole, Platform
from inventory.declare.viewing import unlimited

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from django.db.models import QuerySet

    from inventory.dcim.models import Device

Parents = dict[int, "int | None"]


class Row(NamedTuple):
    """What decides about a device."""

    pk: int
    platform: int | None
    role: int


class Scoped(NamedTuple):
    """A policy or rule with the ids of its platforms and roles; none means any."""

    which: Any
    platforms: frozenset[int]
    roles: frozenset[int]


def scoped(rows: QuerySet[Any]) -> list[Scoped]:
    """Enabled policies or rules in their order, whether the person asking may see them or not. One statement."""
    chosen = rows.filter(enabled=True).annotate(
        in_platforms=ArrayAgg("platforms", distinct=True, filter=Q(platforms__isnull=False), default=[]),
        in_roles=ArrayAgg("roles", distinct=True, filter=Q(roles__isnull=False), default=[]),
    )
    with unlimited():
        listed = list(chosen.order_by("_name", "id"))
    return [Scoped(each, frozenset(each.in_platforms), frozenset(each.in_roles)) for each in listed]


def about(rows: QuerySet[Device], listed: Collection[Scoped]) -> Mapping[int, list[Any]]:
    """Active devices among `rows` by id, each with the policies or rules about it, in their order. Three statements."""
    if not listed:
        return {}
    with unlimited():
        devices = [Row(*each) for each in rows.filter(status="active").order_by().values_list("pk", "platform", "role")]
        platforms = _parents(Platform) if devices and any(each.platforms for each in listed) else {}
        roles = _parents(DeviceRole) if devices and any(each.roles for each in listed) else {}
    found = {}
    for row in devices:
        above, beside = set(_above(row.platform, platforms)), set(_above(row.role, roles))
        fitting = [
            each.which
            for each in listed
            if (not each.platforms or each.platforms & above) and (not each.roles or each.roles & beside)
        ]
        if fitting:
            found[row.pk] = fitting
    return found


def _parents(model: Any) -> Parents:
    return dict(model.objects.order_by().values_list("pk", "parent"))


def _above(key: int | None, parents: Parents) -> Iterator[int]:
    """A node and what it lies below; a cycle ends the walk."""
    seen: set[int] = set()
    while key is not None and key not in seen:
        seen.add(key)
        yield key
        key = parents.get(key)
