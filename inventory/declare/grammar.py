"""The grammar of query parameters: what each kind of field is filtered by, in NetBox's words."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CharField, Model, Q, TextField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.declare import lookups  # noqa: F401 - registers the network look-ups
from inventory.declare.fetching import fetch
from inventory.declare.registry import specs
from inventory.declare.tree import with_descendants
from inventory.declare.values import (
    INTEGERS,
    TRUE,
    BadFilter,
    read_boolean,
    read_integer,
    read_pattern,
    read_text,
    reader,
    refuse,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from inventory.declare.spec import Field, Spec


@dataclass(frozen=True, slots=True)
class Filter:
    """One accepted query parameter. `build` turns its values into a condition, raising `BadFilter`."""

    name: str
    build: Callable[[Sequence[str]], Q]
    kind: str = "string"
    choices: tuple[tuple[Any, Any], ...] = ()
    target: str | None = None
    label: Any = ""


@dataclass(frozen=True, slots=True)
class HasAny:
    """A declared extra filter: true when any of the references is set."""

    names: tuple[str, ...]
    label: Any = ""


@dataclass(frozen=True, slots=True)
class Network:
    """A declared extra filter: a network operator on an address field (`net_within`, `net_contains`, …)."""

    field: str
    lookup: str
    label: Any = ""


TEXT: Final = {
    "ic": "icontains", "isw": "istartswith", "iew": "iendswith", "ie": "iexact", "regex": "regex", "iregex": "iregex",
}  # fmt: skip
KEYS: Final = ("slug", "username", "rd", "cid", "model", "name")
"""What names an object in a query string, by precedence."""
COMPARE: Final = ("lt", "lte", "gt", "gte")


def field_filters(spec: Spec, field: Field) -> Iterator[Filter]:
    """The parameters of one field, with the suffixes of its kind; none of what is computed."""
    if field.kind == "tags":
        yield from _tag_filters()
    elif (field.kind in {"ref", "refs"} and field.sql is None) or (field.kind == "refs" and field.model_field):
        yield from _ref_filters(
            spec, field.name, field.name, field.target or "", field.label, many=field.kind == "refs"
        )
    elif field.model_field is not None and field.sql is None:
        yield from _plain_filters(field, field.name, field.name)


def _plain_filters(field: Field, name: str, path: str) -> Iterator[Filter]:
    parse = reader(field, name)
    exact = "iexact" if name == "name" or field.kind in {"mac", "slug"} else "exact"
    made = partial(Filter, kind=field.kind, choices=field.choices, label=field.label)
    if field.kind in {"array", "inet"}:
        yield from _element_filter(name, path, field) if field.kind == "array" else _address_filters(name, path, field)
        return
    yield made(name, _either(path, exact, parse))
    if field.kind in {"boolean", "json", "custom", "array", "secret"}:
        return
    yield made(f"{name}__n", _negate(_either(path, exact, parse)))
    yield Filter(f"{name}__empty", _empty(path, field), "boolean", label=field.label)
    if isinstance(field.model_field, CharField | TextField):
        for suffix, lookup in TEXT.items():
            build = _either(path, lookup, partial(read_pattern if "regex" in lookup else read_text, name))
            yield Filter(f"{name}__{suffix}", build, label=field.label)
            if "regex" not in suffix:
                yield Filter(f"{name}__n{suffix}", _negate(build), label=field.label)
    elif field.kind in {"integer", "decimal", "date", "datetime", "id", "choice"}:
        for lookup in COMPARE:
            yield Filter(f"{name}__{lookup}", _either(path, lookup, parse), field.kind, label=field.label)


def _element_filter(name: str, path: str, field: Field) -> Iterator[Filter]:
    """A list is asked for one of its elements; a list of lists is not asked."""
    base: Any = getattr(field.model_field, "base_field", None)
    if isinstance(base, ArrayField) or base is None:
        return
    parse = partial(read_integer if isinstance(base, models.IntegerField) else read_text, name)

    def build(values: Sequence[str]) -> Q:
        found = Q()
        for value in values:
            found |= Q(**{f"{path}__isnull": True} if value == "null" else {f"{path}__contains": [parse(value)]})
        return found

    yield Filter(name, build, label=field.label)


def _address_filters(name: str, path: str, field: Field) -> Iterator[Filter]:
    """An address with its prefix length is compared whole; without one, any length will do."""
    parse = reader(field, name)

    def build(values: Sequence[str]) -> Q:
        found = Q()
        for value in values:
            if value == "null":
                found |= Q(**{f"{path}__isnull": True})
            else:
                found |= Q(**{path if "/" in value else f"{path}__host": parse(value)})
        return found

    yield Filter(name, build, "inet", label=field.label)
    yield Filter(f"{name}__n", _negate(build), "inet", label=field.label)
    yield Filter(f"{name}__empty", _empty(path, field), "boolean", label=field.label)


def _either(path: str, lookup: str, parse: Callable[[str], Any]) -> Callable[[Sequence[str]], Q]:
    """Any of the values; `null` asks for "not stated"."""

    def build(values: Sequence[str]) -> Q:
        found = Q()
        plain = [parse(value) for value in values if value != "null"]
        if lookup == "exact" and plain:
            found |= Q(**{f"{path}__in": plain}) if len(plain) > 1 else Q(**{path: plain[0]})
        else:
            for value in plain:
                found |= Q(**{f"{path}__{lookup}": value})
        if len(plain) < len(values):
            found |= Q(**{f"{path}__isnull": True})
        return found

    return build


def _negate(build: Callable[[Sequence[str]], Q]) -> Callable[[Sequence[str]], Q]:
    return lambda values: ~build(values)


def _empty(path: str, field: Field) -> Callable[[Sequence[str]], Q]:
    textual = isinstance(field.model_field, CharField | TextField)

    def build(values: Sequence[str]) -> Q:
        blank = Q(**{f"{path}__isnull": True})
        if textual:
            blank |= Q(**{path: ""})
        return blank if values[-1].lower() in TRUE else ~blank

    return build


def _ref_filters(  # noqa: PLR0913 - what a reference filter is
    spec: Spec, name: str, path: str, target: str, label: Any, *, many: bool
) -> Iterator[Filter]:
    """`<name>_id` by id, `<name>` by the target's key; trees include what lies below."""
    for suffix in ("_id", ""):
        build = _related(spec, f"{name}{suffix}", path, target, by_id=suffix == "_id", many=many)
        yield Filter(f"{name}{suffix}", build, "ref", target=target, label=label)
        yield Filter(f"{name}{suffix}__n", _negate(build), "ref", target=target, label=label)


def _related(  # noqa: PLR0913 - as above
    spec: Spec, name: str, path: str, target: str, *, by_id: bool, many: bool
) -> Callable[[Sequence[str]], Q]:
    lookup = path.replace(".", "__")

    def build(values: Sequence[str]) -> Q:
        plain = [value for value in values if value != "null"]
        ids = resolve(target, plain, by_id=by_id, name=name)
        related = specs[target]
        if "parent" in related.fields and related.fields["parent"].target == target:
            ids = with_descendants(related.table, ids)
        found = Q(**{f"{lookup}__in": ids}) if plain else Q()
        if len(plain) < len(values):
            found |= Q(**{f"{lookup}__isnull": True})
        return Q(pk__in=spec.model._default_manager.filter(found).values("pk")) if many else found  # noqa: SLF001

    return build


def resolve(target: str, values: Sequence[str], *, by_id: bool, name: str) -> list[int]:
    """Ids of the objects named by a query string. Raises `BadFilter` naming the first that does not exist."""
    if not values:
        return []
    related = specs[target]
    column = next((key for key in KEYS if key in related.fields), "id")
    if by_id or column == "id":
        for value in values:
            if not value.isdecimal() or int(value) not in INTEGERS:
                raise refuse(name, value, _("an id"))
        wanted: Sequence[Any] = [int(value) for value in values]
        known: dict[Any, Any] = dict(fetch(f'SELECT id, id FROM "{related.table}" WHERE id = ANY(%s)', [wanted]))
    else:
        wanted = values
        column = next(
            (key for key in ("slug", "username", "rd", "cid", "model", "name") if key in related.fields), "id"
        )
        rows = related.model._default_manager.filter(**{f"{column}__in": values})  # noqa: SLF001
        known = {}
        for key, text in rows.values_list("pk", column):
            known.setdefault(str(text), []).append(key)
    missing = [value for value in wanted if value not in known]
    if missing:
        raise BadFilter(name, _("Select a valid choice. %s is not one of the available choices.") % missing[0])
    return list(known) if by_id or column == "id" else [key for keys in known.values() for key in keys]


def _tag_filters() -> Iterator[Filter]:
    def ids(values: Sequence[str], name: str) -> list[int]:
        return resolve("extras.tag", values, by_id=name.startswith("tag_id"), name=name)

    def every(name: str) -> Callable[[Sequence[str]], Q]:
        return lambda values: Q(tags__contains=ids(values, name))

    def some(name: str) -> Callable[[Sequence[str]], Q]:
        return lambda values: Q(tags__overlap=ids(values, name))

    for name in ("tag", "tag_id"):
        yield Filter(name, every(name), "ref", target="extras.tag", label=gettext_lazy("Tag"))
        yield Filter(f"{name}__any", some(name), "ref", target="extras.tag", label=gettext_lazy("Tag"))
        yield Filter(f"{name}__n", _negate(some(f"{name}__n")), "ref", target="extras.tag", label=gettext_lazy("Tag"))


def extra_filters(spec: Spec, name: str, declared: Any) -> Iterator[Filter]:
    """The parameters of one filter that the type declares beyond its fields."""
    if isinstance(declared, HasAny):
        yield Filter(name, _has_any(name, declared.names), "boolean", label=declared.label or name)
    elif isinstance(declared, Network):
        yield Filter(name, _network(name, declared), "cidr", label=declared.label or name)
    elif hasattr(declared, "filters"):  # a `Pointing` or `Holds` makes its own
        yield from declared.filters(spec, name)
    else:
        yield from _through(spec, name, declared.replace("__", "."))


def _through(spec: Spec, name: str, path: str) -> Iterator[Filter]:
    """A filter along references: `"device_type.manufacturer"`, ending in a reference or a plain field."""
    step: type[Model] = spec.model
    many = False
    *before, last = path.split(".")
    for part in before:
        relation: Any = step._meta.get_field(part)  # noqa: SLF001 - Django's introspection
        many = many or relation.many_to_many or relation.one_to_many
        step = relation.related_model
    known = specs[step._meta.label_lower].fields  # noqa: SLF001 - Django's introspection
    if last not in known:  # a reference the other way round, by its related name
        referring: Any = step._meta.get_field(last).related_model  # noqa: SLF001 - Django's introspection
        meta = referring._meta  # noqa: SLF001 - Django's introspection
        yield from _ref_filters(spec, name, path, meta.label_lower, meta.verbose_name, many=True)
        return
    field = known[last]
    if field.kind in {"ref", "refs"}:
        many = many or field.kind == "refs"
        yield from _ref_filters(spec, name.removesuffix("_id"), path, field.target or "", field.label, many=many)
    else:
        yield from _plain_filters(field, name, path.replace(".", "__"))


def _has_any(name: str, names: tuple[str, ...]) -> Callable[[Sequence[str]], Q]:
    def build(values: Sequence[str]) -> Q:
        found = Q()
        for each in names:
            found |= Q(**{f"{each}__isnull": False})
        return found if read_boolean(name, values[-1]) else ~found

    return build


def _network(name: str, declared: Network) -> Callable[[Sequence[str]], Q]:
    def build(values: Sequence[str]) -> Q:
        found = Q()
        for value in values:
            try:
                network = ipaddress.ip_network(value, strict=False)
            except ValueError as error:
                raise refuse(name, value, _("an IP address or network")) from error
            found |= Q(**{f"{declared.field}__{declared.lookup}": str(network)})
        return found

    return build


def searched(spec: Spec) -> Callable[[Sequence[str]], Q]:
    """What builds the condition of `q`: objects that hold the text; all where the text is empty."""

    def build(values: Sequence[str]) -> Q:
        found = Q()
        text = values[-1].strip().replace("\x00", "")
        holds = "contains" if text.upper() == text.lower() else "icontains"  # numbers and Chinese have no case
        for name in spec.search:
            kind = spec.fields[name].kind
            if kind in {"inet", "cidr"}:
                found |= Q(**{f"{name}__{'whole' if '/' in text else 'host'}__startswith": text})
            elif kind not in {"ref", "refs"}:
                found |= Q(**{f"{name}__{holds}": text})
        return found if text else Q()

    return build


def by_request(spec: Spec, action: str) -> Callable[[Sequence[str]], Q]:
    """What builds a condition by the request that created or updated an object, `action` saying which."""

    def build(values: Sequence[str]) -> Q:
        if not re.fullmatch(r"[0-9a-fA-F-]{32,36}", values[-1]):
            raise BadFilter(
                "created_by_request", _("“%(value)s” is not %(what)s.") % {"value": values[-1], "what": "UUID"}
            )
        changes = specs["core.objectchange"].model._default_manager.filter(  # noqa: SLF001 - any declared model
            request_id=values[-1], action=action, changed_object_type=spec.label
        )
        return Q(pk__in=changes.values("changed_object_id"))

    return build
