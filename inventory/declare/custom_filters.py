"""Filters by custom fields: `cf_<name>` with the suffixes of its kind."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db.models import (
    BigIntegerField,
    BooleanField,
    DateField,
    DateTimeField,
    DecimalField,
    Func,
    Q,
    TextField,
    Value,
)
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast
from django.db.models.lookups import (
    Exact,
    GreaterThan,
    GreaterThanOrEqual,
    IContains,
    IEndsWith,
    IExact,
    In,
    IRegex,
    IsNull,
    IStartsWith,
    LessThan,
    LessThanOrEqual,
    Regex,
)  # fmt: skip
from django.utils.translation import gettext as _

from inventory.declare.custom import PREFIX, definitions
from inventory.declare.grammar import Filter, resolve
from inventory.declare.values import (
    TRUE,
    BadFilter,
    read_boolean,
    read_date,
    read_decimal,
    read_integer,
    read_moment,
    read_pattern,
    read_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from inventory.declare.custom import Definition
    from inventory.declare.spec import Spec

    Build = Callable[[Sequence[str]], Q]

TEXT: Final[Mapping[str, Any]] = {
    "ic": IContains, "isw": IStartsWith, "iew": IEndsWith, "ie": IExact, "regex": Regex, "iregex": IRegex,
}  # fmt: skip
COMPARE: Final[Mapping[str, Any]] = {
    "lt": LessThan, "lte": LessThanOrEqual, "gt": GreaterThan, "gte": GreaterThanOrEqual,
}  # fmt: skip
READERS: Final[Mapping[str, Callable[[str, str], Any]]] = {
    "integer": read_integer, "decimal": read_decimal, "boolean": read_boolean, "date": read_date,
    "datetime": read_moment,
}  # fmt: skip
WORDS: Final = frozenset({"text", "longtext", "url", "select"})
ORDERED: Final = frozenset({"integer", "decimal", "date", "datetime"})
STORE: Final = "custom_fields"


class Moment(Func):
    """A stored time; one without a zone is the installation's."""

    template = (
        r"(CASE WHEN %(expressions)s ~ '(Z|[+-]\d\d:\d\d(:\d\d(\.\d+)?)?)$' THEN (%(expressions)s)::timestamptz"
        " ELSE (%(expressions)s)::timestamp AT TIME ZONE '%(zone)s' END)"
    )
    output_field = DateTimeField()

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> Any:
        """The expression occurs three times, and so do its parameters."""
        sql, params = super().as_sql(compiler, connection, *args, **{**extra, "zone": settings.TIME_ZONE})
        return sql, [*params, *params, *params]


def custom_filters(spec: Spec) -> dict[str, Filter]:
    """Every parameter that asks for a custom field of the type, as the fields are now."""
    if "custom_fields" not in spec.fields:
        return {}
    return {each.name: each for of in definitions(spec.label).values() for each in filters_by(of)}


def build(spec: Spec, name: str, values: Sequence[str]) -> Q:
    """The condition of one `cf_` parameter. Raises `BadFilter` for a field the type does not have."""
    found = custom_filters(spec).get(name)
    if found is None:
        text = _("%(type)s have no custom field that can be filtered so.")
        raise BadFilter(name, text % {"type": spec.verbose_name_plural})
    return found.build(values)


def filters_by(of: Definition) -> Iterator[Filter]:
    """The parameters of one field; none where its filter logic says so, or for JSON."""
    if of.filter_logic == "disabled" or of.kind == "json":
        return
    exact = _exact(of)
    made = partial(Filter, label=of.title)
    kind = {"select": "choice", "multiselect": "choice", "object": "ref", "multiobject": "ref"}.get(of.kind, of.kind)
    shaped = partial(made, kind=kind, choices=of.choices, target=of.target or None)
    yield shaped(of.key, exact)
    if of.kind == "boolean":
        return
    yield shaped(f"{of.key}__n", _not(of, exact))
    yield made(f"{of.key}__empty", partial(_empty, of), "boolean")
    if of.kind in WORDS:
        for suffix, lookup in TEXT.items():
            read = partial(read_pattern if "regex" in suffix else read_text, of.key)
            positive = _any(of, partial(_lookup, lookup, _text(of)), read)
            yield made(f"{of.key}__{suffix}", positive)
            if "regex" not in suffix:
                yield made(f"{of.key}__n{suffix}", _not(of, positive))
    elif of.kind in ORDERED:
        for suffix, lookup in COMPARE.items():
            read = partial(READERS[of.kind], of.key)
            compare = _any(of, partial(_lookup, lookup, typed(of)), read)
            yield made(f"{of.key}__{suffix}", compare, of.kind)


def _lookup(lookup: Any, left: Any, value: Any) -> Any:
    return lookup(left, value)


def _text(of: Definition) -> Any:
    return KeyTextTransform(of.name, STORE)


def typed(of: Definition) -> Any:
    """The value as PostgreSQL compares values of its kind."""
    if of.kind == "datetime":
        return Moment(_text(of))
    fields: dict[str, Any] = {
        "integer": DecimalField(max_digits=40, decimal_places=0),
        "decimal": DecimalField(max_digits=60, decimal_places=20),
        "boolean": BooleanField(), "date": DateField(), "object": BigIntegerField(),
    }  # fmt: skip
    found = fields.get(of.kind)
    return Cast(_text(of), found) if found else Cast(_text(of), TextField())


def _exact(of: Definition) -> Build:
    if of.kind in {"object", "multiobject"}:
        return _objects(of)
    if of.kind == "multiselect":
        return _any(of, lambda value: _has(of, value), partial(read_text, of.key))
    if of.kind in WORDS:
        loose = of.filter_logic == "loose" and of.kind != "select"
        lookup = IContains if loose else Exact
        return _any(of, lambda value: lookup(_text(of), value), partial(read_text, of.key))
    return _any(of, lambda value: Exact(typed(of), value), partial(READERS[of.kind], of.key))


def _has(of: Definition, value: Any) -> Any:
    """A stored list contains the value."""
    wanted = Func(Cast(Value(value), BigIntegerField() if isinstance(value, int) else TextField()), function="to_jsonb")
    return Contains(KeyTransform(of.name, STORE), wanted)


class Contains(Func):
    """`list @> element`: jsonb knows that a list contains an element."""

    template = "(%(expressions)s)"
    arg_joiner = " @> "
    output_field = BooleanField()


def _objects(of: Definition) -> Build:
    def find(values: Sequence[str]) -> Q:
        ids = resolve(of.target, [value for value in values if value != "null"], by_id=True, name=of.key)
        found = Q()
        if of.kind == "object":
            found |= Q(In(typed(of), ids)) if ids else Q()
        for key in ids if of.kind == "multiobject" else ():
            found |= Q(_has(of, key))
        return found | Q(_absent(of)) if "null" in values else found

    return find


def _any(of: Definition, compare: Callable[[Any], Any], read: Callable[[str], Any]) -> Build:
    """Any of the values; `null` asks for "not stated"."""

    def find(values: Sequence[str]) -> Q:
        found = Q()
        for value in values:
            found |= Q(_absent(of)) if value == "null" else Q(compare(read(value)))
        return found

    return find


def _absent(of: Definition) -> Any:
    return IsNull(_text(of), True)


def _not(of: Definition, positive: Build) -> Build:
    """What is not stated is not equal to anything stated."""

    def find(values: Sequence[str]) -> Q:
        found = ~positive(values)
        return found if "null" in values else found | Q(_absent(of))

    return find


def _empty(of: Definition, values: Sequence[str]) -> Q:
    blank = Q(_absent(of)) | Q(In(_text(of), ["", "[]"]))
    return blank if values[-1].lower() in TRUE else ~Q(_absent(of)) & ~Q(In(_text(of), ["", "[]"]))


def is_custom(name: str) -> bool:
    """Whether a parameter asks for a custom field."""
    return name.startswith(PREFIX)
