"""History kept by the database: statement-level triggers with transition tables.

Whatever changes a row (the web, bulk SQL, the shell, a migration) is recorded. The actor is the transaction's
`infoport.*` settings; without them the change is recorded as `system`, never lost.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import connection, transaction

from inventory.declare.personal import SECRET
from inventory.declare.registry import specs

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper

    from inventory.declare.spec import Spec

UNRECORDED: Final = frozenset({
    "core.job", "core.objectchange", "services.businessfigurevalue", "extras.delivery", "events.event", "events.sender",
    "configs.configversion", "configs.complianceresult", "hosting.run", "hosting.runevent",
    "inspection.inspection", "inspection.finding", "conferencing.readinesssample", "events.alert",
    "discovery.candidate", "reconcile.presence",
})  # fmt: skip
"""History has no history of its own, nor has what devices say."""

NOISE: Final = ("last_updated", "last_login", "last_used", "password", "digest", "preferences", "secret", "_enforced")
"""Columns that are bookkeeping or secret: a change of these alone is no change, and none is ever copied."""

TITLES: Final = ("name", "cid", "username", "model", "prefix", "address", "key")

FUNCTION: Final = """
CREATE OR REPLACE FUNCTION infoport_record() RETURNS trigger LANGUAGE plpgsql
SET enable_nestloop = off -- the plan is kept: made for one row, a nested loop would be ruinous for thousands
AS $fn$
DECLARE
  actor bigint := nullif(current_setting('infoport.user_id', true), '')::bigint;
  actor_name text := coalesce(nullif(current_setting('infoport.user_name', true), ''), 'system');
  request uuid := nullif(current_setting('infoport.request_id', true), '')::uuid;
  note text := coalesce(current_setting('infoport.message', true), '');
  noise text[] := %(noise)s;
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO core_objectchange (user_id, user_name, request_id, action, changed_object_type, changed_object_id,
        object_repr, message, prechange_data, postchange_data)
    SELECT actor, actor_name, request, 'create', TG_ARGV[0], (row ->> 'id')::bigint,
        left(coalesce(nullif(row ->> TG_ARGV[1], ''), '#' || (row ->> 'id')), 200), note, NULL, row - noise
    FROM (SELECT to_jsonb(n) AS row FROM new_rows n) made;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO core_objectchange (user_id, user_name, request_id, action, changed_object_type, changed_object_id,
        object_repr, message, prechange_data, postchange_data)
    SELECT actor, actor_name, request, 'delete', TG_ARGV[0], (row ->> 'id')::bigint,
        left(coalesce(nullif(row ->> TG_ARGV[1], ''), '#' || (row ->> 'id')), 200), note, row - noise, NULL
    FROM (SELECT to_jsonb(o) AS row FROM old_rows o) gone;
  ELSE
    INSERT INTO core_objectchange (user_id, user_name, request_id, action, changed_object_type, changed_object_id,
        object_repr, message, prechange_data, postchange_data)
    SELECT actor, actor_name, request, 'update', TG_ARGV[0], id,
        left(coalesce(nullif(after ->> TG_ARGV[1], ''), '#' || id), 200), note, was, became
    FROM (SELECT n.id, to_jsonb(o) AS before, to_jsonb(n) AS after FROM old_rows o JOIN new_rows n USING (id)
      OFFSET 0) pairs -- which keeps the planner from converting a row again for each use
    CROSS JOIN LATERAL (SELECT jsonb_object_agg(key, before -> key) AS was, jsonb_object_agg(key, value) AS became
      FROM jsonb_each(after) AS changed(key, value)
      WHERE before -> key IS DISTINCT FROM value AND NOT key = ANY (noise)) changes
    WHERE became IS NOT NULL;
  END IF;
  RETURN NULL;
END $fn$;
"""

MANY: Final = """
CREATE OR REPLACE FUNCTION infoport_record_many() RETURNS trigger LANGUAGE plpgsql AS $fn$
DECLARE
  changed record; after jsonb; title text;
BEGIN
  FOR changed IN
    SELECT (to_jsonb(r) ->> TG_ARGV[2])::bigint AS id, array_agg((to_jsonb(r) ->> TG_ARGV[3])::bigint) AS far
    FROM touched r GROUP BY 1
  LOOP
    EXECUTE format('SELECT left(coalesce((SELECT (to_jsonb(o) ->> %%L) FROM %%I o WHERE id = $1), ''#'' || $1), 200)',
      TG_ARGV[5], TG_ARGV[4]) INTO title USING changed.id;
    EXECUTE format('SELECT coalesce(jsonb_agg(%%I ORDER BY %%I), ''[]'') FROM %%I WHERE %%I = $1',
      TG_ARGV[3], TG_ARGV[3], TG_TABLE_NAME, TG_ARGV[2]) INTO after USING changed.id;
    INSERT INTO core_objectchange (user_id, user_name, request_id, action, changed_object_type, changed_object_id,
        object_repr, message, prechange_data, postchange_data)
    SELECT nullif(current_setting('infoport.user_id', true), '')::bigint,
      coalesce(nullif(current_setting('infoport.user_name', true), ''), 'system'),
      nullif(current_setting('infoport.request_id', true), '')::uuid, 'update', TG_ARGV[0], changed.id, title,
      coalesce(current_setting('infoport.message', true), ''),
      jsonb_build_object(TG_ARGV[1], CASE TG_OP
        WHEN 'INSERT' THEN coalesce((SELECT jsonb_agg(e) FROM jsonb_array_elements(after) e
          WHERE NOT e::text::bigint = ANY (changed.far)), '[]')
        ELSE after || to_jsonb(changed.far) END),
      jsonb_build_object(TG_ARGV[1], after);
  END LOOP;
  RETURN NULL;
END $fn$;
"""
"""A many-to-many change is an update of the object that holds the relation: ids before and after."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who changes something, in which request, and why."""

    user_id: int | None = None
    user_name: str = "system"
    request_id: uuid.UUID | None = None
    message: str = ""


SYSTEM: Final = Actor()
_current: ContextVar[Actor] = ContextVar("actor", default=SYSTEM)


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """Everything written in `recorded()` blocks inside is `actor`'s."""
    reset = _current.set(actor)
    try:
        yield
    finally:
        _current.reset(reset)


def current_actor() -> Actor:
    """Who acts now; `SYSTEM` outside of every `acting`."""
    return _current.get()


NOBODY: Final = ("", "", "", "")
_settings: ContextVar[tuple[str, str, str, str]] = ContextVar("settings", default=NOBODY)
"""What the open transaction's `infoport.*` settings are."""


@contextmanager
def recorded(message: str = "") -> Iterator[Actor]:
    """A transaction whose changes bear the current actor and `message` (200 characters at most).

    Inside a larger transaction, what follows the block bears what it bore before; where that is the same, nothing is
    said again.
    """
    actor = _current.get()
    wanted = (str(actor.user_id or ""), actor.user_name, str(actor.request_id or ""), (message or actor.message)[:200])
    nested = connection.in_atomic_block
    told = nested and _settings.get() == wanted
    with transaction.atomic():
        if not told:
            _tell(wanted)
        before = _settings.set(wanted)
        try:
            yield actor
        finally:
            _settings.reset(before)
        if nested and not told and not connection.needs_rollback:
            _tell(_settings.get())


def _tell(settings: tuple[str, str, str, str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('infoport.user_id', %s, true), set_config('infoport.user_name', %s, true),"
            " set_config('infoport.request_id', %s, true), set_config('infoport.message', %s, true)",
            settings,
        )


def install_triggers(to: BaseDatabaseWrapper, app: str | None = None) -> None:
    """Create the recording function and one trigger per event and declared table; idempotent."""
    with to.cursor() as cursor:
        existing = set(to.introspection.table_names(cursor))
        if "core_objectchange" not in existing:
            return
        noise = "ARRAY[" + ", ".join(f"'{name}'" for name in NOISE) + "]"
        statements = [FUNCTION % {"noise": noise}, MANY.replace("%%", "%")]
        for spec in specs:
            if spec.table in existing and spec.label not in UNRECORDED | SECRET and app in {None, spec.app, "core"}:
                statements.extend(_triggers(spec))
                statements.extend(_many_triggers(spec))
        cursor.execute("\n".join(statements))


def _title(spec: Spec) -> str:
    """The column that names a row in history."""
    columns = {field.column for field in spec.fields.values()}
    return next((each for each in TITLES if each in columns), "id")


def _many_triggers(spec: Spec) -> Iterator[str]:
    for found in spec.model._meta.many_to_many:  # noqa: SLF001 - Django's public introspection
        near, far = found.m2m_column_name(), found.m2m_reverse_name()
        arguments = ", ".join(f"'{each}'" for each in (spec.label, found.name, near, far, spec.table, _title(spec)))
        for event, rows in (("INSERT", "NEW"), ("DELETE", "OLD")):
            yield (
                f'CREATE OR REPLACE TRIGGER infoport_many_{event.lower()} AFTER {event} ON "{found.m2m_db_table()}" '
                f"REFERENCING {rows} TABLE AS touched FOR EACH STATEMENT "
                f"EXECUTE FUNCTION infoport_record_many({arguments});"
            )


def _triggers(spec: Spec) -> Iterator[str]:
    name = _title(spec)
    for event, tables in (
        ("INSERT", "NEW TABLE AS new_rows"),
        ("UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
        ("DELETE", "OLD TABLE AS old_rows"),
    ):
        yield (
            f'CREATE OR REPLACE TRIGGER infoport_{event.lower()} AFTER {event} ON "{spec.table}" REFERENCING {tables} '
            f"FOR EACH STATEMENT EXECUTE FUNCTION infoport_record('{spec.label}', '{name}');"
        )
