"""Which device an address or a host name is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

BY_ADDRESS: Final = """
SELECT n.address, c.device, min(c.rank) FROM unnest(%s::text[]) n(address), LATERAL (
  SELECT a.device_id AS device, 1 AS rank FROM reconcile_access a WHERE host(a.address) = n.address
  UNION ALL
  SELECT d.id, 2 FROM ipam_ipaddress i JOIN dcim_device d ON i.id IN (d.primary_ip4_id, d.primary_ip6_id, d.oob_ip_id)
    WHERE host(i.address) = n.address
  UNION ALL
  SELECT f.device_id, 3 FROM ipam_ipaddress i
    JOIN dcim_interface f ON i.assigned_object_type = 'dcim.interface' AND f.id = i.assigned_object_id
    WHERE host(i.address) = n.address
) c GROUP BY n.address, c.device
"""
"""The address it is polled at, then its primary and out-of-band ones, then any of an interface."""

BY_NAME: Final = """
SELECT n.name, c.device FROM unnest(%s::text[]) n(name), LATERAL (
  SELECT d.id AS device FROM dcim_device d WHERE lower(d.name) = n.name
  UNION
  SELECT o.device_id FROM reconcile_observation o
    WHERE o.section = 'system' AND lower(o.payload->>'sysName') = n.name
) c
"""
"""The registered name, or the one that the device gave when it was polled."""

PORTS: Final = """
SELECT o.device_id, (e->>'index')::int, coalesce(e->>'name', e->>'descr')
FROM reconcile_observation o, jsonb_array_elements(o.payload) e
WHERE o.section = 'interfaces' AND o.device_id = ANY(%s) AND (e->>'index')::int = ANY(%s)
"""


class Tied(NamedTuple):
    """The device, and by what: "address" or "name". Both None where nobody is meant, or several could be."""

    device: int | None = None
    evidence: str | None = None


NOBODY: Final = Tied()


def tied(senders: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], Tied]:
    """The device of each (source address, stated host).

    The address decides; where several devices have it (in routing tables of their own), or none, the stated host does:
    a name, its first label, or an address.
    """
    names = {host: _names(host) for _source, host in senders if host}
    addresses = {source for source, _host in senders} | {host for host in names if _is_address(host)}
    by_address = _by_address(addresses)
    by_name = _by_name({name for found in names.values() for name in found})
    return {
        (source, host): _decide(
            by_address.get(source, frozenset()),
            by_address.get(host)
            or next((by_name[name] for name in names.get(host, ()) if name in by_name), frozenset()),
        )
        for source, host in senders
    }


def _decide(by_address: frozenset[int], by_host: frozenset[int]) -> Tied:
    if len(by_address) == 1:
        return Tied(next(iter(by_address)), "address")
    both = by_address & by_host if by_address else by_host
    return Tied(next(iter(both)), "name") if len(both) == 1 else NOBODY


def _names(host: str) -> tuple[str, ...]:
    """The name whole, then its first label."""
    lowered = host.lower()
    return tuple(dict.fromkeys((lowered, lowered.partition(".")[0])))


def _is_address(text: str) -> bool:
    return ":" in text or text.replace(".", "").isdigit()


def _by_address(addresses: Collection[str]) -> dict[str, frozenset[int]]:
    """Address → the devices that have it by the best evidence there is."""
    found: dict[str, dict[int, set[int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(BY_ADDRESS, [sorted(addresses)])
        for address, device, rank in cursor.fetchall():
            found.setdefault(address, {}).setdefault(rank, set()).add(device)
    return {address: frozenset(ranks[min(ranks)]) for address, ranks in found.items()}


def _by_name(names: Collection[str]) -> dict[str, frozenset[int]]:
    if not names:
        return {}
    found: dict[str, set[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(BY_NAME, [sorted(names)])
        for name, device in cursor.fetchall():
            found.setdefault(name, set()).add(device)
    return {name: frozenset(devices) for name, devices in found.items()}


def port_names(ports: Collection[tuple[int, int]]) -> Mapping[tuple[int, int], str]:
    """(device, ifIndex) → the interface's name, as the device stated it when it was polled; unknown ones are absent."""
    if not ports:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            PORTS, [sorted({device for device, _index in ports}), sorted({index for _device, index in ports})]
        )
        return {(device, index): name for device, index, name in cursor.fetchall() if name}
