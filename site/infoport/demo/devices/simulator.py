"""The agents of the simulated devices on loopback addresses."""

from __future__ import annotations

import asyncio
import ipaddress
import signal
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Final

from collectors.sessions import agent as agents
from infoport.demo.cityplan import city
from infoport.demo.devices.bridge import bridge_rows
from infoport.demo.devices.hardware import description, entity_rows, host_rows, power_rows, system_rows
from infoport.demo.devices.interfaces import address_rows, arp_rows, interface_rows
from infoport.demo.devices.neighbours import lldp_rows
from infoport.demo.devices.telling import tell
from infoport.demo.devices.truth import truths

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from collectors.sessions.agent import Served
    from infoport.demo.devices.truth import Truth
    from infoport.demo.plant import VlanId
    from infoport.environment import Environment

    Tree = Mapping[str, Served | Callable[[], Served]]

COMMUNITY: Final = "changchun-demo"
"""The community that the simulated devices answer."""
NETWORK: Final = ipaddress.IPv4Network("127.64.0.0/16")
"""Loopback addresses of the simulated devices. Copies of the demo on one machine differ by the port alone."""
PER_SUBNET: Final = 200


def addresses() -> dict[str, str]:
    """Device → loopback address on which its agent answers, or would."""
    names = truths()
    return {name: f"127.64.{at // PER_SUBNET}.{at % PER_SUBNET + 1}" for at, name in enumerate(names)}


def render(name: str) -> Tree:
    """The whole OID tree of one device; totals are functions that give the value of the moment."""
    truth = truths()[name]
    rows = dict(system_rows(truth, _place(truth)))
    for some in (
        interface_rows(truth), address_rows(truth), arp_rows(truth, _hosts_by_network()),
        lldp_rows(truth, truths(), _descriptions()), entity_rows(truth), host_rows(truth), power_rows(truth),
        bridge_rows(truth, _vlan_names(), _connected(truth)),
    ):  # fmt: skip
        rows.update(some)
    return rows


def _place(truth: Truth) -> str:
    site = city().register.rows("dcim.site")[truth.device.place.site]
    return f"{site['name']} {truth.device.place.rack or ''}".strip()


@cache
def _descriptions() -> Mapping[str, str]:
    return {name: description(truth) for name, truth in truths().items()}


@cache
def _vlan_names() -> Mapping[VlanId, str]:
    rows = city().register.rows("ipam.vlan")
    return {(key.split(":")[0], int(key.split(":")[1])): row["name"] for key, row in rows.items()}


@cache
def _hosts_by_network() -> Mapping[tuple[str, ipaddress.IPv4Network], list[tuple[str, str]]]:
    """Routing table and network → address and MAC of everything registered there."""
    found: dict[tuple[str, ipaddress.IPv4Network], list[tuple[str, str]]] = defaultdict(list)
    for device in city().plant.devices.values():
        for port in device.interfaces.values():
            for text in port.addresses:
                if port.mac and device.status == "active":
                    address = ipaddress.IPv4Interface(text)
                    found[port.vrf or "", address.network].append((str(address.ip), port.mac))
    return found


def _connected(truth: Truth) -> Mapping[str, list[tuple[int, str]]]:
    """Port → VLAN and MAC of the device at the other end of an access port."""
    plant = city().plant
    found: dict[str, list[tuple[int, str]]] = {}
    for name, port in truth.ports.items():
        far = plant.far_end(truth.device.interfaces[name].ref)
        if port.untagged and far and far.label == "dcim.interface" and name in truth.linked:
            mac = plant.interface(far).mac
            if mac:
                found[name] = [(port.untagged[1], mac)]
    return found


class Answering(agents.Agent):
    """An agent whose tree is made when it is first asked, or before: a start takes no longer for many devices."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._made = False

    def respond(self, datagram: bytes) -> bytes | None:
        """Give the reply to a datagram, or None where a device would not answer."""
        self.prepare()
        return super().respond(datagram)

    def prepare(self) -> None:
        """Make the tree, unless it is made (measured: 15 ms)."""
        if not self._made:
            self._made = True
            super().__init__(render(self._name), COMMUNITY.encode())


def serve(port: int, receiving: Environment | None = None) -> None:
    """Answer SNMP on UDP `port` of every device's address until SIGTERM or SIGINT.

    Accesses of the demo's devices are first turned to this port. With `receiving` the devices also send traps and
    syslog to the ports that it names. Raises OSError naming an address that is taken.
    """
    aim(port)
    asyncio.run(_serve(port, receiving))


async def _serve(port: int, receiving: Environment | None = None) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    answering = {address: Answering(name) for name, address in addresses().items() if truths()[name].answers}
    serving = asyncio.ensure_future(agents.serve(answering, port))
    waiting = asyncio.ensure_future(stop.wait())
    warming = asyncio.ensure_future(_warm(list(answering.values())))
    telling = asyncio.ensure_future(tell(addresses(), receiving, COMMUNITY) if receiving else stop.wait())
    done, _ = await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
    for task in (serving, waiting, warming, telling):
        task.cancel()
    if serving in done:
        serving.result()


async def _warm(answering: Sequence[Answering]) -> None:
    """Make the trees one after the other, answering in between."""
    for each in answering:
        each.prepare()
        await asyncio.sleep(0)


def aim(port: int) -> int:
    """Turn the accesses of the simulated devices to `port`; returns how many were turned.

    Needs the database. An installation whose port was taken since the last start would otherwise ask nobody.
    """
    import django  # noqa: PLC0415 - the devices themselves need no database
    from django.apps import apps  # noqa: PLC0415

    if not apps.ready:
        django.setup()
    accesses = apps.get_model("reconcile.Access")._default_manager  # noqa: SLF001 - any declared model's
    ours = [str(each) for each in addresses().values()]
    return accesses.filter(address__in=[f"{each}/32" for each in ours]).exclude(port=port).update(port=port)
