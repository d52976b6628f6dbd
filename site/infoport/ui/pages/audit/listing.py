"""The list of differences: grouped by cause, device or site, with what accepting a group would change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.core.paginator import Paginator
from django.db.models import Count, F, Max, Min, Window
from django.db.models.functions import RowNumber
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from infoport import states
from infoport.ui.navigation import belongs
from infoport.ui.pages import reach, words
from infoport.ui.pages.audit import causes, evidence, wording
from infoport.ui.pages.audit.conditions import GROUPINGS, Conditions, menus, tabs
from infoport.ui.pages.audit.upstream import explained_by
from inventory.reconcile.models import Access, Difference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

REACHABLE: Final = "device.reachable"
KEYS: Final = {"cause": ("rule", "field"), "device": ("device",), "site": ("device__site",)}
FEW: Final = 8
"""Rows of a group before "n more" (design: related tables of eight rows)."""
MANY: Final = 200
"""Rows of the only group on a page."""
GROUPS: Final = 20
"""Groups per page."""


@dataclass(frozen=True, slots=True)
class Row:
    """One difference as a line of the table."""

    difference: Difference
    intended: wording.Side
    observed: wording.Side
    cause: str
    stale: str

    @property
    def url(self) -> str:
        """Its page."""
        return reverse("ui:difference", args=[self.difference.pk])

    @property
    def since(self) -> str:
        """When it was found."""
        return words.moment(self.difference.opened)


@require_GET
def differences(request: HttpRequest) -> HttpResponse:
    """The page `/audit/differences/`; `open` names the difference whose evidence stands beside the list."""
    reach.need(request, "reconcile.difference")
    belongs(request, "audit/differences")
    rows = reach.within(request, Difference)
    asked = Conditions.of(request)
    chosen = rows.filter(asked.q())
    chunk, groups = grouped(request, chosen, asked)
    context = {
        "asked": asked, "tabs": tabs(rows, asked), "menus": menus(request, rows, asked), "groups": groups,
        "groupings": [
            {"text": text, "url": asked.url(group=key), "on": key == asked.group} for key, text in GROUPINGS.items()
        ],
        "total": sum(group["count"] for group in groups) if chunk.paginator.num_pages == 1 else chosen.count(),
        "pager": pages(request, chunk), "facts": facts(request, rows), "may_change": may_settle(request),
        "collection_url": reverse("ui:collection"), "list_url": reverse("ui:differences") + asked.url(),
        **_opened(request, rows),
        "filtered": bool(set(asked.values) - {"state"} or asked.topic), "all_url": reverse("ui:differences"),
    }  # fmt: skip
    return render(request, "pages/audit/differences.html", context)


def may_settle(request: HttpRequest) -> bool:
    """Whether the person may accept or ignore any difference."""
    return reach.may(request, "reconcile.difference", "change")


def _opened(request: HttpRequest, rows: QuerySet[Difference]) -> dict[str, Any]:
    ids = reach.identifiers([request.GET.get("open", "")])
    found = rows.filter(pk__in=ids).select_related("device__site").first() if ids else None
    return {"opened": True, **evidence.context_of(request, found)} if found else {"opened": False}


def grouped(request: HttpRequest, chosen: QuerySet[Difference], asked: Conditions) -> tuple[Any, list[dict[str, Any]]]:
    """One page of groups, largest first, each with its first rows. Four queries."""
    key = KEYS[asked.group]
    counts = chosen.order_by().values_list(*key).annotate(Count("id"), Min("opened"), Count("device", distinct=True))
    order = sorted(counts, key=lambda row: (-row[len(key)], str(row[: len(key)])))
    chunk = Paginator(order, GROUPS).get_page(request.GET.get("page"))
    shown = list(chunk)
    limit = MANY if len(order) == 1 else FEW
    numbered = _first_rows(chosen, key, [row[: len(key)] for row in shown], limit)
    by_key: dict[tuple[Any, ...], list[Row]] = {}
    for row in as_rows(request, numbered):
        by_key.setdefault(_key_of(row.difference, key), []).append(row)
    return chunk, [
        _group(row[: len(key)], row[len(key)], row[len(key) + 2], by_key.get(row[: len(key)], []), asked)
        for row in shown
    ]


def _first_rows(
    chosen: QuerySet[Difference], key: Sequence[str], wanted: Sequence[tuple[Any, ...]], limit: int
) -> QuerySet[Difference]:
    place = Window(RowNumber(), partition_by=[F(name) for name in key], order_by=[F("opened").desc(), F("id").asc()])
    numbered = chosen.annotate(place=place).filter(place__lte=limit).select_related("device__site")
    if len(key) == 1:
        numbered = numbered.filter(**{f"{key[0]}__in": [each[0] for each in wanted]})
    else:
        numbered = numbered.filter(rule__in=[each[0] for each in wanted])
    return numbered.order_by("place", "id")


def _key_of(difference: Difference, key: Sequence[str]) -> tuple[Any, ...]:
    values = {
        "rule": difference.rule, "field": difference.field, "device": difference.device_id,
        "device__site": difference.device.site_id,
    }  # fmt: skip
    return tuple(values[name] for name in key)


def as_rows(request: HttpRequest, found: Iterable[Difference]) -> Iterator[Row]:
    """Differences as lines, with what is unknown by now because the device fell silent, and what explains silence.

    One query more, and a few where devices are silent.
    """
    known = list(found)
    explained = explained_by(request, {each.device_id for each in known if each.rule == REACHABLE})
    keys = states.keys_of({each.device_id for each in known})
    for each in known:
        key = keys.get(each.device_id, "off")
        word = explained.get(each.device_id, "") if each.rule == REACHABLE else states.WORDS[key] if key != "ok" else ""
        yield Row(
            each, wording.intended(each), wording.observed(each), str(causes.cause_of(each.rule).title),
            str(word),
        )  # fmt: skip


def _group(key: tuple[Any, ...], count: int, devices: int, rows: list[Row], asked: Conditions) -> dict[str, Any]:
    first = rows[0].difference if rows else None
    more = count - len(rows)
    if asked.group == "cause":
        cause = causes.cause_of(key[0])
        name, advice = str(cause.title), str(cause.advice)
        url = asked.url(rule=key[0])
    elif asked.group == "device":
        name = reach.name_of(first.device) if first else f"#{key[0]}"
        advice, url = first.device.site.name if first else "", asked.url(device=str(key[0]))
    else:
        name = first.device.site.name if first else f"#{key[0]}"
        advice, url = _on_devices(devices), asked.url(site=str(key[0]))
    return {
        "name": name, "advice": advice, "count": count, "devices": _on_devices(devices), "rows": rows, "url": url,
        "more": ngettext("%(count)d more", "%(count)d more", more) % {"count": more} if more > 0 else "",
        "by_cause": asked.group == "cause", "key": "-".join(map(str, key)),
    }  # fmt: skip


def _on_devices(count: int) -> str:
    return ngettext("on %(count)d device", "on %(count)d devices", count) % {"count": count}


def facts(request: HttpRequest, rows: QuerySet[Difference]) -> dict[str, Any]:
    """When things were compared last and how much of the city answers. Two queries."""
    compared = rows.aggregate(at=Max("last_seen"))["at"]
    accesses = states.with_key(reach.within(request, Access).filter(enabled=True))
    keys = dict(accesses.order_by().values_list("key").annotate(Count("id")))
    collected = keys.get("ok", 0)
    silent = sum(keys.values()) - collected
    return {
        "compared": words.moment(compared), "compared_at": compared,
        "collected": ngettext("%(count)s device answers", "%(count)s devices answer", collected)
        % {"count": words.number(collected)},
        "silent": silent,
        "silent_text": ngettext(
            "%(count)s does not (its facts are “unknown”, never “same”)",
            "%(count)s do not (theirs are “unknown”, never “same”)",
            silent,
        )
        % {"count": words.number(silent)},
    }  # fmt: skip


def pages(request: HttpRequest, chunk: Any) -> dict[str, Any] | None:
    """For macros/pager.html, counted in groups; None when everything is on one page."""
    if chunk.paginator.num_pages == 1:
        return None

    def address(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    return {
        "first": chunk.start_index(), "last": chunk.end_index(), "total": chunk.paginator.count,
        "previous": address(chunk.previous_page_number()) if chunk.has_previous() else None,
        "next": address(chunk.next_page_number()) if chunk.has_next() else None,
    }  # fmt: skip
