"""Which devices should be in the archive, and whether they are: from the inventory, never from what was collected."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from django.db.models import Max
from django.utils import timezone

from inventory.configs.models import ArchivePolicy, ConfigVersion, Fetch
from inventory.configs.scopes import about, scoped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from inventory.dcim.models import Device

State = Literal["never", "failing", "stale", "ok"]
STATES: Final[tuple[State, ...]] = ("never", "failing", "stale", "ok")


class Covered(NamedTuple):
    """A device that a policy names. `version` is when its newest configuration was taken.

    "never": there is no version. "failing": there is one, but the last attempt failed. "stale": the last success is
    longer ago than the policy allows.
    """

    device: int
    state: State
    policy: Any
    version: dt.datetime | None
    success: dt.datetime | None
    attempt: dt.datetime | None
    error: str
    failures: int


def policies_of(rows: QuerySet[Device]) -> Mapping[int, ArchivePolicy]:
    """Active devices among `rows` by id, each with the policy that holds for it, whether one may see that or not."""
    return {key: found[0] for key, found in about(rows, scoped(ArchivePolicy.objects.all())).items()}


def covered(rows: QuerySet[Device]) -> list[Covered]:
    """The devices among `rows` that should be archived, by id. Six statements, whatever their number."""
    policies = policies_of(rows)
    if not policies:
        return []
    taken = dict(
        ConfigVersion.objects.filter(device__in=policies).order_by().values_list("device").annotate(Max("taken"))
    )
    fetches = Fetch.objects.in_bulk(list(policies))
    now = timezone.now()
    return [
        _covered(key, policy, taken.get(key), fetches.get(key), now) for key, policy in sorted(policies.items())
    ]  # fmt: skip


def _covered(
    device: int, policy: ArchivePolicy, version: dt.datetime | None, fetch: Fetch | None, now: dt.datetime
) -> Covered:
    success = fetch.last_success if fetch and fetch.last_success else version
    failures = fetch.failures if fetch else 0
    limit = now - dt.timedelta(hours=policy.stale_hours)
    state: State = "ok"
    if version is None:
        state = "never"
    elif failures:
        state = "failing"
    elif success is None or success < limit:
        state = "stale"
    return Covered(
        device, state, policy, version, success, fetch.last_attempt if fetch else None, fetch.error if fetch else "",
        failures,
    )  # fmt: skip
