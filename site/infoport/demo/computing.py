"""Clusters and virtual machines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from infoport.demo.network import vlan_ref
from infoport.demo.places import departments
from infoport.demo.register import Ref
from infoport.demo.sources import source

if TYPE_CHECKING:
    from infoport.demo.network import Network
    from infoport.demo.plant import Plant
    from infoport.demo.register import Register

GROUP_OF_ROOM = {"xxg": "campus", "sw": "sw", "zwzx": "zwzx"}
GIGABYTE = 1024
"""MB of memory and disk that a GB in the data files stands for."""


@dataclass(frozen=True, slots=True)
class Size:
    """What a virtual machine is given: processors, memory and disk in GB."""

    cpu: int
    memory: int
    disk: int


class Machines:
    """Makes virtual machines in the clusters of the rooms, each with one interface and one address."""

    def __init__(self, register: Register, network: Network) -> None:
        self.register = register
        self.network = network
        self._made = 0

    def add(self, name: str, room: str, vid: int, size: Size, **values: Any) -> Ref:
        """Add a machine to the cluster of `room` with an address of VLAN `vid`."""
        self._made += 1
        made = self.register.add(
            "virtualization.virtualmachine", name, name=name, cluster=Ref("virtualization.cluster", room),
            site=Ref("dcim.site", room), role=Ref("dcim.devicerole", "virtual"), platform=Ref("dcim.platform", "kylin"),
            vcpus=size.cpu, memory=size.memory * GIGABYTE, disk=size.disk * GIGABYTE, start_on_boot="on", **values,
        )  # fmt: skip
        self.register.add(
            "virtualization.virtualdisk", f"{name}|vda", virtual_machine=made, name="vda", size=size.disk * GIGABYTE
        )
        vlan = (GROUP_OF_ROOM[room], vid)
        found = self.network.vlans[vlan]
        port = self.register.add(
            "virtualization.vminterface", f"{name}|eth0", virtual_machine=made, name="eth0", mode="access",
            untagged_vlan=vlan_ref(vlan), vrf=Ref("ipam.vrf", found.vrf),
        )  # fmt: skip
        tail = self._made.to_bytes(3, "big")
        mac = self.register.add(
            "dcim.macaddress", f"{name}|eth0", assigned_object=port,
            mac_address="52:54:00:" + ":".join(f"{octet:02X}" for octet in tail),
        )  # fmt: skip
        self.register.change(port, primary_mac_address=mac)
        address = found.prefix(room).host()
        held = self.register.add(
            "ipam.ipaddress", f"{found.vrf} {address}", address=address, vrf=Ref("ipam.vrf", found.vrf),
            assigned_object=port, dns_name=f"{name}.changchun.example", tenant=values.get("tenant"),
        )  # fmt: skip
        self.register.change(made, primary_ip4=held)
        return made


def add_computing(register: Register, plant: Plant, network: Network) -> Machines:
    """Add the clusters with their hosts, and a machine for the web site of each department."""
    kind = register.add("virtualization.clustertype", "kvm", name="KVM", slug="kvm", description="Linux KVM")
    group = register.add(
        "virtualization.clustergroup", "rooms", name="三个机房", slug="rooms", description="The three machine rooms"
    )
    for each in source("services")["clusters"]:
        cluster = register.add(
            "virtualization.cluster", each["room"], name=each["name"], type=kind, group=group,
            scope=Ref("dcim.site", each["room"]), description=each["description"],
        )  # fmt: skip
        for name in plant.devices:
            if name.startswith(each["hosts"]):
                register.change(Ref("dcim.device", name), cluster=cluster)
    machines = Machines(register, network)
    for department in departments():
        tenant = Ref("tenancy.tenant", department.slug)
        machines.add(f"web-{department.slug}", "xxg", 1500, Size(2, 4, 60), tenant=tenant)
    return machines
