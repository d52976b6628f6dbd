"""The whole demo city, made from its data files; the same in every run, and without a database."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from infoport.demo.computing import add_computing
from infoport.demo.emit import add_plant
from infoport.demo.equipment import add_equipment
from infoport.demo.figures import add_figures
from infoport.demo.governance import add_governance
from infoport.demo.hall import add_hall
from infoport.demo.isolation import add_isolation
from infoport.demo.management import add_management
from infoport.demo.network import Network, add_network, add_ranges
from infoport.demo.organisation import add_organisation
from infoport.demo.outposts import add_outposts
from infoport.demo.people import add_people
from infoport.demo.places import add_places
from infoport.demo.plant import Plant
from infoport.demo.power import add_pdus, plug_in
from infoport.demo.register import Register
from infoport.demo.registry import add_registry
from infoport.demo.rooms import add_rooms, hall_windows, office_switches
from infoport.demo.rules import add_configs
from infoport.demo.services import add_services
from infoport.demo.sites import add_sites
from infoport.demo.venues import add_venues
from infoport.demo.wiring import Wiring
from infoport.demo.works import add_rights, add_works

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infoport.demo.plant import Device


@dataclass(frozen=True, slots=True)
class City:
    """Rows of every type, and the plant and the address plan behind those of devices."""

    register: Register
    plant: Plant
    network: Network

    @property
    def polled(self) -> Mapping[str, Device]:
        """The devices whose agents answer, by name."""
        return {name: device for name, device in self.plant.devices.items() if device.polled}


@cache
def city() -> City:
    """The city. It is made once per process and must not be changed."""
    register, plant = Register(), Plant()
    add_organisation(register)
    add_places(register)
    add_equipment(register)
    network = add_network(register)
    wiring = Wiring(plant, network)
    add_rooms(plant, network)
    add_pdus(plant, register)
    office_switches(wiring)
    hall_windows(wiring)
    add_sites(wiring)
    add_management(wiring)
    plug_in(plant)
    add_plant(plant, register)
    add_services(register, add_computing(register, plant, network))
    add_venues(register, plant)
    add_figures(register)
    add_isolation(register)
    add_outposts(register)
    add_ranges(register)
    add_works(register)
    add_governance(register)
    add_hall(register, plant)
    add_configs(register)
    add_people(register)
    add_rights(register)
    add_registry(register)
    return City(register, plant, network)
