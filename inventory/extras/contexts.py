"""Config contexts of many objects at once: which apply is one statement, merging is done once per combination."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.db import connection

from inventory.declare.fetching import array
from inventory.declare.readplan import encoder
from inventory.declare.viewing import unlimited

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SCOPES: Final[Mapping[str, tuple[str, str]]] = {
    "regions": ("region", "dcim_region"), "site_groups": ("sitegroup", "dcim_sitegroup"), "sites": ("site", ""),
    "locations": ("location", "dcim_location"), "device_types": ("devicetype", ""),
    "roles": ("devicerole", "dcim_devicerole"), "platforms": ("platform", "dcim_platform"),
    "cluster_types": ("clustertype", ""), "cluster_groups": ("clustergroup", ""), "clusters": ("cluster", ""),
    "tenant_groups": ("tenantgroup", "tenancy_tenantgroup"), "tenants": ("tenant", ""),
}  # fmt: skip
"""Scope → the column of its pairs (without `_id`), and the tree's table where a scope admits what lies below it."""

PLACES: Final[Mapping[str, str]] = {
    "regions": "s.region_id", "site_groups": "s.group_id", "sites": "t.site_id", "roles": "t.role_id",
    "platforms": "t.platform_id", "cluster_types": "k.type_id", "cluster_groups": "k.group_id",
    "clusters": "t.cluster_id", "tenant_groups": "w.group_id", "tenants": "t.tenant_id",
}  # fmt: skip
ONLY_DEVICES: Final[Mapping[str, str]] = {"locations": "t.location_id", "device_types": "t.device_type_id"}


def _scope(name: str) -> str:
    """SQL of the ids a scope of the context `c` admits; null for a scope left empty."""
    column, tree = SCOPES[name]
    chosen = (
        f'SELECT m.{column}_id AS id FROM "extras_configcontext_{name}" m '  # noqa: S608 - names of tables
        "WHERE m.configcontext_id = c.id"
    )
    if not tree:
        return f"(SELECT array_agg(id) FROM ({chosen}) x) AS {name}"  # noqa: S608 - as above
    below = f"{chosen} UNION SELECT child.id FROM {tree} child JOIN below ON child.parent_id = below.id"  # noqa: S608
    return f"(WITH RECURSIVE below AS ({below}) SELECT array_agg(id) FROM below) AS {name}"  # noqa: S608 - as above


def _statement(table: str, *, device: bool) -> str:
    places = {**PLACES, **(ONLY_DEVICES if device else dict.fromkeys(ONLY_DEVICES, "NULL::bigint"))}
    admits = " AND ".join(f"(c.{name} IS NULL OR {place} = ANY(c.{name}))" for name, place in places.items())
    return f"""
WITH scoped AS MATERIALIZED (
  SELECT c.id, c.weight, c.name, c.data, c.tags, {", ".join(_scope(name) for name in SCOPES)}
  FROM extras_configcontext c WHERE c.is_active
)
SELECT t.id, array_agg(c.id ORDER BY c.weight, c.name) FILTER (WHERE c.id IS NOT NULL),
  t.local_context_data::text, NULL
FROM {table} t LEFT JOIN dcim_site s ON s.id = t.site_id
LEFT JOIN virtualization_cluster k ON k.id = t.cluster_id LEFT JOIN tenancy_tenant w ON w.id = t.tenant_id
LEFT JOIN scoped c ON {admits} AND (c.tags = '{{}}' OR c.tags && t.tags)
WHERE t.id = ANY(%s::bigint[]) GROUP BY t.id, t.local_context_data
UNION ALL SELECT c.id, NULL, NULL, c.data::text FROM scoped c
"""  # noqa: S608 - names of tables and columns


DEVICES: Final = _statement("dcim_device", device=True)
MACHINES: Final = _statement("virtualization_virtualmachine", device=False)


def of_devices(ids: Sequence[int]) -> Iterable[msgspec.Raw]:
    """The config context of each device as JSON: one statement for all."""
    return _rendered(DEVICES, ids)


def of_machines(ids: Sequence[int]) -> Iterable[msgspec.Raw]:
    """The config context of each virtual machine as JSON: one statement for all."""
    return _rendered(MACHINES, ids)


def _rendered(sql: str, ids: Sequence[int]) -> Iterable[msgspec.Raw]:
    # What applies to an object does not depend on who looks at it.
    with unlimited(), connection.cursor() as cursor:
        cursor.execute(sql, [array(ids)])
        found = cursor.fetchall()
    data = {key: json.loads(text) for key, _contexts, _local, text in found if text is not None}
    applying = {key: (tuple(some or ()), local) for key, some, local, text in found if text is None}
    merged: dict[tuple[int, ...], dict[str, Any]] = {}
    encoded: dict[tuple[tuple[int, ...], str | None], msgspec.Raw] = {}
    for combination in set(applying.values()):
        contexts, local = combination
        if contexts not in merged:
            merged[contexts] = deep([data[key] for key in contexts])
        whole = merged[contexts]
        if local and local != "null":
            whole = deep([whole, json.loads(local)])
        encoded[combination] = msgspec.Raw(encoder.encode(whole))
    return [encoded[applying[key]] for key in ids]


def deep(layers: Iterable[Any]) -> dict[str, Any]:
    """Objects merged into one: a later value replaces an earlier, but two objects under one key are merged."""
    merged: dict[str, Any] = {}
    for layer in layers:
        if isinstance(layer, dict):
            for key, value in layer.items():
                before = merged.get(key)
                both = isinstance(before, dict) and isinstance(value, dict)
                merged[key] = deep([before, value]) if both else value
    return merged
