"""Saved filters in addresses: `filter=<slug>` and `filter_id=<id>` stand for the parameters kept under them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.declare.fetching import fetch
from inventory.declare.grammar import Filter
from inventory.declare.values import BadFilter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from inventory.declare.spec import Spec

    Condition = Callable[[Spec, Mapping[str, Sequence[str]]], Q]

NAMES: Final = ("filter", "filter_id")
NO_CONDITIONS: Final = frozenset({*NAMES, "limit", "offset", "start", "ordering", "brief", "fields", "omit", "format"})
"""Parameters that a saved filter may hold and that are no conditions."""


def listed(parameters: Mapping[str, Any]) -> dict[str, list[str]]:
    """Kept parameters as an address has them."""
    return {
        name: [_word(value) for value in (values if isinstance(values, list) else [values])]
        for name, values in parameters.items()
    }


def _word(value: Any) -> str:
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def saved_filters(spec: Spec, condition: Condition) -> Iterator[Filter]:
    """Both parameters; only filters that the person may see, that are enabled and meant for the type, are found.

    `condition` makes one of the parameters that are kept.
    """
    for name in NAMES:
        build = _builder(spec, name, condition)
        yield Filter(name, build, "ref", target="extras.savedfilter", label=gettext_lazy("Saved filter"))


def _builder(spec: Spec, name: str, condition: Condition) -> Callable[[Sequence[str]], Q]:
    column = "id::text" if name == "filter_id" else "slug"

    def build(values: Sequence[str]) -> Q:
        rows = fetch(
            f"SELECT {column}, parameters::text FROM extras_savedfilter"
            f" WHERE {column} = ANY(%s) AND enabled AND %s = ANY(object_types)",
            [[each for each in values if "\x00" not in each], spec.label],
        )
        found = dict(rows)
        every = Q()
        for value in values:
            if value not in found:
                raise BadFilter(name, _("Select a valid choice. %s is not one of the available choices.") % value)
            kept = listed(msgspec.json.decode(found[value]))
            every &= condition(spec, {key: texts for key, texts in kept.items() if key not in NO_CONDITIONS})
        return every

    return build
