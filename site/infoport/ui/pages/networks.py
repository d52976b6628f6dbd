"""Networks: the addresses of a prefix as registered and as seen, and who has a port in a segment."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any, Final

from django.db import connection
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from infoport import states
from infoport.ui.pages import prefixgaps, prefixtree, reach
from infoport.ui.pages.cells import LARGEST, Field, cells, says
from infoport.ui.pages.late import Late
from infoport.ui.panels import Panel, register
from inventory.dcim.models import Device
from inventory.ipam.models import IPAddress, IPRange, Prefix

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from ipaddress import IPv4Network

    from django.http import HttpRequest

    from inventory.declare.spec import Spec
    from inventory.segments.models import Segment

FEW: Final = 8
IN_CARD: Final = 150
"""Child prefixes a prefix's page shows; the tree opens levels with more of them."""

# Addresses that devices hold or resolve. Department networks overlap, each in a routing table of its own, so only
# devices with a port in that table are asked; those of the global table all may.
SEEN: Final = """
SELECT DISTINCT split_part(s.key, ' ', 1)
FROM reconcile_sighting s
WHERE s.kind IN ('address', 'arp') AND s.key ~ '^[0-9.]+( |$)' AND split_part(s.key, ' ', 1)::inet << %(network)s::inet
  AND (%(vrf)s::bigint IS NULL OR EXISTS (
    SELECT 1 FROM dcim_interface i WHERE i.device_id = s.device_id AND i.vrf_id = %(vrf)s))
"""
# Devices of a segment: those with a port in one of its routing tables or, untagged, in one of its VLANs.
MEMBERS: Final = """
SELECT DISTINCT i.device_id, s.segment_id
FROM dcim_interface i
CROSS JOIN LATERAL (
  SELECT segment_id FROM ipam_vrf WHERE id = i.vrf_id
  UNION SELECT segment_id FROM ipam_vlan WHERE id = i.untagged_vlan_id
) s
WHERE (i.vrf_id IS NOT NULL OR i.untagged_vlan_id IS NOT NULL) AND s.segment_id IS NOT NULL
"""


def members(request: HttpRequest) -> list[tuple[int, int]]:
    """Pairs of device and segment, of the devices that the person may see. One query."""
    sql, params = reach.within(request, Device).order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT device_id, segment_id FROM ({MEMBERS}) each WHERE device_id IN ({sql})", params)  # noqa: S608 - compiled by the ORM
        return list(cursor.fetchall())


@register("ipam.prefix")
def prefix_panels(request: HttpRequest, _spec: Spec, prefix: Prefix) -> Iterator[Panel]:
    """What lies in it and what is free; the addresses of a small IPv4 prefix that is used itself also cell by cell."""
    network = ipaddress.ip_network(prefix.prefix)
    small = isinstance(network, ipaddress.IPv4Network) and network.num_addresses <= LARGEST
    sees = reach.may(request, "ipam.ipaddress")
    if isinstance(network, ipaddress.IPv4Network) and small and sees and prefix.status != "container":
        yield Panel(_("Addresses"), "pages/network/cells.html", Late(lambda: _field(request, prefix, network)), "first")
    parent = prefix.status == "container" or prefixtree.has_children(prefix)
    if parent or not small:
        yield Panel(_("Extent"), "pages/network/extent.html", Late(lambda: prefixgaps.extent(prefix)))
    if parent:
        inside = Late(lambda: {"level": prefixtree.level_of(request, prefix, prefix.vrf_id, IN_CARD)})
        yield Panel(_("Child prefixes"), "pages/network/children.html", inside)
    if sees and prefix.status != "container":
        gaps = Late(lambda: {"gaps": prefixgaps.table(request, prefix)})
        yield Panel(_("Addresses and gaps"), "pages/network/gaps.html", gaps)


def _field(request: HttpRequest, prefix: Prefix, network: IPv4Network) -> dict[str, Any]:
    first = int(network[0])
    rows = reach.within(request, IPAddress).filter(vrf=prefix.vrf_id, address__net_within_include=prefix.prefix)
    known = {int(ipaddress.ip_address(text.partition("/")[0])) - first: (key, text, status)
             for key, text, status in rows.values_list("pk", "address", "status")}  # fmt: skip
    plan = Field(
        network, {offset: status for offset, (_key, _text, status) in known.items()}, _seen(request, prefix, first),
        _ranges(request, prefix, network),
    )  # fmt: skip
    add = f"{reach.page('ipam.ipaddress')}add/?vrf={prefix.vrf_id or ''}&address="
    return {
        "svg": mark_safe(cells(plan)),  # noqa: S308 - escaped there
        "says": says(plan), "strangers_total": len(plan.strangers), "silent_total": len(plan.silent),
        "strangers": [
            {"address": str(network[at]), "url": f"{add}{network[at]}/{network.prefixlen}"}
            for at in plan.strangers[:FEW]
        ],
        "silent": [
            {"address": known[at][1], "url": reach.page("ipam.ipaddress", known[at][0])} for at in plan.silent[:FEW]
        ],
        "may_add": reach.may(request, "ipam.ipaddress", "add"),
    }  # fmt: skip


def _seen(request: HttpRequest, prefix: Prefix, first: int) -> frozenset[int]:
    """Offsets of addresses that some device holds or resolves; nothing without the right to see that."""
    if not reach.may(request, "reconcile.sighting"):
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(SEEN, {"network": str(prefix.prefix), "vrf": prefix.vrf_id})
        return frozenset(int(ipaddress.ip_address(text)) - first for (text,) in cursor.fetchall())


def _ranges(request: HttpRequest, prefix: Prefix, network: IPv4Network) -> frozenset[int]:
    rows = reach.within(request, IPRange).filter(vrf=prefix.vrf_id)
    found: set[int] = set()
    for start, end in rows.values_list("start_address", "end_address"):
        low, high = (ipaddress.ip_address(text.partition("/")[0]) for text in (start, end))
        if low in network and high in network:
            found.update(range(int(low) - int(network[0]), int(high) - int(network[0]) + 1))
    return frozenset(found)


@register("segments.segment")
def segment_panels(request: HttpRequest, _spec: Spec, segment: Segment) -> Iterator[Panel]:
    """Devices with a port in the segment, those in trouble first."""
    if reach.may(request, "dcim.device"):
        yield Panel(
            _("Devices with a port in it"), "pages/network/devices.html", Late(lambda: _devices(request, segment))
        )


def _devices(request: HttpRequest, segment: Segment) -> dict[str, Any]:
    ids = [device for device, of in members(request) if of == segment.pk]
    keys = states.keys_of(ids)
    shapes = {key: states.poll_state(text) for key, text in keys.items()}
    counts = _counts([shapes[key].shape if key in shapes else "" for key in ids])
    order = sorted(
        ids, key=lambda key: states.SEVERITY.index(shapes[key].shape) if key in shapes else len(states.SEVERITY)
    )
    rows = {each.pk: each for each in Device.objects.filter(pk__in=order[:FEW]).select_related("site", "role")}
    return {
        "total": len(ids), "counts": counts, "unpolled": len(ids) - len(shapes),
        "rows": [
            {
                "name": reach.name_of(rows[key]), "url": reach.page("dcim.device", key), "site": rows[key].site.name,
                "role": rows[key].role.name, "state": shapes.get(key),
            }
            for key in order[:FEW]
        ],
    }  # fmt: skip


def _counts(shapes: Sequence[str]) -> list[tuple[str, int]]:
    return [(shape, shapes.count(shape)) for shape in reversed(states.SEVERITY) if shape in shapes]
