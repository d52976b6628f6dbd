"""Settling differences from the browser: accept, ignore and reopen, one or many, always shown before it is done."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from infoport.history import actor_of
from infoport.ui.navigation import belongs
from infoport.ui.pages import reach, words
from infoport.ui.pages.audit import evidence, wording
from infoport.ui.pages.audit.listing import as_rows
from infoport.ui.returning import safe
from inventory.declare.history import acting
from inventory.declare.write import Conflict
from inventory.reconcile import accept, audit
from inventory.reconcile.models import Difference
from inventory.reconcile.resolving.acceptance import Unmet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

IGNORE_DAYS: Final = 30
"""Proposed for how long to ignore: a month is as long as a reason stays remembered."""
AT_ONCE: Final = 200
"""Differences previewed and accepted in one request; more are done in turns."""


class IgnoreForm(forms.Form):
    """Until when and why; both are needed."""

    until = forms.DateField(
        label=gettext_lazy("Ignore until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
        help_text=gettext_lazy("Others will read it: a project, an order, whose decision."),
    )  # fmt: skip

    def clean_until(self) -> datetime:
        """The first moment of that day, in the installation's zone; it must lie ahead."""
        day = self.cleaned_data["until"]
        moment = timezone.make_aware(datetime.combine(day, time.min))
        if moment <= timezone.now():
            raise ValidationError(_("%(day)s is not in the future.") % {"day": day.isoformat()})
        return moment


def within(request: HttpRequest) -> QuerySet[Difference]:
    """The differences the person may see, with what names them."""
    return reach.within(request, Difference).select_related("device__site")


def back(request: HttpRequest) -> str:
    """Where to go afterwards: the list the person came from, else the whole list."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if safe(request, wanted) else reverse("ui:differences")


def need_change(request: HttpRequest) -> None:
    """Raise `PermissionDenied` for those who may only look."""
    reach.need(request, "reconcile.difference", "change")


@require_safe
def difference(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of one difference; its evidence alone, as a drawer, for a fragment."""
    belongs(request, "audit/differences")
    found = reach.find(request, Difference, pk, within(request))
    context = evidence.context_of(request, found)
    name = "pages/audit/drawer.html" if request.headers.get("HX-Request") else "pages/audit/difference.html"
    return render(request, name, {**context, "next": back(request)})


@require_http_methods(["GET", "HEAD", "POST"])
def accept_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Preview and, on POST, write the observed side. 409 when the register or the observation moved meanwhile."""
    need_change(request)
    found = reach.find(request, Difference, pk, within(request))
    if request.method != "POST":
        return _confirm(request, found)
    confirmed = request.POST.get("confirm") == "1"
    try:
        with acting(actor_of(request)):
            accept.accept(pk, request.user, request.POST.get("seen") or None, confirmed=confirmed)
    except Conflict as error:
        found = reach.find(request, Difference, pk, within(request))
        return _confirm(request, found, status=409, problem=str(error))
    except (Unmet, ValidationError) as error:
        problem = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        return _confirm(request, found, status=422, problem=problem)
    messages.success(request, _("Accepted: %(object)s is now registered as observed.") % {"object": found.label})
    return redirect(back(request))


def _confirm(request: HttpRequest, found: Difference, *, status: int = 200, problem: str = "") -> HttpResponse:
    context = {**evidence.context_of(request, found), "next": back(request), "problem": problem, "status": status}
    fragment = bool(request.headers.get("HX-Request"))
    name = "pages/audit/accept_dialog.html" if fragment else "pages/audit/accept_page.html"
    return render(request, name, context, status=status)


@require_POST
def accept_bulk(request: HttpRequest) -> HttpResponse:
    """Preview many; with `confirm` accept those ticked and say of each what became of it."""
    need_change(request)
    ids = reach.identifiers(request.POST.getlist("pk"))
    found = list(within(request).filter(pk__in=ids, closed=None).order_by("rule", "label", "id"))
    if not found:
        messages.warning(request, _("Nothing was accepted: no open difference was chosen."))
        return redirect(back(request))
    if request.POST.get("confirm") == "1":
        return _outcomes(request, found)
    chunk = found[:AT_ONCE]
    plans = [(row, evidence.planned(request, row.difference)) for row in as_rows(request, chunk)]
    context = {
        "rows": [{"row": row, "plan": plan} for row, plan in plans], "next": back(request),
        "left": len(found) - len(chunk), "total": len(found),
        "deletes": sum(plan.deletes for _row, plan in plans),
        "likely": sum(1 for each in chunk if each.confidence == "likely"),
    }  # fmt: skip
    return render(request, "pages/audit/bulk.html", context)


def _outcomes(request: HttpRequest, found: Sequence[Difference]) -> HttpResponse:
    """Every likely one here was ticked by name in the preview; a group's box does not tick it."""
    ids = [each.pk for each in found[:AT_ONCE]]
    deletions = request.POST.get("deletions") == "1"
    with acting(actor_of(request)):
        settled = {each.difference: each for each in accept.accept_many(ids, request.user, ids, confirmed=deletions)}
    rows = [{"difference": each, "reason": settled[each.pk].reason} for each in found[:AT_ONCE]]
    done = sum(1 for each in rows if not each["reason"])
    if done == len(rows):
        messages.success(request, _accepted(done))
        return redirect(back(request))
    context = {
        "rows": sorted(rows, key=lambda each: not each["reason"]), "done": done, "refused": len(rows) - done,
        "said": _accepted(done), "next": back(request),
    }  # fmt: skip
    return render(request, "pages/audit/outcomes.html", context)


def _accepted(count: int) -> str:
    text = ngettext("%(count)s difference was accepted.", "%(count)s differences were accepted.", count)
    return text % {"count": words.number(count)}


@require_http_methods(["GET", "HEAD", "POST"])
def ignore_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask until when and why, then leave one difference out of account."""
    need_change(request)
    found = reach.find(request, Difference, pk, within(request))
    url = reverse("ui:ignore", args=[pk])
    asked = request.method == "POST"
    return _ignore(request, [found], url, request.POST if asked else None)


@require_POST
def ignore_bulk(request: HttpRequest) -> HttpResponse:
    """The same for many: without a reason the form is shown first."""
    need_change(request)
    ids = reach.identifiers(request.POST.getlist("pk"))
    found = list(within(request).filter(pk__in=ids, closed=None).order_by("id"))
    if not found:
        messages.warning(request, _("Nothing was ignored: no open difference was chosen."))
        return redirect(back(request))
    answered = "reason" in request.POST
    return _ignore(request, found, reverse("ui:ignore_bulk"), request.POST if answered else None)


def _ignore(request: HttpRequest, found: Sequence[Difference], url: str, data: Any) -> HttpResponse:
    proposed = timezone.localdate() + timedelta(days=IGNORE_DAYS)
    form = IgnoreForm(data, initial={"until": proposed})
    if data is not None and form.is_valid():
        until, reason = form.cleaned_data["until"], form.cleaned_data["reason"]
        count = accept.ignore([each.pk for each in found], until, reason, request.user)
        text = ngettext(
            "%(count)s difference is ignored until %(day)s.", "%(count)s differences are ignored until %(day)s.", count
        )
        messages.success(request, text % {"count": words.number(count), "day": words.moment(until)})
        return redirect(back(request))
    context = {
        "form": form,
        "found": found,
        "first": found[0],
        "url": url,
        "next": back(request),
        "how_many": wording.how_many(len(found)),
    }
    fragment = bool(request.headers.get("HX-Request"))
    name = "pages/audit/ignore_dialog.html" if fragment else "pages/audit/ignore_page.html"
    return render(request, name, context, status=422 if form.errors else 200)


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an ignored difference into account again."""
    need_change(request)
    found = reach.find(request, Difference, pk, within(request))
    if not accept.reopen([pk], request.user):
        raise PermissionDenied
    messages.success(request, _("Open again: %(object)s.") % {"object": found.label})
    return redirect(back(request))


@require_POST
def run(request: HttpRequest) -> HttpResponse:
    """Compare everything again now, from what is stored; nobody is asked anything."""
    need_change(request)
    done = audit.run()
    told = {
        "devices": words.number(done.devices), "opened": words.number(done.opened), "closed": words.number(done.closed),
        "seconds": words.figures(done.seconds),
    }  # fmt: skip
    text = _("Compared %(devices)s devices in %(seconds)s s: %(opened)s new differences, %(closed)s gone.")
    messages.success(request, text % told)
    return redirect(back(request))
