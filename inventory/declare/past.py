"""The inventory as it was: every table once more as a view in the schema `past`, with later changes undone.

The change log tells what each row was before. `at(moment)` puts `past` before the real tables for one transaction, so
that every statement of a request (filters, counts, nested objects, elevations) answers as of then.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC
from typing import TYPE_CHECKING, Final

from django.db import connection, transaction
from psycopg.pq import TransactionStatus

from inventory.declare.fetching import unprepared
from inventory.declare.history import UNRECORDED
from inventory.declare.registry import specs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.db.backends.base.base import BaseDatabaseWrapper

    from inventory.declare.spec import Spec

PRESENT_APPS: Final = frozenset({"core", "reconcile"})
"""What is itself a log, and never was otherwise."""
PRESENT: Final = frozenset({
    "users.user", "users.group", "users.objectpermission", "users.token", "extras.customfield",
    "extras.customfieldchoiceset", "extras.savedfilter", "extras.bookmark",
})  # fmt: skip
"""Who may see what, and how things are shown, is decided by today's rows."""
UNDONE: Final = """
CREATE SCHEMA IF NOT EXISTS past;
CREATE OR REPLACE FUNCTION past.undone(label text) RETURNS TABLE (id bigint, existed boolean, was jsonb)
LANGUAGE sql STABLE AS $fn$
  SELECT c.changed_object_id, (array_agg(c.action ORDER BY c.id))[1] <> 'create',
    coalesce(jsonb_object_agg(e.key, e.value ORDER BY c.id DESC) FILTER (WHERE e.key IS NOT NULL), '{}')
  FROM public.core_objectchange c LEFT JOIN LATERAL jsonb_each(c.prechange_data) e ON true
  WHERE c.changed_object_type = label AND c.time > current_setting('infoport.as_of')::timestamptz
  GROUP BY c.changed_object_id
$fn$;
"""
"""Rows that changed since, and each column as it was: the earliest "before" of a column is what it was then."""


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """A read-only transaction in which every statement sees the inventory as it was at `moment`."""
    nested = connection.in_atomic_block
    with transaction.atomic(), unprepared():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('infoport.as_of', %s, true), set_config('search_path', 'past, public', true)",
                [moment.astimezone(UTC).isoformat()],
            )
        yield
        failed = connection.connection.info.transaction_status == TransactionStatus.INERROR
        if nested and not failed and not connection.needs_rollback:  # the outermost transaction's end forgets both
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('search_path', 'public', true)")


def drop_views(to: BaseDatabaseWrapper) -> None:
    """Remove the views, which would stand in the way of a migration."""
    with to.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS past CASCADE")


def create_views(to: BaseDatabaseWrapper) -> None:
    """Make one view per recorded table and per table of pairs; idempotent."""
    with to.cursor() as cursor:
        existing = set(to.introspection.table_names(cursor))
        if "core_objectchange" not in existing:
            return
        statements = [UNDONE]
        for spec in specs:
            if spec.table in existing and not stays(spec):
                statements.append(_view(spec))
                statements.extend(_pairs(spec))
        cursor.execute("\n".join(statements).replace("%", "%%"))


def stays(spec: Spec) -> bool:
    """Whether the type is shown as it is today whatever moment is asked for."""
    return spec.app in PRESENT_APPS or spec.label in PRESENT or spec.label in UNRECORDED


def _view(spec: Spec) -> str:
    table = spec.table
    return (
        f'CREATE OR REPLACE VIEW past."{table}" AS '
        f"WITH u AS MATERIALIZED (SELECT * FROM past.undone('{spec.label}'))\n"
        f'SELECT t.* FROM public."{table}" t WHERE NOT EXISTS (SELECT FROM u WHERE u.id = t.id)\n'
        f'UNION ALL SELECT r.* FROM u LEFT JOIN public."{table}" t ON t.id = u.id CROSS JOIN LATERAL '
        f"jsonb_populate_record(NULL::public.\"{table}\", coalesce(to_jsonb(t), '{{}}') || u.was) r WHERE u.existed;"
    )


def _pairs(spec: Spec) -> Iterator[str]:
    """Views of the tables behind many-to-many fields, whose change log has the ids before each change."""
    for found in spec.model._meta.many_to_many:  # noqa: SLF001 - Django's public introspection
        table, near, far = found.m2m_db_table(), found.m2m_column_name(), found.m2m_reverse_name()
        yield (
            f'CREATE OR REPLACE VIEW past."{table}" AS '
            f"WITH u AS MATERIALIZED (SELECT * FROM past.undone('{spec.label}'))\n"
            f'SELECT p.id, p."{near}", p."{far}" FROM public."{table}" p WHERE NOT EXISTS '
            f"(SELECT FROM u WHERE u.id = p.\"{near}\" AND (NOT u.existed OR u.was ? '{found.name}'))\n"
            f"UNION ALL SELECT NULL::bigint, u.id, each::bigint FROM u CROSS JOIN LATERAL "
            f"jsonb_array_elements_text(u.was -> '{found.name}') each WHERE u.existed AND u.was ? '{found.name}';"
        )
