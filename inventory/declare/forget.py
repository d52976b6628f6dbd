"""What no foreign key clears when an object goes: generic references to it, and tags in arrays.

Statement-level triggers do it, so that cascades and bulk SQL leave no reference to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from inventory.declare.history import UNRECORDED
from inventory.declare.registry import specs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper

    from inventory.declare.fields import GenericRef
    from inventory.declare.spec import Spec

TAG = "extras.tag"


def install_triggers(to: BaseDatabaseWrapper, app: str | None = None) -> None:
    """Create one trigger per declared table that something may refer to without a foreign key; idempotent."""
    with to.cursor() as cursor:
        existing = set(to.introspection.table_names(cursor))
        referring = [spec for spec in specs if spec.table in existing and spec.label not in UNRECORDED]
        for spec in referring:
            if app in {None, spec.app} and (statements := list(_statements(spec, referring))):
                cursor.execute(_trigger(spec, statements))


def _statements(gone: Spec, referring: list[Spec]) -> Iterator[str]:
    """One statement per reference that may point to objects of the type `gone`, whose ids the trigger calls so too."""
    for other in referring:
        for ref in getattr(other.model, "generic_refs", ()):
            if not ref.to or gone.label in ref.to:
                yield _clear(gone, other, ref)
        if gone.label == TAG and "tags" in other.fields:
            yield (
                f'UPDATE "{other.table}" SET tags = ARRAY(SELECT unnest(tags) EXCEPT SELECT unnest(gone)) '
                f"WHERE tags && gone;"
            )


def _clear(gone: Spec, other: Spec, ref: GenericRef) -> str:
    where = f'WHERE "{ref.name}_type" = \'{gone.label}\' AND "{ref.name}_id" = ANY (gone);'
    if ref.owned or not ref.null:
        return f'DELETE FROM "{other.table}" {where}'
    return f'UPDATE "{other.table}" SET "{ref.name}_type" = NULL, "{ref.name}_id" = NULL {where}'


def _trigger(spec: Spec, statements: list[str]) -> str:
    # The trigger fires for no rows too: contact assignments would clear contact assignments for ever. An array and no
    # join, because the plan of a join that was made for one row is kept and ruinous for thousands.
    function = f"infoport_forget_{spec.table}"
    body = "\n  ".join(statements)
    return (
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $fn$\n"
        f"DECLARE gone bigint[] := ARRAY(SELECT id FROM old_rows);\nBEGIN\n"
        f"  IF gone = '{{}}' THEN RETURN NULL; END IF;\n  {body}\n"
        f"  RETURN NULL;\nEND $fn$;\n"
        f'CREATE OR REPLACE TRIGGER infoport_forget AFTER DELETE ON "{spec.table}" REFERENCING OLD TABLE AS old_rows '
        f"FOR EACH STATEMENT EXECUTE FUNCTION {function}();"
    )
