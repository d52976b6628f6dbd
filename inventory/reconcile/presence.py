"""Which registered addresses were seen of late, and of which nobody can tell."""

from __future__ import annotations

from typing import Final

from django.db import connection, transaction

USED: Final = ("active", "dhcp", "slaac")
"""States of addresses that are in use, and so should be seen."""

SEEN: Final = """
    SELECT key AS host, device_id, last_seen, detail->>'interface' AS port
    FROM reconcile_sighting WHERE kind = 'address'
    UNION ALL
    SELECT detail->>'address', device_id, last_seen, detail->>'interface' FROM reconcile_sighting WHERE kind = 'arp'
"""
NETWORKS: Final = """
    SELECT network(set_masklen(a.host, a.length)) AS network,
        coalesce(min(a.device_id) FILTER (WHERE a.answers), min(a.device_id)) AS witness, bool_or(a.answers) AS answers
    FROM (
        SELECT s.device_id, (s.detail->>'prefixlen')::int AS length,
            CASE WHEN s.key ~ '^[0-9a-fA-F.:]+$' THEN s.key::inet END AS host,
            EXISTS (SELECT FROM reconcile_access w JOIN reconcile_poll p ON p.access_id = w.id
                    WHERE w.device_id = s.device_id AND w.enabled AND p.state = 'ok') AS answers
        FROM reconcile_sighting s WHERE s.kind = 'address' AND (s.detail->>'prefixlen') ~ '^[0-9]{1,3}$'
    ) a WHERE a.host IS NOT NULL AND a.length <= CASE family(a.host) WHEN 4 THEN 32 ELSE 128 END GROUP BY 1
"""
REFRESH: Final = f"""
WITH seen AS ({SEEN}), latest AS (
    SELECT DISTINCT ON (host) host, device_id, last_seen, port FROM seen WHERE host IS NOT NULL
    ORDER BY host, last_seen DESC, device_id
), networks AS ({NETWORKS}), lengths AS (
    SELECT DISTINCT family(network) AS family, masklen(network) AS length FROM networks
), watched AS (
    SELECT DISTINCT ON (x.id) x.id, n.witness, n.answers FROM ipam_ipaddress x
    JOIN lengths l ON l.family = family(x.address)
    JOIN networks n ON n.network = network(set_masklen(x.address, l.length))
    WHERE x.status = ANY(%(used)s) ORDER BY x.id, n.answers DESC, l.length DESC
), found AS (
    SELECT x.id, l.last_seen, l.device_id AS seen_by, coalesce(left(l.port, 100), '') AS port, w.witness,
        CASE WHEN l.last_seen >= now() - make_interval(days => %(days)s) THEN 'seen' WHEN w.id IS NULL THEN 'unwatched'
             WHEN NOT w.answers THEN 'silent' WHEN l.last_seen IS NULL THEN 'never' ELSE 'stale' END AS state
    FROM ipam_ipaddress x LEFT JOIN latest l ON l.host = host(x.address) LEFT JOIN watched w ON w.id = x.id
    WHERE x.status = ANY(%(used)s)
), gone AS (
    DELETE FROM reconcile_presence p WHERE NOT EXISTS (SELECT FROM found f WHERE f.id = p.address_id)
)
INSERT INTO reconcile_presence AS p (address_id, state, last_seen, seen_by_id, port, witness_id, since)
SELECT id, state, last_seen, seen_by, port, witness, now() FROM found
ON CONFLICT (address_id) DO UPDATE SET state = EXCLUDED.state, last_seen = EXCLUDED.last_seen, port = EXCLUDED.port,
    seen_by_id = EXCLUDED.seen_by_id, witness_id = EXCLUDED.witness_id,
    since = CASE WHEN p.state = EXCLUDED.state THEN p.since ELSE now() END
WHERE (p.state, p.last_seen, p.seen_by_id, p.port, p.witness_id)
    IS DISTINCT FROM (EXCLUDED.state, EXCLUDED.last_seen, EXCLUDED.seen_by_id, EXCLUDED.port, EXCLUDED.witness_id)
"""  # noqa: S608 - constants
LOCK: Final = 0x1F0A0D18
"""Key of the advisory lock under which one is made anew at a time."""


def refresh(days: int) -> int:
    """Judge every address in use anew; how many rows changed. One not seen for so many days is not seen of late."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute(REFRESH, {"used": list(USED), "days": days})
        return int(cursor.rowcount)
