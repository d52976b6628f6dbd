"""Which segment a thing lies in, and devices that lie in two segments kept apart. All of it in SQL, over whole tables.

What states its segment itself (VLANs, prefixes, VRFs, endpoints) is taken at its word; interfaces and addresses lie in
the segment of their VLAN, their VRF or the smallest prefix around them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.db import connection
from django.utils.translation import gettext_lazy
from msgspec import json

from inventory.declare.vocabulary import Computed

if TYPE_CHECKING:
    from collections.abc import Sequence

VLAN_SEGMENT: Final = "(SELECT v.segment_id FROM ipam_vlan v WHERE v.id = {vlan})"
VRF_SEGMENT: Final = "(SELECT f.segment_id FROM ipam_vrf f WHERE f.id = {vrf})"
AROUND: Final = """(SELECT p.segment_id FROM ipam_prefix p
    WHERE p.prefix >>= {t}.address AND p.vrf_id IS NOT DISTINCT FROM {t}.vrf_id AND p.segment_id IS NOT NULL
    ORDER BY masklen(p.prefix) DESC LIMIT 1)"""


def _segment(sql: str) -> dict[str, Computed]:
    return {"segment": Computed(sql, "ref", gettext_lazy("segment"), target="segments.segment")}


OF_INTERFACE: Final = _segment(
    f"coalesce({VLAN_SEGMENT.replace('{vlan}', '{t}.untagged_vlan_id')}, {VRF_SEGMENT.replace('{vrf}', '{t}.vrf_id')})"
)
"""For `dcim.interface` and `virtualization.vminterface`: the untagged VLAN's segment, else the VRF's."""
OF_ADDRESS: Final = _segment(f"coalesce({VRF_SEGMENT.replace('{vrf}', '{t}.vrf_id')}, {AROUND})")
"""For `ipam.ipaddress`: the VRF's segment, else that of the smallest prefix around it."""

MEMBERS: Final = """
SELECT i.device_id, f.segment_id, 'dcim.interface' AS label, i.id, i.name, 'vrf' AS how, f.name AS via
FROM dcim_interface i JOIN ipam_vrf f ON f.id = i.vrf_id WHERE f.segment_id IS NOT NULL
UNION ALL
SELECT i.device_id, v.segment_id, 'dcim.interface', i.id, i.name, 'untagged', v.vid::text
FROM dcim_interface i JOIN ipam_vlan v ON v.id = i.untagged_vlan_id WHERE v.segment_id IS NOT NULL
UNION ALL
SELECT i.device_id, v.segment_id, 'dcim.interface', i.id, i.name, 'tagged', v.vid::text
FROM dcim_interface_tagged_vlans m JOIN dcim_interface i ON i.id = m.interface_id JOIN ipam_vlan v ON v.id = m.vlan_id
WHERE v.segment_id IS NOT NULL
UNION ALL
SELECT i.device_id, coalesce(f.segment_id, p.segment_id), 'ipam.ipaddress', a.id, host(a.address), 'address', i.name
FROM ipam_ipaddress a
JOIN dcim_interface i ON a.assigned_object_type = 'dcim.interface' AND i.id = a.assigned_object_id
LEFT JOIN ipam_vrf f ON f.id = a.vrf_id
LEFT JOIN LATERAL (
  SELECT p.segment_id FROM ipam_prefix p
  WHERE f.segment_id IS NULL AND p.prefix >>= a.address AND p.vrf_id IS NOT DISTINCT FROM a.vrf_id
    AND p.segment_id IS NOT NULL
  ORDER BY masklen(p.prefix) DESC LIMIT 1
) p ON true
WHERE coalesce(f.segment_id, p.segment_id) IS NOT NULL
"""
"""Every port and address of a device that lies in a segment: device, segment, the object, how it lies there."""

JOINS: Final = f"""
WITH member AS MATERIALIZED (
  SELECT * FROM ({MEMBERS}) lies WHERE %(device)s::bigint IS NULL OR lies.device_id = %(device)s
),
lying AS (SELECT device_id, segment_id FROM member GROUP BY 1, 2),
pair AS (
  SELECT a.device_id, a.segment_id AS one, b.segment_id AS other
  FROM lying a JOIN lying b ON b.device_id = a.device_id AND a.segment_id < b.segment_id
),
apart AS (
  SELECT pair.*, l.id AS policy, coalesce(l.rule, 'isolated') AS rule
  FROM pair
  JOIN segments_segment s ON s.id = pair.one
  JOIN segments_segment z ON z.id = pair.other
  LEFT JOIN segments_isolationpolicy l
    ON least(l.first_id, l.second_id) = pair.one AND greatest(l.first_id, l.second_id) = pair.other
  WHERE l.rule IN ('isolated', 'one-way') OR (l.id IS NULL AND 'physical' IN (s.isolation, z.isolation))
)
SELECT apart.device_id, apart.one, apart.other, apart.policy, apart.rule, shown.evidence, shown.total
FROM apart
CROSS JOIN LATERAL (
  SELECT count(*) AS total, (jsonb_agg(jsonb_build_object('segment', m.segment_id, 'label', m.label, 'id', m.id,
      'name', m.name, 'how', m.how, 'via', m.via) ORDER BY m.segment_id, m.place)
      FILTER (WHERE m.place <= %(most)s))::text AS evidence
  FROM (SELECT member.*, row_number() OVER (PARTITION BY segment_id ORDER BY label, id) AS place FROM member
        WHERE member.device_id = apart.device_id AND member.segment_id IN (apart.one, apart.other)) m
) shown
WHERE NOT EXISTS (
  SELECT 1 FROM segments_crossing c
  WHERE c.device_id = apart.device_id AND least(c.source_id, c.target_id) = apart.one
    AND greatest(c.source_id, c.target_id) = apart.other
    AND c.status = 'active' AND (c.valid_until IS NULL OR c.valid_until >= current_date)
)
ORDER BY apart.device_id, apart.one, apart.other
"""  # noqa: S608 - constants
EVIDENCE: Final = 3
"""Ports and addresses that a join names of each segment; `total` counts them all."""


class Join(NamedTuple):
    """A device in two segments that are kept apart, with no crossing in force through it.

    `policy` is None where no policy is stated and one of the segments is physically apart. `evidence` names the ports
    and addresses that lie in each, `total` counts them.
    """

    device: int
    one: int
    other: int
    policy: int | None
    rule: str
    evidence: Sequence[dict[str, Any]]
    total: int


def joins(device: int | None = None) -> list[Join]:
    """Every device that joins two segments kept apart, or one. One query over all ports and addresses, or its own."""
    with connection.cursor() as cursor:
        cursor.execute(JOINS, {"most": EVIDENCE, "device": device})
        return [Join._make((*row[:5], json.decode(row[5]), row[6])) for row in cursor.fetchall()]
