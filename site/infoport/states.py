"""What the last poll says about a device, as the design's six states; the same in Python and in SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Case, CharField, F, IntegerField, Q, Value, When
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Coalesce, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy

from inventory.dcim.choices import DeviceStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

LATE: Final = 3
"""Intervals without an answer after which an answer no longer counts as fresh: two lost polls are no news."""
GRACE: Final = timedelta(seconds=30)
"""What a poll may take on top, however short the interval."""

SHAPES: Final = {
    "ok": "ok",
    "unreachable": "down",
    "refused": "unknown",
    "garbled": "degraded",
    "unknown": "unknown",
    "host_key": "down",
}
"""State of a poll (`inventory.reconcile.choices.PollState`) → state of the design. Refused means we cannot look."""
WORDS: Final[Mapping[str, Any]] = {
    "ok": gettext_lazy("answers"), "unreachable": gettext_lazy("unreachable"), "refused": gettext_lazy("refused"),
    "garbled": gettext_lazy("answers garbage"), "unknown": gettext_lazy("not polled yet"), "late": gettext_lazy("late"),
    "host_key": gettext_lazy("shows another host key"),
    "off": gettext_lazy("polling is off"), "none": gettext_lazy("not polled"),
}  # fmt: skip
ORDER: Final = ("host_key", "unreachable", "garbled", "refused", "late", "unknown", "ok")
"""Worst first, as lists show them."""
SEVERITY: Final = ("down", "degraded", "unknown", "maintenance", "planned", "ok")
"""States of the design, worst first."""
LIFE: Final = {
    "planned": "planned", "staged": "planned", "offline": "maintenance", "inventory": "maintenance",
    "decommissioning": "maintenance", "failed": "down",
}  # fmt: skip
"""Status of a device that is not expected to answer → state of the design."""


@dataclass(frozen=True, slots=True)
class State:
    """A shape of the design (see macros/state.html) and the word beside it."""

    shape: str
    word: str

    @property
    def symbol(self) -> str:
        """The shape's name in img/states.svg."""
        return "maint" if self.shape == "maintenance" else self.shape


def is_late(last_success: datetime | None, interval: int, now: datetime | None = None) -> bool:
    """Whether a device that answered once has been silent for too long."""
    return (
        last_success is not None
        and (now or timezone.now()) - last_success > interval * LATE * timedelta(seconds=1) + GRACE
    )


def poll_key(poll: Any, now: datetime | None = None) -> str:
    """The state of a `Poll` row, or `late` (None: never polled, so `unknown`)."""
    if poll is None:
        return "unknown"
    state = str(poll.state)
    return "late" if state == "ok" and is_late(poll.last_success, poll.interval, now) else state


def poll_state(key: str) -> State:
    """The design's state of a poll's key; what is late is unknown, never ok."""
    return State(SHAPES.get(key, "unknown"), str(WORDS.get(key, key)))


def device_state(status: str, key: str | None) -> State | None:
    """The state of a device from its intended status and its poll (None: nobody polls it); None if nothing is known."""
    if status in LIFE:
        return State(LIFE[status], str(DeviceStatus(status).label))
    return poll_state(key) if key else None


def with_key(accesses: QuerySet[Any]) -> Any:
    """The same accesses, a query set still, annotated with `key`: what `poll_key` says of each."""
    learnt = Cast(KeyTextTransform("interval", KeyTransform("pace", "poll__rhythm")), IntegerField())
    fresh = Now() - Coalesce(learnt, F("interval")) * Value(timedelta(seconds=LATE)) - Value(GRACE)
    return accesses.annotate(
        key=Case(
            When(poll__state="ok", poll__last_success__lt=fresh, then=Value("late")),
            default=Coalesce("poll__state", Value("unknown")),
            output_field=CharField(),
        )
    )


def keys_of(devices: Iterable[int]) -> dict[int, str]:
    """Device id → poll key, for those that are polled; one query."""
    from inventory.reconcile.models import Access  # noqa: PLC0415 - applications are ready by now

    rows = with_key(Access.objects.filter(Q(enabled=True), device__in=list(devices)))
    return dict(rows.values_list("device_id", "key"))


def worst(shapes: Iterable[str]) -> str | None:
    """The worst of some states; None of none."""
    found = set(shapes)
    return next(
        (each for each in ("down", "degraded", "unknown", "maintenance", "planned", "ok") if each in found), None
    )
