"""Rules about VLANs: which ports carry them, and whether they exist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from inventory.reconcile.difference import LIKELY, Difference, Ref

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from collectors.facts import PortVlans
    from inventory.reconcile.difference import Value
    from inventory.reconcile.intent import IntendedInterface
    from inventory.reconcile.observed import Case, View

BUILT_IN: Final = frozenset({0, 1, *range(1002, 1006), 4095})
"""VLAN ids that devices bring along: the default one, Cisco's for token ring and FDDI, and the reserved ones."""


def vlan_rules(case: Case) -> Iterator[Difference]:
    """Membership of ports; then VLANs that are missing or unknown, unless a port already says so."""
    for view in case.views.values():
        found = list(_membership(view))
        yield from found
        told = {vid for each in found for side in (each.intended, each.observed) for vid in _ids(side)}
        yield from _existence(case, view, told)


def _ids(side: Value) -> Iterable[Value]:
    return side if isinstance(side, list) else [side]


def _membership(view: View) -> Iterator[Difference]:
    for row in view.facts.port_vlans or ():
        intended = view.interface(row.local_port, row.if_index)
        if intended is None or intended.mode is None:
            continue
        if row.untagged is not None and intended.untagged is not None and row.untagged != intended.untagged:
            yield _carries(view, intended, "untagged_vlan", intended.untagged, row.untagged)
        if row.tagged is not None and intended.mode in {"access", "tagged"}:
            yield from _tagged(view, intended, row)


def _tagged(view: View, intended: IntendedInterface, row: PortVlans) -> Iterator[Difference]:
    """The default VLAN is on every trunk of some makers, and a port's untagged VLAN may be listed again."""
    meant, said = set(intended.tagged), set(row.tagged or ())
    if (meant ^ said) - BUILT_IN - {row.untagged, intended.untagged}:
        yield _carries(view, intended, "tagged_vlans", sorted(meant), sorted(said))


def _carries(view: View, intended: IntendedInterface, field: str, meant: Value, said: Value) -> Difference:
    return Difference(
        rule=f"vlan.{'untagged' if field == 'untagged_vlan' else 'tagged'}", kind="changed", device=view.device.id,
        subject=Ref("dcim.interface", intended.id), title=f"{view.device.name} {intended.name}", field=field,
        intended=meant, observed=said, evidence=view.cite("port_vlans"), version=intended.version,
    )  # fmt: skip


def _existence(case: Case, view: View, told: set[Value]) -> Iterator[Difference]:
    if not view.facts.vlans:
        return
    present = {each.vid: each.name for each in view.facts.vlans}
    carried = _carried(view.device.interfaces)
    there = [each for each in view.device.interfaces if each.id in view.stated]
    for vid in sorted(_carried(there) - present.keys() - BUILT_IN - told):
        row = _row(case, view, vid) or 0
        yield _vlan(view, "vlan.missing", Ref("ipam.vlan", row, f"{view.device.id}/{vid}"), vid, None)
    for vid in sorted(present.keys() - carried - BUILT_IN - told):
        if _row(case, view, vid) is None:
            subject = Ref("ipam.vlan", key=f"{view.device.id}/{vid}")
            yield _vlan(view, "vlan.unexpected", subject, None, {"vid": vid, "name": present[vid]})


def _carried(ports: Iterable[IntendedInterface]) -> set[int]:
    """VLANs that the register puts on ports."""
    return {vid for each in ports if each.mode for vid in (each.untagged, *each.tagged) if vid is not None}


def _row(case: Case, view: View, vid: int) -> int | None:
    """The registered VLAN of that id at the device's site, or at none in particular."""
    return next((row for row, at in case.intent.vlans.get(vid, ()) if at in {view.device.site, None}), None)


def _vlan(view: View, rule: str, subject: Ref, meant: Value, said: Value) -> Difference:
    vid = subject.key.rpartition("/")[2]
    return Difference(
        rule=rule, kind="missing" if said is None else "unexpected", device=view.device.id, subject=subject,
        title=f"{view.device.name} VLAN {vid}", intended=meant, observed=said, evidence=view.cite("vlans"),
        confidence=LIKELY,
    )  # fmt: skip
