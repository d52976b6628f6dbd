"""Prefixes as a tree: each level opens when it is asked for, with the free space between as rows to click."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.db.models import Count
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from infoport.ui.cells import shown
from infoport.ui.listing import beside, crumbs
from infoport.ui.navigation import belongs
from infoport.ui.pages import reach
from inventory.declare.fetching import fetch
from inventory.declare.registry import specs
from inventory.declare.tables import rows
from inventory.ipam import free
from inventory.ipam.models import VRF, Prefix

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from inventory.declare.tables import Row

LABEL: Final = "ipam.prefix"
SHOWN: Final = ("prefix", "status", "utilization", "children", "role", "vlan", "description")
MOST: Final = 400
"""Rows of one level; the list of prefixes shows the rest."""
# Those that lie in no other of the set: in order, each begins after the greatest last address so far.
LEVEL: Final = """
SELECT id FROM (
  SELECT c.id, c.prefix, max(host(broadcast(c.prefix))::inet) OVER (
      ORDER BY c.prefix, c.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
  FROM ipam_prefix c WHERE c.vrf_id IS NOT DISTINCT FROM %(vrf)s::bigint AND (%(all)s OR c.prefix << %(around)s::inet)
) each WHERE before IS NULL OR host(prefix)::inet > before ORDER BY prefix LIMIT %(limit)s"""


def tree(request: HttpRequest) -> HttpResponse:
    """The outermost prefixes of one routing table, which open in place."""
    reach.need(request, LABEL)
    belongs(request, "inventory/addresses")
    vrf = _chosen(request)
    spec = specs[LABEL]
    context = {
        "crumbs": crumbs(spec), "siblings": [{"title": _("Prefix tree"), "url": "/ipam/prefixes/tree/", "on": True},
                                             *({**each, "on": False} for each in beside(request, spec))],
        "vrf": vrf, "tables": _tables(request, vrf), "level": level_of(request, None, vrf.pk if vrf else None),
        "may_add": reach.may(request, LABEL, "add"), "add_url": f"{spec.page}add/?{_where(vrf.pk if vrf else None)}",
    }  # fmt: skip
    return render(request, "pages/network/tree.html", context)


def _chosen(request: HttpRequest) -> VRF | None:
    """The VRF asked for; without one the global table, or where that is empty the VRF with the most prefixes."""
    every = reach.within(request, VRF)
    if "vrf" in request.GET:
        return every.filter(pk__in=reach.identifiers([request.GET["vrf"]])).first()
    if reach.within(request, Prefix).filter(vrf=None).exists():
        return None
    return every.filter(prefixes__isnull=False).annotate(held=Count("prefixes")).order_by("-held", "pk").first()


def _tables(request: HttpRequest, chosen: VRF | None) -> list[dict[str, Any]]:
    every = reach.within(request, VRF).filter(prefixes__isnull=False).distinct()[:MOST]
    found = [{"name": _("Global table"), "value": "", "on": chosen is None}]
    return [*found, *({"name": str(each), "value": each.pk, "on": each == chosen} for each in every)]


def level(request: HttpRequest, pk: int) -> HttpResponse:
    """What lies directly in a prefix, for htmx; the prefix's page otherwise."""
    prefix = reach.find(request, Prefix, pk)
    if not request.headers.get("HX-Request"):
        return redirect(reach.page(LABEL, pk))
    return render(request, "pages/network/_level.html", {"level": level_of(request, prefix, prefix.vrf_id)})


def level_of(request: HttpRequest, prefix: Prefix | None, vrf: int | None, most: int = MOST) -> dict[str, Any]:
    """The rows of one level: prefixes, and the free networks between those of a prefix that has any; `most` of each."""
    around = str(prefix.prefix) if prefix else "0.0.0.0/0"
    params = {"vrf": vrf, "all": prefix is None, "around": around, "limit": most + 1}
    ids = [key for (key,) in fetch(LEVEL, params)]
    found = [_row(each) for each in rows(specs[LABEL], SHOWN, ids[:most])]
    if prefix is not None and (ids or prefix.status == "container") and len(ids) <= most:
        found.extend(_free(each, vrf) for each in list(free.networks(free.between_prefixes(prefix)))[:most])
    return {
        "rows": sorted(found, key=lambda row: row["order"]), "more": len(ids) > most,
        "list_url": f"{reach.page(LABEL)}?{urlencode({'within': around})}",
        "may_add": reach.may(request, LABEL, "add"),
    }  # fmt: skip


def _row(found: Row) -> dict[str, Any]:
    spec = specs[LABEL]
    values = dict(zip(SHOWN, found.values, strict=True))
    network = ipaddress.ip_network(values["prefix"])
    return {
        "order": (network.version, int(network[0]), network.prefixlen), "prefix": values["prefix"],
        "url": reach.page(LABEL, found.id), "level_url": reach.page(LABEL, found.id, "level/"),
        "children": values["children"], "description": values["description"] or "",
        "inside": ngettext("%(count)d prefix inside", "%(count)d prefixes inside", values["children"])
        % {"count": values["children"]},
        **{name: shown(spec, spec.fields[name], values[name], found.id)
           for name in ("status", "utilization", "role", "vlan") if values[name] is not None},
    }  # fmt: skip


def _free(network: Any, vrf: int | None) -> dict[str, Any]:
    return {
        "order": (network.version, int(network[0]), network.prefixlen), "free": True, "prefix": str(network),
        "url": f"{reach.page(LABEL)}add/?{_where(vrf)}{urlencode({'prefix': str(network)})}",
    }  # fmt: skip


def _where(vrf: int | None) -> str:
    return f"vrf_id={vrf}&" if vrf else ""


def has_children(prefix: Prefix) -> bool:
    """Whether the person sees a prefix of the same routing table inside this one."""
    inside = (
        "SELECT 1 FROM ipam_prefix WHERE prefix << %(around)s::inet AND vrf_id IS NOT DISTINCT FROM %(vrf)s::bigint"
    )
    return bool(fetch(f"{inside} LIMIT 1", {"around": str(prefix.prefix), "vrf": prefix.vrf_id}))


def ancestors(prefix_text: str, vrf: int | None) -> Sequence[tuple[int, str]]:
    """Id and text of the prefixes that contain a network or address, the largest first."""
    return fetch(
        "SELECT id, prefix::text FROM ipam_prefix WHERE prefix >>= %(at)s::inet "
        "AND vrf_id IS NOT DISTINCT FROM %(vrf)s::bigint ORDER BY prefix, id",
        {"at": prefix_text, "vrf": vrf},
    )
