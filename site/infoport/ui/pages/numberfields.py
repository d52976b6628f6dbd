"""Maps of numbers to click: the VLAN ids of a group, the AS numbers of a range."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from infoport.ui.pages import reach
from infoport.ui.pages.late import Late
from infoport.ui.pages.strips import Run, field, strip
from infoport.ui.panels import Panel, register
from inventory.declare.fetching import fetch
from inventory.ipam import free

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.http import HttpRequest

    from inventory.declare.spec import Spec
    from inventory.ipam.models import ASNRange, VLANGroup

SINGLY: Final = 512
"""Up to so many numbers each free one is a cell of its own; beyond that consecutive free ones are one."""
DRAWN: Final = 4096
"""Numbers of the largest range that is drawn as cells (every VLAN id there is)."""
OFFERED: Final = 12
VLANS: Final = "SELECT vid, id, name, status FROM ipam_vlan WHERE group_id = %(group)s ORDER BY vid"
NUMBERS: Final = """
SELECT asn, id, description FROM ipam_asn WHERE asn BETWEEN %(first)s AND %(last)s ORDER BY asn LIMIT 5000"""


@register("ipam.vlangroup")
def group_panels(request: HttpRequest, _spec: Spec, group: VLANGroup) -> Iterator[Panel]:
    """The group's VLAN ids, used and free."""
    if reach.may(request, "ipam.vlan"):
        yield Panel(_("VLAN IDs"), "pages/network/numbers.html", Late(lambda: _vlan_ids(request, group)), "first")


def _vlan_ids(request: HttpRequest, group: VLANGroup) -> dict[str, Any]:
    used = [
        Run(vid, vid, "plan" if status == "reserved" else "both", f"{vid} · {name}", reach.page("ipam.vlan", key))
        for vid, key, name, status in fetch(VLANS, {"group": group.pk})
    ]
    spans = _spans(free.vlan_ids(group))
    add = f"{reach.page('ipam.vlan')}add/?group_id={group.pk}&vid=" if reach.may(request, "ipam.vlan", "add") else ""
    first = min((low for low, _high in group.vid_ranges), default=1)
    return {**_drawn(used, spans, add, first), "used": len(used)}


@register("ipam.asnrange")
def range_panels(request: HttpRequest, _spec: Spec, found: ASNRange) -> Iterator[Panel]:
    """The range's AS numbers, used and free."""
    if reach.may(request, "ipam.asn"):
        yield Panel(_("AS numbers"), "pages/network/numbers.html", Late(lambda: _as_numbers(request, found)), "first")


def _as_numbers(request: HttpRequest, found: ASNRange) -> dict[str, Any]:
    rows = fetch(NUMBERS, {"first": found.start, "last": found.end})
    used = [
        Run(asn, asn, "both", f"AS{asn} {description}".strip(), reach.page("ipam.asn", key))
        for asn, key, description in rows
    ]
    add = f"{reach.page('ipam.asn')}add/?rir_id={found.rir_id}&asn=" if reach.may(request, "ipam.asn", "add") else ""
    spans = free.as_numbers(found)
    if found.end - found.start >= DRAWN:
        label = _("AS numbers %(first)d to %(last)d") % {"first": found.start, "last": found.end}
        drawn = strip([[*used]], found.start, found.end, label)
        return {**_offers(spans, add), "svg": mark_safe(drawn), "used": len(used)}  # noqa: S308 - escaped there
    return {**_drawn(used, spans, add, found.start), "used": len(used)}


def _spans(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Consecutive numbers as first and last."""
    found = []
    for _gap, some in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        every = [number for _at, number in some]
        found.append((every[0], every[-1]))
    return found


def _drawn(used: Sequence[Run], spans: Sequence[tuple[int, int]], add: str, first: int) -> dict[str, Any]:
    total = sum(last - low + 1 for low, last in spans)
    singly = ((at, at) for low, last in spans for at in range(low, last + 1))
    spans_drawn = list(singly if total <= SINGLY else spans)
    free_runs = [
        Run(low, last, "free", _free_words(low, last), f"{add}{low}" if add else "") for low, last in spans_drawn
    ]
    runs = sorted([*used, *free_runs], key=lambda run: run.first)
    label = _("%(used)d used, %(free)d free") % {"used": len(used), "free": total}
    return {**_offers(spans, add), "svg": mark_safe(field(runs, first, label)), "says": label}  # noqa: S308 - escaped there


def _offers(spans: Sequence[tuple[int, int]], add: str) -> dict[str, Any]:
    """The first gaps as links."""
    return {
        "offers": [
            {"text": f"{low}-{last}" if last > low else str(low), "title": _free_words(low, last),
             "url": f"{add}{low}" if add else ""}
            for low, last in spans[:OFFERED]
        ],
    }  # fmt: skip


def _free_words(low: int, last: int) -> str:
    count = last - low + 1
    text = ngettext("%(span)s: %(count)d free", "%(span)s: %(count)d free", count)
    return text % {"span": f"{low}-{last}" if last > low else str(low), "count": count}
