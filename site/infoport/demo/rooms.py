"""What stands in the machine rooms and buildings, and the links between it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from infoport.demo.patterns import expand
from infoport.demo.places import Department, departments, zone_names
from infoport.demo.plant import Place
from infoport.demo.sources import source
from infoport.demo.wiring import Wiring

if TYPE_CHECKING:
    from infoport.demo.network import Network
    from infoport.demo.plant import Given, Plant

SERVER_MODELS = ("NF5280M5", "ThinkSystem SR650", "PowerEdge R740", "UniServer R4900 G3")
"""Departments bring what they bought."""


def add_rooms(plant: Plant, network: Network) -> None:
    """Add the devices of the rooms file, the hosted servers and the links of the rooms file."""
    for department in departments():
        if "private" in department.data:
            network.add_private(department.data["private"], department.slug)
        if department.data.get("hosts"):
            network.add_hosting(department.number, department.slug, department.name)
    places = dict(_racks())
    for given in source("rooms")["devices"]:
        _add_devices(plant, given, places)
    wiring = Wiring(plant, network)
    for link in source("rooms")["links"]:
        _add_links(wiring, link)
    for department in departments():
        _hosted(wiring, department, places)


def _racks() -> list[tuple[str, Place]]:
    """The place of every rack and of every zone without one, by its short name."""
    found: list[tuple[str, Place]] = []
    for zone, slug, _name, _english in zone_names():
        racks = [slug] if "[" in zone["slug"] else expand(zone["racks"]) if "racks" in zone else []
        location = f"{zone['room']}/{slug.lower()}"
        found.extend((rack, Place(zone["room"], location, f"{zone['room']}/{rack}")) for rack in racks)
        if slug not in racks:
            found.append((f"zone {slug}", Place(zone["room"], location)))
    return found


def _add_devices(plant: Plant, given: dict[str, Any], places: dict[str, Place]) -> None:
    racks = expand(given["rack"]) if "rack" in given else []
    for at, name in enumerate(expand(given["name"])):
        if racks:
            found = places[racks[at % len(racks)]]
            place = Place(found.site, found.location, found.rack, given.get("unit"))
        elif "zone" in given:
            place = places[f"zone {given['zone']}"]
        else:
            site = name.split("-")[0]
            place = Place(site, f"{site}/room")
        kept = {key: given[key] for key in ("tenant", "status", "polled") if key in given}
        plant.add(name, given["type"], given["role"], place, **kept)


def _add_links(wiring: Wiring, link: dict[str, Any]) -> None:
    sources = expand(link["from"])
    targets = [expand(each) for each in ([link["to"]] if isinstance(link["to"], str) else link["to"])]
    for at, name in enumerate(sources):
        if link.get("paired"):
            chosen = [some[at % len(some)] for some in targets]
        else:
            chosen = [each for some in targets for each in some]
        for target in chosen:
            wiring.link(name, target, link)


def _hosted(wiring: Wiring, department: Department, places: dict[str, Place]) -> None:
    for number in range(1, department.data.get("hosts", 0) + 1):
        order = sum(1 for each in wiring.plant.devices.values() if each.role == "hosted")
        found = places[f"D{order % 6 + 1:02d}"]
        name = f"xxg-d-{department.slug}{number:02d}"
        place = Place(found.site, found.location, found.rack)
        values: Given = {"tenant": department.slug, "status": "planned" if name == "xxg-d-ghj03" else "active"}
        wiring.plant.add(name, SERVER_MODELS[order % len(SERVER_MODELS)], "hosted", place, **values)
        if values["status"] == "active":
            link = {"media": "10g", "access": network_vlan(wiring, department)}
            for leaf in ("xxg-d-leaf01", "xxg-d-leaf02"):
                wiring.link(name, leaf, link)


def network_vlan(wiring: Wiring, department: Department) -> int:
    """The VLAN id under which a department's hosted servers are reached."""
    return wiring.network.hosting[department.slug][1]


def office_switches(wiring: Wiring) -> None:
    """Give each department in a government building a small switch, patched through its floor's panel."""
    for department in departments():
        where = str(department.data["where"])
        if where[:2] not in {"sz", "sw"}:
            continue
        site = "szf" if where.startswith("szf") else "sw"
        floor = f"{int(where.removeprefix(site)):02d}"
        location = f"{site}/{'f' if site == 'szf' else 'sf'}{floor}"
        name = f"{department.slug}-sw01"
        switch = wiring.plant.add(name, "RG-ES208GC", "access", Place(site, location), tenant=department.slug)
        uplink, panel = f"{site}-{floor}f-acc01", f"{site}-{floor}f-pp01"
        wiring.patch(
            switch.interfaces["Port 8"],
            panel,
            uplink,
            (network_group(site), 100 + int(floor)),
            f"{department.slug} office",
        )


def network_group(site: str) -> str:
    """The VLAN group of a building."""
    return "campus" if site == "szf" else site


def hall_windows(wiring: Wiring) -> None:
    """Patch the service hall's windows: the extranet to each, and its owner's private network where it has one."""
    found = departments()
    owners = [each for each in found if "private" in each.data] + [each for each in found if each.data.get("apply")]
    for number in range(1, 25):
        hall = (number - 1) // 12 + 1
        panel, switch = f"zwzx-hall-pp{hall:02d}", f"zwzx-hall{hall:02d}"
        owner = owners[(number - 1) % len(owners)]
        port = 2 * ((number - 1) % 12) + 1
        label = f"window {number:02d} {owner.slug}"
        wiring.outlet(switch, panel, f"Port {port}", ("zwzx", 120), f"{label} extranet")
        private = next(
            (each for each in wiring.network.private() if wiring.network.vlans[each].vrf == f"private-{owner.slug}"),
            None,
        )
        if private:
            wiring.outlet(switch, panel, f"Port {port + 1}", private, f"{label} private")
