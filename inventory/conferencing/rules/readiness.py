"""Whether a venue can take part in a conference: known only as far as something was measured."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from inventory.conferencing.choices import Readiness

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from inventory.conferencing.models import TestCall

USUAL_AGE: Final = 24
"""Hours for which a measurement counts where no limit says otherwise."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a path must keep: loss in per cent, delay and jitter in ms, bandwidth in kbit/s; None is not limited."""

    loss: float | None = None
    delay: float | None = None
    jitter: float | None = None
    bandwidth: float | None = None
    age: int = USUAL_AGE


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured of a path, when, and whether the call came about; None is not measured."""

    at: datetime
    passed: bool
    loss: float | None = None
    delay: float | None = None
    jitter: float | None = None
    bandwidth: float | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A venue's readiness and every reason for it."""

    state: Readiness
    reasons: tuple[str, ...] = ()


def judge(
    *, active: bool, terminals: int, limits: Limits, measured: Measured | None, now: datetime | None = None
) -> Verdict:
    """Ready: what is limited was measured lately and keeps its limit. Not ready: something known stands against it.

    Anything else is unknown: nothing measured, measured too long ago, or measured in part.
    """
    against = tuple(_against(active, terminals))
    moment = now or timezone.now()
    fresh = measured if measured and moment - measured.at <= timedelta(hours=limits.age) else None
    if fresh is not None:
        against += tuple(_broken(limits, fresh))
    if against:
        return Verdict(Readiness.NOT_READY, against)
    if measured is None:
        return Verdict(Readiness.UNKNOWN, (_("never measured"),))
    if fresh is None:
        return Verdict(Readiness.UNKNOWN, (_("measured more than %(hours)d h ago") % {"hours": limits.age},))
    if missing := tuple(_missing(limits, fresh)):
        return Verdict(Readiness.UNKNOWN, missing)
    return Verdict(Readiness.READY)


def _against(active: bool, terminals: int) -> Iterator[str]:
    if not active:
        yield _("the venue is not in use")
    if not terminals:
        yield _("no terminal in use")


def _pairs(limits: Limits, measured: Measured) -> Iterator[tuple[str, float, float | None, bool]]:
    """(what, limit, value, whether more is worse) of everything that is limited."""
    for what, limit, value, upper in (
        (_("loss"), limits.loss, measured.loss, True), (_("delay"), limits.delay, measured.delay, True),
        (_("jitter"), limits.jitter, measured.jitter, True),
        (_("bandwidth"), limits.bandwidth, measured.bandwidth, False),
    ):  # fmt: skip
        if limit is not None:
            yield what, limit, value, upper


def _broken(limits: Limits, measured: Measured) -> Iterator[str]:
    if not measured.passed:
        yield _("the last test call failed")
    for what, limit, value, upper in _pairs(limits, measured):
        if value is not None and (value > limit if upper else value < limit):
            message = _("%(what)s %(value)g is above the limit of %(limit)g")
            if not upper:
                message = _("%(what)s %(value)g is below the limit of %(limit)g")
            yield message % {"what": what, "value": value, "limit": limit}


def _missing(limits: Limits, measured: Measured) -> Iterator[str]:
    for what, _limit, value, _upper in _pairs(limits, measured):
        if value is None:
            yield _("%(what)s was not measured") % {"what": what}


def not_in_the_future(call: TestCall) -> None:
    """A test call was made before it is recorded."""
    if call.at > timezone.now() + timedelta(minutes=5):
        raise ValidationError({"at": _("A test call cannot lie in the future.")})
