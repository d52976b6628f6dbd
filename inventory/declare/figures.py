"""Lists ordered and filtered by what is computed: extra filters over SQL that no column keeps."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q
from django.db.models.expressions import OrderBy, RawSQL

from inventory.declare.grammar import COMPARE, Filter
from inventory.declare.registry import expand
from inventory.declare.spec import Field
from inventory.declare.values import READERS, read_integer, refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from inventory.declare.spec import Spec

OPERATORS: Final = {"lt": "<", "lte": "<=", "gt": ">", "gte": ">="}
ORDERED: Final = frozenset({"integer", "decimal", "boolean", "text", "choice", "date", "datetime"})
"""Kinds of computed keys by which a list may be sorted."""


def is_figure(field: Field) -> bool:
    """Whether the key is computed from the row, and has an order; a constant has none."""
    return field.model_field is None and "{" in (field.sql or "") and field.sortable and field.kind in ORDERED


def figure_sql(spec: Spec, field: Field, alias: str = "") -> str:
    """The SQL of a computed key, of the type's own table unless `alias` names the row."""
    return expand(spec, field.sql or "").replace("{t}", alias or f'"{spec.table}"')


def figure_order(spec: Spec, term: str) -> str | OrderBy:
    """A term of an order (`-utilization`) as Django takes it; computed keys as SQL, absent values last."""
    field = spec.fields.get(term.lstrip("-"))
    if field is None or not is_figure(field):
        return term
    return OrderBy(RawSQL(figure_sql(spec, field), []), descending=term.startswith("-"), nulls_last=True)  # noqa: S611 - from declarations


@dataclass(frozen=True, slots=True)
class Figure:
    """A declared extra filter: equal, unequal, less, more.

    It looks at the computed key `key` (the filter's own name unless said), or at a whole number made by `sql`.
    """

    key: str = ""
    sql: str = ""
    label: Any = ""

    def filters(self, spec: Spec, name: str) -> Iterator[Filter]:
        """`<name>`, `<name>__n` and the comparisons."""
        made_here = Field(name, "integer", self.label, sql=f"({self.sql})")
        field = made_here if self.sql else spec.fields[self.key or name]
        read = READERS.get("integer" if field.kind == "choice" else field.kind, read_integer)
        made = partial(Filter, kind=field.kind, choices=field.choices, label=field.label)
        yield made(name, _holding(spec, field, "=", partial(read, name)))
        yield made(f"{name}__n", _holding(spec, field, "<>", partial(read, name)))
        if field.kind != "choice":
            for suffix in COMPARE:
                yield made(f"{name}__{suffix}", _holding(spec, field, OPERATORS[suffix], partial(read, name)))


def _holding(spec: Spec, field: Field, operator: str, read: Callable[[str], Any]) -> Callable[[Sequence[str]], Q]:
    every = operator == "<>"

    def build(values: Sequence[str]) -> Q:
        stated = [read(value) for value in values if value != "null"]
        sql = figure_sql(spec, field, "t")
        tests = [f"{sql} {operator} %s"] * len(stated) + [f"{sql} IS NULL"] * (len(stated) < len(values))
        where = (" AND " if every else " OR ").join(tests)
        return Q(pk__in=RawSQL(f'SELECT t.id FROM "{spec.table}" t WHERE {where}', stated))  # noqa: S611 - from declarations

    return build


@dataclass(frozen=True, slots=True)
class Element:
    """A declared extra filter: the list `field` holds a number between `low` and `high`."""

    field: str
    low: int
    high: int
    label: Any = ""

    def filters(self, spec: Spec, name: str) -> Iterator[Filter]:
        """One parameter; several values find lists that hold any of them."""
        del spec

        def build(values: Sequence[str]) -> Q:
            found = Q()
            for value in values:
                number = read_integer(name, value) if value != "null" else self.low - 1
                if value != "null" and not self.low <= number <= self.high:
                    raise refuse(name, value, f"{self.low}-{self.high}")
                found |= Q(**{f"{self.field}__contains": [number]})
            return found

        yield Filter(name, build, "integer", label=self.label or name)
