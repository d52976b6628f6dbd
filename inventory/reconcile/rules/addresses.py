"""Rules about IP addresses of interfaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inventory.reconcile.difference import CERTAIN, LIKELY, Difference, Ref
from inventory.reconcile.observed import counts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from collectors.facts import IpAddress
    from inventory.reconcile.difference import Value
    from inventory.reconcile.intent import IntendedAddress, KnownAddress
    from inventory.reconcile.observed import Case, View


def address_rules(case: Case) -> Iterator[Difference]:
    """Addresses that are missing, not registered, on another interface, or with another prefix length."""
    for view in case.views.values():
        if view.facts.ip_addresses is None:
            continue
        held = {each.address: each for each in view.facts.ip_addresses if counts(each.address)}
        meant = {each.host: each for each in view.device.addresses}
        for host, intended in meant.items():
            if host in held:
                yield from _same(view, intended, held[host])
            elif _should_show(case, view, intended):
                yield _missing(view, intended)
        for host in sorted(held.keys() - meant.keys()):
            yield _extra(case, view, held[host])


def _same(view: View, intended: IntendedAddress, said: IpAddress) -> Iterator[Difference]:
    """The device holds the address: whether on the right interface, and with the right prefix length."""
    title = f"{view.device.name} {intended.host}"
    if said.prefixlen is not None and said.prefixlen != intended.prefixlen:
        yield Difference(
            rule="address.prefix_length", kind="changed", device=view.device.id, title=title, field="address",
            subject=Ref("ipam.ipaddress", intended.id), intended=f"{intended.host}/{intended.prefixlen}",
            observed=f"{intended.host}/{said.prefixlen}", evidence=view.cite("ip_addresses"), version=intended.version,
        )  # fmt: skip
    on = view.intended.get(said.if_index) if said.if_index is not None else None
    if on is not None and on.id != intended.interface:
        names = {each.id: each.name for each in view.device.interfaces}
        yield Difference(
            rule="address.interface", kind="changed", device=view.device.id, title=title, field="assigned_object",
            subject=Ref("ipam.ipaddress", intended.id), evidence=view.cite("ip_addresses"), version=intended.version,
            intended={"device": view.device.name, "interface": names.get(intended.interface)},
            observed={"device": view.device.name, "interface": on.name, "interface_id": on.id},
        )  # fmt: skip


def _should_show(case: Case, view: View, intended: IntendedAddress) -> bool:
    """Whether its absence says something: the interface is there, the family is reported, nobody else holds it."""
    family = 6 if ":" in intended.host else 4
    reported = any((6 if ":" in each.address else 4) == family for each in view.facts.ip_addresses or ())
    return intended.expected and intended.interface in view.stated and reported and intended.host not in case.holders


def _missing(view: View, intended: IntendedAddress) -> Difference:
    return Difference(
        rule="address.missing", kind="missing", device=view.device.id, subject=Ref("ipam.ipaddress", intended.id),
        title=f"{view.device.name} {intended.host}", intended=f"{intended.host}/{intended.prefixlen}",
        evidence=view.cite("ip_addresses"), version=intended.version,
    )  # fmt: skip


def _extra(case: Case, view: View, said: IpAddress) -> Difference:
    """An address that the register does not give to this device; perhaps it gives it to another, or to none."""
    on = view.intended.get(said.if_index) if said.if_index is not None else None
    stated = {row.index: row.name or row.descr for row in view.facts.interfaces or ()}
    length = said.prefixlen if said.prefixlen is not None else (128 if ":" in said.address else 32)
    observed: Value = {
        "address": f"{said.address}/{length}", "device": view.device.name,
        "interface": on.name if on else stated.get(said.if_index or 0), "interface_id": on.id if on else None,
    }  # fmt: skip
    title, evidence = f"{view.device.name} {said.address}", view.cite("ip_addresses")
    rows = case.intent.known.get(said.address, ())
    if len(rows) == 1:
        return _elsewhere(case, view, rows[0], said.address, observed)
    return Difference(
        rule="address.unexpected", kind="unexpected", device=view.device.id, observed=observed, title=title,
        subject=Ref("ipam.ipaddress", key=f"{view.device.id}/{said.address}"), evidence=evidence,
        confidence=LIKELY if rows else CERTAIN,
    )  # fmt: skip


def _elsewhere(case: Case, view: View, known: KnownAddress, host: str, observed: Value) -> Difference:
    """Registered for another device or for none. Where the other one holds it too, it is in use twice."""
    twice = any(other.device.id == known.device for other, _said in case.holders.get(host, ()))
    return Difference(
        rule="address.duplicate" if twice else "address.assignment", kind="changed", device=view.device.id,
        subject=Ref("ipam.ipaddress", known.id, str(view.device.id) if twice else ""), field="assigned_object",
        title=f"{view.device.name} {host}", intended={"device": known.owner} if known.owner else None,
        observed=observed,
        evidence=view.cite("ip_addresses"), version=known.version, confidence=LIKELY if twice else CERTAIN,
    )  # fmt: skip
