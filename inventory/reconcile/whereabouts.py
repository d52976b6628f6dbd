"""Where a MAC or an IP address is: the ports that forward it, who resolved it, and where it was before."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from inventory.declare.fetching import array, fetch
from inventory.reconcile.gathering import gathered
from inventory.reconcile.observed import canonical_mac
from inventory.reconcile.sightings import PRECISION
from inventory.reconcile.topology.links import edges
from inventory.reconcile.topology.shapes import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

MOST: Final = 200
"""Sightings that are told of one address."""
SEEN: Final = f"""
SELECT s.id, s.device_id, s.kind, s.detail ->> 'mac', s.detail ->> 'address', (s.detail ->> 'vid')::int,
  coalesce(s.detail ->> 'interface', ''), s.first_seen, s.last_seen,
  coalesce(s.last_seen >= o.last_seen - interval '{PRECISION} s', false),
  (SELECT bool_or(p.state = 'ok') FROM reconcile_access a JOIN reconcile_poll p ON p.access_id = a.id
    WHERE a.device_id = s.device_id AND a.enabled)
FROM reconcile_sighting s
LEFT JOIN reconcile_observation o ON o.device_id = s.device_id AND o.section = CASE s.kind WHEN 'fdb' THEN 'fdb'
  WHEN 'arp' THEN 'arp' ELSE 'ip_addresses' END
"""  # noqa: S608 - a constant
BY_MAC: Final = f"{SEEN} WHERE s.detail ->> 'mac' = ANY(%s::text[]) ORDER BY s.last_seen DESC, s.id LIMIT {MOST}"
BY_ADDRESS: Final = f"""{SEEN} WHERE (s.detail ->> 'address' = %s AND s.kind = 'arp')
  OR (s.kind = 'address' AND s.key = %s) ORDER BY s.last_seen DESC, s.id LIMIT {MOST}"""
REGISTERED: Final = """
SELECT m.assigned_object_type, m.assigned_object_id, m.id FROM dcim_macaddress m
WHERE m.mac_address = ANY(%s::text[]) ORDER BY m.id"""
ADDRESSES: Final = """
SELECT a.id FROM ipam_ipaddress a WHERE a."_host" = ANY(%s::inet[]) ORDER BY a.id"""
PORTS: Final = """
SELECT i.device_id, i.name, i.id FROM dcim_interface i WHERE i.device_id = ANY(%s::bigint[])"""


class Question(NamedTuple):
    """What is looked for, in canonical form."""

    kind: Literal["mac", "address"]
    text: str


class Sight(NamedTuple):
    """One port of one device that forwards a MAC, resolved an address, or holds it itself.

    `present`: it was in the table when the device was last read. `answers`: the device answered the last poll. `edge`:
    the port leads to no other bridge. `interface` is the port's id in the register.
    """

    id: int
    device: int
    kind: str
    mac: str | None
    address: str | None
    vid: int | None
    port: str
    first: datetime
    last: datetime
    present: bool
    answers: bool | None
    edge: bool = False
    interface: int | None = None


class Whereabouts(NamedTuple):
    """What is known of an address. `at` are the ports where it is now, `seen` is all, latest first."""

    question: Question
    macs: tuple[str, ...]
    addresses: tuple[str, ...]
    at: tuple[Sight, ...]
    seen: tuple[Sight, ...]
    bearers: tuple[tuple[str, int], ...]  # registered objects: MAC addresses, interfaces, IP addresses


def question(text: str) -> Question | None:
    """What a text asks for: a MAC address in any usual writing, or an IP address; None for anything else."""
    given = text.strip()
    try:
        return Question("address", str(ipaddress.ip_interface(given).ip))
    except ValueError:
        mac = canonical_mac(given) if len(given) <= LONGEST else None
    return Question("mac", mac) if mac else None


LONGEST: Final = 17
"""Characters of a MAC address in the longest writing; a longer text with twelve digits is something else."""


def whereabouts(asked: Question) -> Whereabouts:
    """Find what the person may see of it: sightings of devices outside their rights are not told."""
    resolved: list[Sight] = []
    macs = {asked.text} if asked.kind == "mac" else set()
    if asked.kind == "address":
        resolved = [_sight(row) for row in fetch(BY_ADDRESS, [asked.text, asked.text])]
        latest = [each for each in resolved if each.kind == "arp" and each.present] or resolved
        macs = {each.mac for each in latest if each.mac}
    forwarded = [_sight(row) for row in fetch(BY_MAC, [sorted(macs)])] if macs else []
    seen = _placed({each.id: each for each in (*resolved, *forwarded)}.values())
    addresses = {each.address for each in seen if each.address and each.present}
    if asked.kind == "address":
        addresses = {asked.text}
    return Whereabouts(
        question=asked, macs=tuple(sorted(macs)), addresses=tuple(sorted(addresses)), at=_now(seen),
        seen=tuple(sorted(seen, key=lambda each: (each.last, each.first, -each.id), reverse=True)),
        bearers=tuple(_bearers(macs, addresses)),
    )  # fmt: skip


def _sight(row: Sequence[object]) -> Sight:
    return Sight._make((*row, False, None))


def _placed(sights: Iterable[Sight]) -> list[Sight]:
    """The same with the ids of their ports, and whether these are at the edge."""
    found = list(sights)
    devices = sorted({each.device for each in found})
    if not devices:
        return []
    ports = {(device, name): key for device, name, key in fetch(PORTS, [array(devices)])}
    forwarding = {each.device for each in found if each.kind == "fdb" and each.present}
    outer = edges(*gathered(forwarding)) if forwarding else set()
    return [
        each._replace(
            interface=ports.get((each.device, each.port)),
            edge=each.kind == "fdb" and Place(each.device, each.port) in outer,
        )
        for each in found
    ]


def _now(seen: Sequence[Sight]) -> tuple[Sight, ...]:
    """Where it is: on edge ports that forward it at present, else on any port that does, else who holds it itself."""
    present = [each for each in seen if each.present]
    forwarded = [each for each in present if each.kind == "fdb"]
    edge = [each for each in forwarded if each.edge]
    return tuple(edge or forwarded or [each for each in present if each.kind == "address"])


def _bearers(macs: Iterable[str], addresses: Iterable[str]) -> Iterable[tuple[str, int]]:
    """What the register says bears these addresses, each once."""
    found: dict[tuple[str, int], None] = {}
    if macs:
        for label, key, mac in fetch(REGISTERED, [[mac.upper() for mac in sorted(macs)]]):
            found["dcim.macaddress", mac] = None
            if label and key:
                found[label, key] = None
    if addresses:
        found.update({("ipam.ipaddress", key): None for (key,) in fetch(ADDRESSES, [sorted(addresses)])})
    return found
