"""Remediating a difference: a request like any other sets the device as registered, once somebody has approved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from infoport.history import actor_of
from infoport.ui.asker import asker
from infoport.ui.pages import reach
from infoport.ui.pages.hosting import shown
from inventory.declare import write
from inventory.declare.history import acting
from inventory.declare.registry import specs
from inventory.hosting.advance import advance
from inventory.hosting.choices import Item, Purpose
from inventory.hosting.models import Host, Request
from inventory.reconcile.models import Difference

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest, HttpResponse

RULES: Final = frozenset({"interface.description", "vlan.untagged"})
"""Differences that a play can end."""


def url(request: HttpRequest, difference: Difference) -> str:
    """Where remediating is asked for; "" where no play can end the difference, or the person may not ask."""
    fits = difference.rule in RULES and difference.closed is None and difference.subject_type == "dcim.interface"
    if not fits or not reach.may(request, "hosting.request", "add"):
        return ""
    known = Host.objects.filter(serves="switch", name=difference.device.name or "").exists()
    return reverse("ui:remediate", args=[difference.pk]) if known else ""


def ask(difference: Difference, user: Any) -> Request:
    """A request to set the device as the register says; submitted, so that it is planned."""
    device = difference.device
    values = {
        "name": difference.label[:100], "item": Item.CORRECTION, "purpose": Purpose.NEW, "exposure": "department",
        "tenant": device.tenant or device.site.tenant, "contact": user.get_username(),
        "backup": "none", "answers": {"interface": difference.subject_id, "difference": difference.pk},
        "description": f"{difference.rule}: {difference.observed!r} → {difference.intended!r}"[:200],
    }  # fmt: skip
    with transaction.atomic():
        made = write.save(specs["hosting.request"], Request(), values)
        return advance(made.pk, "submit", user=user).request


@require_POST
def remediate(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for it, and show the request."""
    reach.need(request, "reconcile.difference", "change")
    reach.need(request, "hosting.request", "add")
    found = reach.find(request, Difference, pk)
    if not url(request, found):
        messages.error(request, _("No play can end this difference."))
        return redirect(reverse("ui:difference", args=[pk]))
    if found.device.tenant is None and found.device.site.tenant is None:
        messages.error(request, _("The device belongs to no department, so nobody can ask for a change of it."))
        return redirect(reverse("ui:difference", args=[pk]))
    with acting(actor_of(request)):
        made = ask(found, asker(request))
    messages.success(request, _("A correction was asked for; somebody else approves it."))
    return redirect(shown.url(made))
