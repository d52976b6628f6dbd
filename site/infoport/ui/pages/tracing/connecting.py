"""The page that connects many ports at once: two devices, two ranges, a preview, and undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from infoport.history import actor_of
from infoport.ui.navigation import belongs
from infoport.ui.pages import reach
from infoport.ui.panels import Panel, register
from inventory.dcim.choices import CableStatus
from inventory.dcim.connectors import CABLE_TYPES
from inventory.dcim.models import Cable
from inventory.dcim.rules.connecting import KINDS, connect_pairs, plan, ports_of_device
from inventory.declare import write
from inventory.declare.formfields import ReferenceField
from inventory.declare.forms import fill_options
from inventory.declare.history import acting
from inventory.declare.registry import specs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.http import HttpRequest, HttpResponse

    from inventory.dcim.models import Device
    from inventory.dcim.rules.connecting import Pair
    from inventory.declare.spec import Spec

UNDO_SECONDS: Final = 86_400
"""How long the page offers to undo: a day."""
HINT: Final = gettext_lazy("GE0/0/1-24, or 1-24 in natural order; empty: every free port.")
SALT: Final = "connect"


class ConnectForm(forms.Form):
    """Which ports of which devices, and what the cables are."""

    def __init__(self, data: Mapping[str, Any] | None, user: Any, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=dict(initial), use_required_attribute=False)
        self.user = user
        for side, name in (("a", _("Device A")), ("b", _("Device B"))):
            self.fields[side] = ReferenceField(["dcim.device"], user, many=False, mixed=False, label=name)
            kinds = [(label, str(specs[label].verbose_name_plural)) for label in KINDS if label in _known()]
            self.fields[f"{side}_kind"] = forms.ChoiceField(choices=kinds, label=_("Kind of port"), required=False)
            self.fields[f"{side}_ports"] = forms.CharField(
                label=_("Ports"), required=False, max_length=2000, help_text=HINT
            )
        self.fields["type"] = forms.ChoiceField(choices=[("", "—"), *CABLE_TYPES], label=_("Type"), required=False)
        self.fields["status"] = forms.ChoiceField(choices=CableStatus.choices, label=_("Status"), required=False)
        self.fields["label"] = forms.CharField(
            label=_("Label"), required=False, max_length=90, help_text=_("{n} becomes the number of the pair.")
        )
        self.fields["color"] = forms.RegexField(
            r"^[0-9a-f]{6}$", label=_("Color"), required=False, help_text=_("Six hexadecimal digits, as 9e9e9e.")
        )
        fill_options(self)  # type: ignore[arg-type]  # it reads fields and values, which every form has

    def ports(self, side: str) -> list[Any]:
        """The ports named for a side; an error at its field and none where they cannot be read."""
        try:
            return ports_of_device(
                self.cleaned_data[side],
                self.cleaned_data[f"{side}_kind"] or KINDS[0],
                self.cleaned_data[f"{side}_ports"],
            )
        except ValidationError as error:
            self.add_error(f"{side}_ports", error)
            return []

    @property
    def values(self) -> dict[str, Any]:
        """What every cable is given."""
        told = self.cleaned_data
        found = {name: told[name] for name in ("label", "color")}
        return found | {"type": told["type"] or None, "status": told["status"] or CableStatus.CONNECTED}


def _known() -> set[str]:
    return {spec.label for spec in specs}


@require_http_methods(["GET", "HEAD", "POST"])
def connect_page(request: HttpRequest) -> HttpResponse:
    """The form; with both devices the pairs as they would be joined; by POST they are."""
    reach.need(request, "dcim.cable", "add")
    belongs(request, "inventory/cabling")
    told = request.POST if request.method == "POST" else request.GET
    asked = bool(told.get("a") and told.get("b"))
    form = ConnectForm(told if asked else None, request.user, {name: told.get(name, "") for name in ("a", "b")})
    pairs: list[Pair] = []
    if asked and form.is_valid():
        pairs = plan(form.ports("a"), form.ports("b"))
    step = request.POST.get("_step")
    if step in {"all", "valid"} and pairs and form.is_valid():
        partial = step == "valid"
        with acting(actor_of(request)):
            if connect_pairs(pairs, form.values, request.user, partial=partial):
                return _done(request, pairs)
        messages.error(request, _("Nothing was stored: not every pair can be connected."))
    return render(request, "pages/tracing/connect.html", _context(request, form, pairs))


def _done(request: HttpRequest, pairs: Sequence[Pair]) -> HttpResponse:
    made = [pair.cable.pk for pair in pairs if pair.cable]
    text = ngettext("%(count)d cable was made.", "%(count)d cables were made.", len(made))
    messages.success(request, text % {"count": len(made)})
    token = signing.dumps(made, salt=SALT, compress=True)
    return HttpResponseRedirect(f"{reverse('ui:connect')}?{urlencode({'done': token})}")


def _context(request: HttpRequest, form: ConnectForm, pairs: Sequence[Pair]) -> dict[str, Any]:
    done = _signed(request.GET.get("done", ""))
    cables = reach.within(request, Cable).filter(pk__in=done).order_by("pk") if done else []
    return {
        "form": form, "pairs": pairs, "fitting": sum(not pair.problems for pair in pairs),
        "sides": [[form[name] for name in (side, f"{side}_kind", f"{side}_ports")] for side in ("a", "b")],
        "cable_fields": [form[name] for name in ("type", "status", "label", "color")],
        "refused": sum(bool(pair.problems) for pair in pairs),
        "done": [{"name": str(each), "url": reach.page("dcim.cable", each.pk)} for each in cables],
        "token": request.GET.get("done", ""),
        "crumbs": [{"title": str(specs["dcim.cable"].verbose_name_plural), "url": reach.page("dcim.cable")}],
    }  # fmt: skip


def _signed(token: str) -> list[int]:
    """Ids of the cables a token names; none for one that is forged or a day old."""
    try:
        found: list[int] = signing.loads(token, salt=SALT, max_age=UNDO_SECONDS) if token else []
    except signing.BadSignature:
        return []
    return found


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Delete exactly the cables that were made together; those that are gone already are left out."""
    reach.need(request, "dcim.cable", "delete")
    found = list(reach.within(request, Cable, "delete").filter(pk__in=_signed(request.POST.get("done", ""))))
    with acting(actor_of(request)):
        write.delete(specs["dcim.cable"], found, _("Connecting many ports was undone"))
    text = ngettext("%(count)d cable was deleted.", "%(count)d cables were deleted.", len(found))
    messages.success(request, text % {"count": len(found)})
    return HttpResponseRedirect(reverse("ui:connect"))


@register("dcim.device")
def device_panels(request: HttpRequest, _spec: Spec, device: Device) -> Iterator[Panel]:
    """A tab that leads to connecting many of the device's ports, for those who may."""
    if reach.may(request, "dcim.cable", "add"):
        yield Panel(_("Connect ports"), place="tab", url=f"{reverse('ui:connect')}?a={device.pk}")
