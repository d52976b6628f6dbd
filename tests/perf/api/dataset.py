"""The data NetBox 4.6.8 was measured on: 10,000 devices, 240,000 interfaces, 100,000 addresses, made by plain SQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from psycopg.types.json import Jsonb

from inventory.dcim.models import (
    Cable,
    CableTermination,
    Device,
    DeviceRole,
    DeviceType,
    Interface,
    Manufacturer,
    Platform,
    Rack,
    Region,
    Site,
)
from inventory.declare.search import reindex
from inventory.ipam.models import VLAN, VRF, IPAddress, Prefix
from inventory.tenancy.models import Tenant

DEVICES, PORTS, ADDRESSES, PREFIXES, VLANS = 10_000, 24, 100_000, 5_000, 2_000
SITES, RACKS, TENANTS, TYPES, ROLES, VRFS, HEIGHT = 20, 200, 64, 3, 4, 10, 42
DENSE: Final = 30_000
"""Addresses of the prefix with id 1, a /16, without a gap; the others lie in the /24s."""
CABLED: Final = 4
"""Ports of each device that are cabled, each to the same port of the neighbour: two cables per device."""


@contextmanager
def without_indexes(*tables: str) -> Iterator[None]:
    """Indexes that enforce nothing are made when the rows are there, which takes a third of the time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
            " WHERE i.indrelid = ANY (%s::text[]::regclass[]) AND NOT i.indisunique",
            [list(tables)],
        )
        found = cursor.fetchall()
        for name, _statement in found:
            cursor.execute(f"DROP INDEX {name}")
        yield
        for _name, statement in found:
            cursor.execute(statement)


def fill(model: type[models.Model], count: int, /, **expressions: str) -> None:
    """Insert `count` rows; each expression is SQL over the row number `n` (from 1), other columns get defaults."""
    columns: list[str] = []
    values: list[str] = []
    params: list[Any] = []
    for field in model._meta.concrete_fields:
        if isinstance(field, models.GeneratedField):
            continue
        columns.append(f'"{field.column}"')
        if field.name in expressions or field.attname in expressions:
            values.append((expressions.get(field.name) or expressions[field.attname]).replace("%", "%%"))
        elif field.primary_key:
            values.append("n")
        elif field.null:
            values.append("NULL")
        elif isinstance(field, models.DateTimeField):
            values.append("now()")
        else:
            values.append("%s::bigint[]" if isinstance(field, ArrayField) else "%s")
            default = field.get_default()
            params.append(Jsonb(default) if isinstance(field, models.JSONField) else default)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({", ".join(columns)}) SELECT {", ".join(values)} '
            f"FROM generate_series(1, {count}) AS n",
            params,
        )
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'), {count})")


def load() -> None:
    """Fill an empty, migrated database; history and search triggers are off meanwhile, the index is made after."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
    organise()
    tables = [each._meta.db_table for each in (Device, Interface, IPAddress, Prefix, Cable, CableTermination)]
    with without_indexes(*tables):
        devices()
        addresses()
    with without_indexes("core_searchrow"):
        reindex()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")


def organise() -> None:
    """Places, owners and kinds."""

    def words(word: str) -> dict[str, str]:
        return {"name": f"'{word} ' || n", "slug": f"'{word}-' || n"}

    fill(Region, 5, **words("region"))
    fill(Site, SITES, region_id="1 + n % 5", status="'active'", **words("site"))
    fill(Manufacturer, 2, **words("maker"))
    fill(DeviceType, TYPES, manufacturer_id="1 + n % 2", model="'model ' || n", slug="'model-' || n", u_height="1")
    fill(DeviceRole, ROLES, color="'9e9e9e'", **words("role"))
    fill(Platform, 2, **words("platform"))
    fill(Tenant, TENANTS, **words("tenant"))
    fill(Rack, RACKS, name="'R' || n", site_id=f"1 + n % {SITES}", status="'active'", u_height=str(HEIGHT))


def devices() -> None:
    """Devices, the first 42 of each rack in a unit of it; their ports, and cables between neighbours."""
    fill(
        Device, DEVICES, name="'device-' || n", device_type_id=f"1 + n % {TYPES}", role_id=f"1 + n % {ROLES}",
        tenant_id=f"1 + n % {TENANTS}", platform_id="1 + n % 2", serial="'SN' || n",
        site_id=f"1 + (n % {RACKS}) % {SITES}", status="'active'",
        rack_id=f"1 + n % {RACKS}", position=f"CASE WHEN n / {RACKS} < {HEIGHT} THEN n / {RACKS} + 1 END",
        face=f"CASE WHEN n / {RACKS} < {HEIGHT} THEN 'front' END",
        primary_ip4_id=f"CASE WHEN n * {PORTS // 2} <= {ADDRESSES} THEN n * {PORTS // 2} END",
    )  # fmt: skip
    port, device = f"((n - 1) % {PORTS})", f"((n - 1) / {PORTS})"
    fill(
        Interface, DEVICES * PORTS, device_id=f"1 + {device}", name=f"'GigabitEthernet1/0/' || 1 + {port}",
        type="'1000base-t'", enabled="true",
        cable_id=f"CASE WHEN {port} < {CABLED} THEN {device} / 2 * {CABLED} + {port} + 1 END",
        cable_end=f"CASE WHEN {port} < {CABLED} THEN CASE {device} % 2 WHEN 0 THEN 'A' ELSE 'B' END END",
    )  # fmt: skip
    cables = DEVICES // 2 * CABLED
    fill(Cable, cables, status="'connected'", type="'cat6'", label="'C' || n")
    first = f"((n - 1) % {cables} / {CABLED} * 2 + (n - 1) / {cables}) * {PORTS}"
    fill(
        CableTermination, cables * 2, cable_id=f"1 + (n - 1) % {cables}",
        cable_end=f"CASE (n - 1) / {cables} WHEN 0 THEN 'A' ELSE 'B' END", termination_type="'dcim.interface'",
        termination_id=f"{first} + (n - 1) % {CABLED} + 1",
    )  # fmt: skip


def addresses() -> None:
    """One dense /16, a container around all, and /24s with fourteen addresses each, two free ones between them."""
    fill(VRF, VRFS, name="'vrf-' || n", rd="'65000:' || n")
    fill(VLAN, VLANS, vid="1 + n % 4000", name="'vlan ' || n", status="'active'", site_id=f"1 + n % {SITES}")
    network = "('10.' || 2 + {0} / 256 || '.' || {0} % 256 || '.{1}/24')"
    fill(
        Prefix, PREFIXES, status="CASE n WHEN 2 THEN 'container' ELSE 'active' END",
        prefix=f"CASE n WHEN 1 THEN '10.1.0.0/16'::cidr WHEN 2 THEN '10.0.0.0/8'::cidr"
        f" ELSE {network.format('n', '0')}::cidr END",
        vrf_id=f"CASE WHEN n < 3 THEN 1 ELSE 1 + n % {VRFS} END",
    )  # fmt: skip
    small, at = PREFIXES - 2, f"(3 + (n - {DENSE}) % {PREFIXES - 2})"
    host = f"' || 1 + (n - {DENSE}) / {small} * 3 || '"
    fill(
        IPAddress, ADDRESSES, status="'active'",
        address=f"CASE WHEN n <= {DENSE} THEN set_masklen('10.1.0.0'::inet + n, 16)"
        f" ELSE {network.format(at, host)}::inet END",
        vrf_id=f"CASE WHEN n <= {DENSE} THEN 1 ELSE 1 + {at} % {VRFS} END",
        assigned_object_type="'dcim.interface'", assigned_object_id="n * 2",
    )  # fmt: skip
