"""What a service owes and what it does: objectives, business figures, what it needs besides hosts; and its sites."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from infoport.ui.pages import reach, words
from infoport.ui.pages.impact import address
from infoport.ui.panels import Panel, Problem, State, register, register_problems
from inventory.declare.registry import specs
from inventory.declare.tables import rows
from inventory.declare.tree import with_descendants
from inventory.services.models import (
    ApplicationService,
    BusinessFigure,
    BusinessFigureValue,
    InfrastructureDependency,
    Objective,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest

    from inventory.dcim.models import Site
    from inventory.declare.spec import Spec

SERVICE: Final = "services.applicationservice"


def figure_state(value: Any, low: Any, high: Any) -> State | None:
    """A value against its limits; unknown without a value, None where there is nothing to hold it against."""
    if value is None:
        return State("unknown", _("no value"))
    if low is not None and value < low:
        return State("degraded", _("too low"))
    if high is not None and value > high:
        return State("degraded", _("too high"))
    return None if low is None and high is None else State("ok", _("within its limits"))


@register(SERVICE)
def business_panels(request: HttpRequest, _spec: Spec, service: ApplicationService) -> Iterator[Panel]:
    """Business figures, objectives, and what is needed besides hosts; each where there are any."""
    figures = _figures(request, service)
    if figures:
        shown, covers = {"rows": figures}, ("services.businessfigure",)
        yield Panel(_("Business figures"), "pages/city/figures.html", shown, covers=covers)
    agreed = list(reach.within(request, Objective).filter(service=service))
    if agreed:
        shown, covers = {"rows": [_objective(each) for each in agreed]}, ("services.objective",)
        yield Panel(_("Objectives"), "pages/city/objectives.html", shown, covers=covers)
    needs = _needs(request, service)
    if needs:
        shown, covers = {"rows": needs}, ("services.infrastructuredependency",)
        yield Panel(_("Needs besides its hosts"), "pages/city/needs.html", shown, covers=covers)


def _figures(request: HttpRequest, service: ApplicationService) -> list[dict[str, Any]]:
    newest = BusinessFigureValue.objects.filter(figure=OuterRef("pk")).order_by("-at")
    found = reach.within(request, BusinessFigure).filter(service=service).annotate(
        newest=Subquery(newest.values("value")[:1]), newest_at=Subquery(newest.values("at")[:1]),
        newest_origin=Subquery(newest.values("origin")[:1]),
    )  # fmt: skip
    return [
        {
            "name": each.name, "english": each.name_en, "url": reach.page("services.businessfigure", each.pk),
            "value": words.figures(float(each.newest)) if _small(each.newest) else words.number(each.newest),
            "unit": each.unit, "at": each.newest_at, "day": words.moment(each.newest_at),
            "stated": each.newest_origin == "stated", "state": figure_state(each.newest, each.low, each.high),
            "low": words.plain(_trimmed(each.low)), "high": words.plain(_trimmed(each.high)),
        }
        for each in found
    ]  # fmt: skip


def _small(value: Any) -> bool:
    return value is not None and value != int(value)


def _trimmed(value: Any) -> str | None:
    return None if value is None else words.figures(float(value))


def _objective(each: Objective) -> dict[str, Any]:
    handling = each.handling
    days = "" if handling is None else ngettext("%d working day", "%d working days", handling) % handling
    return {
        "name": each.name, "url": reach.page("services.objective", each.pk), "period": each.get_period_display(),
        "availability": f"{each.availability.normalize():f} %" if each.availability is not None else words.DASH,
        "hours": each.hours, "response": f"{words.number(each.response)} ms" if each.response else words.DASH,
        "recovery": words.span(each.recovery * 60) if each.recovery is not None else words.DASH,
        "handling": days or words.DASH, "document": each.document,
    }  # fmt: skip


def _needs(request: HttpRequest, service: ApplicationService) -> list[dict[str, Any]]:
    found = list(reach.within(request, InfrastructureDependency).filter(service=service))
    pairs = {  # the two columns of a generic reference come from its declaration, unseen by the type checker
        key: (label, resource)
        for key, label, resource in InfrastructureDependency.objects.filter(
            pk__in=[each.pk for each in found]
        ).values_list("pk", "resource_type", "resource_id")
    }
    names: dict[tuple[str, int], str] = {}
    for label in {label for label, _key in pairs.values()}:
        keys = [key for of, key in pairs.values() if of == label]
        names |= {(label, row.id): row.display for row in rows(specs[label], [], keys)}
    return [
        {
            "name": names.get(pairs[each.pk], _("outside your rights")),
            "type": str(specs[pairs[each.pk][0]].verbose_name),
            "url": reach.page(*pairs[each.pk]) if pairs[each.pk] in names else "", "kind": each.get_kind_display(),
            "alternative": each.alternative, "if": address(*pairs[each.pk]),
        }
        for each in found
    ]  # fmt: skip


@register_problems(SERVICE, gettext_lazy("business figures"))
def figure_problems(request: HttpRequest, _spec: Spec, service: ApplicationService) -> Iterator[Problem]:
    """Business figures outside their limits."""
    for each in _figures(request, service):
        if each["state"] and each["state"].shape == "degraded":
            detail = _("%(value)s, limits %(low)s to %(high)s") % each
            yield Problem("degraded", f"{each['name']}: {each['state'].word}", detail, each["url"])


@register("dcim.site")
def offered_panel(request: HttpRequest, _spec: Spec, site: Site) -> Iterator[Panel]:
    """The services offered at the site: those offered to its group or to one above it."""
    if site.group_id is None:
        return
    services = reach.within(request, ApplicationService).filter(offered_at__isnull=False).exclude(status="retired")
    offered = [
        each
        for each in services.prefetch_related("offered_at").distinct()
        if site.group_id in with_descendants("dcim_sitegroup", [group.pk for group in each.offered_at.all()])
    ]
    if offered:
        listed = [
            {"name": str(each), "url": reach.page(SERVICE, each.pk), "english": each.description} for each in offered
        ]
        yield Panel(_("Services offered here"), "pages/city/offered.html", {"rows": listed})
