"""Targets for Prometheus by HTTP, at the addresses and with the labels of NetBox's plug-in for it.

One statement builds the labels of every target as JSON; nothing is built per object in Python.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse, HttpResponseNotModified

from infoport.api.describing.operation import TEXT, Described, record
from infoport.api.selection import query_parameters
from infoport.api.views import SpecView
from inventory.declare.fetching import array, fetch
from inventory.declare.filters import condition
from inventory.declare.readplan import encoder
from inventory.declare.registry import specs
from inventory.extras import contexts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rest_framework.request import Request

KEY: Final = "prometheus-plugin-prometheus-sd"
"""Of the config context: `{port, metrics_path, scheme}`, or a list of such; each makes a target of its own."""
PREFIX: Final = "__meta_netbox_"
PLACES: Final = {
    "tenant": ("tenancy_tenant", "t.tenant_id"), "role": ("dcim_devicerole", "t.role_id"),
    "platform": ("dcim_platform", "t.platform_id"), "site": ("dcim_site", "t.site_id"),
}  # fmt: skip
ADDRESSES: Final = ("primary_ip4", "primary_ip6")
TAGS: Final = "(SELECT string_agg(g.{}, ',' ORDER BY g.name) FROM extras_tag g WHERE g.id = ANY(t.tags))"
CUSTOM: Final = (
    "coalesce((SELECT jsonb_object_agg('__meta_netbox_custom_field_' || c.key, c.value) "
    "FROM jsonb_each_text(t.custom_field_data) c WHERE c.value IS NOT NULL), '{}')"
)


def _contacts(label: str) -> str:
    """Labels of whom to call: `contact_<priority>_name` and `…_email`."""
    kinds = ("name", "email")
    pairs = ", ".join(f"('{each}', p.{each})" for each in kinds)
    return (
        f"coalesce((SELECT jsonb_object_agg('{PREFIX}contact_' || a.priority || '_' || v.kind, v.value) "  # noqa: S608
        f"FROM tenancy_contactassignment a JOIN tenancy_contact p ON p.id = a.contact_id, "
        f"LATERAL (VALUES {pairs}) v(kind, value) WHERE a.object_type = '{label}' AND a.object_id = t.id "
        f"AND a.priority IS NOT NULL AND v.value <> ''), '{{}}')"
    )


def _services(label: str) -> str:
    return (
        "(SELECT string_agg(v.name, ',' ORDER BY v.name) FROM ipam_service v "  # noqa: S608 - names of tables
        f"WHERE v.parent_object_type = '{label}' AND v.parent_object_id = t.id)"
    )


def _host(label: str, table: str, model: str, own: Mapping[str, str], joins: str) -> str:
    """The statement for devices or virtual machines: id, target, labels."""
    labels = {
        "id": "t.id::text", "name": "t.name", "status": "t.status", "model": f"'{model}'",
        "primary_ip": "host(coalesce(i6.address, i4.address))", "primary_ip4": "host(i4.address)",
        "primary_ip6": "host(i6.address)", "serial": "nullif(t.serial, '')",
        **{name: f"{name}.name" for name in PLACES}, **{f"{name}_slug": f"{name}.slug" for name in PLACES},
        "tenant_group": "tg.name", "tenant_group_slug": "tg.slug", "cluster": "k.name", "cluster_group": "kg.name",
        "cluster_type": "kt.name", "tags": TAGS.format("name"), "tag_slugs": TAGS.format("slug"),
        "services": _services(label), **own,
    }  # fmt: skip
    places = " ".join(f"LEFT JOIN {where} {name} ON {name}.id = {key}" for name, (where, key) in PLACES.items())
    return (
        f"SELECT t.id, t.name, ({_object(labels)} || {CUSTOM} || {_contacts(label)})::text FROM {table} t {places} "  # noqa: S608
        "LEFT JOIN ipam_ipaddress i4 ON i4.id = t.primary_ip4_id "
        "LEFT JOIN ipam_ipaddress i6 ON i6.id = t.primary_ip6_id "
        "LEFT JOIN tenancy_tenantgroup tg ON tg.id = tenant.group_id "
        "LEFT JOIN virtualization_cluster k ON k.id = t.cluster_id "
        "LEFT JOIN virtualization_clustergroup kg ON kg.id = k.group_id "
        f"LEFT JOIN virtualization_clustertype kt ON kt.id = k.type_id {joins} "
        "WHERE t.id = ANY(%s::bigint[]) AND t.name <> '' ORDER BY t.id"
    )


def _object(labels: Mapping[str, str]) -> str:
    pairs = ", ".join(f"'{PREFIX}{name}', {value}" for name, value in labels.items())
    return f"jsonb_strip_nulls(jsonb_build_object({pairs}))"


DEVICES: Final = _host(
    "dcim.device", "dcim_device", "Device",
    {
        "device_type": "y.model", "device_type_slug": "y.slug", "manufacturer": "m.name", "location": "l.name",
        "location_slug": "l.slug", "rack": "r.name", "rack_u_position": "trim_scale(t.position)::text",
        "oob_ip": "host(io.address)", "asset_tag": "t.asset_tag",
    },
    "LEFT JOIN dcim_devicetype y ON y.id = t.device_type_id LEFT JOIN dcim_manufacturer m ON m.id = y.manufacturer_id "
    "LEFT JOIN dcim_location l ON l.id = t.location_id LEFT JOIN dcim_rack r ON r.id = t.rack_id "
    "LEFT JOIN ipam_ipaddress io ON io.id = t.oob_ip_id",
)  # fmt: skip
MACHINES: Final = _host(
    "virtualization.virtualmachine", "virtualization_virtualmachine", "VirtualMachine", {"device": "d.name"},
    "LEFT JOIN dcim_device d ON d.id = t.device_id",
)  # fmt: skip
PARENT: Final = "coalesce(d.name, w.name, host(f.address))"
SERVICES: Final = f"""
SELECT t.id, {PARENT}, ({
    _object(
        {
            "id": "t.id::text",
            "name": "t.name",
            "model": "'Service'",
            "parent": PARENT,
            "protocol": "t.protocol",
            "ports": "array_to_string(t.ports, ',')",
            "tags": TAGS.format("name"),
            "tag_slugs": TAGS.format("slug"),
            "ipaddresses": "(SELECT string_agg(host(x.address), ',' ORDER BY x.address) "
            "FROM ipam_service_ipaddresses q JOIN ipam_ipaddress x ON x.id = q.ipaddress_id WHERE q.service_id = t.id)",
            "primary_ip": "host(p.address)",
        }
    )
} || {CUSTOM})::text, t.ports
FROM ipam_service t
LEFT JOIN dcim_device d ON t.parent_object_type = 'dcim.device' AND d.id = t.parent_object_id
LEFT JOIN virtualization_virtualmachine w
  ON t.parent_object_type = 'virtualization.virtualmachine' AND w.id = t.parent_object_id
LEFT JOIN ipam_ipaddress f ON t.parent_object_type = 'ipam.ipaddress' AND f.id = t.parent_object_id
LEFT JOIN ipam_ipaddress p
  ON p.id = coalesce(d.primary_ip6_id, d.primary_ip4_id, w.primary_ip6_id, w.primary_ip4_id)
WHERE t.id = ANY(%s::bigint[]) AND {PARENT} <> '' ORDER BY t.id
"""  # noqa: S608 - names of tables and columns
IPS: Final = f"""
SELECT t.id, host(t.address), ({
    _object(
        {
            "id": "t.id::text",
            "ip": "host(t.address)",
            "model": "'IPAddress'",
            "status": "t.status",
            "role": "t.role",
            "dns_name": "nullif(t.dns_name, '')",
            "tenant": "n.name",
            "tenant_slug": "n.slug",
            "vrf": "v.name",
            "tenant_group": "g.name",
            "tenant_group_slug": "g.slug",
            "tags": TAGS.format("name"),
            "tag_slugs": TAGS.format("slug"),
            "parent": "coalesce(d.name, w.name)",
            "interface": "coalesce(i.name, j.name)",
        }
    )
} || {CUSTOM})::text
FROM ipam_ipaddress t LEFT JOIN tenancy_tenant n ON n.id = t.tenant_id LEFT JOIN ipam_vrf v ON v.id = t.vrf_id
LEFT JOIN tenancy_tenantgroup g ON g.id = n.group_id
LEFT JOIN dcim_interface i ON t.assigned_object_type = 'dcim.interface' AND i.id = t.assigned_object_id
LEFT JOIN dcim_device d ON d.id = i.device_id
LEFT JOIN virtualization_vminterface j
  ON t.assigned_object_type = 'virtualization.vminterface' AND j.id = t.assigned_object_id
LEFT JOIN virtualization_virtualmachine w ON w.id = j.virtual_machine_id
WHERE t.id = ANY(%s::bigint[]) ORDER BY t.id
"""  # noqa: S608 - names of tables and columns


LABELS: Final = {"type": "object", "additionalProperties": TEXT}
GROUP: Final = record({"targets": {"type": "array", "items": TEXT}, "labels": LABELS})


class Targets(SpecView):
    """Every object that the filters admit and the asker may see, as one bare list."""

    described = {"GET": Described({200: {"type": "array", "items": GROUP}, 304: None}, many=True)}
    filtered = True  # by whatever filters the list of the type
    sql: str = ""

    def get(self, request: Request) -> HttpResponse:
        """The list; 304 for a client that has it already."""
        found = self.allowed_rows("view").filter(condition(self.spec, query_parameters(request.query_params)))
        ids = list(found.order_by("pk").values_list("pk", flat=True))
        body = f"[{','.join(self.groups(ids))}]".encode() if ids else b"[]"
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        if tag in request.headers.get("If-None-Match", ""):
            return HttpResponseNotModified(headers={"ETag": tag})
        return HttpResponse(body, content_type="application/json", headers={"ETag": tag})

    def groups(self, ids: Sequence[int]) -> Iterator[str]:
        """Each target group as JSON text."""
        for _key, name, labels in fetch(self.sql, [array(ids)]):
            yield group([name], labels)


class HostTargets(Targets):
    """Devices and virtual machines, whose config context may say how each is scraped."""

    def groups(self, ids: Sequence[int]) -> Iterator[str]:
        """A group for each port that an object's context names; one without port where it names none."""
        asked = scrapes(self.spec.table, ids)
        for key, name, labels in fetch(self.sql, [array(ids)]):
            ways = asked.get(key)
            if ways is None:
                yield group([name], labels)
            for way in ways or ():
                yield scraped(name, labels, way)


class ServiceTargets(Targets):
    """Network services: the name of what they run on, with each of their ports."""

    def groups(self, ids: Sequence[int]) -> Iterator[str]:
        """One group per service."""
        for _key, name, labels, ports in fetch(self.sql, [array(ids)]):
            yield group([f"{name}:{port}" for port in ports], labels)


def group(targets: list[str], labels: str) -> str:
    """A target group; `labels` is JSON text already."""
    return f'{{"targets":{encoder.encode(targets).decode()},"labels":{labels}}}'


def scrapes(table: str, ids: Sequence[int]) -> dict[int, list[Mapping[str, Any]]]:
    """Id → ways to scrape it, for those whose config context names any; contexts are merged only if one does."""
    named = (
        "SELECT EXISTS (SELECT FROM extras_configcontext WHERE is_active AND data ? %s) "  # noqa: S608 - a table's name
        f'OR EXISTS (SELECT FROM "{table}" t WHERE local_context_data ? %s AND t.id = ANY(%s::bigint[]))'
    )
    if not fetch(named, [KEY, KEY, array(ids)])[0][0]:
        return {}
    merged = contexts.of_devices(ids) if table == "dcim_device" else contexts.of_machines(ids)
    read: dict[bytes, list[Mapping[str, Any]]] = {}
    found = {}
    for key, raw in zip(ids, merged, strict=True):
        text = bytes(raw)
        if text not in read:
            ways = json.loads(text).get(KEY, [])
            read[text] = [way for way in (ways if isinstance(ways, list) else [ways]) if isinstance(way, dict)]
        if read[text]:
            found[key] = read[text]
    return found


def scraped(name: str, labels: str, way: Mapping[str, Any]) -> str:
    """A target group as its context wants it: port, path of metrics, scheme."""
    target = f"{name}:{way['port']}" if way.get("port") else name
    special = {"metrics_path": "__metrics_path__", "scheme": "__scheme__"}
    own = {special[key]: str(value) for key, value in way.items() if key in special}
    return group([target], encoder.encode({**json.loads(labels), **own}).decode())


ROUTES: Final = {
    "devices": (HostTargets, "dcim.device", DEVICES),
    "virtual-machines": (HostTargets, "virtualization.virtualmachine", MACHINES),
    "services": (ServiceTargets, "ipam.service", SERVICES),
    "ip-addresses": (Targets, "ipam.ipaddress", IPS),
}
"""Last part of the address → view, type, statement."""


def views() -> Iterator[tuple[str, Any]]:
    """`(address below plugins/, view)`."""
    for name, (view, label, sql) in ROUTES.items():
        yield f"prometheus-sd/{name}/", view.as_view(spec=specs[label], sql=sql)
