"""Trees by adjacency and recursive queries; measured fast enough below some 10,000 nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from inventory.declare.loops import closing_rings
from inventory.declare.together import for_suspects

if TYPE_CHECKING:
    from collections.abc import Sequence


def with_descendants(table: str, ids: Sequence[int]) -> list[int]:
    """The nodes and everything below them, in no particular order. A cycle ends the walk."""
    if not ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE below(id) AS (SELECT unnest(%s::bigint[]) UNION "
            f'SELECT child.id FROM "{table}" child JOIN below ON child.parent_id = below.id) SELECT id FROM below',
            [list(ids)],
        )
        return [row[0] for row in cursor.fetchall()]


def with_ancestors(table: str, ids: Sequence[int]) -> list[int]:
    """The nodes and everything above them, in no particular order. A cycle ends the walk."""
    if not ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE up(id) AS (SELECT unnest(%s::bigint[]) UNION "
            f'SELECT node.parent_id FROM "{table}" node JOIN up ON node.id = up.id WHERE node.parent_id IS NOT NULL) '
            "SELECT id FROM up",
            [list(ids)],
        )
        return [row[0] for row in cursor.fetchall()]


def count_below_sql(table: str, other: str, column: str) -> str:
    """SQL counting rows of the table `other` whose `column` names the row `{t}` of `table` or one below it."""
    return (
        f"(WITH RECURSIVE below(id) AS (SELECT {{t}}.id UNION "
        f'SELECT child.id FROM "{table}" child JOIN below ON child.parent_id = below.id) '
        f'SELECT count(*) FROM "{other}" c WHERE c."{column}" IN (SELECT id FROM below))'
    )


def depth_sql(table: str) -> str:
    """SQL for how deep the row `{t}` lies in its tree; a root has depth 0."""
    return (
        f"(WITH RECURSIVE up(id, parent_id, depth) AS (SELECT {{t}}.id, {{t}}.parent_id, 0 UNION ALL "
        f'SELECT p.id, p.parent_id, up.depth + 1 FROM "{table}" p JOIN up ON p.id = up.parent_id WHERE up.depth < 50) '
        f"SELECT max(depth) FROM up)"
    )


@for_suspects(closing_rings)
def no_loop(instance: Any) -> None:
    """Rule of every tree: an object lies neither below itself nor below what lies below it."""
    if instance.pk is None or instance.parent_id is None:
        return
    if instance.parent_id in with_descendants(instance._meta.db_table, [instance.pk]):  # noqa: SLF001 - Django's own
        message = _("%(parent)s is %(name)s itself or lies below it.")
        raise ValidationError({"parent": message % {"parent": instance.parent, "name": instance}})
