"""A web site's page: how it stands and why, how it stood, what is wrong where, its columns, the help it was given."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from infoport.reports.inspections import sites, vetoes_of
from infoport.ui.asker import asker
from infoport.ui.pages import reach, words
from infoport.ui.pages.inspection import shown
from infoport.ui.pages.inspection.shown import LABEL
from infoport.ui.panels import Panel, Problem, State, register, register_problems, register_states
from inventory.inspection.choices import FindingKind, Result
from inventory.inspection.models import Finding, Inspection, Visit, Website
from inventory.inspection.storing import WEEK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.http import HttpRequest

    from inventory.declare.spec import Spec

SERVICE: Final = "services.applicationservice"
TREND: Final = 60
"""Inspections that the trend draws."""
PAST: Final = 12
"""Inspections that the table lists."""
WIDTH, HEIGHT, TOP = 600, 100, 100.0
SHOWN: Final = 100
"""Findings that the card lists; the rest is a link away."""
WEIGHT: Final = {kind: at for at, kind in enumerate(FindingKind)}
"""Findings in the order of their kinds, the gravest first."""


@register_states(LABEL)
def website_states(request: HttpRequest, ids: Sequence[int]) -> Mapping[int, State]:
    """How sites stand, in lists and titles."""
    return {each.website.pk: shown.state(each) for each in sites(asker(request), ids)}


@register_problems(LABEL, gettext_lazy("inspections"))
def website_problems(request: HttpRequest, _spec: Spec, website: Website) -> Iterator[Problem]:
    """Why a site fails."""
    for site in sites(asker(request), [website.pk]):
        for veto in site.vetoes:
            yield Problem("down", veto, _("whatever its points, it fails"), f"{reach.page(LABEL, website.pk)}#findings")


@register(LABEL)
def website_panels(request: HttpRequest, _spec: Spec, website: Website) -> Iterator[Panel]:
    """The cards of a site's page."""
    found = sites(asker(request), [website.pk])
    past = list(reach.within(request, Inspection).filter(website=website).order_by("-at", "-id")[:TREND])
    if not found or not past:
        yield Panel(
            _("Last inspection"), "pages/inspection/never.html",
            {"pk": website.pk, "may_inspect": reach.may(request, LABEL, "change")}, "first",
        )  # fmt: skip
        return
    latest, may = past[0], reach.may(request, LABEL, "change")
    standing = {**shown.row(found[0]), **_standing(latest), "visits": _visits(website), "may_inspect": may}
    yield Panel(_("Last inspection"), "pages/inspection/standing.html", standing, "first")
    findings = sorted(
        reach.within(request, Finding).filter(inspection=latest), key=lambda each: (WEIGHT.get(each.kind, 99), each.pk)
    )  # fmt: skip
    listed = [shown.finding(each) for each in findings[:SHOWN]]
    more = f"{reach.page('inspection.finding')}?inspection_id={latest.pk}"
    yield Panel(
        _("Findings"), "pages/inspection/findings.html", {"rows": listed, "total": len(findings), "all_url": more},
    )  # fmt: skip
    yield Panel(
        _("Trend"), "pages/inspection/trend.html", {**trend(past), "rows": [_past(each) for each in past[:PAST]]},
        covers=("inspection.inspection",),
    )  # fmt: skip
    if columns := latest.detail.get("columns"):
        yield Panel(_("Site columns"), "pages/inspection/columns.html", {"rows": [_column(each) for each in columns]})
    add = f"{reach.page('inspection.helpgiven')}add/?website={website.pk}"
    context = {
        "rows": [shown.helped(each) for each in found[0].help],
        "add_url": add if reach.may(request, "inspection.helpgiven", "add") else "",
    }
    yield Panel(_("Help given"), "pages/inspection/help.html", context, covers=("inspection.helpgiven",))


def _standing(latest: Inspection) -> dict[str, Any]:
    detail = latest.detail
    certificate = detail.get("certificate") or {}
    deductions = detail.get("deductions", {})
    return {
        "deductions": [
            {"word": str(FindingKind(kind).label) if kind in FindingKind else kind, "points": f"−{points:g}"}
            for kind, points in sorted(deductions.items(), key=lambda pair: -pair[1])
        ],
        "inspection_url": reach.page("inspection.inspection", latest.pk),
        "pages": detail.get("pages"), "links": detail.get("links"), "untried": detail.get("untried"),
        "forbidden": detail.get("forbidden"), "took": words.span(detail.get("seconds")),
        "certificate": certificate and {
            "ok": certificate.get("ok"), "reason": shown.said(certificate.get("reason", "")),
            "expires": words.day(_moment(certificate.get("expires"))), "issuer": certificate.get("issuer", ""),
        },
        "title": detail.get("title", ""), "unreadable": detail.get("readable") is False,
    }  # fmt: skip


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _visits(website: Website) -> dict[str, Any] | None:
    """The visits of the last week, told in one line; None without any."""
    rows = list(Visit.objects.filter(website=website, at__gt=timezone.now() - WEEK).values_list("ok", "seconds"))
    if not rows:
        return None
    opened = sorted(seconds for ok, seconds in rows if ok)
    return {
        "total": len(rows), "failed": sum(not ok for ok, _seconds in rows),
        "usual": f"{opened[len(opened) // 2]:.2f}" if opened else "", "slowest": f"{opened[-1]:.2f}" if opened else "",
    }  # fmt: skip


def trend(past: Sequence[Inspection]) -> dict[str, Any]:
    """Points over time as a path in a box of `WIDTH` by `HEIGHT`; what has no points leaves a gap."""
    rows = sorted(past, key=lambda each: each.at)
    first, length = rows[0].at, max(rows[-1].at - rows[0].at, timedelta(seconds=1))
    marks: list[dict[str, Any]] = []
    path, pen = "", "M"
    for each in rows:
        if each.points is None:
            pen = "M"
            continue
        x = 6 + (WIDTH - 12) * ((each.at - first) / length) if len(rows) > 1 else WIDTH / 2
        y = HEIGHT - 4 - (HEIGHT - 8) * min(float(each.points), TOP) / TOP
        path += f"{pen}{x:.1f} {y:.1f}"
        pen = "L"
        title = f"{words.moment(each.at)}: {float(each.points):g} · {Result(each.result).label}"
        marks.append({"x": f"{x:.1f}", "y": f"{y:.1f}", "shape": shown.SHAPES[Result(each.result)], "title": title})
    limit = float((rows[-1].detail.get("rules") or {}).get("pass_points", 60))
    return {
        "path": path, "marks": marks, "limit": f"{limit:g}",
        "limit_y": f"{HEIGHT - 4 - (HEIGHT - 8) * limit / TOP:.1f}",
        "first": words.day(timezone.localdate(first)), "last": words.day(timezone.localdate(rows[-1].at)),
        "label": _("%(number)d inspections from %(first)s to %(last)s") % {
            "number": len(rows), "first": words.day(timezone.localdate(first)),
            "last": words.day(timezone.localdate(rows[-1].at)),
        },
    }  # fmt: skip


def _past(each: Inspection) -> dict[str, Any]:
    result = Result(each.result)
    return {
        "at": each.at, "when": words.moment(each.at), "url": reach.page("inspection.inspection", each.pk),
        "shape": shown.SHAPES[result], "word": str(result.label), "rank": each.rank or words.DASH,
        "points": words.DASH if each.points is None else f"{float(each.points):g}", "vetoes": vetoes_of(each),
        "findings": each.findings,
    }  # fmt: skip


KINDS: Final = {
    "news": gettext_lazy("news"), "notice": gettext_lazy("notices and policies"),
    "other": gettext_lazy("nothing is due"),
}  # fmt: skip


def _column(each: Mapping[str, Any]) -> dict[str, Any]:
    newest = each.get("newest")
    return {
        "title": each.get("title", ""), "url": each.get("url", ""), "kind": KINDS.get(str(each.get("kind")), ""),
        "read": each.get("read"), "items": each.get("items", 0), "undated": each.get("undated", 0),
        "blank": each.get("blank"), "newest": words.day(_moment(newest)) if newest else words.DASH,
    }  # fmt: skip


@register(SERVICE)
def service_panel(request: HttpRequest, _spec: Spec, service: Any) -> Iterator[Panel]:
    """How the service's site stands, on the service's own page."""
    ids = reach.within(request, Website).filter(service=service).values_list("pk", flat=True)
    for site in sites(asker(request), ids) if ids and reach.may(request, LABEL) else ():
        yield Panel(
            _("Site inspection"), "pages/inspection/brief.html", shown.row(site), "rail", covers=(LABEL,)
        )  # fmt: skip
