"""The plant as rows: devices, their ports, cables, MAC addresses and IP addresses."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from infoport.demo.network import vlan_ref
from infoport.demo.parts import parts_of
from infoport.demo.register import Ref

if TYPE_CHECKING:
    from infoport.demo.plant import Cable, Device, Interface, Plant
    from infoport.demo.register import Register


def add_plant(plant: Plant, register: Register) -> None:
    """Add a row for everything in the plant."""
    for device in plant.devices.values():
        _device(register, device)
        _ports(register, plant, device)
        _items(register, device)
    for cable in plant.cables.values():
        _cable(register, cable)


def _device(register: Register, device: Device) -> None:
    place = device.place
    register.add(
        "dcim.device", device.name, name=device.name, device_type=device.kind.ref, status=device.status,
        role=Ref("dcim.devicerole", device.role), site=Ref("dcim.site", place.site),
        location=Ref("dcim.location", place.location) if place.location else None,
        rack=Ref("dcim.rack", place.rack) if place.rack else None, position=place.unit,
        face="front" if place.unit else None, tenant=Ref("tenancy.tenant", device.tenant) if device.tenant else None,
        platform=Ref("dcim.platform", device.kind.platform) if device.kind.platform else None,
        serial="" if device.kind.passive else device.serial, asset_tag=f"CC-2006-{device.number:05d}",
    )  # fmt: skip


def _ports(register: Register, plant: Plant, device: Device) -> None:
    owner = device.ref
    for port in device.interfaces.values():
        _interface(register, plant, device, port)
    for name in device.kind.console:
        register.add("dcim.consoleport", f"{device.name}|{name}", device=owner, name=name, type="rj-45")
    inlet = None
    for name, plug in device.kind.supplies():
        values = {"name": name, "type": plug, "maximum_draw": device.kind.draw or None}
        made = register.add("dcim.powerport", f"{device.name}|{name}", device=owner, **values)
        inlet = inlet or made
    for name, socket in device.kind.sockets():
        register.add(
            "dcim.poweroutlet", f"{device.name}|{name}", device=owner, name=name, type=socket, power_port=inlet
        )
    for name in device.kind.panel_ports():
        connector = device.kind.passive.connector if device.kind.passive else ""
        rear = register.add("dcim.rearport", f"{device.name}|{name}", device=owner, name=name, type=connector)
        register.add("dcim.frontport", f"{device.name}|{name}", device=owner, name=name, type=connector, rear_port=rear)


def _interface(register: Register, plant: Plant, device: Device, port: Interface) -> None:
    ref = register.add(
        "dcim.interface", port.ref.key, device=device.ref, name=port.name, type=port.type, mgmt_only=port.management,
        speed=port.speed, mtu=port.mtu, description=port.description, mode=port.mode,
        untagged_vlan=vlan_ref(port.untagged) if port.untagged else None,
        tagged_vlans=[vlan_ref(each) for each in port.tagged],
        lag=Ref("dcim.interface", f"{device.name}|{port.lag}") if port.lag else None,
        parent=Ref("dcim.interface", f"{device.name}|{port.parent}") if port.parent else None,
        vrf=Ref("ipam.vrf", port.vrf) if port.vrf else None,
    )  # fmt: skip
    used = device.polled or port.addresses or plant.cable_at(port.ref)
    if port.mac and used:
        mac = register.add("dcim.macaddress", port.ref.key, mac_address=port.mac, assigned_object=ref)
        register.change(ref, primary_mac_address=mac)
    for address in port.addresses:
        _address(register, device, port, address)


def _address(register: Register, device: Device, port: Interface, address: str) -> None:
    loopback = ipaddress.ip_interface(address).network.prefixlen == 32  # noqa: PLR2004 - one address alone
    primary = address == device.primary
    made = register.add(
        "ipam.ipaddress", f"{port.vrf} {address}", address=address, vrf=Ref("ipam.vrf", port.vrf) if port.vrf else None,
        assigned_object=port.ref, role="loopback" if loopback else None,
        dns_name=f"{device.name}.changchun.example" if primary else "",
        tenant=Ref("tenancy.tenant", device.tenant) if device.tenant else None,
    )  # fmt: skip
    if primary:
        register.change(device.ref, primary_ip4=made)
    if address == device.out_of_band:
        register.change(device.ref, oob_ip=made)


def _items(register: Register, device: Device) -> None:
    for part in parts_of(device):
        register.add(
            "dcim.inventoryitem", f"{device.name}|{part.name}", device=device.ref, name=part.name,
            manufacturer=Ref("dcim.manufacturer", device.kind.manufacturer), part_id=part.model, serial=part.serial,
        )  # fmt: skip


def _cable(register: Register, cable: Cable) -> None:
    made = register.add(
        "dcim.cable", cable.key, type=cable.cord.type, status="connected", label=cable.cord.label,
        color=cable.cord.color,
        length=cable.cord.length, length_unit="m",
    )  # fmt: skip
    for side, end in (("A", cable.a), ("B", cable.b)):
        register.add("dcim.cabletermination", f"{cable.key} {side}", cable=made, cable_end=side, termination=end)
        if end in register:
            register.change(end, cable=made, cable_end=side)
        else:
            raise ValueError(f"cable {cable.key} ends in {end.label} {end.key!r}, which does not exist")
