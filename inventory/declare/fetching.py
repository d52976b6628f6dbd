"""Statements of reading pages: prepared, binary, and limited to what the person may see."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import connection
from psycopg import Cursor

from inventory.declare.viewing import limited, unlimited

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


_prepares: ContextVar[bool] = ContextVar("prepares", default=True)


@contextmanager
def unprepared() -> Iterator[None]:
    """Keep no plans: the tables' names mean something else for a while."""
    token = _prepares.set(False)
    try:
        yield
    finally:
        _prepares.reset(token)


def array(ids: Iterable[int]) -> str:
    """Ids as PostgreSQL's text of an array: a tenth of what psycopg's own list dumper takes."""
    return "{" + ",".join(map(str, ids)) + "}"


def fetch(sql: str, params: Sequence[Any] | Mapping[str, Any] = ()) -> list[tuple[Any, ...]]:
    """Run a prepared statement on the request's own connection, binary results, limited to what the person may see."""
    connection.ensure_connection()
    with Cursor(connection.connection) as cursor:  # Django's own cursor binds on the client and cannot ask for binary
        cursor.execute(limited(sql), params, prepare=_prepares.get(), binary=True)
        return cursor.fetchall()


def fetch_by_id(sql: str, ids: Sequence[int]) -> list[tuple[Any, ...]]:
    """`fetch` a statement that ends in `WHERE t.id = ` for some ids.

    One id is asked for as such: PostgreSQL then keeps the plan, which for an array it takes to hold ten ids it does
    not, and planning twenty joins takes longer than running them.
    """
    if len(ids) == 1:
        return fetch(f"{sql}%s::bigint", list(ids))
    return fetch(f"{sql}ANY(%s::bigint[])", [array(ids)])


@unlimited()
def holds(table: str, **values: object) -> bool:
    """Whether a table has any row with these values, whoever may see it.

    Spares most requests from asking Django, which takes several times as long to phrase a question about nothing.
    """
    return bool(fetch(_any_row(table, tuple(values)), list(values.values())))


@lru_cache(maxsize=256)
def _any_row(table: str, columns: tuple[str, ...]) -> str:
    return f'SELECT 1 FROM "{table}" WHERE {" AND ".join(f"{each} = %s" for each in columns)} LIMIT 1'
