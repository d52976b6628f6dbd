"""Departures from the city's standards, per standard and owner; and what no centre is responsible for."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from infoport.reports.departures import FILTERS, Departures, asked
from infoport.ui.navigation import belongs
from infoport.ui.pages import reach
from infoport.ui.pages.audit.listing import pages
from infoport.ui.panels import Panel, Problem, register, register_problems
from infoport.ui.spreadsheet import csv_file
from inventory.declare.fetching import holds
from inventory.declare.permissions import restrict
from inventory.declare.registry import specs
from inventory.declare.tables import references
from inventory.declare.values import BadFilter
from inventory.services.centres import FUNCTIONS, unowned
from inventory.services.models import SupportTeam
from inventory.tenancy.models import Tenant
from inventory.works.checking import departs
from inventory.works.models import Standard

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.http import HttpRequest, HttpResponse

    from inventory.declare.spec import Spec
    from inventory.works.violations import Violation

SHOWN: Final = 50
OWNERS: Final = 8
PAGE: Final = "/audit/standards/"


@require_GET
def standards(request: HttpRequest) -> HttpResponse:
    """The page `/audit/standards/`; filtered as the API's list, `export=csv` gives the list as a file."""
    reach.need(request, "works.standard")
    belongs(request, "audit/standards")
    params = {name: request.GET[name] for name in FILTERS if request.GET.get(name)}
    try:
        found = asked(request, params)
    except BadFilter:
        params, found = {}, asked(request, {})
    if request.GET.get("export") == "csv":
        return _file(found)
    everything = found if not params else asked(request, {})
    chunk = Paginator(found.listed, SHOWN).get_page(request.GET.get("page"))
    context = {
        "tabs": _tabs(request, len(everything.listed), "violations"), "standards": _per_standard(everything, params),
        "departments": _owners(everything, "tenant", params), "centres": _owners(everything, "centre", params),
        "rows": _rows(found, list(chunk)), "pager": pages(request, chunk), "total": len(found.listed),
        "filtered": bool(params), "all_url": PAGE, "export_url": _address({**params, "export": "csv"}),
        "api_url": f"/api/plugins/works/violations/{_address(params)}", "list_url": reach.page("works.standard"),
    }  # fmt: skip
    return render(request, "pages/works/standards.html", context)


def _address(params: Mapping[str, Any]) -> str:
    return "?" + "&".join(f"{name}={value}" for name, value in params.items()) if params else ""


def _tabs(request: HttpRequest, violations: int, active: str) -> list[dict[str, Any]]:
    alone = sum(len(keys) for keys in _unowned(request).values())
    return [
        {"title": _("Violations"), "url": PAGE, "active": active == "violations", "count": violations},
        {"title": _("Without a centre"), "url": f"{PAGE}unowned/", "active": active == "unowned", "count": alone},
    ]


def _per_standard(found: Departures, params: Mapping[str, str]) -> list[dict[str, Any]]:
    numbers = Counter(each.standard for each in found.listed)
    return [
        {
            "name": each.name, "kind": each.get_kind_display(), "enforce": each.get_enforce_display(),
            "refuses": each.enforce == "refuse", "count": numbers[each.pk], "description": each.description,
            "url": _address({**params, "standard": each.pk}) if numbers[each.pk] else "",
            "page": reach.page("works.standard", each.pk), "on": params.get("standard") == str(each.pk),
        }
        for each in sorted(found.standards.values(), key=lambda each: (-numbers[each.pk], each.name))
    ]  # fmt: skip


def _owners(found: Departures, kind: str, params: Mapping[str, str]) -> list[dict[str, Any]]:
    keys = [each.tenant if kind == "tenant" else found.centre(each) for each in found.listed]
    model: Any = Tenant if kind == "tenant" else SupportTeam
    names = dict(model.objects.filter(pk__in={key for key in keys if key}).values_list("pk", "name"))
    nobody = _("no department") if kind == "tenant" else _("no centre")
    return [
        {
            "name": names.get(key, nobody) if key else nobody, "count": count,
            "url": _address({**params, kind: key or "null"}), "on": params.get(kind) == str(key or "null"),
        }
        for key, count in Counter(keys).most_common(OWNERS)
    ]  # fmt: skip


def _rows(found: Departures, shown: list[Violation]) -> list[dict[str, Any]]:
    pairs = {(each.label, each.object) for each in shown}
    pairs |= {("tenancy.tenant", each.tenant) for each in shown if each.tenant}
    pairs |= {("services.supportteam", key) for each in shown if (key := found.centre(each))}
    names = references(pairs)

    def name(label: str, key: int | None) -> str:
        return names[label, key].display if key is not None and (label, key) in names else ""

    return [
        {
            "name": name(each.label, each.object), "url": reach.page(each.label, each.object),
            "type": str(specs[each.label].verbose_name), "standard": found.standards[each.standard].name,
            "field": str(specs[each.label].fields[each.field].label), "value": each.value, "expected": each.expected,
            "department": name("tenancy.tenant", each.tenant),
            "centre": name("services.supportteam", found.centre(each)),
        }
        for each in shown
    ]  # fmt: skip


def _file(found: Departures) -> HttpResponse:
    header = ["standard", "object_type", "object_id", "object", "field", "value", "expected", "department", "centre"]
    rows = (
        [
            row["standard"], each.label, each.object, row["name"], each.field, each.value, each.expected,
            row["department"], row["centre"],
        ]
        for each, row in zip(found.listed, _rows(found, list(found.listed)), strict=True)
    )  # fmt: skip
    return csv_file(f"violations-{timezone.localdate().isoformat()}.csv", header, rows)


def _unowned(request: HttpRequest) -> dict[str, list[int]]:
    """Type → ids of the objects the person may see for which nobody is responsible. Two queries per type."""
    found = {}
    for label in FUNCTIONS:
        if reach.may(request, label):
            rows = restrict(specs[label].model._default_manager.all(), request.user, "view")  # noqa: SLF001 - declared
            keys = unowned(label)
            found[label] = list(rows.filter(pk__in=keys).order_by("pk").values_list("pk", flat=True)) if keys else []
    return found


@require_GET
def alone(request: HttpRequest) -> HttpResponse:
    """The page `/audit/standards/unowned/`: sites, devices, segments, services and machines without a centre."""
    reach.need(request, "services.responsibility")
    belongs(request, "audit/standards")
    found = _unowned(request)
    names = references((label, key) for label, keys in found.items() for key in keys[:SHOWN])
    groups = [
        {
            "title": str(specs[label].verbose_name_plural), "count": len(keys),
            "url": f"{reach.page(label)}?centre=null",
            "rows": [
                {"name": names[label, key].display, "url": reach.page(label, key)}
                for key in keys[:SHOWN]
                if (label, key) in names
            ],
        }
        for label, keys in found.items()
    ]  # fmt: skip
    violations = len(asked(request, {}).listed) if reach.may(request, "works.standard") else 0
    context = {
        "tabs": _tabs(request, violations, "unowned"), "groups": groups,
        "total": sum(len(keys) for keys in found.values()), "rules_url": reach.page("services.responsibility"),
        "may_add": reach.may(request, "services.responsibility", "add"),
    }  # fmt: skip
    return render(request, "pages/works/unowned.html", context)


@register("works.standard")
def standard_panels(request: HttpRequest, _spec: Spec, standard: Standard) -> Iterator[Panel]:
    """The first violations of the standard."""
    found = asked(request, {"standard": str(standard.pk)})
    context = {
        "rows": _rows(found, list(found.listed[:12])),
        "total": len(found.listed),
        "url": f"{PAGE}?standard={standard.pk}",
    }
    yield Panel(_("Violations"), "pages/works/violations.html", context)


def departures_of(_request: HttpRequest, spec: Spec, instance: Any) -> Iterator[Problem]:
    """The listed standards that an object departs from. One query."""
    if not holds("works_standard", enabled=True):
        return
    labels = {"ipam.prefix": "address", "ipam.ipaddress": "address", "dcim.device": "catalogue"}
    for standard in Standard.objects.filter(enabled=True):
        if standard.object_type == spec.label or labels.get(spec.label) == standard.kind:
            field, expected = departs(standard, instance)
            if field:
                title = _("It departs from “%(standard)s”") % {"standard": standard.name}
                told = {"field": spec.fields[field].label, "expected": expected}
                detail = _("%(field)s: expected %(expected)s") % told
                yield Problem("degraded", title, detail, reach.page("works.standard", standard.pk),
                              reach.page(spec.label, instance.pk, "edit/"))  # fmt: skip


for checked in ("dcim.device", "ipam.prefix", "ipam.ipaddress", "services.applicationservice"):
    register_problems(checked, gettext_lazy("standards"))(departures_of)
