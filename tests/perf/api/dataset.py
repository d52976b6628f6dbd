"""The data NetBox 4.6.8 was measured on: 10,000 devices, 240,000 interfaces, 100,000 addresses, made by plain SQL."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models.expressions import RawSQL
from psycopg.types.json import Jsonb

from inventory.circuits import models as circuits  # noqa: F401 - loaded for completeness of the registry
from inventory.dcim.models import Device, DeviceRole, DeviceType, Interface, Manufacturer, Platform, Rack, Region, Site
from inventory.ipam.models import VLAN, VRF, IPAddress, Prefix
from inventory.tenancy.models import Tenant

DEVICES, PORTS, ADDRESSES, PREFIXES, VLANS = 10_000, 24, 100_000, 5_000, 2_000
SITES, RACKS, TENANTS, TYPES, ROLES, VRFS = 20, 200, 64, 3, 4, 10


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
    """Fill an empty, migrated database; history and search triggers are off meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
    named = {"name": "'{0} ' || n", "slug": "'{0}-' || n"}

    def words(word: str) -> dict[str, str]:
        return {key: value.format(word) for key, value in named.items()}

    fill(Region, 5, **words("region"))
    fill(Site, SITES, region_id="1 + n % 5", status="'active'", **words("site"))
    fill(Manufacturer, 2, **words("maker"))
    fill(DeviceType, TYPES, manufacturer_id="1 + n % 2", model="'model ' || n", slug="'model-' || n", u_height="1")
    fill(DeviceRole, ROLES, color="'9e9e9e'", **words("role"))
    fill(Platform, 2, **words("platform"))
    fill(Tenant, TENANTS, **words("tenant"))
    fill(Rack, RACKS, name="'R' || n", site_id=f"1 + n % {SITES}", status="'active'", u_height="42")
    fill(VRF, VRFS, name="'vrf-' || n", rd="'65000:' || n")
    fill(VLAN, VLANS, vid="1 + n % 4000", name="'vlan ' || n", status="'active'", site_id=f"1 + n % {SITES}")
    fill(Prefix, PREFIXES, prefix="('10.' || n / 256 || '.' || n % 256 || '.0/24')::cidr", status="'active'",
         vrf_id=f"1 + n % {VRFS}")  # fmt: skip
    fill(
        Device, DEVICES, name="'device-' || n", device_type_id=f"1 + n % {TYPES}", role_id=f"1 + n % {ROLES}",
        tenant_id=f"1 + n % {TENANTS}", platform_id="1 + n % 2", serial="'SN' || n",
        site_id=f"1 + (n % {RACKS}) % {SITES}",
        rack_id=f"1 + n % {RACKS}", status="'active'",
    )  # fmt: skip
    fill(Interface, DEVICES * PORTS, device_id=f"1 + (n - 1) / {PORTS}",
         name=f"'GigabitEthernet1/0/' || 1 + (n - 1) % {PORTS}",
         type="'1000base-t'", enabled="true")  # fmt: skip
    fill(
        IPAddress, ADDRESSES, status="'active'",
        address="('10.' || n / 65536 || '.' || n / 256 % 256 || '.' || n % 256 || '/24')::inet",
        vrf_id=f"1 + n % {VRFS}", assigned_object_type="'dcim.interface'", assigned_object_id="n * 2",
    )  # fmt: skip
    Device.objects.update(primary_ip4_id=RawSQL("id * 12", ()))
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = DEFAULT")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
