"""The form of an item: questions of the catalogue with choices from the inventory as it is now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from infoport.ui.pages.hosting.papers import Papers
from inventory.conferencing.models import Venue
from inventory.dcim.models import Site
from inventory.declare.permissions import restrict
from inventory.declare.viewing import unlimited
from inventory.hosting import catalogue
from inventory.hosting.choices import BackupClass, Exposure, Item
from inventory.hosting.planning.machines import SIZES
from inventory.hosting.planning.network import ROLES
from inventory.hosting.wording import SOURCES
from inventory.ipam.models import Prefix
from inventory.segments.models import Segment
from inventory.tenancy.models import Tenant
from inventory.works.models import Project, TenderLot

if TYPE_CHECKING:
    from inventory.hosting.catalogue import Question
    from inventory.hosting.models import Request

OPEN: Final = ("extranet", "private", "internet")
"""Kinds of segments that departments may be placed in; the isolated intranet is asked for by mouth."""
COMMON: Final = ("name", "contact", "phone", "email", "wanted_on", "description")


class RequestForm(forms.Form):
    """What a department states. `values()` are attributes for the write path."""

    name = forms.CharField(max_length=100)
    contact = forms.CharField(max_length=100)
    phone = forms.CharField(max_length=50, required=False)
    email = forms.EmailField(required=False)
    wanted_on = forms.DateField(required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    description = forms.CharField(max_length=200, required=False, widget=forms.Textarea({"rows": 3}))
    papers = Papers(required=False)

    def __init__(
        self, user: Any, item: str, data: Any = None, request: Request | None = None, uploads: Any = None
    ) -> None:
        """`request` is the one that is changed; None for a new one."""
        super().__init__(data, uploads, initial=_initial(request, user), use_required_attribute=False)
        self.item, self.offer = item, catalogue.OFFERS[item]
        self.fields["name"].label = _("What it is for")
        labels = {
            "contact": _("Contact"), "phone": _("Phone"), "email": _("E-mail"), "wanted_on": _("Wanted on"),
            "description": _("Remarks"), "papers": _("Files"),
        }  # fmt: skip
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["papers"].help_text = _(
            "Pictures, PDF, text, office documents, archives; at most %(most)d MB each."
        ) % {"most": settings.ATTACHMENT_OCTETS >> 20}
        self.tenants = list(restrict(Tenant.objects.all(), user, "view").order_by("name"))
        if len(self.tenants) != 1:
            self.fields["tenant"] = forms.ModelChoiceField(
                Tenant.objects.filter(pk__in=[each.pk for each in self.tenants]), label=_("Department")
            )
        if self.offer.placed:
            self._place()
        self._cite()
        for question in self.offer.questions:
            self.fields[f"q_{question.name}"] = _field(question)
        self.order_fields([
            "tenant", "name", *(f"q_{each.name}" for each in self.offer.questions), "segment", "exposure", "backup",
            "cited", "wanted_on", "contact", "phone", "email", "description", "papers",
        ])  # fmt: skip

    def _place(self) -> None:
        mine = [each.pk for each in self.tenants]
        with unlimited():
            segments = Segment.objects.filter(Q(tenant=None) | Q(tenant__in=mine), kind__in=OPEN).order_by("weight")
            if self.item != Item.CONNECTION:  # a connection needs a VLAN, everything else an address
                has = Prefix.objects.filter(Q(tenant=None) | Q(tenant__in=mine), status="active", role__slug__in=ROLES)
                segments = segments.filter(pk__in=has.values("segment"))
            choices = [(each.pk, each.name) for each in segments]
        self.fields["segment"] = forms.TypedChoiceField(coerce=int, choices=choices, label=_("Network"))
        self.fields["exposure"] = forms.ChoiceField(choices=Exposure.choices, label=_("Who may reach it"))
        self.fields["backup"] = forms.ChoiceField(choices=BackupClass.choices, label=_("Backup"), initial="daily")

    def _cite(self) -> None:
        """The department's own construction projects and their lots, where it has any."""
        mine = [each.pk for each in self.tenants]
        with unlimited():
            projects = list(Project.objects.filter(tenant__in=mine).order_by("_code"))
            lots = list(TenderLot.objects.filter(project__in=projects).order_by("pk"))
        choices = [("", "—")]
        for project in projects:
            choices.append((f"{project.pk}:", f"{project.code} {project.name}"))
            choices += [(f"{project.pk}:{lot.pk}", f"— {lot.name}") for lot in lots if lot.project_id == project.pk]
        if projects:
            self.fields["cited"] = forms.ChoiceField(
                choices=choices, required=False, label=_("Part of a construction project")
            )

    def values(self) -> dict[str, Any]:
        """Attributes of the request."""
        given = self.cleaned_data
        answers = {
            each.name: _plain(given[f"q_{each.name}"])
            for each in self.offer.questions
            if given.get(f"q_{each.name}") not in {None, ""}
        }
        found = {name: given[name] for name in COMMON} | {"item": self.item, "answers": answers}
        found["tenant"] = given.get("tenant") or self.tenants[0]
        if "cited" in self.fields:
            project, _colon, lot = given["cited"].partition(":")
            found |= {"project_id": int(project) if project else None, "lot_id": int(lot) if lot else None}
        if self.offer.placed:
            found |= {"segment_id": given["segment"], "exposure": given["exposure"], "backup": given["backup"]}
        return found


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _initial(request: Request | None, user: Any) -> dict[str, Any]:
    if request is None:
        return {"contact": f"{user.last_name}{user.first_name}" or user.get_username(), "email": user.email}
    found = {name: getattr(request, name) for name in COMMON} | {
        "tenant": request.tenant_id, "segment": request.segment_id, "exposure": request.exposure,
        "backup": request.backup, "cited": f"{request.project_id or ''}:{request.lot_id or ''}".lstrip(":"),
    }  # fmt: skip
    return found | {f"q_{name}": value for name, value in request.answers.items()}


def _field(question: Question) -> forms.Field:
    common: dict[str, Any] = {
        "label": capfirst(str(question.label)) + (f" ({question.unit})" if question.unit else ""),
        "required": question.required, "help_text": question.hint,
    }  # fmt: skip
    if question.kind == "number":
        return forms.IntegerField(min_value=question.low, max_value=question.high, **common)
    if question.kind == "day":
        return forms.DateField(widget=forms.DateInput({"type": "date", "min": str(timezone.localdate())}), **common)
    if question.kind in {"domain", "text"}:
        return forms.RegexField(
            r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$", max_length=253,
            error_messages={"invalid": _("A name such as weather.changchun.example, in small letters.")}, **common,
        )  # fmt: skip
    return forms.ChoiceField(choices=lambda: _choices(question), **common)


def _choices(question: Question) -> list[tuple[str, str]]:
    empty = [] if question.required else [("", "—")]
    if question.kind == "size":
        return [*empty, *((name, _size(name)) for name in SIZES)]
    if question.kind == "half":
        return [("morning", str(SOURCES["morning"])), ("afternoon", str(SOURCES["afternoon"]))]
    with unlimited():  # where things stand is in the catalogue, whatever the department may see of the inventory
        if question.kind == "venue":
            return [*empty, *((str(each.pk), each.name) for each in Venue.objects.order_by("name"))]
        # Where staff sit needs a switch, where things stand a rack.
        has: dict[str, Any] = (
            {"devices__role__slug": "access"} if question.required else {"racks__role__slug": "hosting"}
        )
        rows = Site.objects.filter(**has).distinct().order_by("_name")
        return [*empty, *((str(each.pk), each.name) for each in rows)]


def answer(question: Question, value: Any) -> str:
    """A stored answer in words; itself where its question has no choices, or has lost this one."""
    choices = dict(getattr(_field(question), "choices", ()))
    return str(choices.get(str(value), value))


def _size(name: str) -> str:
    size = SIZES[name]
    text = _("%(name)s: %(vcpus)d vCPUs, %(memory)d GB memory, %(disk)d GB disk")
    return text % {"name": SOURCES[name], "vcpus": size.vcpus, "memory": size.memory, "disk": size.disk}


def offers() -> list[dict[str, Any]]:
    """The catalogue's cards."""
    return [
        {"key": key, "name": Item(key).label, "icon": offer.icon, "brings": offer.brings}
        for key, offer in catalogue.OFFERS.items()
    ]
