"""The page of networks kept apart: the policy of each pair, its crossings, and devices that join them all the same."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from infoport.reports.isolation import joins_seen, matrix
from infoport.ui.navigation import belongs
from infoport.ui.pages import reach
from infoport.ui.panels import Problem, register_problems
from inventory.dcim.models import Device
from inventory.segments.choices import PairRule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.http import HttpRequest, HttpResponse

    from infoport.reports.isolation import Pair
    from inventory.declare.spec import Spec
    from inventory.segments.models import Segment
    from inventory.segments.rules.membership import Join

SHORT: Final[Mapping[str, Any]] = {
    "isolated": gettext_lazy("isolated"), "one-way": gettext_lazy("one way"), "filtered": gettext_lazy("filtered"),
    "open": pgettext_lazy("policy", "open"),
}  # fmt: skip
"""Rules in a cell of the matrix."""
HOW: Final[Mapping[str, Any]] = {
    "vrf": gettext_lazy("port in routing table %s"), "untagged": gettext_lazy("port in VLAN %s"),
    "tagged": gettext_lazy("port carries VLAN %s"), "address": gettext_lazy("address on %s"),
}  # fmt: skip


@require_safe
def isolation(request: HttpRequest) -> HttpResponse:
    """The page `/plugins/segments/isolation/`."""
    reach.need(request, "segments.segment")
    belongs(request, "audit/isolation")
    found = joins_seen(request.user)
    segments, pairs = matrix(request.user, found)
    context = {
        "segments": segments,
        "rows": [{"segment": one, "cells": [_cell(pairs, one, other) for other in segments]} for one in segments],
        "joins": _joins(found, {each.pk: each for each in segments}), "total": len(found),
        "undecided": sum(not pair.rule for pair in pairs.values()) // 2,
        "may_add": reach.may(request, "segments.isolationpolicy", "add"),
        "lists": [
            {"title": _("Policies"), "url": reach.page("segments.isolationpolicy")},
            {"title": _("Crossings"), "url": reach.page("segments.crossing")},
        ],
    }  # fmt: skip
    return render(request, "pages/city/isolation.html", context)


def _cell(pairs: Mapping[tuple[int, int], Pair], one: Segment, other: Segment) -> dict[str, Any] | None:
    """A cell of the matrix: from the segment of its row to that of its column; None on the diagonal."""
    pair = pairs.get((one.pk, other.pk))
    if pair is None:
        return None
    policy, rule = pair.policy, pair.rule
    against = policy is not None and rule == PairRule.ONE_WAY and policy.first_id != one.pk
    add = f"{reach.page('segments.isolationpolicy')}add/?{urlencode({'first': one.pk, 'second': other.pk})}"
    ways = urlencode({"source_id": one.pk, "target_id": other.pk})
    return {
        "rule": "isolated" if against else rule, "word": SHORT.get("isolated" if against else rule, ""),
        "url": reach.page("segments.isolationpolicy", policy.pk) if policy else add,
        "document": policy.document if policy else "", "crossings": pair.outward, "lapsed": pair.lapsed,
        "crossings_url": f"{reach.page('segments.crossing')}?{ways}", "joins": pair.joins,
        "assumed": not rule and "physical" in {one.isolation, other.isolation},
    }  # fmt: skip


def _joins(found: Sequence[Join], segments: Mapping[int, Segment]) -> list[dict[str, Any]]:
    devices = Device.objects.select_related("site").in_bulk([each.device for each in found])
    return [
        {
            "device": reach.name_of(devices[each.device]), "url": reach.page("dcim.device", each.device),
            "site": devices[each.device].site.name, "assumed": each.policy is None, "total": each.total,
            "sides": _sides(each, segments),
            "crossing_url": f"{reach.page('segments.crossing')}add/?" + urlencode(
                {"source": each.one, "target": each.other, "device": each.device}
            ),
        }
        for each in found
        if each.device in devices
    ]  # fmt: skip


def _sides(join: Join, segments: Mapping[int, Segment]) -> list[dict[str, Any]]:
    """What lies in each of the two segments."""
    lying: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for each in join.evidence:
        how = str(HOW[each["how"]]) % each["via"]
        lying[each["segment"]].append({"name": each["name"], "how": how, "url": reach.page(each["label"], each["id"])})
    return [{"segment": segments.get(key), "evidence": lying[key]} for key in (join.one, join.other)]


@register_problems("dcim.device", gettext_lazy("networks kept apart"))
def device_joins(request: HttpRequest, _spec: Spec, device: Device) -> Iterator[Problem]:
    """That the device joins two segments kept apart."""
    if not reach.may(request, "segments.segment"):
        return
    for each in joins_seen(request.user, device.pk):
        ports = ", ".join(f"{evidence['name']}" for evidence in each.evidence)
        title = _("It joins two networks that are kept apart")
        yield Problem("down", title, ports, "/plugins/segments/isolation/")
