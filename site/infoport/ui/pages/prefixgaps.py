"""A prefix's addresses in order with the gaps between them, each to be clicked, and its extent as a strip."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlencode

from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from infoport.ui import words
from infoport.ui.cells import shown
from infoport.ui.listing import crumbs
from infoport.ui.navigation import belongs
from infoport.ui.pages import reach
from infoport.ui.pages.strips import Run, strip
from inventory.declare.fetching import fetch
from inventory.declare.registry import specs
from inventory.declare.tables import rows
from inventory.declare.viewing import unlimited
from inventory.ipam import free
from inventory.ipam.models import Prefix

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.http import HttpRequest, HttpResponse

LABEL: Final = "ipam.ipaddress"
PAGE: Final = 50
SHOWN: Final = ("address", "status", "role", "assigned_object", "dns_name", "description")
COUNTABLE: Final = 2**40
"""Beyond this a number of free addresses is said as a power of two."""
BUCKETS: Final = 125
TAKEN: Final = """
SELECT id, host("_host") FROM ipam_ipaddress
WHERE "_host" BETWEEN %(first)s::inet AND %(last)s::inet AND vrf_id IS NOT DISTINCT FROM %(vrf)s::bigint
ORDER BY "_host", id LIMIT %(limit)s"""
RANGES: Final = """
SELECT id, host("_first"), host("_last"), mark_populated, status FROM ipam_iprange
WHERE "_last" >= %(first)s::inet AND "_first" <= %(last)s::inet AND vrf_id IS NOT DISTINCT FROM %(vrf)s::bigint
ORDER BY "_first" LIMIT 200"""
# How many addresses lie in each of the equal parts into which the strip is cut.
DENSITY: Final = """
SELECT ("_host" - %(first)s::inet) * %(parts)s::bigint / %(size)s::bigint, count(*) FROM ipam_ipaddress
WHERE "_host" BETWEEN %(first)s::inet AND %(last)s::inet AND vrf_id IS NOT DISTINCT FROM %(vrf)s::bigint
GROUP BY 1"""
CHILDREN: Final = """
SELECT id, prefix::text FROM ipam_prefix WHERE prefix << %(around)s::inet
  AND vrf_id IS NOT DISTINCT FROM %(vrf)s::bigint ORDER BY prefix LIMIT 500"""


class Range(NamedTuple):
    """A range of addresses by its numbers."""

    id: int
    first: int
    last: int
    populated: bool
    status: str


def addresses(request: HttpRequest, pk: int) -> HttpResponse:
    """The addresses of a prefix with the gaps between: a page, or for htmx the next rows (`after` an address)."""
    prefix = reach.find(request, Prefix, pk)
    reach.need(request, LABEL)
    belongs(request, "inventory/addresses")
    context = {"gaps": table(request, prefix, request.GET.get("after", ""))}
    if request.headers.get("HX-Request"):
        return render(request, "pages/network/_gaps.html", context)
    spec = specs["ipam.prefix"]
    trail = [*crumbs(spec, leaf=False), {"title": str(prefix), "url": reach.page("ipam.prefix", pk)}]
    return render(request, "pages/network/addresses.html", {**context, "crumbs": trail, "prefix": prefix})


def table(request: HttpRequest, prefix: Prefix, after: str = "") -> dict[str, Any]:
    """Rows of addresses and gaps from the start of the prefix, or from the address `after` on."""
    network = ipaddress.ip_network(prefix.prefix)
    ends = free.usable(prefix) or (str(network[0]), str(network[-1]))
    first, last = (int(ipaddress.ip_address(end)) for end in ends)
    start = max(first, _after(after, network) + 1) if after else int(network[0])
    params = {"first": _text(network.version, start), "last": str(network[-1]), "vrf": prefix.vrf_id, "limit": PAGE + 1}
    with unlimited():  # what others hold is no gap
        taken = fetch(TAKEN, params) if start <= int(network[-1]) else []
        more = len(taken) > PAGE
        taken = taken[:PAGE]
        until = int(ipaddress.ip_address(taken[-1][1])) if more else last
        ranges = [
            Range(key, int(ipaddress.ip_address(low)), int(ipaddress.ip_address(high)), populated, status)
            for key, low, high, populated, status in fetch(RANGES, {**params, "last": _text(network.version, until)})
        ]
    known = {row.id: row for row in rows(specs[LABEL], SHOWN, [key for key, _host in taken])}
    scene = _Scene(request, prefix, network, ranges)
    found: list[dict[str, Any]] = []
    at = max(start, first)
    for key, text in taken:
        here = int(ipaddress.ip_address(text))
        found.extend(scene.gaps(at, here - 1))
        found.append(_address(known.get(key), text))
        at = max(at, here + 1)
    if not more:
        found.extend(scene.gaps(at, last))
    following = f"{reach.page('ipam.prefix', prefix.pk, 'addresses/')}?{urlencode({'after': taken[-1][1]})}"
    return {"rows": found, "next": following if more else ""}


def _after(text: str, network: Any) -> int:
    try:
        return int(ipaddress.ip_address(text))
    except ValueError:
        return int(network[0]) - 1


def _text(version: int, number: int) -> str:
    return str(ipaddress.IPv4Address(number) if version == 4 else ipaddress.IPv6Address(number))  # noqa: PLR2004 - IPv4


class _Scene:
    """The prefix whose gaps are told, and the ranges that cut them."""

    def __init__(self, request: HttpRequest, prefix: Prefix, network: Any, ranges: Sequence[Range]) -> None:
        self.prefix, self.network, self.ranges = prefix, network, ranges
        self.may_add = reach.may(request, LABEL, "add")

    def gaps(self, first: int, last: int) -> Iterator[dict[str, Any]]:
        """The free addresses from `first` to `last`, cut where ranges begin and end; none when there are none."""
        at = first
        for each in self.ranges:
            low, high = max(each.first, at), min(each.last, last)
            if low > high:
                continue
            if low > at:
                yield self._gap(at, low - 1)
            yield self._gap(low, high, each)
            at = high + 1
        if at <= last:
            yield self._gap(at, last)

    def _gap(self, first: int, last: int, within: Range | None = None) -> dict[str, Any]:
        size = last - first + 1
        many = words.counted(size) if size < COUNTABLE else f"2^{size.bit_length() - 1}"
        free_words = ngettext("%(count)s free", "%(count)s free", min(size, 2)) % {"count": many}
        closed = within is not None and within.populated
        query = {"address": f"{_text(self.network.version, first)}/{self.network.prefixlen}"}
        where = {"vrf_id": self.prefix.vrf_id} if self.prefix.vrf_id else {}
        url = f"{reach.page(LABEL)}add/?{urlencode({**where, **query})}"
        return {
            "gap": True, "text": _("populated") if closed else free_words,
            "span": _span(self.network.version, first, last),
            "url": url if self.may_add and not closed else "",
            "range_url": reach.page("ipam.iprange", within.id) if within else "",
        }  # fmt: skip


def _span(version: int, first: int, last: int) -> str:
    """`10.1.2.5-16`: the first address, and of the last only what differs."""
    mark = "." if version == 4 else ":"  # noqa: PLR2004 - IPv4
    low, high = _text(version, first), _text(version, last)
    if first == last:
        return low
    stem = low.rpartition(mark)[0] + mark
    return f"{low}-{high.removeprefix(stem) if high.startswith(stem) else high}"


def _address(row: Any, text: str) -> dict[str, Any]:
    """One address; of one that the person may not see only that it is taken."""
    if row is None:
        return {"text": text, "hidden": True}
    spec = specs[LABEL]
    values = dict(zip(SHOWN, row.values, strict=True))
    made = {name: shown(spec, spec.fields[name], values[name], row.id) for name in SHOWN[1:] if values[name]}
    return {"text": values["address"], "url": reach.page(LABEL, row.id), **made}


def extent(prefix: Prefix) -> dict[str, Any]:
    """The prefix from its first to its last address: child prefixes, ranges, and how densely it is used."""
    network = ipaddress.ip_network(prefix.prefix)
    first, last = int(network[0]), int(network[-1])
    params = {"first": str(network[0]), "last": str(network[-1]), "around": str(network), "vrf": prefix.vrf_id}
    lanes = [(_("Child prefixes"), _children(params)), (_("Ranges"), _ranges(params))]
    if network.version == 4:  # noqa: PLR2004 - differences of IPv6 addresses are too large for SQL
        lanes.append((_("Addresses"), _density(params, first, network.num_addresses)))
    used = [(title, runs) for title, runs in lanes if runs]
    label = _("%(prefix)s from its first to its last address") % {"prefix": prefix.prefix}
    drawn = strip([runs for _title, runs in used], first, last, label)
    return {"svg": mark_safe(drawn) if used else "", "lanes": [title for title, _runs in used],  # noqa: S308 - escaped
            "first": str(network[0]), "last": str(network[-1])}  # fmt: skip


def _children(params: dict[str, Any]) -> list[Run]:
    networks = [(key, ipaddress.ip_network(text)) for key, text in fetch(CHILDREN, params)]
    outer: list[Run] = []
    for key, network in networks:
        if not outer or int(network[0]) > outer[-1].last:
            url = reach.page("ipam.prefix", key)
            outer.append(Run(int(network[0]), int(network[-1]), "reg", str(network), url))
    return outer


def _ranges(params: dict[str, Any]) -> list[Run]:
    return [
        Run(int(ipaddress.ip_address(low)), int(ipaddress.ip_address(high)), "dhcp", f"{low}-{high}",
            reach.page("ipam.iprange", key))
        for key, low, high, _populated, _status in fetch(RANGES, params)
    ]  # fmt: skip


def _density(params: dict[str, Any], first: int, size: int) -> list[Run]:
    parts = min(BUCKETS, size)
    counts = fetch(DENSITY, {**params, "parts": parts, "size": size})
    found = []
    for part, count in sorted(counts):
        low, high = first + part * size // parts, first + (part + 1) * size // parts - 1
        share = count * 3 // max(1, high - low + 1)
        text = ngettext("%(count)d address", "%(count)d addresses", count) % {"count": count}
        found.append(Run(low, high, f"use{min(share, 2)}", f"{_text(4, low)}: {text}"))
    return found
