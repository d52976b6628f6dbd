"""Filters as people read and write them: chips that say what applies, a form that adds one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from infoport.ui import words
from inventory.declare.custom_columns import is_custom
from inventory.declare.custom_filters import custom_filters
from inventory.declare.filters import filters_of
from inventory.declare.registry import specs
from inventory.declare.search import displays
from inventory.declare.tables import rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from infoport.ui.selection import Selection
    from inventory.declare.grammar import Filter
    from inventory.declare.spec import Spec

OPERATORS: Final[Mapping[str, Any]] = {
    "": gettext_lazy("is"), "n": gettext_lazy("is not"), "any": gettext_lazy("has any of"),
    "ic": gettext_lazy("contains"), "nic": gettext_lazy("does not contain"),
    "isw": gettext_lazy("begins with"), "nisw": gettext_lazy("does not begin with"),
    "iew": gettext_lazy("ends with"), "niew": gettext_lazy("does not end with"),
    "ie": gettext_lazy("is (any case)"), "nie": gettext_lazy("is not (any case)"),
    "regex": gettext_lazy("matches"), "iregex": gettext_lazy("matches (any case)"),
    "lt": gettext_lazy("is less than"), "lte": gettext_lazy("is at most"),
    "gt": gettext_lazy("is more than"), "gte": gettext_lazy("is at least"), "empty": gettext_lazy("is empty"),
}  # fmt: skip
KEYS: Final = ("slug", "username", "rd", "cid", "model", "name")
"""By what `inventory.declare.filters` names objects in a query string, by precedence."""
UNSTATED: Final = "null"
"""The value of a filter that asks for objects where nothing is stated."""


class Condition(NamedTuple):
    """One filter that applies: what it says, and the list without it."""

    name: str
    text: str
    url: str


def split(name: str) -> tuple[str, str]:
    """Parameter → field part and operator: `name__ic` → `("name", "ic")`."""
    base, mark, operator = name.rpartition("__")
    return (base, operator) if mark and operator in OPERATORS else (name, "")


def label_of(spec: Spec, name: str) -> str:
    """How a filter is called on the page."""
    base, _operator = split(name)
    if is_custom(base):
        own = every_filter(spec).get(base)
        return str(own.label) if own else base
    found = filters_of(spec).get(base) or filters_of(spec).get(name)
    field = spec.fields.get(base) or spec.fields.get(base.removesuffix("_id"))
    if field is not None:
        return words.capital(field.label)
    if base == "q":
        return _("Search")
    text = str(found.label) if found is not None and found.label else base
    return words.capital(text.removesuffix("_id").replace("_", " ")) if text == base else words.capital(text)


def conditions(selection: Selection) -> list[Condition]:
    """Every filter that applies, as a chip."""
    found = []
    for name, values in selection.params.items():
        label, (_base, operator) = label_of(selection.spec, name), split(name)
        shown = _(", ").join(_values(selection.spec, name, values))
        if operator == "empty":
            negated = values[-1].lower() not in {"true", "1", "yes", "on"}
            text = f"{label} {_('is not empty') if negated else _('is empty')}"
        elif operator:
            text = f"{label} {OPERATORS[operator]} {shown}"
        else:
            text = _("%(label)s: %(values)s") % {"label": label, "values": shown}
        found.append(Condition(name, text, selection.url(**{name: None})))
    return found


def _values(spec: Spec, name: str, values: Sequence[str]) -> list[str]:
    """Values as people read them; those of references by name, one query."""
    found = every_filter(spec, name).get(name)
    if found is None:
        return list(values)
    known: dict[str, str] = {UNSTATED: _("not stated")}
    if found.choices:
        known |= {str(value): str(text) for value, text in found.choices}
    elif found.kind == "boolean":
        known |= {"true": _("yes"), "false": _("no"), "1": _("yes"), "0": _("no")}
    elif found.kind == "ref" and found.target:
        known |= names_of(found, values)
    return [known.get(value, value) for value in values]


def names_of(found: Filter, values: Sequence[str]) -> dict[str, str]:
    """Value of a reference filter → the object's display."""
    target = specs[found.target or ""]
    key = key_of(target)
    if split(found.name)[0].endswith("_id") or key == "id" or is_custom(found.name):
        ids = [int(value) for value in values if value.isdecimal()]
        return {str(pk): text for pk, text in displays(target, ids).items()}
    wanted = target.model._default_manager.filter(**{f"{key}__in": values})  # noqa: SLF001 - any declared model
    by_pk = dict(wanted.values_list("pk", key)[:1000])
    return {str(by_pk[row.id]): row.display for row in rows(target, (), list(by_pk))}


def key_of(target: Spec) -> str:
    """The field by which objects of a type are named in an address, as the filters resolve it."""
    return next((key for key in KEYS if key in target.fields), "id")


def every_filter(spec: Spec, name: str = "cf_") -> Mapping[str, Filter]:
    """The filters of a type; with those by its custom fields where `name` may be one of them."""
    return {**filters_of(spec), **custom_filters(spec)} if is_custom(name) else filters_of(spec)


class Choosable(NamedTuple):
    """A filter the form offers: parameter without operator, label, operators it has."""

    name: str
    label: str
    operators: tuple[str, ...]


def choosable(spec: Spec) -> list[Choosable]:
    """Every filter of a type, by label; a reference is offered once, by id, which names exactly one object."""
    known = every_filter(spec)
    grouped: dict[str, list[str]] = {}
    for name in known:
        base, operator = split(name)
        if base in known or operator == "":
            grouped.setdefault(base, []).append(operator)
    shadowed = {base for base in grouped if f"{base}_id" in grouped and known[base].kind == "ref"}
    shadowed |= {"q"}
    offered = [
        Choosable(base, str(known[base].label) if is_custom(base) else label_of(spec, base), tuple(ops))
        for base, ops in grouped.items()
        if base not in shadowed
    ]
    return sorted(offered, key=lambda each: each.label.lower())
