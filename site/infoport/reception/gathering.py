"""Events between their arrival and the database: equal ones gathered, in batches."""

from __future__ import annotations

from collections.abc import Callable  # noqa: TC003 - dataclasses read annotations
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

import msgspec

from inventory.events.storing import Told

if TYPE_CHECKING:
    from datetime import datetime

    from collectors.events.event import Event

MOST: Final = 200_000
"""Different events held at once. They are handed on twice a second; what comes beyond is lost, and counted."""


@dataclass(slots=True)
class _Same:
    event: Event
    count: int
    first: datetime


@dataclass(slots=True)
class Batch:
    """Events to be stored together, once. `settled` are called when nothing can lose them any more."""

    key: UUID
    told: list[Told]
    settled: list[Callable[[], None]] = field(default_factory=list)

    @property
    def events(self) -> int:
        """How many events it stands for."""
        return sum(each.count for each in self.told)


class Gathering:
    """What arrived since the last batch."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str | int | None, ...], _Same] = {}
        self._settled: list[Callable[[], None]] = []

    def __len__(self) -> int:
        """How many different events there are."""
        return len(self._rows)

    def add(self, event: Event, settled: Callable[[], None] | None = None) -> bool:
        """Take an event; false where there is no room for it."""
        other = event.code if event.kind == "other" else ""
        key = (event.source, event.host, event.kind, event.object, event.if_index, other, event.alike)
        same = self._rows.get(key)
        if same is not None:
            same.event = event
            same.count += 1
        elif len(self._rows) >= MOST:
            return False
        else:
            self._rows[key] = _Same(event, 1, event.at)
        if settled is not None:
            self._settled.append(settled)
        return True

    def take(self) -> Batch | None:
        """What arrived, as a batch; None where nothing did."""
        if not self._rows:
            return None
        rows, self._rows = self._rows, {}
        settled, self._settled = self._settled, []
        return Batch(uuid4(), [told(each.event, each.count, each.first) for each in rows.values()], settled)


def told(event: Event, count: int, first: datetime) -> Told:
    """An event as the inventory stores it."""
    detail = msgspec.json.encode(event.detail).decode().replace("\\u0000", "") if event.detail else "{}"
    return Told(
        origin=event.origin, protocol=event.protocol, source=event.source, host=event.host[:255], kind=event.kind,
        severity=event.severity, code=event.code[:200], object=event.object, if_index=event.if_index,
        message=event.message, alike=event.alike, stated=event.stated_at, detail=detail, count=count,
        first_seen=first, last_seen=event.at,
    )  # fmt: skip
