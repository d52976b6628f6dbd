"""What a department asks about something that runs for it: change it, exchange it, give it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from infoport.history import actor_of
from infoport.ui.asker import asker
from infoport.ui.pages import reach
from infoport.ui.pages.hosting import shown
from inventory.declare import write
from inventory.declare.history import acting
from inventory.declare.registry import specs
from inventory.hosting import catalogue, lineage
from inventory.hosting.choices import Purpose
from inventory.hosting.models import Request
from inventory.hosting.planning.changes import EXCHANGED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

LABEL: Final = "hosting.request"
COPIED: Final = (
    "name", "item", "tenant_id", "contact", "phone", "email", "segment_id", "exposure", "backup", "answers",
)  # fmt: skip
VERBS: Final[Mapping[str, Any]] = {
    Purpose.CHANGE: gettext_lazy("Ask for a change"), Purpose.MOVE: gettext_lazy("Ask for a move"),
    Purpose.RETURN: gettext_lazy("Give it back"),
}  # fmt: skip


def offered(found: Request) -> list[dict[str, Any]]:
    """What can be asked about a request: nothing while it is not in use."""
    if found.state != "live" or found.item not in catalogue.OFFERS:
        return []
    changes = [Purpose.CHANGE] if found.item in lineage.IN_PLACE else []
    moves = [Purpose.MOVE] if found.item in EXCHANGED else []
    return [{"purpose": str(each), "verb": VERBS[each]} for each in (*changes, *moves, Purpose.RETURN)]


@require_POST
def follow(request: HttpRequest, pk: int, purpose: str) -> HttpResponse:
    """A draft about what runs, with what was asked then; its form is opened where something can be said otherwise."""
    reach.need(request, LABEL, "add")
    reach.find(request, Request, pk)
    found = shown.whole(pk)
    if purpose not in {each["purpose"] for each in offered(found)}:
        messages.error(request, _("Meanwhile the request has moved on; this is how it stands now."))
        return redirect("ui:portal_request", pk)
    values = {name: getattr(found, name) for name in COPIED} | {"purpose": purpose, "about_id": pk}
    with acting(actor_of(request)):
        made = write.save(specs[LABEL], Request(), values, user=asker(request))
    return redirect("ui:portal_request" if purpose == Purpose.RETURN else "ui:portal_edit", made.pk)
