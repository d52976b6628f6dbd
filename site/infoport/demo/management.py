"""How the devices of the rooms are managed: ports on the out-of-band switches, addresses, gateways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from infoport.demo.patterns import expand
from infoport.demo.sources import source
from infoport.demo.wiring import SERVERS, SWITCHES

if TYPE_CHECKING:
    from infoport.demo.plant import Device
    from infoport.demo.wiring import Wiring


def add_management(wiring: Wiring) -> None:
    """Give every device of the rooms its management address, after all other ports are taken."""
    gateways(wiring)
    entries = source("rooms")["management"]
    order: dict[str, int] = {}
    for device in list(wiring.plant.devices.values()):
        entry = next(
            (each for each in entries if device.place.site == each["room"] and device.name.startswith(each["names"])),
            None,
        )
        if entry is not None and device.status == "active":
            _manage(wiring, device, entry, order)
    for device in wiring.plant.devices.values():
        _serve(wiring, device)


def _manage(wiring: Wiring, device: Device, entry: dict[str, Any], order: dict[str, int]) -> None:
    vlan = (entry["group"], entry["vlan"])
    switches = expand(entry["switches"]) if entry["switches"] else []
    ports = any(each.management for each in device.interfaces.values())
    rack = device.place.rack or ""
    closet = "/F" in rack or "/SF" in rack or "/ZF" in rack or "/H" in rack
    if ports and switches and not closet and device.name not in switches:
        place = order[entry["names"]] = order.get(entry["names"], -1) + 1
        wiring.manage(device, switches, vlan, place)
    elif device.role in SWITCHES and device.primary is None and device.kind.agent:
        name = next(
            (each.name for each in device.interfaces.values() if each.virtual and each.name.endswith(str(vlan[1]))),
            None,
        )
        made = device.interfaces[name] if name else wiring.svi(device, vlan)
        device.primary = made.addresses[0]


def gateways(wiring: Wiring) -> None:
    """Let the cores hold the first addresses of every prefix of their group."""
    for group in source("networks")["vlan_groups"]:
        for number, name in enumerate(group.get("gateways", []), 1):
            device = wiring.plant.devices[name]
            if device.role not in SWITCHES:
                continue  # a router serves its VLANs on subinterfaces
            for vlan in wiring.network.group(group["slug"]):
                if not wiring.network.vlans[vlan].bare:
                    wiring.svi(device, vlan, number)


def _serve(wiring: Wiring, device: Device) -> None:
    """Give servers and terminals the address on which they work."""
    if device.role == "hypervisor":
        _bridge(wiring, device)
    elif device.role in SERVERS or device.role in {"endpoint", "mcu"}:
        for port in device.interfaces.values():
            peer = wiring.plant.other_end(port.ref)
            if peer and not port.management and not port.addresses:
                vlan = wiring.plant.interface(peer).untagged
                if vlan is None:
                    continue
                found = wiring.network.vlans[vlan]
                port.addresses.append(found.prefix(wiring.plant.devices[peer.key.partition("|")[0]].place.site).host())
                port.vrf = found.vrf
                device.primary = port.addresses[0]
                return


def _bridge(wiring: Wiring, device: Device) -> None:
    """A hypervisor is managed on a bridge of its own, reached through its tagged uplinks."""
    found = wiring.network.vlans[wiring.network.group_of_site[device.place.site], 700]
    made = device.add_virtual("br700", "bridge", vrf=found.vrf)
    made.addresses.append(found.prefix(device.place.site).host())
    device.primary = made.addresses[0]
