"""The departments' portal: what can be asked for, the form, and how far one's requests are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from infoport.history import actor_of
from infoport.ui.asker import asker
from infoport.ui.pages import reach
from infoport.ui.pages.hosting import following, forms, papers, receiving, shown
from inventory.declare import write
from inventory.declare.history import acting
from inventory.declare.registry import specs
from inventory.hosting import catalogue, clock, states
from inventory.hosting.advance import NotAllowed, Untimely, advance
from inventory.hosting.choices import Item
from inventory.hosting.models import Request
from inventory.hosting.rules.requests import EDITABLE

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LABEL: Final = "hosting.request"
OWN: Final = ("submit", "answer", "withdraw")
SHOWN: Final = 50


@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """The catalogue, and the department's requests."""
    reach.need(request, LABEL)
    rows = [_row(each) for each in reach.within(request, Request).select_related("tenant")[:SHOWN]]
    context = {
        "waiting": [each for each in rows if each["waits"]],
        "offers": forms.offers() if reach.may(request, LABEL, "add") else [],
        "rows": rows, "limit": clock.LIMIT, "target": clock.TARGET,
    }  # fmt: skip
    return render(request, "portal/front.html", context)


def _row(each: Request) -> dict[str, Any]:
    return {
        "name": each.name, "item": each.get_item_display(), "url": reverse("ui:portal_request", args=[each.pk]),
        "state": shown.state(each), "clock": shown.clocked(each), "tenant": each.tenant.name,
        "waits": each.state in states.WAITING,
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, item: str) -> HttpResponse:
    """The form of one item; saving makes a draft, or submits at once."""
    if item not in catalogue.OFFERS:
        raise Http404(_("The catalogue offers no “%(item)s”.") % {"item": item})
    reach.need(request, LABEL, "add")
    form = forms.RequestForm(asker(request), item, request.POST or None, uploads=request.FILES or None)
    if request.method == "POST" and form.is_valid():
        made = _saved(request, form, Request())
        if made is not None:
            return made
    return _form(request, form, item, reverse("ui:portal"))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The same form for a draft, or for a request about which something was asked."""
    found = reach.find(request, Request, pk)
    if found.state not in EDITABLE:
        messages.error(request, _("What was submitted can be changed only when a question is asked."))
        return redirect("ui:portal_request", pk)
    form = forms.RequestForm(asker(request), found.item, request.POST or None, found, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        made = _saved(request, form, found)
        if made is not None:
            return made
    return _form(request, form, found.item, reverse("ui:portal_request", args=[pk]))


def _form(request: HttpRequest, form: forms.RequestForm, item: str, back: str) -> HttpResponse:
    context = {
        "form": form, "item": Item(item).label, "offer": form.offer, "back": back, "limit": clock.LIMIT,
        "target": clock.TARGET,
    }  # fmt: skip
    return render(request, "portal/form.html", context, status=422 if form.is_bound else 200)


def _saved(request: HttpRequest, form: forms.RequestForm, instance: Request) -> HttpResponse | None:
    """Where it goes on; None when something was refused, which the form then says."""
    user = asker(request)
    try:
        with acting(actor_of(request)), transaction.atomic():
            write.save(specs[LABEL], instance, form.values(), user=user)
            papers.keep(instance, form.cleaned_data["papers"])
            if "_submit" in request.POST and instance.state == "draft":
                advance(instance.pk, "submit", user=user)
    except ValidationError as error:
        for name, texts in (error.message_dict if hasattr(error, "error_dict") else {"": error.messages}).items():
            for text in texts:
                form.add_error(name if name in form.fields else None, text)
        return None
    messages.success(request, _("Submitted.") if "_submit" in request.POST else _("Saved as a draft."))
    return redirect("ui:portal_request", instance.pk)


@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a request is, what is asked, and what was received."""
    reach.find(request, Request, pk)
    found = shown.whole(pk)
    context = {
        "it": found, "state": shown.state(found), "way": shown.way(found), "clock": shown.clocked(found),
        "answers": shown.asked(found), "moves": shown.moves(found, asker(request), OWN),
        "plan": shown.plan(found, named=False),
        "editable": found.state in EDITABLE and reach.within(request, Request, "change").filter(pk=pk).exists(),
        "talk": shown.talk(found), "steps": shown.steps(found, plain=True),
        "reason": shown.plain_reason(found), "files": papers.listed(found),
        "result": found.result or {}, "password": receiving.waits(request, found),
        "follows": following.offered(found) if reach.may(request, LABEL, "add") else [],
    }  # fmt: skip
    return render(request, "portal/request.html", context)


@require_POST
def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A step of the department: submit, answer, withdraw."""
    reach.find(request, Request, pk)
    step(request, pk, name)
    return redirect("ui:portal_request", pk)


def step(request: HttpRequest, pk: int, name: str) -> None:
    """Make a step and say on the next page how it went."""
    message = request.POST.get("message", "").strip()
    if name in shown.NEEDS_WORDS and not message:
        messages.error(request, _("Say something first: the other side reads only what is written."))
        return
    try:
        with acting(actor_of(request)):
            moved = advance(pk, name, user=asker(request), message=message)
    except NotAllowed as error:
        raise PermissionDenied(_("This step is for somebody else.")) from error
    except Untimely:
        messages.error(request, _("Meanwhile the request has moved on; this is how it stands now."))
        return
    if moved.again:
        messages.warning(
            request, _("What the plan rests on has changed, so nothing was approved. This is the new plan.")
        )
    elif moved.missing:
        messages.success(request, _("Your approval is kept; %(count)d more is needed.") % {"count": moved.missing})
    else:
        messages.success(request, _("Now: %(state)s.") % {"state": shown.state(moved.request)["word"]})
