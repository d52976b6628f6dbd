"""Rows written as a set: one statement whatever their number, the values as one JSON parameter.

PostgreSQL turns the JSON into typed columns; binding each value by itself costs several times as much in this process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.db import connection, models
from psycopg import Binary
from psycopg.types.json import Json, Jsonb

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

NEXT: Final = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"


def plain(field: Any, value: Any) -> Any:
    """A value of a model field as JSON that PostgreSQL reads as the column's type."""
    if value is None:
        return None
    made = field.get_db_prep_save(value, connection)
    if isinstance(made, (Jsonb, Json, Binary)):
        made = made.obj
    return "\\x" + bytes(made).hex() if isinstance(made, (bytes, bytearray, memoryview)) else made


def recordset(types: Mapping[str, str]) -> str:
    """SQL of a table `v` read from one JSON parameter; `types` are columns and their types."""
    columns = ", ".join(f'"{name}" {kind}' for name, kind in types.items())
    return f"SELECT * FROM json_to_recordset(%s::json) AS v({columns})"


def array(ids: Iterable[int]) -> str:
    """Ids as PostgreSQL's text of an array: a tenth of what psycopg's own list dumper takes."""
    return "{" + ",".join(map(str, ids)) + "}"


def insert(instances: Sequence[Any]) -> None:
    """Store new objects of one type and give them their ids. Raises `IntegrityError` as the database does."""
    meta = instances[0]._meta  # noqa: SLF001 - Django's public introspection
    fields = [each for each in meta.concrete_fields if not each.generated]
    rows = []
    for instance in instances:
        values = [each.pre_save(instance, add=True) for each in fields]
        if any(hasattr(value, "resolve_expression") for value in values):
            meta.default_manager.bulk_create(instances)
            return
        rows.append({each.column: plain(each, value) for each, value in zip(fields, values, strict=True)})
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [f'"{meta.db_table}"', len(rows)])
        keys = [key for (key,) in cursor.fetchall()]
        for row, key in zip(rows, keys, strict=True):
            row[meta.pk.column] = key
        names = ", ".join(f'"{each.column}"' for each in fields)
        source = recordset({each.column: each.db_type(connection) for each in fields})
        cursor.execute(f'INSERT INTO "{meta.db_table}" ({names}) {source}', [_json(rows)])
    for instance, key in zip(instances, keys, strict=True):
        instance.pk = key
        instance._state.adding = False  # noqa: SLF001 - what Django's own save does
        instance._state.db = connection.alias  # noqa: SLF001


def change(instances: Sequence[Any], names: Iterable[str]) -> None:
    """Store the fields `names` of stored objects of one type, and when they were last updated."""
    meta = instances[0]._meta  # noqa: SLF001 - Django's public introspection
    wanted = set(names)
    fields = [
        each
        for each in meta.concrete_fields
        if not each.generated and (each.name in wanted or getattr(each, "auto_now", False))
    ]
    rows = [
        {"id": each.pk} | {field.column: plain(field, field.pre_save(each, add=False)) for field in fields}
        for each in instances
    ]
    assigned = ", ".join(f'"{each.column}" = v."{each.column}"' for each in fields)
    source = recordset({"id": "bigint"} | {each.column: each.db_type(connection) for each in fields})
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{meta.db_table}" t SET {assigned} FROM ({source}) v WHERE t.id = v.id',
            [_json(rows)],
        )


def relate(field: models.ManyToManyField[Any, Any], wanted: Mapping[int, Iterable[int]], *, new: bool) -> set[int]:
    """Let each object (id → ids) be related to exactly these; `new` objects have no relations yet.

    Returns the ids of objects whose relations changed.
    """
    table, near, far = field.m2m_db_table(), field.m2m_column_name(), field.m2m_reverse_name()
    pairs = {(key, other) for key, others in wanted.items() for other in others}
    with connection.cursor() as cursor:
        stored: set[tuple[int, int]] = set()
        if not new:
            cursor.execute(
                f'SELECT "{near}", "{far}" FROM "{table}" WHERE "{near}" = ANY(%s::bigint[])',
                [array(wanted)],
            )
            stored = set(cursor.fetchall())
        gone, come = sorted(stored - pairs), sorted(pairs - stored)
        if gone:
            cursor.execute(
                f'DELETE FROM "{table}" t USING unnest(%s::bigint[], %s::bigint[]) AS g(near, far) '
                f'WHERE t."{near}" = g.near AND t."{far}" = g.far',
                [array(one for one, _other in gone), array(other for _one, other in gone)],
            )
        if come:
            cursor.execute(
                f'INSERT INTO "{table}" ("{near}", "{far}") SELECT * FROM unnest(%s::bigint[], %s::bigint[])',
                [array(one for one, _other in come), array(other for _one, other in come)],
            )
    return {one for one, _other in (*gone, *come)}


def _json(rows: Any) -> str:
    return msgspec.json.encode(rows, enc_hook=str).decode()
