"""Which outpost polls which device: the one rule, in SQL, for the core's poller, the outposts' work and the pages.

An access lies in the segment of the address it asks, where that address is registered on its device; else in that of
the device's primary address. An address lies in its VRF's segment, else in that of the smallest prefix around it. The
enabled outpost that serves this segment polls the access; of several, the one declared first. The core polls the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import connection
from django.utils.translation import gettext_lazy

from inventory.declare.vocabulary import Computed

if TYPE_CHECKING:
    from collections.abc import Sequence

ADDRESS: Final = """coalesce(
    (SELECT x.id FROM ipam_ipaddress x JOIN dcim_interface i ON i.id = x.assigned_object_id
     WHERE x.assigned_object_type = 'dcim.interface' AND i.device_id = {t}.device_id
       AND host(x.address) = host({t}.address) ORDER BY x.id LIMIT 1),
    (SELECT coalesce(d.primary_ip4_id, d.primary_ip6_id) FROM dcim_device d WHERE d.id = {t}.device_id))"""
SEGMENT: Final = f"""(SELECT coalesce(
    (SELECT f.segment_id FROM ipam_vrf f WHERE f.id = z.vrf_id),
    (SELECT p.segment_id FROM ipam_prefix p WHERE p.prefix >>= z.address AND p.vrf_id IS NOT DISTINCT FROM z.vrf_id
       AND p.segment_id IS NOT NULL ORDER BY masklen(p.prefix) DESC LIMIT 1))
  FROM ipam_ipaddress z WHERE z.id = {ADDRESS})"""  # noqa: S608 - constants
OUTPOST: Final = f"""(SELECT min(o.id) FROM outposts_outpost o JOIN outposts_outpost_segments s ON s.outpost_id = o.id
  WHERE o.enabled AND s.segment_id = {SEGMENT})"""  # noqa: S608 - constants
"""Id of the outpost that polls the access `{t}`; null: the core does."""

BY_CORE: Final = f"""(NOT EXISTS (SELECT 1 FROM outposts_outpost WHERE enabled) OR {OUTPOST} IS NULL)"""  # noqa: S608 - constants
"""Whether the core polls the access `{t}`; without outposts no address is looked at."""

POLLED_BY: Final = {
    "outpost": Computed(
        f"CASE WHEN EXISTS (SELECT 1 FROM outposts_outpost WHERE enabled) THEN {OUTPOST} END", "ref",  # noqa: S608 - constants
        gettext_lazy("polled by outpost"), target="outposts.outpost", sortable=False,
    ),
}  # fmt: skip


def served_by(outpost: int) -> list[int]:
    """Ids of the enabled accesses that an outpost polls."""
    sql = f"SELECT a.id FROM reconcile_access a WHERE a.enabled AND {OUTPOST.replace('{t}', 'a')} = %s ORDER BY a.id"  # noqa: S608 - constants
    with connection.cursor() as cursor:
        cursor.execute(sql, [outpost])
        return [key for (key,) in cursor.fetchall()]


def outposts_of(accesses: Sequence[int]) -> dict[int, tuple[int, str]]:
    """Access → id and name of the outpost that polls it; those that the core polls are left out. One query."""
    polls = OUTPOST.replace("{t}", "a")
    sql = f"""SELECT a.id, p.id, p.name FROM reconcile_access a JOIN outposts_outpost p ON p.id = {polls}
        WHERE a.id = ANY(%s)"""  # noqa: S608 - constants
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(accesses)])
        return {access: (outpost, name) for access, outpost, name in cursor.fetchall()}
