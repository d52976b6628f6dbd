"""Links by what devices say of their neighbours (LLDP, CDP)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inventory.reconcile.topology.shapes import End, Seen

if TYPE_CHECKING:
    from inventory.reconcile.intent import Port
    from inventory.reconcile.observed import Case
    from inventory.reconcile.rules.links import Heard, Links
    from inventory.reconcile.topology.found import Found

ENDS = 2
"""Ends of a link; each that hears the other is one more reason to believe it."""


def hear(case: Case, links: Links, found: Found) -> None:
    """Add every neighbour row as a link, and rate it by how many of its ends report it."""
    for heard in links.heard:
        near, far = _near(case, heard), _far(case, links, heard)
        if near != far:
            found.add(near, far, Seen(
                how=heard.neighbour.protocol or "lldp", device=heard.device, port=near.port, said=_said(heard),
                evidence=case.views[heard.device].cite("neighbours"),
            ))  # fmt: skip
    for pair in found.pairs():
        reporters = {each.device for each in found.seen(pair) if each.how in {"lldp", "cdp"}}
        alone = all(links.busy[port] <= 1 for port in map(found.port, pair) if port)
        found.rate(pair, "certain" if len(reporters) == ENDS and alone else "likely")


def _near(case: Case, heard: Heard) -> End:
    if heard.near is not None:
        return end_of(case, heard.near)
    return End(device=heard.device, port=heard.neighbour.local_port or "")


def _far(case: Case, links: Links, heard: Heard) -> End:
    """The other end. Where its words for the port mean nothing, the recorded link to the same device says which."""
    row = heard.neighbour
    if heard.peer is None:
        return End(node=f"stranger:{heard.name}", port=row.remote_port or "")
    if heard.far is not None:
        return end_of(case, heard.far)
    for link in links.by_port.get(heard.near, ()) if heard.near else ():
        other = link.ends[1] if link.ends[0] == heard.near else link.ends[0]
        if other.device == heard.peer:
            return end_of(case, other)
    return End(device=heard.peer, port=row.remote_port or "")


def end_of(case: Case, port: Port) -> End:
    """A registered port as an end, with its name."""
    device = case.intent.devices.get(port.device)
    name = next((each.name for each in device.interfaces if each.id == port.interface), "") if device else ""
    return End(device=port.device, port=name, interface=port.interface)


def _said(heard: Heard) -> str:
    row = heard.neighbour
    return " ".join(text for text in (heard.name, row.remote_port or row.remote_port_descr or "") if text)
