"""Devices that state exactly what the register intends."""

from collections.abc import Container, Iterable
from datetime import UTC, datetime

from collectors.facts import (
    DeviceFacts,
    Entity,
    Interface,
    IpAddress,
    Neighbour,
    PortVlans,
    Vlan,
)
from inventory.reconcile.intent import IntendedDevice, Port, Snapshot
from inventory.reconcile.observed import Observed

AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


def facts_of(intent: Snapshot) -> tuple[Observed, ...]:
    """What every device of the snapshot would state if all were as intended."""
    heard = neighbours_of(intent)
    return tuple(
        Observed(device=key, facts=facts(device, heard.get(key, ()))) for key, device in intent.devices.items()
    )


def facts(device: IntendedDevice, neighbours: Iterable[Neighbour] = ()) -> DeviceFacts:
    index = {each.id: at for at, each in enumerate(device.interfaces, 1)}
    vids = {vid for each in device.interfaces if each.mode for vid in (each.untagged, *each.tagged) if vid}
    return DeviceFacts(
        target=str(device.id),
        at=AT,
        sys_name=device.name,
        serial=device.serial or None,
        hardware=device.model or None,
        os=device.platform or None,
        version=device.os_version or None,
        interfaces=tuple(
            Interface(
                index=index[each.id],
                name=each.name,
                alias=each.description,
                type="ethernetCsmacd",
                mtu=each.mtu or 1500,
                speed_bps=each.speed,
                mac=each.mac,
                admin="up" if each.enabled else "down",
                oper="up" if each.enabled else "down",
            )
            for each in device.interfaces
        ),
        ip_addresses=tuple(
            IpAddress(address=each.host, prefixlen=each.prefixlen, if_index=index[each.interface])
            for each in device.addresses
        ),
        vlans=tuple(Vlan(vid=vid) for vid in sorted(vids)),
        port_vlans=tuple(
            PortVlans(if_index=index[each.id], untagged=each.untagged, tagged=each.tagged)
            for each in device.interfaces
            if each.mode
        ),
        neighbours=tuple(neighbours),
        entities=tuple(
            Entity(name=each.name, serial=each.serial, class_="module", model=each.part_id) for each in device.items
        ),
    )


def neighbours_of(intent: Snapshot, only: Container[int] | None = None) -> dict[int, list[Neighbour]]:
    """What every device hears on its cables; `only` these speak the protocol."""
    heard: dict[int, list[Neighbour]] = {}
    for link in intent.links:
        if only is not None and not all(end.device in only for end in link.ends):
            continue
        for near, far in (link.ends, link.ends[::-1]):
            heard.setdefault(near.device, []).append(hears(intent, near, far))
    return heard


def hears(intent: Snapshot, near: Port, far: Port) -> Neighbour:
    """The row by which `near` hears `far`."""
    return Neighbour(
        local_port=port_name(intent, near),
        remote_name=intent.names[far.device],
        remote_port=port_name(intent, far),
        protocol="lldp",
    )


def port_name(intent: Snapshot, port: Port) -> str:
    return next(each.name for each in intent.devices[port.device].interfaces if each.id == port.interface)
