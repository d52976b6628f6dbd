"""The way from one port to what it is connected to, through cables, patch panels and circuits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Sequence

Port = tuple[str, int]
"""A port by its type and id, as `("dcim.interface", 17)`."""


class Hop(NamedTuple):
    """One cable of a path and the ports at both its ends. `cable` None: the path ends at `near`, which has no cable."""

    near: Sequence[Port]
    cable: int | None
    far: Sequence[Port]


def trace(port: Any) -> list[Hop]:
    """The hops from `port`, in order; none when no cable is plugged into it."""
    label = port._meta.label_lower  # noqa: SLF001 - Django's public introspection
    if port.cable_id is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM dcim_path(%s, %s)", [port.cable_id, port.cable_end])
        rows: list[tuple[int, str | None, int | None, str | None]] = cursor.fetchall()
    steps: dict[int, tuple[dict[Port, None], int | None, dict[Port, None]]] = {}
    for step, near, cable, far in rows:
        found = steps.setdefault(step, ({}, cable, {}))
        found[0][_parsed(near) if near else (label, port.pk)] = None
        if far:
            found[2][_parsed(far)] = None
    return [Hop(tuple(near), cable, tuple(far)) for _step, (near, cable, far) in sorted(steps.items())]


def _parsed(pair: str) -> Port:
    label, _colon, key = pair.partition(":")
    return label, int(key)
