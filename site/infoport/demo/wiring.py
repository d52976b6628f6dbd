"""How two devices are joined: ports, cable, panels between, VLANs and addresses at the ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from infoport.demo.equipment import SPEED
from infoport.demo.patterns import number_in
from infoport.demo.plant import CABLE_OF, MEDIA_SPEED, Cord
from infoport.demo.register import Ref

if TYPE_CHECKING:
    from infoport.demo.network import Network
    from infoport.demo.plant import Device, Interface, Plant, VlanId

SWITCHES: Final = frozenset({"core", "aggregation", "access", "fabric", "oob"})
"""Roles whose ports carry VLANs."""

BUNDLE_MEMBERS: Final = {"huawei": "Eth-Trunk", "h3c": "Bridge-Aggregation"}
SVI: Final = {"huawei": "Vlanif{}", "h3c": "Vlan-interface{}", "zte": "vlan{}", "ruijie": "VLAN {}", "cisco": "Vlan{}"}
"""What makers call the routed interface of a VLAN."""


SERVERS: Final = frozenset({"hypervisor", "server", "hosted"})
"""Roles whose management port belongs to the board's controller, not to the system."""
JUMBO: Final = 9216
"""Octets of a frame in the data centre."""


class Wiring:
    """Joins devices of the plant, taking addresses from the network."""

    def __init__(self, plant: Plant, network: Network) -> None:
        self.plant = plant
        self.network = network

    def link(self, a: str, b: str, given: dict[str, Any]) -> None:
        """Join two devices as a link of the rooms file says."""
        ends = [self._join(a, b, given) for _ in range(given.get("count", 1))]
        carriers = [[pair[side] for pair in ends] for side in (0, 1)]
        if "bundle" in given:
            carriers = [[self._bundle(members, given["bundle"])] for members in carriers]
        for side, device in ((0, a), (1, b)):
            for port in carriers[side]:
                self._configure(self.plant.devices[device], port, given, a)
        if "route" in given:
            self.route(carriers[0][0], carriers[1][0], given["route"])

    def link_to(self, a: str, b: str, given: dict[str, Any], port: str | None = None) -> None:
        """Join two devices, at the second on the port named."""
        self.link(a, b, {**given, "port": port} if port else given)

    def manage(self, device: Device, switches: list[str], vlan: VlanId, order: int = 0) -> None:
        """Join a device's management ports to a switch, and give the first the address it is managed by."""
        group_switch = self.plant.devices[switches[order % len(switches)]]
        for port in (each for each in device.interfaces.values() if each.management):
            socket = self.plant.next_port(group_switch.name, "1g")
            socket.speed, socket.mode, socket.untagged = MEDIA_SPEED["1g"], "access", vlan
            port.speed = min(MEDIA_SPEED["1g"], SPEED[port.type])
            socket.speed = port.speed
            self.plant.connect(port.ref, socket.ref, Cord("cat6", 8))
            describe(port, socket)
            port.addresses.append(self.network.vlans[vlan].prefix(group_switch.place.site).host())
            port.vrf = "intranet" if vlan[0] == "intranet" else "management"
        first = next((each.addresses[0] for each in device.interfaces.values() if each.management), None)
        if device.role in SERVERS:
            device.out_of_band = first
        else:
            device.primary = device.primary or first

    def _join(self, a: str, b: str, given: dict[str, Any]) -> tuple[Interface, Interface]:
        media = given["media"]
        named = given.get("port")
        first = self.plant.next_port(a, media)
        second = self.plant.devices[b].interfaces[named] if named else self.plant.next_port(b, media)
        first.speed = second.speed = MEDIA_SPEED[media]
        if given.get("trunk") == "fabric":
            first.mtu = second.mtu = JUMBO
        if "over" in given:
            self._through_panels(first, second, given["over"])
        else:
            self.plant.connect(first.ref, second.ref, Cord(CABLE_OF[media], 10))
        describe(first, second)
        return first, second

    def _through_panels(self, first: Interface, second: Interface, panels: list[str]) -> None:
        """Dark fibre between rooms: patch cord, panel, trunk, panel, patch cord."""
        near, far = (self.free_panel_port(panel) for panel in panels)
        self.plant.connect(first.ref, Ref("dcim.frontport", near), Cord("smf-os2", 10))
        self.plant.connect(Ref("dcim.rearport", near), Ref("dcim.rearport", far), Cord("smf-os2", 5200, "dark fibre"))
        self.plant.connect(Ref("dcim.frontport", far), second.ref, Cord("smf-os2", 10))

    def free_panel_port(self, panel: str) -> str:
        """Key of the first port of a panel with nothing plugged in at the front. Raises `ValueError` if it is full."""
        for port in self.plant.devices[panel].kind.panel_ports():
            if self.plant.cable_at(Ref("dcim.frontport", f"{panel}|{port}")) is None:
                return f"{panel}|{port}"
        raise ValueError(f"{panel} has no free port left")

    def _bundle(self, members: list[Interface], name: str) -> Interface:
        owner = self.plant.devices[members[0].device]
        number = number_in(name)
        called = f"{BUNDLE_MEMBERS[owner.kind.manufacturer]}{number}"
        made = owner.interfaces.get(called) or owner.add_virtual(called, "lag")
        made.description = members[0].description.rsplit(" ", 1)[0]
        made.speed = sum(each.speed or 0 for each in members)
        for each in members:
            each.lag = called
        return made

    def _configure(self, device: Device, port: Interface, given: dict[str, Any], source: str) -> None:
        if device.role not in SWITCHES:
            return
        group = "intranet" if "-i-" in device.name else self.group_of(device)
        if "access" in given:
            port.mode, port.untagged = "access", (group, int(given["access"]))
        elif "trunk" in given:
            port.mode, port.tagged = "tagged", tuple(sorted(self._carried(str(given["trunk"]), group, source)))

    def group_of(self, device: Device) -> str:
        """The VLAN group whose plan is used where the device stands."""
        return self.network.group_of_site[device.place.site]

    def _carried(self, trunk: str, group: str, source: str) -> set[VlanId]:
        found: set[VlanId] = set()
        for word in trunk.split():
            if word.isdigit():
                found.add((group, int(word)))
            elif word == "floor":
                found.add((group, 100 + int(source.split("-")[1].removesuffix("f"))))
            elif word == "windows":
                found.update([(group, 120), *self.network.private()])
            elif word == "fabric":
                found.update(each for each in self.network.group("campus") if each[1] >= 600)  # noqa: PLR2004 - below are floors and the Internet
            else:
                found.update(self.network.group(group))
        return found

    def route(self, first: Interface, second: Interface, pool: str) -> None:
        """Give both ends an address of the next /30 of a pool."""
        for port, address in zip((first, second), self.network.link(pool), strict=True):
            port.addresses.append(address)
            port.vrf = self.network.pools[pool].vrf

    def svi(self, device: Device, vlan: VlanId, number: int | None = None) -> Interface:
        """The routed interface of a VLAN on a switch, with that address of the VLAN's prefix, or the next free one."""
        found = self.network.vlans[vlan]
        name = SVI[device.kind.manufacturer].format(vlan[1])
        made = device.add_virtual(name, vrf=found.vrf)
        made.addresses.append(found.prefix(device.place.site).host(number))
        return made

    def subinterface(self, port: Interface, vlan: VlanId, number: int | None = None) -> Interface:
        """The routed part of a router's port that takes the frames of one VLAN."""
        found = self.network.vlans[vlan]
        owner = self.plant.devices[port.device]
        made = owner.add_virtual(f"{port.name}.{vlan[1]}", parent=port.name, vrf=found.vrf)
        made.addresses.append(found.prefix(owner.place.site).host(number))
        return made

    def loopback(self, device: Device) -> Interface:
        """Give a router its loopback address, by which it is managed."""
        made = device.add_virtual(
            "LoopBack0" if device.kind.manufacturer in SVI and device.kind.manufacturer != "cisco" else "Loopback0",
            vrf="management",
        )
        made.mac = None
        made.addresses.append(self.network.loopback())
        device.primary = made.addresses[0]
        return made

    def patch(self, inner: Interface, panel: str, switch: str, vlan: VlanId, label: str) -> None:
        """Join a device in an office to its floor's switch through the panel's first free port."""
        place = self.free_panel_port(panel)
        inner.speed = MEDIA_SPEED["1g"]
        self.outlet(switch, panel, place.partition("|")[2], vlan, label)
        self.plant.connect(Ref("dcim.rearport", place), inner.ref, Cord("cat6", 40, label))

    def outlet(self, switch: str, panel: str, port: str, vlan: VlanId, label: str) -> None:
        """Patch a panel's port to the next free port of a switch, in a VLAN; a room's outlet is wired to its back."""
        found = self.plant.next_port(switch, "1g")
        found.speed, found.mode, found.untagged, found.description = MEDIA_SPEED["1g"], "access", vlan, label
        self.plant.connect(found.ref, Ref("dcim.frontport", f"{panel}|{port}"), Cord("cat6", 3, label))


def describe(first: Interface, second: Interface) -> None:
    """Let each port say where its cable leads, as engineers write it on the device."""
    for near, far in ((first, second), (second, first)):
        near.description = f"to {far.device} {far.name}"
