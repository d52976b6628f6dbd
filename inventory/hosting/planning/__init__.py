"""From a request to a plan: what would be done, from the inventory as it is now; nothing is written here."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from inventory.declare.viewing import unlimited
from inventory.hosting.choices import Item, Purpose
from inventory.hosting.planning import changes, machines, others, racks, standards
from inventory.hosting.planning.lines import Line, Proposal, Said

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from inventory.hosting.models import Request

__all__ = ["Line", "Proposal", "Said", "propose"]

PLANNERS: Final[Mapping[str, Callable[[Request], Proposal]]] = {
    Item.RACK_SPACE: racks.plan,
    Item.MACHINE: partial(machines.plan, stem="vm", ports=[22], plays=["linux_server"]),
    Item.WEBSITE: partial(machines.plan, stem="web", ports=[443, 80], plays=["linux_server", "website"]),
    Item.DATABASE: partial(machines.plan, stem="db", ports=[5432], plays=["linux_server", "database"]),
    Item.MAILBOXES: others.mailboxes,
    Item.ROOM: others.room,
    Item.CONNECTION: others.connection,
    Item.CORRECTION: others.correction,
}


def propose(request: Request) -> Proposal:
    """What would be done for a request, or what stands in the way, with what else would fit.

    The same whoever has it made: what its reader may see of the inventory is no matter of it.
    """
    with unlimited():
        return _proposed(request)


def _proposed(request: Request) -> Proposal:
    if request.purpose == Purpose.RETURN:
        return others.giving_back(request)
    planner = PLANNERS[request.item]
    proposal = planner(request) if request.purpose == Purpose.NEW else changes.change(request, planner)
    held = {each.slot for each in proposal.lines if each.slot and others.is_held(each.slot, request)}
    proposal.problems.extend(Said("held", {"slot": slot}) for slot in sorted(held) if not slot.startswith("room:"))
    proposal.problems.extend(standards.against(proposal))
    return proposal
