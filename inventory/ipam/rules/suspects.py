"""Which addresses and prefixes of a set might be duplicates, asked once for all of them."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Final

from django.db import connection

from inventory.declare.together import Entangled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inventory.ipam.models import IPAddress, Prefix

SAME: Final = """SELECT w.at FROM unnest(%s::int[], %s::bigint[], %s::bigint[], %s::inet[]) AS w(at, own, vrf, kept)
WHERE EXISTS (SELECT FROM {table} t WHERE coalesce(t.vrf_id, 0) = w.vrf AND t.{column} = w.kept{cast}
AND t.id IS DISTINCT FROM w.own)"""


def same_address(addresses: Sequence[IPAddress]) -> set[int]:
    """Positions of addresses that stored ones of the same table have too, whatever their prefix lengths."""
    hosts = [str(ipaddress.ip_interface(each.address).ip) for each in addresses]
    return _alike(SAME.format(table="ipam_ipaddress", column='"_host"', cast=""), addresses, hosts)


def same_prefix(prefixes: Sequence[Prefix]) -> set[int]:
    """Positions of prefixes that are stored in the same table already."""
    kept = [str(each.prefix) for each in prefixes]
    return _alike(SAME.format(table="ipam_prefix", column="prefix", cast="::cidr"), prefixes, kept)


def _alike(sql: str, instances: Sequence[IPAddress | Prefix], kept: Sequence[str]) -> set[int]:
    """Raises `Entangled` when two of the set are alike: then it depends on roles and tables whether they may be."""
    tables = [each.vrf_id or 0 for each in instances]
    if len(set(zip(tables, kept, strict=True))) < len(instances):
        raise Entangled
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(range(len(instances))), [each.pk for each in instances], tables, list(kept)])
        return {at for (at,) in cursor.fetchall()}
