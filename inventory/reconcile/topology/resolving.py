"""Links by ARP and neighbour discovery: the last resort, for routed ports that no forwarding table knows."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from inventory.reconcile.topology.shapes import End, Seen

if TYPE_CHECKING:
    from collectors.facts import ArpEntry
    from inventory.reconcile.intent import IntendedInterface
    from inventory.reconcile.topology.forwarding import Learnt
    from inventory.reconcile.topology.found import Found

SHARED: Final = frozenset({"virtual", "bridge", "lag"})
"""Types of interfaces behind which a whole network may lie; what they resolve is plugged in elsewhere."""


def resolve(found: Found, learnt: Learnt) -> None:
    """Add links of routed ports that resolved addresses of one device alone."""
    case, tables = learnt.case, learnt.tables
    forwarded = {mac for macs in learnt.behind.values() for mac in macs}
    for device, entries in sorted(tables.arp.items()):
        view = case.views.get(device)
        if view is None:
            continue
        by_port: dict[int, list[ArpEntry]] = defaultdict(list)
        ports: dict[int, IntendedInterface] = {}
        for entry in entries:
            port = view.interface(None, entry.if_index)
            if port is not None and port.type not in SHARED and entry.mac not in forwarded:
                by_port[port.id].append(entry)
                ports[port.id] = port
        for key, resolved in sorted(by_port.items()):
            _one_port(found, learnt, End(device=device, port=ports[key].name, interface=key), resolved)


def _one_port(found: Found, learnt: Learnt, near: End, resolved: list[ArpEntry]) -> None:
    owners = {learnt.tables.owners.get(each.mac) for each in resolved}
    owner = next(iter(owners)) if len(owners) == 1 else None
    if owner is None or owner.device == near.device or (near.device, near.port) in found.taken:
        return
    far = End(device=owner.device, port=owner.port, interface=owner.interface)
    evidence = learnt.case.views[near.device].cite("arp")
    for each in sorted(resolved, key=lambda each: each.address):
        said = f"{each.address} {each.mac}"
        found.add(
            near, far, Seen(how="arp", device=near.device, port=near.port, said=said, evidence=evidence), "guessed"
        )
