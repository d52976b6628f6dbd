"""What is here: the pages of a VLAN and of an address answer it from both sides, as registered and as seen."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from infoport.ui.cells import shown
from infoport.ui.pages import reach, words
from infoport.ui.pages.late import Late
from infoport.ui.pages.prefixtree import ancestors
from infoport.ui.panels import Panel, Problem, register, register_problems
from inventory.declare.fetching import fetch
from inventory.declare.registry import specs
from inventory.declare.tables import references, rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from django.http import HttpRequest

    from inventory.declare.spec import Spec
    from inventory.ipam.models import VLAN, IPAddress

FEW: Final = 40
"""Devices, prefixes or sightings a card names; the lists show the rest."""
PORTS: Final = """
SELECT i.device_id, i.id, i.name, false AS tagged FROM dcim_interface i WHERE i.untagged_vlan_id = %(vlan)s
UNION ALL
SELECT i.device_id, i.id, i.name, true FROM dcim_interface i
JOIN dcim_interface_tagged_vlans m ON m.interface_id = i.id WHERE m.vlan_id = %(vlan)s
ORDER BY 1, 3"""
PREFIXES: Final = """
SELECT p.id, (SELECT count(*) FROM ipam_ipaddress a
  WHERE a."_host" BETWEEN host(p.prefix)::inet AND host(broadcast(p.prefix))::inet
    AND a.vrf_id IS NOT DISTINCT FROM p.vrf_id)
FROM ipam_prefix p WHERE p.vlan_id = %(vlan)s ORDER BY p.prefix LIMIT 40"""
# A VLAN id means something at its own site only: devices there, or those with a port in the VLAN.
FORWARDED: Final = """
SELECT s.device_id, count(*), max(s.last_seen) FROM reconcile_sighting s JOIN dcim_device d ON d.id = s.device_id
WHERE s.kind = 'fdb' AND s.detail ->> 'vid' = %(vid)s::text AND (d.site_id = %(site)s OR EXISTS (
  SELECT 1 FROM dcim_interface i LEFT JOIN dcim_interface_tagged_vlans m ON m.interface_id = i.id
  WHERE i.device_id = d.id AND (i.untagged_vlan_id = %(vlan)s OR m.vlan_id = %(vlan)s)))
GROUP BY s.device_id ORDER BY 2 DESC LIMIT 40"""
ALIKE: Final = """
SELECT id, vrf_id IS NOT DISTINCT FROM %(vrf)s::bigint FROM ipam_ipaddress
WHERE "_host" = %(host)s::inet AND id <> %(id)s ORDER BY 2 DESC, id LIMIT 40"""
RANGE: Final = """
SELECT id FROM ipam_iprange WHERE %(host)s::inet BETWEEN "_first" AND "_last"
  AND vrf_id IS NOT DISTINCT FROM %(vrf)s::bigint"""
SERVICES: Final = """
SELECT s.id FROM ipam_service s JOIN ipam_service_ipaddresses m ON m.service_id = s.id WHERE m.ipaddress_id = %(id)s"""
SEEN: Final = """
SELECT s.device_id, s.kind, s.detail ->> 'mac', s.detail ->> 'interface', s.first_seen, s.last_seen
FROM reconcile_sighting s
WHERE s.kind IN ('arp', 'address')
  AND (s.key = %(host)s OR s.key LIKE %(host)s || ' %%' OR s.key LIKE %(host)s || '/%%')
ORDER BY s.last_seen DESC LIMIT 40"""
LEARNT: Final = """
SELECT s.device_id, s.detail ->> 'mac', s.detail ->> 'interface', s.last_seen FROM reconcile_sighting s
WHERE s.kind = 'fdb' AND s.detail ->> 'mac' = ANY(%(macs)s) ORDER BY s.last_seen DESC LIMIT 40"""


@register("ipam.vlan")
def vlan_panels(request: HttpRequest, _spec: Spec, vlan: VLAN) -> Iterator[Panel]:
    """Ports by device, networks with their addresses, and where switches forward for it."""
    if reach.may(request, "dcim.interface"):
        yield Panel(_("Ports"), "pages/network/ports.html", Late(lambda: _ports(vlan)), "main",
                    covers=("dcim.interface",))  # fmt: skip
    if reach.may(request, "ipam.prefix"):
        yield Panel(_("Networks"), "pages/network/networks.html", Late(lambda: _networks(vlan)), "main",
                    covers=("ipam.prefix",))  # fmt: skip
    if reach.may(request, "reconcile.sighting"):
        yield Panel(_("Seen"), "pages/network/forwarded.html", Late(lambda: _forwarded(vlan)))


def _ports(vlan: VLAN) -> dict[str, Any]:
    found = fetch(PORTS, {"vlan": vlan.pk})
    by_device: dict[int, dict[str, list[dict[str, str]]]] = {}
    for device, key, name, tagged in found:
        kept = by_device.setdefault(device, {"untagged": [], "tagged": []})
        kept["tagged" if tagged else "untagged"].append({"name": name, "url": reach.page("dcim.interface", key)})
    named = references(("dcim.device", key) for key in list(by_device)[:FEW])
    return {
        "total": len(found), "devices": len(by_device), "more": len(by_device) > FEW,
        "list_url": f"{reach.page('dcim.interface')}?untagged_vlan_id={vlan.pk}",
        "rows": [
            {"device": named["dcim.device", key], **by_device[key]}
            for key in list(by_device)[:FEW] if ("dcim.device", key) in named
        ],
    }  # fmt: skip


def _networks(vlan: VLAN) -> dict[str, Any]:
    counts = dict(fetch(PREFIXES, {"vlan": vlan.pk}))
    spec = specs["ipam.prefix"]
    names = ("prefix", "vrf", "status", "utilization")
    found = []
    for row in rows(spec, names, list(counts)):
        values = dict(zip(names, row.values, strict=True))
        made = {
            name: shown(spec, spec.fields[name], values[name], row.id) for name in names[1:] if values[name] is not None
        }
        url = reach.page("ipam.prefix", row.id)
        found.append({"prefix": values["prefix"], "url": url, "addresses": counts[row.id], **made})
    return {"rows": found, "add_url": f"{reach.page('ipam.prefix')}add/?vlan_id={vlan.pk}"}


def _forwarded(vlan: VLAN) -> dict[str, Any]:
    found = fetch(FORWARDED, {"vlan": vlan.pk, "vid": vlan.vid, "site": vlan.site_id})
    named = references(("dcim.device", device) for device, _count, _at in found)
    return {
        "rows": [
            {"device": named["dcim.device", device], "count": count, "at": words.moment(at)}
            for device, count, at in found if ("dcim.device", device) in named
        ],
    }  # fmt: skip


@register("ipam.ipaddress")
def address_panels(request: HttpRequest, _spec: Spec, address: IPAddress) -> Iterator[Panel]:
    """Who bears it, in which networks it lies, what answers on it, who else has it, and who has seen it."""
    yield Panel(_("What is here"), "pages/network/here.html", Late(lambda: _here(address)), "main")
    if reach.may(request, "reconcile.sighting"):
        yield Panel(_("Seen"), "pages/network/seen.html", Late(lambda: _seen(_host(address))))


def _host(address: IPAddress) -> str:
    return str(ipaddress.ip_interface(address.address).ip)


def _here(address: IPAddress) -> dict[str, Any]:
    host = _host(address)
    where = {"host": host, "vrf": address.vrf_id, "id": address.pk}
    alike = fetch(ALIKE, where)
    wanted = [("ipam.ipaddress", key) for key, _same in alike]
    wanted += [("ipam.prefix", key) for key, _text in ancestors(host, address.vrf_id)]
    wanted += [("ipam.iprange", key) for (key,) in fetch(RANGE, where)]
    wanted += [("ipam.service", key) for (key,) in fetch(SERVICES, where)]
    bearer = _bearer(address)
    named = references([*wanted, *bearer])
    same = [key for key, alike_here in alike if alike_here]
    return {
        "bearer": _named(named, bearer),
        "prefixes": _named(named, [each for each in wanted if each[0] == "ipam.prefix"]),
        "ranges": _named(named, [each for each in wanted if each[0] == "ipam.iprange"]),
        "services": _named(named, [each for each in wanted if each[0] == "ipam.service"]),
        "duplicates": _named(named, [("ipam.ipaddress", key) for key in same]),
        "elsewhere": _with_table(named, [key for key, alike_here in alike if not alike_here]),
        "add_prefix": f"{reach.page('ipam.prefix')}add/?prefix={ipaddress.ip_interface(address.address).network}",
    }  # fmt: skip


def _named(named: Any, pairs: Iterable[tuple[str, int]]) -> list[Any]:
    return [named[pair] for pair in pairs if pair in named]


def _with_table(named: Any, keys: Sequence[int]) -> list[dict[str, Any]]:
    """The same address in other routing tables, each with its own."""
    tables = {row.id: row.values[0] for row in rows(specs["ipam.ipaddress"], ("vrf",), list(keys))}
    return [
        {"address": named["ipam.ipaddress", key], "vrf": tables.get(key)}
        for key in keys
        if ("ipam.ipaddress", key) in named
    ]


def _bearer(address: Any) -> list[tuple[str, int]]:
    """The interface and the device or virtual machine whose it is."""
    label, key = address.assigned_object_type, address.assigned_object_id
    owners = {"dcim.interface": ("device", "dcim.device"),
              "virtualization.vminterface": ("virtual_machine", "virtualization.virtualmachine")}  # fmt: skip
    if label not in owners or key is None:
        return []
    column, owner = owners[label]
    found = fetch(f'SELECT {column}_id FROM "{specs[label].table}" WHERE id = %s', [key])  # noqa: S608 - declared
    return [*((owner, device) for (device,) in found), (label, key)]


def _seen(host: str) -> dict[str, Any]:
    found = fetch(SEEN, {"host": host})
    macs = sorted({mac for _device, _kind, mac, *_rest in found if mac})
    learnt = fetch(LEARNT, {"macs": macs}) if macs else []
    named = references([("dcim.device", row[0]) for row in (*found, *learnt)])
    return {
        "rows": [
            {"device": named.get(("dcim.device", device)), "own": kind == "address", "mac": mac or "",
             "interface": interface or "", "first": words.moment(first), "last": words.moment(last)}
            for device, kind, mac, interface, first, last in found
        ],
        "learnt": [
            {"device": named.get(("dcim.device", device)), "mac": mac, "interface": interface or "",
             "last": words.moment(last)}
            for device, mac, interface, last in learnt
        ],
    }  # fmt: skip


@register_problems("ipam.ipaddress", gettext_lazy("the same address elsewhere, its prefix"))
def address_problems(_request: HttpRequest, _spec: Spec, address: IPAddress) -> Iterator[Problem]:
    """Borne twice in one routing table, or in no prefix."""
    host = _host(address)
    alike = fetch(ALIKE, {"host": host, "vrf": address.vrf_id, "id": address.pk})
    same = [key for key, here in alike if here]
    if same and not address.role:
        yield Problem("degraded", _("Another address is the same"), _("in one routing table"),
                      reach.page("ipam.ipaddress", same[0]))  # fmt: skip
    if not ancestors(host, address.vrf_id):
        yield Problem("unknown", _("It lies in no registered prefix"))
