"""Devices by compliance rules."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, Final

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from infoport.ui.navigation import belongs
from infoport.ui.pages import reach
from infoport.ui.pages.audit.listing import pages
from infoport.ui.pages.configs.coverage import MENU, around, parts
from inventory.configs.models import ComplianceResult, ComplianceRule
from inventory.dcim.models import Device

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

RESULT: Final = "configs.complianceresult"
SHOWN: Final = 50
SHAPES: Final = {"yes": "ok", "no": "down", "unknown": "unknown"}
WORDS: Final = {
    "no": gettext_lazy("departs"), "unknown": gettext_lazy("not known"), "yes": gettext_lazy("complies"),
}  # fmt: skip


@require_GET
def matrix(request: HttpRequest) -> HttpResponse:
    """The page `/audit/configs/compliance/`; `state` shows devices with such a result, `rule` those of one rule."""
    reach.need(request, RESULT)
    belongs(request, MENU)
    results = reach.within(request, ComplianceResult).filter(rule__enabled=True)
    listed = list(results.order_by().values_list("device", "rule", "state", "reason"))
    rules = list(reach.within(request, ComplianceRule).filter(enabled=True).order_by("_name", "id"))
    by_device: dict[int, dict[int, tuple[str, str]]] = defaultdict(dict)
    for device, rule, state, reason in listed:
        by_device[device][rule] = (state, reason)
    worst = {key: _worst(cells) for key, cells in by_device.items()}
    counts = Counter(worst.values())
    now = request.GET.get("state", "")
    now = now if now in WORDS else "all" if now == "all" or not counts["no"] else "no"
    keys = [key for key, state in worst.items() if now in {"all", state}]
    ordered = Device.objects.filter(pk__in=keys).order_by("_name", "id")
    chunk = Paginator(ordered, SHOWN).get_page(request.GET.get("page"))
    name = around(chunk)
    context = {
        "tabs": [
            {"title": title, "url": f"?state={key}", "active": key == now, "count": count}
            for key, title, count in (
                ("no", _("Departing"), counts["no"]), ("unknown", _("Unknown"), counts["unknown"]),
                ("yes", _("Complying"), counts["yes"]), ("all", _("All"), len(worst)),
            )
        ],
        "rules": [_rule(each, listed) for each in rules],
        "rows": [_row(each, rules, by_device[each.pk], name("dcim.site", each.site_id)) for each in chunk],
        "pager": pages(request, chunk), "total": len(worst), "parts": parts(request, "compliance"),
    }  # fmt: skip
    return render(request, "pages/configs/matrix.html", context)


def _worst(cells: dict[int, tuple[str, str]]) -> str:
    states = {state for state, _reason in cells.values()}
    return next((state for state in ("no", "unknown") if state in states), "yes")


def _rule(rule: ComplianceRule, listed: list[Any]) -> dict[str, Any]:
    counts = Counter(state for _device, key, state, _reason in listed if key == rule.pk)
    return {
        "name": rule.name, "url": reach.page("configs.compliancerule", rule.pk), "no": counts["no"],
        "total": sum(counts.values()), "severity": rule.get_severity_display(),
        "list_url": f"{reach.page(RESULT)}?rule_id={rule.pk}&state=no",
    }  # fmt: skip


def _row(device: Device, rules: list[ComplianceRule], cells: dict[int, tuple[str, str]], site: str) -> dict[str, Any]:
    return {
        "device": reach.name_of(device), "url": reach.page("dcim.device", device.pk, "configuration/compliance/"),
        "site": site,
        "cells": [
            {"state": SHAPES[cells[each.pk][0]], "word": WORDS[cells[each.pk][0]]} if each.pk in cells else None
            for each in rules
        ],
    }  # fmt: skip
