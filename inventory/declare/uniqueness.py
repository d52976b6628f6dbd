"""What the database's constraints would refuse, asked for a whole set of objects by one statement."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import connection, models
from django.db.models.sql import Query

from inventory.declare.storing import plain, recordset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

ALL: Final[frozenset[str]] = frozenset()


class Constraint(NamedTuple):
    """One constraint as SQL over unqualified columns; `keys` is empty for a check, whose SQL is `condition`."""

    names: frozenset[str]
    """Fields it reads."""
    keys: tuple[str, ...]
    condition: str
    params: tuple[Any, ...]
    nulls_alike: bool
    refuse: Callable[[Any], tuple[str, ValidationError]]
    """The field and the error for an instance that violates it."""


class Constraints(NamedTuple):
    """All constraints of a type: those that SQL can ask for a set, and those asked one by one."""

    asked: tuple[Constraint, ...]
    alone: tuple[models.BaseConstraint, ...]


def violations(
    model: type[models.Model],
    instances: Sequence[Any],
    changed: Sequence[frozenset[str] | None],
    wrong: Mapping[int, ValidationError],
) -> Iterator[tuple[int, str, ValidationError]]:
    """Position, field and error of every object that stored ones, or earlier ones of the set, stand in the way of.

    `changed` names the changed fields of each, None for a new object; what is unchanged is stored and therefore right.
    Constraints over a field that is `wrong` already are not asked.
    """
    asked, alone = constraints(model)
    fresh = [(each, [*_fresh(each, changed, wrong)]) for each in asked]
    wanted = [(each, positions) for each, positions in fresh if positions]
    if wanted:
        for number, at in _ask(model, instances, wanted):
            yield at, *wanted[number][0].refuse(instances[at])
    for constraint in alone:
        for at, instance in enumerate(instances):
            try:
                constraint.validate(model, instance, exclude=_names(wrong.get(at)))
            except ValidationError as error:
                yield at, NON_FIELD_ERRORS, error


def _names(error: ValidationError | None) -> set[str]:
    return set(error.error_dict) if error is not None and hasattr(error, "error_dict") else set()


def _fresh(
    each: Constraint, changed: Sequence[frozenset[str] | None], wrong: Mapping[int, ValidationError]
) -> Iterator[int]:
    for at, names in enumerate(changed):
        touched = names is None or not each.names.isdisjoint(names)
        if touched and (at not in wrong or each.names.isdisjoint(_names(wrong[at]))):
            yield at


def _ask(
    model: type[models.Model], instances: Sequence[Any], wanted: Sequence[tuple[Constraint, list[int]]]
) -> list[tuple[int, int]]:
    """(number of the constraint, position) of what is violated, in this order."""
    meta: Any = model._meta  # noqa: SLF001 - Django's public introspection
    names = sorted(set().union(*(each.names for each, _positions in wanted)))
    fields = [meta.get_field(name) for name in names]
    read = sorted({at for _each, positions in wanted for at in positions} | _stored(instances))
    rows = [
        {
            "at": at,
            "own_id": instances[at].pk,
            **{f.column: plain(f, getattr(instances[at], f.attname)) for f in fields},
        }
        for at in read
    ]
    parts: list[str] = []
    params: list[Any] = [msgspec.json.encode(rows, enc_hook=str).decode()]
    for number, (each, positions) in enumerate(wanted):
        sql, given = _statement(meta.db_table, number, each, positions, [row["own_id"] for row in rows])
        parts.append(sql)
        params.extend(given)
    source = recordset({"at": "integer", "own_id": "bigint"} | {f.column: f.db_type(connection) or "" for f in fields})
    with connection.cursor() as cursor:
        cursor.execute(f"WITH v AS ({source}) {' UNION ALL '.join(parts)} ORDER BY 1, 2", params)
        found: list[tuple[int, int]] = cursor.fetchall()
    return found


def _stored(instances: Sequence[Any]) -> set[int]:
    """Positions of stored objects: where they stand after the write is what the others are compared with."""
    return {at for at, each in enumerate(instances) if each.pk is not None}


def _statement(
    table: str, number: int, each: Constraint, positions: list[int], ids: list[int | None]
) -> tuple[str, list[Any]]:
    where = f"WHERE {each.condition}" if each.condition else ""
    if not each.keys:
        sql = f"SELECT {number}, at FROM v WHERE at = ANY(%s) AND NOT coalesce({each.condition}, true)"
        return sql, [positions, *each.params]
    keys = [f"k{at}" for at in range(len(each.keys))]
    named = ", ".join(f"{sql} AS {key}" for sql, key in zip(each.keys, keys, strict=True))
    equal = "IS NOT DISTINCT FROM" if each.nulls_alike else "="
    same = " AND ".join(f"({sql}) {equal} n.{key}" for sql, key in zip(each.keys, keys, strict=True))
    more = f"AND {each.condition}" if each.condition else ""
    stated = "" if each.nulls_alike else "".join(f" AND n.{key} IS NOT NULL" for key in keys)
    # In `same`, columns without qualifier are those of the stored row: the inner table hides the outer one's.
    sql = (
        f"SELECT {number}, n.at FROM (SELECT at, at = ANY(%s) AS fresh, {named}, "
        f"row_number() OVER (PARTITION BY {', '.join(each.keys)} ORDER BY at = ANY(%s), at) AS nth FROM v {where}) n "
        f'WHERE n.fresh AND ((n.nth > 1{stated}) OR EXISTS (SELECT FROM "{table}" WHERE {same} {more} '
        f"AND NOT id = ANY(%s)))"
    )
    stored = [key for key in ids if key is not None]
    return sql, [positions, positions, *each.params, *each.params, stored]


@lru_cache(maxsize=512)
def constraints(model: type[models.Model]) -> Constraints:
    """The constraints of a model, compiled."""
    meta = model._meta  # noqa: SLF001 - Django's public introspection
    asked = [_of_field(model, field) for field in meta.concrete_fields if field.unique and not field.primary_key]
    alone = []
    for constraint in meta.constraints:
        made = _of_unique(model, constraint) if isinstance(constraint, models.UniqueConstraint) else None
        made = _of_check(model, constraint) if isinstance(constraint, models.CheckConstraint) else made
        if made is None:
            alone.append(constraint)
        else:
            asked.append(made)
    return Constraints(tuple(asked), tuple(alone))


def _of_field(model: type[models.Model], field: models.Field[Any, Any]) -> Constraint:
    def refuse(instance: Any) -> tuple[str, ValidationError]:
        return field.name, instance.unique_error_message(model, (field.name,))

    return Constraint(frozenset({field.name}), (f'"{field.column}"',), "", (), nulls_alike=False, refuse=refuse)


def _of_unique(model: type[models.Model], constraint: models.UniqueConstraint) -> Constraint | None:
    """None when it reads generated columns, which exist only once a row is stored."""
    expressions: list[Any] = [models.F(name) for name in constraint.fields] or [
        each.get_expression_for_validation() if hasattr(each, "get_expression_for_validation") else each
        for each in constraint.expressions
    ]
    names = _read(model, [*expressions, *([constraint.condition] if constraint.condition else [])])
    if names is None:
        return None
    keys = [_compiled(model, each) for each in expressions]
    if any(params for _sql, params in keys):
        return None
    condition, params = _compiled_condition(model, constraint.condition) if constraint.condition else ("", ())

    def refuse(instance: Any) -> tuple[str, ValidationError]:
        default = constraint.violation_error_message == constraint.default_violation_error_message
        if constraint.fields and default and not constraint.condition:
            error = instance.unique_error_message(model, constraint.fields)
            return (constraint.fields[0] if len(constraint.fields) == 1 else NON_FIELD_ERRORS), error
        error = ValidationError(constraint.get_violation_error_message(), code=constraint.violation_error_code)
        return NON_FIELD_ERRORS, error

    alike = constraint.nulls_distinct is False
    return Constraint(names, tuple(sql for sql, _params in keys), condition, params, nulls_alike=alike, refuse=refuse)


def _of_check(model: type[models.Model], constraint: models.CheckConstraint) -> Constraint | None:
    names = _read(model, [constraint.condition])
    if names is None or not isinstance(constraint.condition, models.Q):
        return None
    condition, params = _compiled_condition(model, constraint.condition)

    def refuse(_instance: Any) -> tuple[str, ValidationError]:
        error = ValidationError(constraint.get_violation_error_message(), code=constraint.violation_error_code)
        return NON_FIELD_ERRORS, error

    return Constraint(names, (), condition, params, nulls_alike=False, refuse=refuse)


def _read(model: type[models.Model], expressions: Sequence[Any]) -> frozenset[str] | None:
    """Fields the expressions read; None when one of them is generated."""
    found: set[str] = set()
    for each in expressions:
        reader: Any = model  # what the checks of Django's own constraints ask, unknown to its stubs
        for name, *_lookups in reader._get_expr_references(each):  # noqa: SLF001
            field: Any = model._meta.pk if name == "pk" else model._meta.get_field(name)  # noqa: SLF001
            if getattr(field, "generated", False):
                return None
            found.add(field.name)
    return frozenset(found)


def _compiled(model: type[models.Model], expression: Any) -> tuple[str, tuple[Any, ...]]:
    query = Query(model, alias_cols=False)
    compiler = query.get_compiler(connection=connection)
    sql, params = compiler.compile(expression.resolve_expression(query, allow_joins=False))
    return sql, tuple(params)


def _compiled_condition(model: type[models.Model], condition: models.Q) -> tuple[str, tuple[Any, ...]]:
    query = Query(model, alias_cols=False)
    compiler = query.get_compiler(connection=connection)
    sql, params = query.build_where(condition).as_sql(compiler, connection)
    return f"({sql})", tuple(params)
