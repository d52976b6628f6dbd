"""Spec → query parameters: NetBox's grammar, compiled once per type."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.declare import custom_filters
from inventory.declare.grammar import Filter, by_request, extra_filters, field_filters, searched
from inventory.declare.saved import saved_filters
from inventory.declare.values import BadFilter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from inventory.declare.spec import Spec


@lru_cache(maxsize=512)
def filters_of(spec: Spec) -> Mapping[str, Filter]:
    """Every parameter the type accepts; anything else is refused by the caller."""
    found: dict[str, Filter] = {}
    for field in spec.fields.values():
        for each in field_filters(spec, field):
            found.setdefault(each.name, each)
    for name, declared in spec.extra_filters.items():
        for each in extra_filters(spec, name, declared):
            found[each.name] = each
    for each in saved_filters(spec, condition):
        found.setdefault(each.name, each)
    found["q"] = Filter("q", searched(spec), "string", label=gettext_lazy("Search"))
    found["created_by_request"] = Filter("created_by_request", by_request(spec, "create"))
    found["updated_by_request"] = Filter("updated_by_request", by_request(spec, "update"))
    return found


def condition(spec: Spec, params: Mapping[str, Sequence[str]]) -> Q:
    """All parameters together. Raises `BadFilter` for an unknown name or an impossible value."""
    every = Q()
    for name, values in params.items():
        accepted = filters_of(spec).get(name)
        if accepted is None and name.startswith("cf_") and "custom_fields" in spec.fields:
            every &= custom_filters.build(spec, name, values)
            continue
        if accepted is None:
            raise BadFilter(name, _("Unknown filter for %(type)s.") % {"type": spec.verbose_name_plural})
        every &= accepted.build(values)
    return every
