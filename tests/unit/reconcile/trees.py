"""Switched networks made up by hypothesis: a tree of switches, hosts on their ports, and what each would forward."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, TypeAlias

from hypothesis import strategies as st

from collectors.facts import BridgeEntry, Neighbour
from inventory.reconcile.intent import IntendedDevice, IntendedInterface, IntendedLink, Port, Snapshot
from inventory.reconcile.observed import Case, Observed, gather
from inventory.reconcile.topology import Owner
from inventory.reconcile.topology.shapes import Tables
from tests.unit.reconcile.cities import VERSION
from tests.unit.reconcile.stated import facts

Draw: TypeAlias = Any  # hypothesis's own type is generic in what is drawn
PORTS = 12


@dataclass(frozen=True)
class Network:
    """What is plugged into what: `wires` joins ports; device ids from 1, switches first."""

    switches: int
    devices: int
    wires: tuple[tuple[Port, Port], ...]

    def intent(self, recorded: bool = False) -> Snapshot:
        links = tuple(
            IntendedLink(ends=(one, other), cables=(at, at), versions=(VERSION, VERSION))
            for at, (one, other) in enumerate(sorted(tuple(sorted(wire)) for wire in self.wires), 1)
        )
        devices = {key: _device(key) for key in range(1, self.devices + 1)}
        return Snapshot(
            devices=devices, links=links if recorded else (), names={key: each.name for key, each in devices.items()}
        )

    def owners(self) -> dict[str, Owner]:
        """Each port of each device has an address of its own; a switch sends from that of its first port."""
        return {
            mac(port): Owner(port.device, port.interface, _name(port))
            for key in range(1, self.devices + 1)
            for port in (Port(key, key * 100 + at) for at in range(PORTS))
        }

    def tables(self) -> dict[int, list[BridgeEntry]]:
        """What every switch forwards once everybody has spoken."""
        beside: dict[int, list[tuple[Port, Port]]] = defaultdict(list)
        for one, other in self.wires:
            beside[one.device].append((one, other))
            beside[other.device].append((other, one))
        found = {}
        for switch in range(1, self.switches + 1):
            entries = []
            for near, far in beside[switch]:
                entries += [BridgeEntry(mac=each, local_port=_name(near), status="learned")
                            for each in self._beyond(far, near, beside)]  # fmt: skip
            found[switch] = entries
        return found

    def _beyond(self, entry: Port, back: Port, beside: dict[int, list[tuple[Port, Port]]]) -> list[str]:
        """Addresses heard from a wire: that of the device at its other end, and all beyond it if it is a switch."""
        if entry.device > self.switches:
            return [mac(entry)]
        found = [mac(Port(entry.device, entry.device * 100))]
        for near, far in beside[entry.device]:
            if near != entry and far != back:
                found += self._beyond(far, near, beside)
        return found

    def heard(self, keep: Any = None) -> dict[int, list[Neighbour]]:
        """LLDP between switches, from both ends; `keep` says of (device hearing, wire) whether it hears."""
        said: dict[int, list[Neighbour]] = defaultdict(list)
        for wire in self.wires:
            for near, far in (wire, wire[::-1]):
                if max(near.device, far.device) <= self.switches and (keep is None or keep(near.device, wire)):
                    row = Neighbour(
                        local_port=_name(near), remote_name=f"d{far.device}", remote_port=_name(far), protocol="lldp"
                    )
                    said[near.device].append(row)
        return said

    def case(self, neighbours: dict[int, list[Neighbour]], recorded: bool = False) -> Case:
        intent = self.intent(recorded)
        known = [
            Observed(device=key, facts=facts(device, neighbours.get(key, ())))
            for key, device in intent.devices.items()
            if key <= self.switches
        ]
        return gather(intent, known)

    def known(self, tables: dict[int, list[BridgeEntry]]) -> Tables:
        return Tables(fdb={key: tuple(rows) for key, rows in tables.items()}, owners=self.owners())


def mac(port: Port) -> str:
    return f"02:00:00:{port.device:02x}:00:{port.interface % 100:02x}"


def _name(port: Port) -> str:
    return f"GigabitEthernet0/0/{port.interface % 100}"


def _device(key: int) -> IntendedDevice:
    ports = tuple(
        IntendedInterface(id=key * 100 + at, name=f"GigabitEthernet0/0/{at}", version=VERSION, type="1000base-t")
        for at in range(PORTS)
    )
    return IntendedDevice(id=key, name=f"d{key}", version=VERSION, interfaces=ports)


@st.composite
def networks(draw: Draw) -> Network:
    """Up to six switches in a tree, each with up to three hosts, every one on a port of its own."""
    switches = draw(st.integers(1, 6))
    used: dict[int, int] = defaultdict(lambda: 1)  # port 0 bears a switch's own address

    def free(device: int) -> Port:
        used[device] += 1
        return Port(device, device * 100 + used[device] - 1)

    wires = []
    for key in range(2, switches + 1):
        above = draw(st.integers(1, key - 1))
        wires.append((free(above), free(key)))
    devices = switches
    for key in range(1, switches + 1):
        for _each in range(draw(st.integers(0, 3))):
            devices += 1
            wires.append((free(key), Port(devices, devices * 100)))
    return Network(switches, devices, tuple(wires))
