"""One page of a type: which ids, in which order, out of how many."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection

from inventory.declare.custom import PREFIX
from inventory.declare.custom_columns import widened
from inventory.declare.figures import figure_order, figure_sql, is_figure
from inventory.declare.viewing import unlimited

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from inventory.declare.spec import Spec

UNORDERED: Final = frozenset({"refs", "tags", "json", "custom", "array"})


def ids_and_count(
    spec: Spec, found: QuerySet[Any], params: Mapping[str, str], limit: int, offset: int = 0
) -> tuple[list[int], int]:
    """The ids of one page in order, and how many there are in all.

    The condition is compiled once and serves both statements; counting is left out where the page shows the end.
    `found` is already limited to what may be seen; what it is ordered by need not be seen, and hides no row.
    """
    with unlimited():
        return _ids_and_count(spec, found, params, limit, offset)


def _ids_and_count(
    spec: Spec, found: QuerySet[Any], params: Mapping[str, str], limit: int, offset: int
) -> tuple[list[int], int]:
    spec = sortable(spec, params)
    terms = order_terms(spec, params)
    order = _local_order(spec, tuple(terms))
    if order is None:
        chosen = ordered(spec, found, params).values_list("pk", flat=True)
        ids = list(chosen[offset : offset + limit])
        sql = args = None
    else:
        try:
            sql, args = found.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            return [], 0
        with connection.cursor() as cursor:
            cursor.execute(f"{sql} {order} LIMIT %s OFFSET %s", [*args, limit, offset])
            ids = [row[0] for row in cursor.fetchall()]
    if len(ids) < limit and (ids or not offset):
        return ids, offset + len(ids)
    if sql is None:
        return ids, found.order_by().count()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql}) AS found", args)
        return ids, int(cursor.fetchone()[0])


def sortable(spec: Spec, params: Mapping[str, str]) -> Spec:
    """The type with its custom fields where the order asks for one."""
    return widened(spec) if PREFIX in params.get("ordering", "") else spec


def ordered(spec: Spec, found: QuerySet[Any], params: Mapping[str, str]) -> QuerySet[Any]:
    """The rows in the order asked for."""
    spec = sortable(spec, params)
    return found.order_by(*[figure_order(spec, term) for term in order_terms(spec, params)])


def order_terms(spec: Spec, params: Mapping[str, str]) -> list[str]:
    """The order asked for, as Django's terms; unknown keys are ignored, ties are broken by id."""
    terms: list[str] = []
    columns = _columns(spec.model)
    for term in params.get("ordering", "").split(","):
        sign, name = ("-", term[1:]) if term.startswith("-") else ("", term)
        field = spec.fields.get(name)
        if field is None or field.kind in UNORDERED or (field.model_field is None and not is_figure(field)):
            continue
        terms.append(sign + (f"_{name}" if f"_{name}" in columns else name))
    return [*terms, "pk"] if terms else list(spec.ordering)


@lru_cache(maxsize=1024)
def _local_order(spec: Spec, terms: tuple[str, ...]) -> str | None:
    """`ORDER BY` over the type's own columns; None when another table decides."""
    parts: list[str] = []
    columns = _columns(spec.model)
    for term in terms:
        name = term.lstrip("-")
        column = "id" if name == "pk" else columns.get(name)
        sort = " DESC" if term.startswith("-") else ""
        if column is not None:
            parts.append(f'"{spec.table}"."{column}"{sort}')
        elif name in spec.fields and is_figure(spec.fields[name]):
            parts.append(f"{figure_sql(spec, spec.fields[name])}{sort} NULLS LAST")
        else:
            return None
    return f"ORDER BY {', '.join(parts)}"


@lru_cache(maxsize=256)
def _columns(model: type[Any]) -> Mapping[str, str]:
    """Name → column of plain fields; a reference is ordered by what it refers to, so it is not among them."""
    return {field.name: field.column for field in model._meta.concrete_fields if not field.is_relation}  # noqa: SLF001
