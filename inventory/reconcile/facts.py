"""Reading the observation: what devices stated last, as facts again."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any, Final

import msgspec
from django.db import connection

from collectors.facts import DeviceFacts, Entity, Interface, IpAddress, Neighbour, PortVlans, Vlan
from inventory.reconcile.observed import Observed, Seen

ROWS: Final[dict[str, msgspec.json.Decoder[Any]]] = {
    "system": msgspec.json.Decoder(dict[str, str]),
    "interfaces": msgspec.json.Decoder(tuple[Interface, ...]),
    "ip_addresses": msgspec.json.Decoder(tuple[IpAddress, ...]),
    "vlans": msgspec.json.Decoder(tuple[Vlan, ...]),
    "port_vlans": msgspec.json.Decoder(tuple[PortVlans, ...]),
    "neighbours": msgspec.json.Decoder(tuple[Neighbour, ...]),
    "entities": msgspec.json.Decoder(tuple[Entity, ...]),
}
"""The sections that are compared."""

STATED: Final = """
SELECT device_id, section, id, payload::text, evidence, last_seen FROM reconcile_observation
WHERE device_id = ANY(%s) AND section = ANY(%s)
"""
STATES: Final = """
SELECT a.device_id, coalesce(p.state, 'unknown'), host(a.address), p.last_attempt, coalesce(p.error, '')
FROM reconcile_access a LEFT JOIN reconcile_poll p ON p.access_id = a.id
WHERE a.enabled AND (%(all)s OR a.device_id = ANY(%(ids)s)) ORDER BY a.device_id
"""


def observed(device_ids: Collection[int] | None = None) -> list[Observed]:
    """What is known of these devices, or of all that are polled; one that is not polled is left out."""
    ids = None if device_ids is None else sorted(device_ids)
    with connection.cursor() as cursor:
        cursor.execute(STATES, {"all": ids is None, "ids": ids or []})
        states = cursor.fetchall()
        cursor.execute(STATED, [[row[0] for row in states], list(ROWS)])
        sections: dict[int, dict[str, tuple[Any, Seen]]] = defaultdict(dict)
        for device, section, key, payload, evidence, at in cursor:
            sections[device][section] = (ROWS[section].decode(payload), Seen(key, evidence or section, at))
    return [
        Observed(
            device=device, state=state, facts=_facts(device, sections.get(device, {})), address=address,
            seen={name: seen for name, (_rows, seen) in sections.get(device, {}).items()}, attempted=at, error=error,
        )
        for device, state, address, at, error in states
    ]  # fmt: skip


def _facts(device: int, sections: dict[str, tuple[Any, Seen]]) -> DeviceFacts | None:
    """None when nothing was ever stated."""
    if not sections:
        return None
    latest = max(seen.at for _rows, seen in sections.values())
    stated = {name: rows for name, (rows, _seen) in sections.items() if name != "system"}
    system = sections["system"][0] if "system" in sections else {}
    return msgspec.convert(
        {"target": str(device), "at": latest, **system, **stated}, DeviceFacts
    )  # fmt: skip
