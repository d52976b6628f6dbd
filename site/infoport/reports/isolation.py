"""Which segments are kept apart, through what they may be crossed, and which devices join them all the same."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from inventory.dcim.models import Device
from inventory.declare.permissions import restrict
from inventory.declare.viewing import unlimited
from inventory.segments.models import Crossing, IsolationPolicy, Segment
from inventory.segments.rules.crossings import IN_FORCE
from inventory.segments.rules.membership import Join, joins

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def joins_seen(user: Any, device: int | None = None) -> list[Join]:
    """Devices that join two segments kept apart, as far as the person may see them; of one device if it is named."""
    with unlimited():
        found = joins(device)
        if not found:
            return []
        visible = restrict(Device.objects.all(), user, "view").filter(pk__in={each.device for each in found})
        seen = set(visible.values_list("pk", flat=True))
    return [each for each in found if each.device in seen and device in {None, each.device}]


@dataclass(frozen=True, slots=True)
class Pair:
    """What holds between two segments. `policy` is None where nothing was decided; crossings count those in force."""

    policy: IsolationPolicy | None
    outward: int
    inward: int
    lapsed: int
    joins: int

    @property
    def rule(self) -> str:
        """The rule; empty where nothing was decided."""
        return str(self.policy.rule) if self.policy else ""


def matrix(user: Any, found: Sequence[Join]) -> tuple[list[Segment], Mapping[tuple[int, int], Pair]]:
    """The segments in order, and each ordered pair of them. `outward` crossings lead from the first to the second."""
    segments = list(restrict(Segment.objects.all(), user, "view"))
    policies: dict[frozenset[int], IsolationPolicy] = {
        frozenset((each.first_id, each.second_id)): each
        for each in restrict(IsolationPolicy.objects.all(), user, "view")
    }
    crossings = restrict(Crossing.objects.all(), user, "view")
    ways = Counter(crossings.filter(IN_FORCE).order_by().values_list("source_id", "target_id"))
    lapsed = Counter(
        frozenset(pair)
        for pair in crossings.filter(status="active").exclude(IN_FORCE).values_list("source_id", "target_id")
    )
    joined = Counter(frozenset((each.one, each.other)) for each in found)
    pairs = {}
    for one in segments:
        for other in segments:
            if one.pk != other.pk:
                both = frozenset((one.pk, other.pk))
                there, back = ways[one.pk, other.pk], ways[other.pk, one.pk]
                pairs[one.pk, other.pk] = Pair(policies.get(both), there, back, lapsed[both], joined[both])
    return segments, pairs
