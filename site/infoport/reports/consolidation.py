"""How far consolidation has come: what people say of each machine, and what was seen at its new place."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from inventory.dcim.models import Device
from inventory.declare.permissions import restrict
from inventory.declare.readplan import fragments
from inventory.reconcile import moved
from inventory.works.models import ConsolidationItem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from inventory.works.models import ConsolidationPlan

STATES: Final = ("planned", "moved", "verified", "retired")
"""In the order of a move; `verified` is a moved machine that answers from its new place."""


@dataclass(frozen=True, slots=True)
class Item:
    """One machine of a plan. `witness` None: nobody saw it at its new place since it was moved."""

    item: Any
    state: str
    witness: moved.Seen | None
    witness_name: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """The machines of a plan."""

    items: Sequence[Item]

    @property
    def numbers(self) -> dict[str, int]:
        """How many machines are in each state."""
        found = Counter(each.state for each in self.items)
        return {state: found[state] for state in STATES}

    @property
    def percent(self) -> int:
        """Share of machines that are verified or retired; 0 without any."""
        done = self.numbers["verified"] + self.numbers["retired"]
        return round(100 * done / len(self.items)) if self.items else 0

    def wire(self, base: str) -> dict[str, Any]:
        """For the API."""
        wanted: dict[str, set[int]] = defaultdict(set)
        for each in self.items:
            wanted[each.item.subject_type].add(each.item.subject_id)
        parts = fragments(wanted, base)
        items = [
            {
                "id": each.item.pk, "subject_type": each.item.subject_type, "subject_id": each.item.subject_id,
                "subject": parts.get(each.item.subject_type, {}).get(each.item.subject_id), "state": each.state,
                "stated": each.item.state, "moved_on": each.item.moved_on,
                "seen_by": each.witness_name or None, "seen_at": each.witness.at if each.witness else None,
            }
            for each in self.items
        ]  # fmt: skip
        return {"numbers": self.numbers, "percent": self.percent, "items": items}


def of_plans(request: Any, plans: Iterable[ConsolidationPlan]) -> dict[int, Progress]:
    """Plan id → progress, of the items that the person may see. Three queries, however many plans."""
    by_id = {each.pk: each for each in plans}
    rows = restrict(ConsolidationItem.objects.filter(plan__in=by_id), request.user, "view")
    listed: list[Any] = list(rows.select_related("target", "target_rack").order_by("plan_id", "planned_on", "id"))
    went = {
        each.pk: moved.Move(
            each.subject_type, each.subject_id, each.target_id or by_id[each.plan_id].target_id, each.moved_on
        )
        for each in listed
        if each.state == "moved"
    }
    witnesses = moved.seen(went.values())
    names = dict(Device.objects.filter(pk__in={w.device for w in witnesses.values()}).values_list("pk", "name"))
    items: dict[int, list[Item]] = {key: [] for key in by_id}
    for each in listed:
        witness = witnesses.get((each.subject_type, each.subject_id)) if each.pk in went else None
        said = f"{names.get(witness.device) or witness.device} {witness.port}".strip() if witness else ""
        items[each.plan_id].append(Item(each, "verified" if witness else each.state, witness, said))
    return {key: Progress(found) for key, found in items.items()}
