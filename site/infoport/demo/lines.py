"""Lines rented from providers, each with its two ends and the ports they are handed over on."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from infoport.demo.plant import Cord
from infoport.demo.register import Ref
from infoport.demo.sources import source

if TYPE_CHECKING:
    from infoport.demo.plant import Device, Interface
    from infoport.demo.register import Register
    from infoport.demo.wiring import Wiring

INSTALLED: Final = dt.date(2006, 6, 1)
CORE_ROUTERS: Final = ("xxg-a-wan01", "xxg-a-wan02")


class Lines:
    """Orders lines one after the other; a backup line ends on the other core router."""

    def __init__(self, wiring: Wiring) -> None:
        self.wiring = wiring
        self.register: Register = wiring.network.register
        self._ordered = 0
        data = source("networks")
        for each in data["providers"]:
            self.register.add("circuits.provider", each["slug"], **each)
        for each in data["circuit_types"]:
            self.register.add("circuits.circuittype", each["slug"], **each)
        self._internet()

    def main(self, router: Device, kind: str, provider: str, rate: int, tenant: str) -> None:
        """A line from a site's router to the core router that most lines end on: the first for districts."""
        core = CORE_ROUTERS[0] if router.role == "wan" else CORE_ROUTERS[self._ordered % 2]
        self._order(router, self.wiring.plant.devices[core], (kind, provider, rate, tenant))

    def backup(self, router: Device, kind: str, provider: str, rate: int, tenant: str) -> None:
        """A second line of another provider, to the second core router."""
        self._order(router, self.wiring.plant.devices[CORE_ROUTERS[1]], (kind, provider, rate, tenant))

    def access(self, router: Device, to: Device, provider: str, rate: int, tenant: str) -> None:
        """A line from a community to its district."""
        self._order(router, to, ("ethernet", provider, rate, tenant))

    def _order(self, near: Device, far: Device, terms: tuple[str, str, int, str]) -> None:
        kind, provider, rate, tenant = terms
        circuit = self._circuit(kind, provider, rate, tenant, f"{near.name} to {far.name}")
        ports = [self.wiring.plant.next_port(device.name, "fibre") for device in (near, far)]
        for side, device, port in (("A", near, ports[0]), ("Z", far, ports[1])):
            self._end(circuit, side, device, port, rate)
        self.wiring.route(ports[0], ports[1], "links")

    def _circuit(self, kind: str, provider: str, rate: int, tenant: str | None, text: str) -> Ref:
        self._ordered += 1
        cid = f"{provider.upper()[:3]}-{kind.upper()[:4]}-0431{self._ordered:04d}"
        return self.register.add(
            "circuits.circuit", cid, cid=cid, provider=Ref("circuits.provider", provider),
            type=Ref("circuits.circuittype", kind), tenant=Ref("tenancy.tenant", tenant) if tenant else None,
            install_date=INSTALLED + dt.timedelta(days=5 * self._ordered), commit_rate=rate, description=text,
        )  # fmt: skip

    def _end(self, circuit: Ref, side: str, device: Device, port: Interface, rate: int) -> None:
        end = self.register.add(
            "circuits.circuittermination", f"{circuit.key} {side}", circuit=circuit, term_side=side,
            termination=Ref("dcim.site", device.place.site), port_speed=rate,
        )  # fmt: skip
        port.speed, port.rented, port.description = 1_000_000, rate, f"line {circuit.key}"
        self.wiring.plant.connect(port.ref, end, Cord("smf-os2", 15, circuit.key))

    def _internet(self) -> None:
        for name, provider in (("xxg-a-inet01", "unicom"), ("xxg-a-inet02", "telecom")):
            router = self.wiring.plant.devices[name]
            circuit = self._circuit("internet", provider, 1_000_000, None, f"Internet access on {name}")
            port = self.wiring.plant.next_port(name, "fibre")
            self._end(circuit, "A", router, port, 1_000_000)
            port.addresses.append(self.wiring.network.link("internet")[1])
            port.vrf = "internet"
