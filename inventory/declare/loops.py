"""Whether a set of objects in trees closes a ring, asked by one statement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from inventory.declare.together import Entangled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def closing_rings(instances: Sequence[Any]) -> tuple[int, ...]:
    """For `for_suspects`: nobody, unless one of the objects would lie below itself; then `Entangled` is raised."""
    moved = {each.pk: each.parent_id for each in instances if each.pk is not None and each.parent_id is not None}
    if moved:
        above = _stored(instances[0]._meta.db_table, list(moved.values())) | moved  # noqa: SLF001 - Django's own
        if any(_returns(key, above) for key in moved):
            raise Entangled
    return ()


def _stored(table: str, ids: list[int]) -> dict[int, int | None]:
    """Node → parent for the nodes and all that lie above them, as stored."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE up(id, parent_id) AS ("
            f'SELECT id, parent_id FROM "{table}" WHERE id = ANY(%s::bigint[]) UNION '
            f'SELECT n.id, n.parent_id FROM "{table}" n JOIN up ON n.id = up.parent_id) SELECT id, parent_id FROM up',
            [ids],
        )
        return dict(cursor.fetchall())


def _returns(start: int, above: Mapping[int, int | None]) -> bool:
    at, seen = above.get(start), set()
    while at is not None and at not in seen:
        if at == start:
            return True
        seen.add(at)
        at = above.get(at)
    return False
