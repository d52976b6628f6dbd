"""Which silent devices are silent because another one is: every way to them leads through it.

`explained` is pure. `explanations` reads cables in use, circuits aside, and what devices heard of each other.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from django.db import connection

from inventory.dcim.models import Interface
from inventory.declare.viewing import unlimited
from inventory.reconcile.cabling import links_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

HOPS: Final = 6
"""Devices that nobody polls, between a silent one and the next that is polled; farther away nothing is looked for."""
MOST: Final = 5000
"""Devices looked at; in a larger outage something else than one device has failed."""

HEARD: Final = """
SELECT DISTINCT o.device_id, d.id FROM reconcile_observation o
CROSS JOIN LATERAL jsonb_array_elements(o.payload) n
JOIN dcim_device d ON lower(split_part(d.name, '.', 1)) = lower(split_part(n->>'remote_name', '.', 1))
WHERE o.section = 'neighbours' AND d.id <> o.device_id AND (o.device_id = ANY(%(devices)s) OR d.id = ANY(%(devices)s))
"""
"""Devices that heard each other by name, last, whether they still answer or not."""
ANSWERS: Final = """
SELECT a.device_id, p.state FROM reconcile_access a JOIN reconcile_poll p ON p.access_id = a.id
WHERE a.enabled AND a.device_id = ANY(%s) AND p.state <> 'unknown'
"""


def explained(answers: Mapping[int, bool], joined: Iterable[tuple[int, int]]) -> dict[int, tuple[int, ...]]:
    """Silent device → the nearest silent ones that cut it off, ascending; those that nothing explains are left out.

    `answers` has the devices that are polled. One that is not polled may well be up: a way through it counts. Where no
    device around answers, nothing is explained: it may be the poller itself that is cut off.
    """
    beside: dict[int, set[int]] = defaultdict(set)
    for one, other in joined:
        beside[one].add(other)
        beside[other].add(one)
    silent = {device for device, up in answers.items() if not up}
    reached = {device for device, up in answers.items() if up}
    edge: set[int] = set()
    waiting = list(reached)
    while waiting:
        for near in beside[waiting.pop()]:
            if near in silent:
                edge.add(near)
            elif near not in reached:
                reached.add(near)
                waiting.append(near)
    return _behind(edge, silent, beside)


def _behind(
    edge: Collection[int], silent: Collection[int], beside: Mapping[int, set[int]]
) -> dict[int, tuple[int, ...]]:
    """What lies behind devices that are reached and silent: each with the nearest of them."""
    causes: dict[int, set[int]] = {device: {device} for device in edge}
    level = set(edge)
    while level:
        following: dict[int, set[int]] = defaultdict(set)
        for device in level:
            for near in beside[device]:
                if near not in causes:
                    following[near] |= causes[device]
        causes.update(following)
        level = set(following)
    return {device: tuple(sorted(causes[device])) for device in silent if device in causes and device not in edge}


@unlimited()
def explanations(silent: Collection[int]) -> dict[int, tuple[int, ...]]:
    """Silent device → the devices whose silence explains its own. It knows no rights: restrict what is shown of it."""
    known: dict[int, bool] = {}
    joined: set[tuple[int, int]] = set()
    looked: set[int] = set()
    front = set(silent)
    for _hop in range(HOPS):
        if not front or len(looked) > MOST:
            break
        around = _joined(front)
        joined |= around
        looked |= front
        met = {device for pair in around for device in pair} | front
        known |= _answers(met - known.keys())
        front = {device for device in met - looked if not known.get(device)}  # what answers is where a way ends
    return {device: causes for device, causes in explained(known, joined).items() if device in silent}


def _answers(devices: Collection[int]) -> dict[int, bool]:
    with connection.cursor() as cursor:
        cursor.execute(ANSWERS, [sorted(devices)])
        return {device: state == "ok" for device, state in cursor.fetchall()}


def _joined(devices: Collection[int]) -> set[tuple[int, int]]:
    """Pairs of devices, ascending, of which one is among these."""
    rows = Interface.objects.filter(device__in=devices, cable__isnull=False).order_by()
    ports = dict(rows.values_list("id", "device_id"))
    found = {(link.ends[0].device, link.ends[1].device) for link in links_of(ports)}
    with connection.cursor() as cursor:
        cursor.execute(HEARD, {"devices": sorted(devices)})
        found |= {(min(pair), max(pair)) for pair in cursor.fetchall()}
    return {pair for pair in found if pair[0] != pair[1]}
