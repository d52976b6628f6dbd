"""What webhooks were told, and telling them again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from infoport.ui.pages import reach
from infoport.ui.panels import Panel, register
from inventory.extras import delivering
from inventory.extras.kinds import DeliveryState
from inventory.extras.models import Delivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse

    from inventory.declare.spec import Spec

LABEL = "extras.delivery"


@register(LABEL)
def request_and_response(request: HttpRequest, spec: Spec, instance: Any) -> Iterator[Panel]:
    """What was sent, what came back, and a button that sends it again."""
    del spec
    try:
        body = json.dumps(json.loads(instance.request_body), indent=2, ensure_ascii=False)
    except ValueError:
        body = instance.request_body
    given = {"body": body, "may_replay": reach.may(request, LABEL, "change"), "sent": bool(instance.request_body)}
    yield Panel(_("Request and response"), "pages/notes/delivery.html", given)


@register("extras.eventrule")
@register("extras.webhook")
def given_up(request: HttpRequest, spec: Spec, instance: Any) -> Iterator[Panel]:
    """How many deliveries were given up, and a button that sends them all again."""
    name = "webhook" if spec.label == "extras.webhook" else "rule"
    rows = reach.within(request, Delivery).filter(**{name: instance.pk, "state": DeliveryState.DEAD})
    count = rows.count() if reach.may(request, LABEL) else 0
    if count:
        given = {
            "count": count, "name": name, "may_replay": reach.may(request, LABEL, "change"),
            "list": f"{reach.page(LABEL)}?{name}_id={instance.pk}&state=dead",
        }  # fmt: skip
        yield Panel(_("Given up"), "pages/notes/dead.html", given, place="rail")


@require_POST
def replay(request: HttpRequest) -> HttpResponse:
    """Send again: the deliveries of ids `pk`, or all of a `webhook` or `rule` that were given up."""
    reach.need(request, LABEL, "change")
    rows = reach.within(request, Delivery, "change")
    ids = reach.identifiers(request.POST.getlist("pk"))
    if ids:
        rows, back = rows.filter(pk__in=ids), reach.page(LABEL, ids[0] if len(ids) == 1 else None)
    else:
        name = "webhook" if "webhook" in request.POST else "rule"
        keys = reach.identifiers(request.POST.getlist(name))
        rows, back = rows.filter(**{f"{name}__in": keys, "state": DeliveryState.DEAD}), reach.page(LABEL)
    count = delivering.replay(list(rows.values_list("pk", flat=True)))
    text = ngettext("%(count)d delivery is sent again.", "%(count)d deliveries are sent again.", count)
    messages.success(request, text % {"count": count})
    return redirect(back)
