"""The overview's figures: few queries, each over what the person may see."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from django.db import connection
from django.db.models import Case, Count, Max, Min, Value, When
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from infoport import states
from infoport.ui.pages import networks, reach, services, words
from infoport.ui.pages.audit import causes
from infoport.ui.pages.audit.listing import Row, as_rows
from inventory.core.models import ObjectChange
from inventory.declare.registry import specs
from inventory.reconcile.models import Access, Difference
from inventory.segments.models import Segment
from inventory.services.models import ApplicationService

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest

NEWEST: Final = 6
FAILING: Final = 5
SERVICES: Final = 8
CHANGES: Final = 6
READ: Final = 400
"""History rows read to find the newest changes: a bulk change of hundreds of objects is one line."""
COUNTED: Final = (
    "dcim.site", "dcim.rack", "dcim.device", "dcim.interface", "dcim.cable", "ipam.prefix", "ipam.ipaddress",
    "ipam.vlan", "circuits.circuit", "virtualization.virtualmachine", "services.applicationservice",
    "conferencing.venue", "tenancy.tenant",
)  # fmt: skip
"""Types whose number is shown."""


def collected(request: HttpRequest) -> dict[str, Any] | None:
    """How many polled devices are in which state, when the last answer came; None without the right. One query."""
    if not reach.may(request, "reconcile.access"):
        return None
    accesses = states.with_key(reach.within(request, Access).filter(enabled=True))
    rows = list(accesses.order_by().values_list("key").annotate(Count("id"), Max("poll__last_success")))
    numbers = {key: count for key, count, _at in rows}
    last = max((at for _key, _count, at in rows if at), default=None)
    return {
        "total": sum(numbers.values()), "ok": numbers.get("ok", 0), "late": numbers.get("late", 0),
        "bad": sum(count for key, count in numbers.items() if key != "ok"),
        "states": [
            {"key": key, "state": states.poll_state(key), "count": numbers[key]}
            for key in reversed(states.ORDER)
            if key in numbers
        ],
        "last": words.moment(last), "last_at": last,
    }  # fmt: skip


def failing(request: HttpRequest) -> list[dict[str, Any]]:
    """Devices that do not answer as they should, worst first. One query."""
    if not reach.may(request, "reconcile.access"):
        return []
    accesses = states.with_key(reach.within(request, Access).filter(enabled=True)).exclude(key__in=["ok", "unknown"])
    worst_first = Case(*(When(key=key, then=Value(at)) for at, key in enumerate(states.ORDER)), default=Value(0))
    found = accesses.select_related("device__site__responsible", "poll").order_by(worst_first, "poll__since")
    return [
        {
            "state": states.poll_state(each.key), "name": reach.name_of(each.device), "site": each.device.site.name,
            "url": reach.page("dcim.device", each.device_id), "error": each.poll.error,
            "centre": each.device.site.responsible.name if each.device.site.responsible else words.DASH,
            "since": words.since(each.poll.since), "since_at": each.poll.since,
        }
        for each in found[:FAILING]
    ]  # fmt: skip


def differing(request: HttpRequest) -> dict[str, Any] | None:
    """Open differences by topic, and the newest; None without the right. Three queries."""
    if not reach.may(request, "reconcile.difference"):
        return None
    rows = reach.within(request, Difference).filter(state="open")
    numbers: dict[str, int] = {}
    oldest = compared = None
    for rule, count, first, last in (
        rows.order_by().values_list("rule").annotate(Count("id"), Min("opened"), Max("last_seen"))
    ):
        key = causes.topic_of(rule).key
        numbers[key] = numbers.get(key, 0) + count
        oldest = first if oldest is None else min(oldest, first)
        compared = last if compared is None else max(compared, last)
    newest: list[Row] = list(as_rows(request, rows.select_related("device__site").order_by("-opened", "id")[:NEWEST]))
    return {
        "total": sum(numbers.values()), "newest": newest, "oldest": words.since(oldest) if oldest else "",
        "compared": words.moment(compared), "compared_at": compared, "most": max(numbers.values(), default=0),
        "topics": [
            {"title": topic.title, "key": topic.key, "count": numbers[topic.key]}
            for topic in (*causes.TOPICS, causes.OTHER)
            if topic.key in numbers
        ],
    }  # fmt: skip


def segments(request: HttpRequest) -> list[dict[str, Any]]:
    """Segments with how many devices have a port in each, and the worst of what they say. Three queries."""
    if not (reach.may(request, "segments.segment") and reach.may(request, "dcim.device")):
        return []
    pairs = networks.members(request)
    keys = states.keys_of({device for device, _segment in pairs})
    shapes: dict[int, list[str]] = {}
    for device, segment in pairs:
        shapes.setdefault(segment, []).append(states.poll_state(keys[device]).shape if device in keys else "")
    return [_segment(segment, shapes.get(segment.pk, [])) for segment in reach.within(request, Segment)]


def _segment(segment: Segment, shapes: Sequence[str]) -> dict[str, Any]:
    counts = {shape: shapes.count(shape) for shape in states.SEVERITY if shape in shapes}
    worst = next(iter(counts), None)
    return {
        "kind": segment.kind, "name": segment.name, "url": reach.page("segments.segment", segment.pk),
        "devices": len(shapes), "state": worst, "count": counts.get(worst, 0) if worst and worst != "ok" else None,
    }  # fmt: skip


def serving(request: HttpRequest) -> dict[str, Any] | None:
    """Application services with their state, worst first, and how many are in which. Some six queries."""
    if not reach.may(request, "services.applicationservice"):
        return None
    found = list(reach.within(request, ApplicationService).exclude(status="retired").select_related("responsible"))
    health = services.health_of((each.pk, each.status) for each in found)
    shapes = [health[each.pk].state.shape for each in found]
    order = sorted(found, key=lambda each: states.SEVERITY.index(health[each.pk].state.shape))
    return {
        "total": len(found), "states": [(s, shapes.count(s)) for s in reversed(states.SEVERITY) if s in shapes],
        "rows": [
            {
                "name": str(each), "url": reach.page("services.applicationservice", each.pk),
                "state": health[each.pk].state, "why": health[each.pk].why,
                "centre": each.responsible.name if each.responsible else words.DASH,
            }
            for each in order[:SERVICES]
        ],
    }  # fmt: skip


def changes(request: HttpRequest) -> list[dict[str, Any]]:
    """The newest changes; what one actor did to many objects of one type in one go is one line. One query."""
    if not reach.may(request, "core.objectchange"):
        return []
    rows = (
        reach.within(request, ObjectChange)
        .order_by("-id")
        .values_list(
            "time",
            "user_name",
            "action",
            "changed_object_type",
            "changed_object_id",
            "object_repr",
            "request_id",
            "message",
        )[:READ]
    )
    runs = (list(run) for _key, run in groupby(rows, key=lambda row: (row[1], row[2], row[3], row[6], row[7])))
    return [_change(run) for _at, run in zip(range(CHANGES), runs, strict=False)]


def _change(run: Sequence[Any]) -> dict[str, Any]:
    at, user, action, label, key, text, _request, message = run[0]
    spec = specs.get(label or "")
    name = spec.verbose_name if spec else label
    url = reach.page(label, key) if spec and action != "delete" else ""
    if len(run) > 1:
        name, text, url = words.number(len(run)), spec.verbose_name_plural if spec else label, spec.page if spec else ""
    said = {"create": _("%(type)s %(object)s added"), "delete": _("%(type)s %(object)s deleted")}
    sentence = said.get(action, _("%(type)s %(object)s changed")) % {"type": name, "object": text}
    return {
        "at": at, "when": words.moment(at), "text": capfirst(sentence), "url": url,
        "who": f"{user} · {message}" if message else user,
    }  # fmt: skip


def counts(request: HttpRequest) -> list[dict[str, Any]]:
    """How many objects of the main types there are, as far as the person may see them. One query."""
    parts: list[str] = []
    params: list[Any] = []
    for label in COUNTED:
        spec = specs.get(label)
        if spec is None or not reach.may(request, label):
            continue
        sql, given = reach.within(request, spec.model).order_by().values("pk").query.sql_with_params()
        parts.append(f"SELECT '{label}', count(*) FROM ({sql}) each")  # noqa: S608 - compiled by the ORM
        params.extend(given)
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        numbers = dict(cursor.fetchall())
    return [
        {
            "title": capfirst(str(specs[label].verbose_name_plural)), "count": words.number(numbers[label]),
            "url": specs[label].page, "icon": specs[label].icon,
        }
        for label in COUNTED
        if label in numbers
    ]  # fmt: skip


def today() -> str:
    """The day in words."""
    # Translators: the day in words, in Django's date format
    return date_format(timezone.localtime(), _("l j F Y"))


def spoken(polled: Mapping[str, Any] | None, differences: Mapping[str, Any] | None) -> str:
    """What is said aloud when it changes: one sentence, no times."""
    parts: list[str] = []
    if polled is not None:
        parts.append(_("%(ok)d of %(total)d devices answer") % {"ok": polled["ok"], "total": polled["total"]})
    if differences is not None:
        parts.append(_("%(count)d differences are open") % {"count": differences["total"]})
    return "; ".join(parts)
