"""What a request goes back to: changes follow one another, and the first request's words and name stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inventory.hosting.choices import Item, Purpose

if TYPE_CHECKING:
    from inventory.hosting.models import Plan, Request

IN_PLACE = frozenset({Item.WEBSITE, Item.MACHINE, Item.DATABASE})
"""Items that are changed where they run; others are changed by putting another in the place of the first."""


def origin(request: Request) -> Request:
    """The request that first brought what this one is about; itself where it brings something new."""
    found = request
    while found.purpose == Purpose.CHANGE and found.item in IN_PLACE and found.about is not None:
        found = found.about
    return found


def approved(request: Request) -> Plan | None:
    """The plan that was approved; None where it is not there."""
    found: Plan | None = request.plans.filter(digest=request.plan_hash).order_by("-number").first()
    return found
