"""Whether machines answer from their new place, as switches there saw them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime


class Move(NamedTuple):
    """A machine that was moved: its type and id, the site it went to, and the day; None: on a day nobody stated."""

    label: str
    id: int
    site: int
    since: date | None


class Seen(NamedTuple):
    """Who saw a machine at its new place: the device there and its port, and when last."""

    device: int
    port: str
    at: datetime


# A machine is known by the MAC addresses of its interfaces, and a device also by the name under which neighbours hear
# it. What was learnt before the day of the move says nothing.
SEEN: Final = """
WITH moved AS (
  SELECT * FROM unnest(%(labels)s::text[], %(ids)s::bigint[], %(sites)s::bigint[], %(since)s::date[])
    AS m(label, id, site_id, since)
), known AS (
  SELECT m.label, m.id, m.site_id, m.since, lower(a.mac_address) AS mac
  FROM moved m JOIN dcim_interface i ON m.label = 'dcim.device' AND i.device_id = m.id
  JOIN dcim_macaddress a ON a.assigned_object_type = 'dcim.interface' AND a.assigned_object_id = i.id
  UNION
  SELECT m.label, m.id, m.site_id, m.since, lower(a.mac_address)
  FROM moved m JOIN virtualization_vminterface i ON m.label = 'virtualization.virtualmachine'
    AND i.virtual_machine_id = m.id
  JOIN dcim_macaddress a ON a.assigned_object_type = 'virtualization.vminterface' AND a.assigned_object_id = i.id
), witnessed AS (
  SELECT k.label, k.id, s.device_id, s.detail ->> 'interface' AS port, s.last_seen
  FROM known k JOIN dcim_device w ON w.site_id = k.site_id
  JOIN reconcile_sighting s ON s.device_id = w.id AND s.kind = 'fdb' AND s.detail ->> 'mac' = k.mac
  WHERE k.since IS NULL OR s.last_seen >= k.since
  UNION ALL
  SELECT m.label, m.id, s.device_id, s.detail ->> 'local_port', s.last_seen
  FROM moved m JOIN dcim_device d ON m.label = 'dcim.device' AND d.id = m.id
  JOIN dcim_device w ON w.site_id = m.site_id AND w.id <> d.id
  JOIN reconcile_sighting s ON s.device_id = w.id AND s.kind = 'neighbour'
    AND lower(split_part(s.detail ->> 'remote_name', '.', 1)) = lower(d.name)
  WHERE m.since IS NULL OR s.last_seen >= m.since
)
SELECT DISTINCT ON (label, id) label, id, device_id, coalesce(port, ''), last_seen
FROM witnessed ORDER BY label, id, last_seen DESC
"""


def seen(moves: Iterable[Move]) -> dict[tuple[str, int], Seen]:
    """`(label, id)` → the latest witness at the new site since the move; machines nobody saw there are left out."""
    listed = list(moves)
    if not listed:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            SEEN,
            {
                "labels": [each.label for each in listed], "ids": [each.id for each in listed],
                "sites": [each.site for each in listed], "since": [each.since for each in listed],
            },
        )  # fmt: skip
        return {(label, key): Seen(device, port, at) for label, key, device, port, at in cursor.fetchall()}
