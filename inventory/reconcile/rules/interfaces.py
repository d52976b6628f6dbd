"""Rules about interfaces and their settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from inventory.reconcile.difference import CERTAIN, LIKELY, Difference, Ref
from inventory.reconcile.observed import canonical_mac

if TYPE_CHECKING:
    from collections.abc import Iterator

    from collectors.facts import Interface
    from inventory.reconcile.difference import Confidence, Kind, Value
    from inventory.reconcile.intent import IntendedInterface
    from inventory.reconcile.observed import Case, View

REGISTERED: Final = frozenset({
    "ethernetCsmacd", "gigabitEthernet", "fastEther", "fibreChannel", "ieee8023adLag", "infiniband", "sonet",
})  # fmt: skip
"""Interface types (IANAifType) that a register should know; software loops, tunnels and SVIs come and go."""

ALIAS: Final = 63
"""Octets of ifAlias that every agent keeps (RFC 2863: 0..64); a longer description may be cut."""

FRAMING: Final = frozenset({4, 14, 18, 22})
"""Octets by which agents differ on MTU: Ethernet header, checksum and VLAN tags counted or not."""


def interface_presence(case: Case) -> Iterator[Difference]:
    """Interfaces that only one side has. A controller of its own may hold a port, so this is likely at most."""
    for view in case.views.values():
        if not view.facts.interfaces:
            continue
        for intended in view.device.interfaces:
            if intended.id not in view.stated:
                yield _about(view, intended, "missing", intended.name, None, kind="missing", confidence=LIKELY)
        for row in view.unknown:
            name = row.name or row.descr
            if name and row.type in REGISTERED:
                yield _unexpected(view, row, name)


def interface_settings(case: Case) -> Iterator[Difference]:
    """Administrative state, description, speed, MTU and MAC address of interfaces that both sides have."""
    for view in case.views.values():
        for intended in view.device.interfaces:
            row = view.stated.get(intended.id)
            if row is not None:
                yield from _settings(view, intended, row)


def _settings(view: View, intended: IntendedInterface, row: Interface) -> Iterator[Difference]:
    if row.admin in {"up", "down"} and (row.admin == "up") != intended.enabled:
        yield _about(view, intended, "enabled", intended.enabled, row.admin == "up")
    yield from _description(view, intended, row)
    yield from _speed(view, intended, row)
    if intended.mtu and row.mtu and row.mtu != intended.mtu:
        sure = LIKELY if abs(row.mtu - intended.mtu) in FRAMING else CERTAIN
        yield _about(view, intended, "mtu", intended.mtu, row.mtu, confidence=sure)
    mac = canonical_mac(row.mac or "")
    if intended.mac and mac and mac != intended.mac:
        yield _about(view, intended, "mac_address", intended.mac, mac)


def _description(view: View, intended: IntendedInterface, row: Interface) -> Iterator[Difference]:
    if row.alias is None:
        return
    meant, said = intended.description.strip(), row.alias.strip()
    cut = len(said.encode()) >= ALIAS and meant.startswith(said)
    if said == meant or cut:
        return
    if meant:
        yield _about(view, intended, "description", meant, said)
    else:
        yield _about(view, intended, "description", "", said, kind="unexpected", confidence=LIKELY)


def _speed(view: View, intended: IntendedInterface, row: Interface) -> Iterator[Difference]:
    """Only a port in operation has a speed: others report their highest, their lowest or their last one."""
    if not intended.speed or not row.speed_bps or row.oper not in {"up", None} or row.speed_bps == intended.speed:
        return
    sure = CERTAIN if intended.speed_stated else LIKELY
    yield _about(view, intended, "speed", intended.speed, row.speed_bps, confidence=sure)


def _about(  # noqa: PLR0913 - the parts of a difference
    view: View,
    intended: IntendedInterface,
    field: str,
    meant: Value,
    said: Value,
    *,
    kind: Kind = "changed",
    confidence: Confidence = CERTAIN,
) -> Difference:
    return Difference(
        rule=f"interface.{field}", kind=kind, device=view.device.id, subject=Ref("dcim.interface", intended.id),
        title=f"{view.device.name} {intended.name}", field=None if kind == "missing" else field,
        intended=meant, observed=said,
        evidence=view.cite("interfaces"), confidence=confidence, version=intended.version,
    )  # fmt: skip


def _unexpected(view: View, row: Interface, name: str) -> Difference:
    said: Value = {"name": name, "type": row.type, "speed": row.speed_bps, "mtu": row.mtu, "mac": row.mac,
                   "description": row.alias or "", "enabled": row.admin != "down"}  # fmt: skip
    return Difference(
        rule="interface.unexpected", kind="unexpected", device=view.device.id,
        subject=Ref("dcim.interface", key=f"{view.device.id}/{name}"), title=f"{view.device.name} {name}",
        observed=said, evidence=view.cite("interfaces"), confidence=LIKELY,
    )  # fmt: skip
