"""The page of alerts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from infoport.ui.navigation import belongs
from infoport.ui.pages import reach, words
from infoport.ui.pages.audit.listing import pages
from infoport.ui.pages.audit.upstream import explained_by
from infoport.ui.panels import State
from infoport.ui.returning import back
from inventory.events.choices import AlertSeverity, AlertState
from inventory.events.models import Alert
from monitoring.metrics.registry import METRICS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern

LABEL: Final = "events.alert"
PAGE: Final = "/overview/alerts/"
SHOWN: Final = 50
TABS: Final[Mapping[str, Any]] = {
    "open": gettext_lazy("To handle"), "acknowledged": gettext_lazy("Acknowledged"),
    "silenced": gettext_lazy("Silenced"), "resolved": gettext_lazy("Resolved"), "all": gettext_lazy("All"),
}  # fmt: skip
SHAPES: Final = {AlertSeverity.CRITICAL: "down", AlertSeverity.WARNING: "degraded", AlertSeverity.INFO: "unknown"}
HOURS: Final = (1, 8, 24)
"""For how long an alert may be silenced: an hour, a shift, a day. What lasts longer belongs into a rule."""
SUMMARIES: Final = {each.name: each.summary for metric in METRICS.values() for each in metric.alerts}


def conditions() -> dict[str, Q]:
    """What each tab shows; an alert is in one of them, and in `all`."""
    firing, quiet = Q(state=AlertState.FIRING), Q(silenced_until__gt=timezone.now())
    return {
        "open": firing & ~quiet & Q(acknowledged_at=None),
        "acknowledged": firing & ~quiet & Q(acknowledged_at__isnull=False),
        "silenced": firing & quiet, "resolved": Q(state=AlertState.RESOLVED), "all": Q(),
    }  # fmt: skip


@require_safe
def alerts(request: HttpRequest) -> HttpResponse:
    """The page `/overview/alerts/`; `state` is one of the tabs."""
    reach.need(request, LABEL)
    belongs(request, "overview/alerts")
    now = request.GET.get("state", "")
    now = now if now in TABS else "open"
    told = conditions()
    seen = reach.within(request, Alert)
    counts = seen.order_by().aggregate(
        **{name: Count("id", filter=each) for name, each in told.items() if name != "all"}
    )
    rows = seen.filter(told[now]).select_related("device__site", "service", "team", "officer")
    chunk = Paginator(rows.order_by("-starts_at", "-id"), SHOWN).get_page(request.GET.get("page"))
    context = {
        "tabs": list(_tabs(counts, now)), "rows": _rows(request, list(chunk)), "pager": pages(request, chunk),
        "total": counts["open"], "may_change": reach.may(request, LABEL, "change"), "hours": HOURS,
    }  # fmt: skip
    return render(request, "pages/alerts/alerts.html", context)


def _tabs(counts: Mapping[str, int], now: str) -> Iterator[dict[str, Any]]:
    for key, title in TABS.items():
        yield {"title": title, "url": f"?state={key}", "active": key == now, "count": counts.get(key)}


def _rows(request: HttpRequest, several: list[Alert]) -> list[dict[str, Any]]:
    silent = {each.device_id for each in several if each.device_id and each.name == "DeviceDown" and firing(each)}
    explained = explained_by(request, silent)
    return [row(each) | {"explained": explained.get(each.device_id or 0, "")} for each in several]


def firing(alert: Alert) -> bool:
    """Whether its condition holds still."""
    return str(alert.state) == AlertState.FIRING


def row(alert: Alert) -> dict[str, Any]:
    """One line."""
    shape = SHAPES.get(AlertSeverity(alert.severity), "unknown") if firing(alert) else "ok"
    word = alert.get_severity_display() if firing(alert) else alert.get_state_display()
    name, url = about(alert)
    ended = alert.ends_at if not firing(alert) else None
    return {
        "state": State(shape, word), "summary": summary(alert), "name": alert.name, "about": name, "url": url,
        "page": reach.page(LABEL, alert.pk), "site": alert.device.site.name if alert.device else "",
        "since": words.since(alert.starts_at), "at": alert.starts_at,
        "lasted": words.span(ended - alert.starts_at) if ended else "",
        "team": alert.team.name if alert.team else "", "officer": alert.officer.name if alert.officer else "",
        "phone": alert.officer.phone if alert.officer else "",
        "told": words.moment(alert.told_at) if alert.told_at else "",
        "untold": alert.untold, "acknowledged_by": alert.acknowledged_by,
        "acknowledged": words.moment(alert.acknowledged_at) if alert.acknowledged_at else "",
        "silenced": words.moment(alert.silenced_until) if quiet(alert) else "",
        "acknowledge_url": reverse("ui:acknowledge", args=[alert.pk]),
        "silence_url": reverse("ui:silence", args=[alert.pk]),
        "acts": firing(alert), "is_acknowledged": alert.acknowledged_at is not None,
    }  # fmt: skip


def quiet(alert: Alert) -> bool:
    """Whether it is silenced now."""
    return alert.silenced_until is not None and alert.silenced_until > timezone.now()


def about(alert: Alert) -> tuple[str, str]:
    """What it is about, and the page of that."""
    if alert.device is not None:
        return reach.name_of(alert.device), reach.page("dcim.device", alert.device.pk)
    if alert.service is not None:
        return str(alert.service), reach.page("services.applicationservice", alert.service.pk)
    return "", ""


def summary(alert: Alert) -> str:
    """What the alert says in the reader's language, where the rule is one of ours."""
    known = SUMMARIES.get(alert.name)
    if known is None or not (get_language() or "").startswith("zh"):
        return alert.summary or alert.name
    text = known.zh
    for name, value in alert.labels.items():
        text = text.replace(f"{{{{ $labels.{name} }}}}", str(value))
    return text


@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that somebody looks after it: nobody else is told."""
    alert = _mine(request, pk)
    alert.acknowledged_at, alert.acknowledged_by = timezone.now(), request.user.get_username()
    alert.save(update_fields=["acknowledged_at", "acknowledged_by"])
    messages.success(request, _("%(alert)s is acknowledged.") % {"alert": alert.name})
    return redirect(back(request))


@require_POST
def silence(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell nobody of it for some hours; it is shown under its own tab as long as that lasts."""
    alert = _mine(request, pk)
    hours = request.POST.get("hours", "")
    if hours not in {str(each) for each in HOURS}:
        messages.error(request, _("An alert can be silenced for 1, 8 or 24 hours."))
        return redirect(back(request))
    alert.silenced_until = timezone.now() + timedelta(hours=int(hours))
    alert.save(update_fields=["silenced_until"])
    until = {"alert": alert.name, "time": words.exactly(alert.silenced_until)}
    messages.success(request, _("%(alert)s is silenced until %(time)s.") % until)
    return redirect(back(request))


def _mine(request: HttpRequest, pk: int) -> Alert:
    reach.need(request, LABEL, "change")
    return reach.find(request, Alert, pk, reach.within(request, Alert, "change"))


urlpatterns: list[URLPattern] = [
    path("overview/alerts/", alerts, name="alerts"),
    path("overview/alerts/<int:pk>/acknowledge/", acknowledge, name="acknowledge"),
    path("overview/alerts/<int:pk>/silence/", silence, name="silence"),
]
