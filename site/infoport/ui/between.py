"""The page of what changed between two dates: per object what it was and what it became."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from infoport.reports.between import EFFECTS, Between, Net, asked, wire_name
from infoport.ui import changes, errors, pastlinks, words
from infoport.ui.asker import asker
from infoport.ui.asof import FORM
from infoport.ui.navigation import belongs
from infoport.ui.spreadsheet import csv_file
from inventory.core.models import ObjectChange
from inventory.declare import past
from inventory.declare.permissions import HISTORY
from inventory.declare.registry import specs
from inventory.declare.values import BadFilter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse, QueryDict

PAGE: Final = "/core/between/"
SHOWN: Final = 50
"""Objects on a page."""
KINDS: Final = 12
"""Types shown at once, those with most changes; the others are behind "more"."""
PRESETS: Final = ((0, gettext_lazy("Today")), (7, gettext_lazy("7 days")), (30, gettext_lazy("30 days")))
SHAPES: Final[Mapping[str, tuple[str, Any]]] = {
    "created": ("ok", pgettext_lazy("change", "created")), "changed": ("planned", gettext_lazy("changed")),
    "deleted": ("down", gettext_lazy("deleted")), "passing": ("unknown", gettext_lazy("created and deleted")),
}  # fmt: skip


@require_safe
def between_page(request: HttpRequest) -> HttpResponse:
    """`/core/between/?from=&to=&type=&user=`; the last seven days unless it says otherwise."""
    belongs(request, specs[HISTORY].menu)
    if not changes.may_read(asker(request)):
        return errors.page(request, 403, errors.lacking(specs[HISTORY], "view"))
    params = request.GET.copy()
    if not params.get("from"):
        params["from"] = _midnight(7)
    try:
        found = asked(params, asker(request))
    except BadFilter as error:
        return errors.bad_filter(request, error)
    if request.GET.get("export") == "csv":
        return _file(found)
    whole = Between(found.start, found.end, found.asker, (), found.user)
    counts = whole.counts()
    total = sum(_sum(numbers) for label, numbers in counts.items() if not found.labels or label in found.labels)
    offset = min(_whole(request.GET.get("offset", "")), max(0, total - 1))
    listed = found.listed(SHOWN, offset) if total else []
    kinds = sorted(_kinds(params, counts, found.labels), key=lambda each: not each["on"])
    context = {
        "title": _("What changed between two dates"), "start": timezone.localtime(found.start).strftime(FORM),
        "end": timezone.localtime(found.end).strftime(FORM) if request.GET.get("to") else "", "user_name": found.user,
        "presets": list(_presets(params)), "kinds": kinds[:KINDS], "more_kinds": kinds[KINDS:], "total": total,
        "types": found.labels, "groups": list(_groups(listed, counts, found)), "pager": _pager(params, offset, total),
        "total_text": words.counted(total), "export": _url(params, export="csv"), "page": PAGE,
        "api": f"/api/plugins/core/between/?{_url(params).partition('?')[2]}",
        "crumbs": [{"title": words.capital(specs[HISTORY].verbose_name_plural), "url": specs[HISTORY].page}],
    }  # fmt: skip
    return render(request, "pages/between/between.html", context)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004 - int


def _sum(numbers: Mapping[str, int]) -> int:
    return sum(numbers.values())


def _midnight(days: int) -> str:
    """The beginning of the day so many days ago, as the page's own field writes it."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return (today - timedelta(days=days)).strftime(FORM)


def _url(params: QueryDict, **changed: Any) -> str:
    """This page with some parameters changed; None drops one. Paging starts anew."""
    query = params.copy()
    for name in ("offset", "export", "lang"):
        query.pop(name, None)
    for name, value in changed.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"{PAGE}?{query.urlencode(safe=':')}"


def _presets(params: QueryDict) -> Iterator[dict[str, Any]]:
    for days, title in PRESETS:
        start = _midnight(days)
        on = params.get("from") == start and not params.get("to")
        yield {"title": title, "url": _url(params, **{"from": start, "to": None}), "on": on}


def _kinds(
    params: QueryDict, counts: Mapping[str, Mapping[str, int]], chosen: Sequence[str]
) -> Iterator[dict[str, Any]]:
    """Every type with its numbers; choosing one again shows all."""
    for label, numbers in sorted(counts.items(), key=lambda each: -_sum(each[1])):
        on = label in chosen
        yield {
            "title": words.capital(specs[label].verbose_name_plural), "number": words.counted(_sum(numbers)),
            "url": _url(params, type=None if on else label), "on": on,
        }  # fmt: skip


def _pager(params: QueryDict, offset: int, total: int) -> dict[str, Any] | None:
    if total <= SHOWN:
        return None
    return {
        "first": words.counted(offset + 1), "last": words.counted(min(total, offset + SHOWN)),
        "total": words.counted(total),
        "previous": _url(params, offset=max(0, offset - SHOWN)) if offset else None,
        "next": _url(params, offset=offset + SHOWN) if offset + SHOWN < total else None,
    }  # fmt: skip


def _groups(listed: Sequence[Net], counts: Mapping[str, Mapping[str, int]], found: Between) -> Iterator[dict[str, Any]]:
    """The page's objects by type, with the numbers of the whole type."""
    details = changes.details([_as_change(each) for each in listed])
    pairs = list(zip(listed, details, strict=True))
    for label, objects in groupby(pairs, key=lambda pair: pair[0].label):
        numbers = counts.get(label, {})
        yield {
            "title": words.capital(specs[label].verbose_name_plural),
            "numbers": [
                {"shape": SHAPES[each][0], "word": SHAPES[each][1], "number": words.counted(numbers[each])}
                for each in EFFECTS
                if numbers.get(each)
            ],
            "objects": [_object(net, fields, found) for net, fields in objects],
        }  # fmt: skip


def _as_change(net: Net) -> ObjectChange:
    """What history would say had it been one change."""
    return ObjectChange(
        action="update", changed_object_type=net.label, changed_object_id=net.id,
        prechange_data={column: was for column, (was, _became) in net.fields.items()},
        postchange_data={column: became for column, (_was, became) in net.fields.items()},
    )  # fmt: skip


def _object(net: Net, fields: Sequence[changes.Changed], found: Between) -> dict[str, Any]:
    spec = specs[net.label]
    page, shape = f"{spec.page}{net.id}/", SHAPES[net.effect]
    was = "" if past.stays(spec) or net.effect in {"created", "passing"} else _then(page, found.start)
    log = f"{specs[HISTORY].page}?changed_object_type={net.label}&changed_object_id={net.id}"
    return {
        "name": net.name, "shape": shape[0], "word": shape[1], "fields": fields, "was": was,
        "url": page if net.effect in {"created", "changed"} else "", "who": _(", ").join(sorted(net.who)),
        "when": words.moment(net.last), "log": log, "changes": net.changes,
    }  # fmt: skip


def _then(page: str, moment: datetime) -> str:
    return pastlinks.address(page, moment)


def _file(found: Between) -> HttpResponse:
    """One line per field of what changed, one per object otherwise; as spreadsheets cannot misread it."""
    header = ["object_type", "object_id", "object", "effect", "field", "before", "after", "first", "last", "users"]
    rows = (
        [
            net.label, net.id, net.name, net.effect, wire_name(specs[net.label], column), _text(was), _text(became),
            net.first.isoformat(), net.last.isoformat(), " ".join(sorted(net.who)),
        ]
        for net in found.listed()
        for column, (was, became) in net.fields.items() or [("", (None, None))]
    )  # fmt: skip
    name = f"changes-{timezone.localtime(found.start):%Y-%m-%d}-{timezone.localtime(found.end):%Y-%m-%d}.csv"
    return csv_file(name, header, rows)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
