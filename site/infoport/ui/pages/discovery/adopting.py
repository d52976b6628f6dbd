"""Adopting a candidate on a page: who it is to be, exactly what is written, then the button."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from infoport.history import actor_of
from infoport.ui.navigation import belongs
from infoport.ui.pages import reach
from infoport.ui.pages.audit import writes
from inventory.dcim.models import DeviceRole, DeviceType, Site
from inventory.declare.history import acting
from inventory.declare.permissions import restrict
from inventory.declare.viewing import unlimited
from inventory.declare.write import Conflict
from inventory.discovery import adopting, seeking
from inventory.discovery.models import Candidate, Range

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern

LONGEST = 3650
"""Days that a candidate is ignored, when not for ever."""
FITTING = 20
"""Device types offered before all others."""


class WishForm(forms.Form):
    """What a candidate is to become; types that fit what it said come first."""

    name = forms.CharField(max_length=64)
    device_type = forms.ModelChoiceField(DeviceType.objects.none())
    site = forms.ModelChoiceField(Site.objects.none())
    role = forms.ModelChoiceField(DeviceRole.objects.none())

    def __init__(self, user: Any, candidate: Candidate, data: Any = None) -> None:
        """Offer what the person may see."""
        found = adopting.suggest(candidate)
        site = candidate.range.site_id if candidate.range else None
        initial = {"name": found.name, "site": site, "device_type": found.types[0].pk if found.types else None}
        super().__init__(data, initial=initial, use_required_attribute=False)
        self.fitting = found.types[:FITTING]
        labels = {"name": _("Name"), "device_type": _("Device type"), "site": _("Site"), "role": _("Role")}
        for name, model in (("device_type", DeviceType), ("site", Site), ("role", DeviceRole)):
            field: Any = self.fields[name]
            field.queryset = restrict(model._default_manager.all(), user, "view")  # noqa: SLF001 - any declared model
        for name, label in labels.items():
            self.fields[name].label = label
        offered: Any = self.fields["device_type"]
        offered.queryset = offered.queryset.select_related("manufacturer")
        if self.fitting:
            offered.help_text = _("Fits what it says: %(types)s.") % {
                "types": ", ".join(str(each) for each in self.fitting[:3])
            }

    def wish(self) -> adopting.Wish:
        """The form's answer, once it is valid."""
        return adopting.Wish(**self.cleaned_data)


@require_http_methods(["GET", "HEAD", "POST"])
def adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """The page `/discovery/candidates/<id>/adopt/`; `_step` tells a preview from the deed."""
    reach.need(request, "discovery.candidate", "change")
    reach.need(request, "dcim.device", "add")
    belongs(request, "audit/discovery")
    candidate = reach.find(request, Candidate, pk, reach.within(request, Candidate).select_related("range"))
    form = WishForm(request.user, candidate, request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {
        "candidate": candidate, "form": form, "back": reach.page("discovery.candidate", candidate.pk),
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "pages/discovery/adopt.html", context)
    if not form.is_valid():
        return render(request, "pages/discovery/adopt.html", context, status=422)
    try:
        if request.POST.get("_step") == "apply":
            return _adopted(request, candidate, form)
        with unlimited():  # what would be written is checked against everything, and against the person's rights
            found = adopting.preview(candidate.pk, form.wish(), request.user)
        context["changes"] = list(writes.changes(found))
    except (Conflict, ValidationError, PermissionDenied) as error:
        status = 409 if isinstance(error, Conflict) else 422
        return render(request, "pages/discovery/adopt.html", {**context, "problem": _said(error)}, status=status)
    return render(request, "pages/discovery/adopt.html", context)


def _said(error: Exception) -> str:
    if isinstance(error, PermissionDenied):
        return _("You may not make such a device.")
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)


def _adopted(request: HttpRequest, candidate: Candidate, form: WishForm) -> HttpResponse:
    with acting(actor_of(request)):
        made = adopting.adopt(candidate.pk, form.wish(), request.user)
    messages.success(request, _("%(device)s is registered and polled.") % {"device": made.device})
    if made.refused:
        count = len(made.refused)
        text = ngettext(
            "%(count)d thing that it says could not be taken over: %(reason)s",
            "%(count)d things that it says could not be taken over; the first: %(reason)s", count,
        ) % {"count": count, "reason": made.refused[0].reason}  # fmt: skip
        messages.warning(request, text)
    return redirect(reach.page("dcim.device", made.device.pk))


@require_POST
def ignore(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave a candidate out of account; `days` 0 is for ever."""
    candidate = _own(request, pk)
    days = request.POST.get("days", "")
    number = min(int(days), LONGEST) if days.isdecimal() else 0
    until = timezone.now() + timedelta(days=number) if number else None
    try:
        with acting(actor_of(request)):
            adopting.ignore(candidate.pk, until, request.POST.get("note", ""), request.user)
    except (Conflict, ValidationError) as error:
        messages.error(request, _said(error))
    else:
        messages.success(request, _("%(candidate)s is ignored.") % {"candidate": candidate})
    return redirect(reach.page("discovery.candidate", candidate.pk))


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a candidate into account again."""
    candidate = _own(request, pk)
    try:
        with acting(actor_of(request)):
            adopting.reopen(candidate.pk, request.user)
    except Conflict as error:
        messages.error(request, _said(error))
    return redirect(reach.page("discovery.candidate", candidate.pk))


def _own(request: HttpRequest, pk: int) -> Candidate:
    reach.need(request, "discovery.candidate", "change")
    return reach.find(request, Candidate, pk, reach.within(request, Candidate, "change"))


@require_POST
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """Look through a range soon, or with `stop`, no longer."""
    reach.need(request, "discovery.range", "change")
    range_ = reach.find(request, Range, pk, reach.within(request, Range, "change"))
    if "stop" in request.POST:
        seeking.cancel(range_)
    elif not seeking.ask(range_):
        messages.warning(request, _("It is being looked through already."))
    return redirect(reach.page("discovery.range", range_.pk))


urlpatterns: list[URLPattern] = [
    path("discovery/candidates/<int:pk>/adopt/", adopt, name="discovery_adopt"),
    path("discovery/candidates/<int:pk>/ignore/", ignore, name="discovery_ignore"),
    path("discovery/candidates/<int:pk>/reopen/", reopen, name="discovery_reopen"),
    path("discovery/ranges/<int:pk>/run/", run, name="discovery_run"),
]
