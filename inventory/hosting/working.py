"""What jobs do for requests: plan them, and give back what failed or ended; each in one transaction."""

from __future__ import annotations

from django.db import transaction

from inventory.hosting import reserving
from inventory.hosting.advance import Untimely, advance, store_plan
from inventory.hosting.models import Request
from inventory.hosting.planning import propose
from inventory.hosting.wording import said


def plan(key: int, revision: int) -> str:
    """Work out and keep a plan; the request is then planned, or unfit with the reason. Returns where it is now."""
    with transaction.atomic():
        request = Request.objects.select_for_update(of=("self",)).select_related("tenant", "segment").get(pk=key)
        if request.revision != revision or request.state != "submitted":
            return str(request.state)
        proposal = propose(request)
        stored = store_plan(request, proposal)
        reason = " ".join(said(each) for each in stored.problems)
        name = "propose" if proposal.fits else "refuse"
        return str(advance(key, name, message=reason, seen=revision, reason=reason).request.state)


def give_back(key: int) -> list[str]:
    """Let go of all that a request holds; returns the slots. Nothing happens while it is being carried out.

    Raises `Untimely` for a request that still needs what it holds.
    """
    with transaction.atomic():
        request = Request.objects.select_for_update(of=("self",)).get(pk=key)
        if request.state not in {"released", "retired"}:
            raise Untimely(str(request.state))
        return reserving.release(request)
