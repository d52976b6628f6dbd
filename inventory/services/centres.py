"""Who is responsible for what, for many objects at once."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FUNCTIONS: Final[Mapping[str, str]] = {
    "dcim.site": "site", "dcim.device": "device", "segments.segment": "segment",
    "services.applicationservice": "service", "virtualization.virtualmachine": "machine",
}  # fmt: skip
"""Type → the kind in `services_centres_of_<kind>()`."""
THROUGH: Final[Mapping[str, str]] = {
    "ipam.prefix": "SELECT p.id, c.team_id FROM ipam_prefix p"
    " LEFT JOIN services_centres_of_segment() c ON c.id = p.segment_id",
    "ipam.ipaddress": "SELECT a.id, c.team_id FROM ipam_ipaddress a LEFT JOIN ipam_vrf v ON v.id = a.vrf_id"
    " LEFT JOIN services_centres_of_segment() c ON c.id = v.segment_id",
    "ipam.vlan": "SELECT v.id, c.team_id FROM ipam_vlan v"
    " LEFT JOIN services_centres_of_segment() c ON c.id = v.segment_id",
    "dcim.rack": "SELECT r.id, c.team_id FROM dcim_rack r LEFT JOIN services_centres_of_site() c ON c.id = r.site_id",
    "dcim.interface": "SELECT i.id, c.team_id FROM dcim_interface i"
    " LEFT JOIN services_centres_of_device() c ON c.id = i.device_id",
}
"""Types that have the centre of what they belong to."""


def centres_of(objects: Iterable[tuple[str, int]]) -> dict[tuple[str, int], int | None]:
    """`(label, id)` → support team, None where nobody is responsible; types without a centre are left out.

    One query per type.
    """
    wanted: dict[str, list[int]] = defaultdict(list)
    for label, key in objects:
        wanted[label].append(key)
    found: dict[tuple[str, int], int | None] = {}
    with connection.cursor() as cursor:
        for label, keys in wanted.items():
            kind = FUNCTIONS.get(label)
            source = f"SELECT id, team_id FROM services_centres_of_{kind}()" if kind else THROUGH.get(label)  # noqa: S608 - ours
            if source is not None:
                cursor.execute(f"SELECT id, team_id FROM ({source}) c WHERE c.id = ANY(%s)", [keys])  # noqa: S608 - ours
                found.update({(label, key): team for key, team in cursor.fetchall()})
    return found


def unowned(label: str) -> list[int]:
    """Ids of a type's objects for which no centre is responsible."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM services_centres_of_{FUNCTIONS[label]}() c WHERE team_id IS NULL ORDER BY id")  # noqa: S608 - ours
        return [key for (key,) in cursor.fetchall()]
