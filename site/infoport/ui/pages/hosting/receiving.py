"""A password that was made for a department: shown until somebody says that it was kept, to that department only.

It lies encrypted, is on no page but this one, and in no mail, log or history; who had it shown and when is a step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from infoport.history import actor_of
from infoport.ui.asker import asker
from infoport.ui.pages import reach
from infoport.ui.pages.hosting import shown
from inventory.declare.history import acting
from inventory.declare.viewing import unlimited
from inventory.hosting import lineage, vault
from inventory.hosting.models import Request, Step

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def waits(request: HttpRequest, found: Request) -> bool:
    """Whether a password waits for this person: whoever asked, or who may change the department's requests."""
    if found.item != "database" or found.state != "live":
        return False
    mine = found.asker_id is not None and found.asker_id == asker(request).pk
    if not mine and not reach.within(request, Request, "change").filter(pk=found.pk).exists():
        return False
    with unlimited():  # who may have the password need not see the steps of the inventory's pages
        origin = lineage.origin(found)
        steps = Step.objects.filter(request__in={found.pk, origin.pk}, move="received")
        return vault.has(f"request:{origin.pk}:database") and not steps.exists()


@require_POST
@never_cache
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The password, once more until it was received."""
    found = _found(request, pk)
    words = vault.stated(f"request:{lineage.origin(found).pk}:database")
    if words is None:
        messages.error(request, _("No password is kept for this request."))
        return redirect("ui:portal_request", pk)
    _step(request, found, "shown")
    context = {"it": found, "word": words["word"], "name": (found.result or {}).get("database", "")}
    return render(request, "portal/password.html", context)


@require_POST
def received(request: HttpRequest, pk: int) -> HttpResponse:
    """From now on nobody is shown the password."""
    found = _found(request, pk)
    _step(request, found, "received")
    messages.success(request, _("Noted. The password is shown to nobody any more."))
    return redirect("ui:portal_request", pk)


def _found(request: HttpRequest, pk: int) -> Request:
    reach.find(request, Request, pk)
    found = shown.whole(pk)
    if not waits(request, found):
        raise PermissionDenied(_("No password waits for you here."))
    return found


def _step(request: HttpRequest, found: Request, move: str) -> None:
    user = asker(request)
    with acting(actor_of(request)):
        Step.objects.create(
            request=found, move=move, source=found.state, target=found.state, user=user, actor=user.get_username(),
            message=str(_("Password shown") if move == "shown" else _("Password received")),
        )  # fmt: skip
