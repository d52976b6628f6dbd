"""Equipment of counties, districts, zones, departments and communities, and the lines that join them to the rooms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from infoport.demo.lines import Lines
from infoport.demo.places import Community, Department, communities, departments
from infoport.demo.plant import Place
from infoport.demo.sources import source

if TYPE_CHECKING:
    from infoport.demo.plant import Device, Given
    from infoport.demo.wiring import Wiring

LAN_PORT: Final = {
    "AR6121E": "GigabitEthernet0/0/0",
    "ISR4331": "GigabitEthernet0/0/2",
    "MSR3620": "GigabitEthernet0/1",
}
"""The port of a router towards its own network; lines take the others."""
DEPARTMENT_ROUTERS: Final = ("AR6121E", "MSR3620")
DEPARTMENT_SWITCHES: Final = ("S5735-L24P4X-A1", "ZXR10 5950-28TD-L")


def add_sites(wiring: Wiring) -> None:
    """Add the equipment outside the rooms, in the order in which the lines were ordered."""
    lines = Lines(wiring)
    _bureau(wiring, lines)
    for number, district in enumerate(source("places")["districts"], 1):
        _district(wiring, lines, number, district)
    for number, department in enumerate((each for each in departments() if each.own_site), 1):
        _department(wiring, lines, number, department)
    routers = source("places")["routers"]
    for community in communities():
        if community.number <= routers[community.district]:
            _community(wiring, lines, community)


def _spokes(wiring: Wiring, router: Device, vlans: list[tuple[str, int]]) -> None:
    """Let a router serve the VLANs of its site on the port towards its switch."""
    port = router.interfaces[LAN_PORT[router.kind.model]]
    for vlan in vlans:
        wiring.subinterface(port, vlan, 1)


def _bureau(wiring: Wiring, lines: Lines) -> None:
    router = wiring.plant.devices["gd-wan01"]
    wiring.link("gd-acc01", "gd-wan01", {"media": "1g", "trunk": "site"})
    _spokes(wiring, router, wiring.network.group("gd"))
    wiring.loopback(router)
    lines.main(router, "ethernet", "jilin-cable", 1_000_000, "gdj")


def _district(wiring: Wiring, lines: Lines, number: int, district: dict[str, Any]) -> None:
    slug, plant = district["slug"], wiring.plant
    wiring.network.group_of_site[slug] = "county"
    for vid, prefix in (
        (100, f"10.31.{number}.0/24"),
        (600, f"10.60.{10 + number}.0/24"),
        (700, f"10.70.{32 + number}.0/24"),
    ):
        wiring.network.site_prefix(("county", vid), slug, prefix)
    room, rack = f"{slug}/room", f"{slug}/R01"
    given = {"tenant": slug, "polled": True}
    router = plant.add(f"{slug}-wan01", district["router"], "wan", Place(slug, room, rack, 30), **given)
    switch = plant.add(f"{slug}-acc01", "S5735-L24P4X-A1", "access", Place(slug, room, rack, 34), **given)
    _connect_lan(wiring, router, switch, wall=bool(district.get("firewall")))
    _spokes(wiring, router, wiring.network.group("county"))
    wiring.loopback(router)
    wiring.svi(switch, ("county", 700))
    switch.primary = switch.interfaces["Vlanif700"].addresses[0]
    county = district["kind"] == "county"
    ups = plant.add(f"{slug}-ups01", "SMT3000RMI2UC", "ups", Place(slug, room, rack, 3), tenant=slug, polled=county)
    wiring.manage(ups, [switch.name], ("county", 700))
    if district["venue"]:
        model = "TE50" if county else "MeetingEye 600"
        plant.add(f"{slug}-vc01", model, "endpoint", Place(slug, room), tenant=slug)
        wiring.link(f"{slug}-vc01", switch.name, {"media": "1g", "access": 600})
    lines.main(router, "mstp", "unicom", 200_000 if county else 500_000, slug)
    if county:
        lines.backup(router, "mpls-vpn", "telecom", 50_000, slug)


def _connect_lan(wiring: Wiring, router: Device, switch: Device, *, wall: bool) -> None:
    """Join switch and router, in the counties through a firewall that works as a bridge."""
    media = "1g"
    if wall:
        place = Place(router.place.site, router.place.location, router.place.rack, 28)
        values: Given = {"tenant": router.tenant, "polled": True}
        firewall = wiring.plant.add(f"{router.place.site}-fw01", "USG6585F-B", "firewall", place, **values)
        wiring.link_to(switch.name, firewall.name, {"media": media, "trunk": "site"})
        wiring.link_to(firewall.name, router.name, {"media": media}, LAN_PORT[router.kind.model])
        wiring.manage(firewall, [switch.name], ("county", 700))
    else:
        wiring.link_to(switch.name, router.name, {"media": media, "trunk": "site"}, LAN_PORT[router.kind.model])


def _department(wiring: Wiring, lines: Lines, number: int, department: Department) -> None:
    slug, network = department.slug, wiring.network
    network.group_of_site[slug] = "department"
    network.site_prefix(("department", 100), slug, f"10.40.{number}.0/24")
    model = DEPARTMENT_ROUTERS[number % 2]
    place = Place(slug, f"{slug}/room", f"{slug}/R01", 20)
    router = wiring.plant.add(f"{slug}-ce01", model, "customer-edge", place, tenant=slug, polled=True)
    if department.data.get("lan"):
        _department_lan(wiring, router, number)
    else:
        port = router.interfaces[LAN_PORT[model]]
        port.addresses.append(network.vlans["department", 100].prefix(slug).host(1))
        port.vrf = "extranet"
        port.description = "office network of the department"
    wiring.loopback(router)
    lines.main(router, "ethernet", "jilin-cable", 100_000, slug)


def _department_lan(wiring: Wiring, router: Device, number: int) -> None:
    slug = router.place.site
    wiring.network.site_prefix(("department", 700), slug, f"10.70.{64 + number}.0/24")
    place = Place(slug, router.place.location, router.place.rack, 24)
    model = DEPARTMENT_SWITCHES[number // 2 % 2]
    switch = wiring.plant.add(f"{slug}-acc01", model, "access", place, tenant=slug, polled=True)
    wiring.link_to(switch.name, router.name, {"media": "1g", "trunk": "site"}, LAN_PORT[router.kind.model])
    _spokes(wiring, router, wiring.network.group("department"))
    made = wiring.svi(switch, ("department", 700))
    switch.primary = made.addresses[0]


def _community(wiring: Wiring, lines: Lines, community: Community) -> None:
    router = wiring.plant.add(
        f"{community.slug}-ce01", "AR6121E", "customer-edge", Place(community.slug), tenant=community.district
    )
    wiring.loopback(router)
    lines.access(router, wiring.plant.devices[f"{community.district}-wan01"], "jilin-cable", 20_000, community.district)
