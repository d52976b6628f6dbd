"""Regions, sites, locations, racks, power panels and feeds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from infoport.demo.patterns import expand, number_in
from infoport.demo.register import Ref
from infoport.demo.sources import source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infoport.demo.register import Register

SITE_KEYS = ("name", "slug", "description", "facility", "latitude", "longitude")


class Department(NamedTuple):
    """One of the 64 departments as the data file has it; `where` is "own" or a building and floor."""

    number: int
    group: str
    data: dict[str, Any]

    @property
    def slug(self) -> str:
        """Its slug, also of its tenant and of the site it may have."""
        return str(self.data["slug"])

    @property
    def name(self) -> str:
        """Its Chinese name."""
        return str(self.data["name"])

    @property
    def own_site(self) -> bool:
        """Whether it sits outside the government buildings."""
        return bool(self.data["where"] == "own")


class Community(NamedTuple):
    """One of the 249 communities: its district's slug, its number there, its site's slug and name."""

    district: str
    number: int
    slug: str
    name: str
    english: str


def departments() -> list[Department]:
    """The 64 departments, numbered from 1."""
    groups = source("organisations")["departments"]
    found = [(group, each) for group, some in groups.items() for each in some]
    return [Department(number, group, each) for number, (group, each) in enumerate(found, 1)]


def communities() -> Iterator[Community]:
    """The 249 communities of the urban districts, each district taking the first words of the list."""
    data = source("places")
    words = [each.split() for each in data["communities"].split(",")]
    for district in data["districts"]:
        for number, (name, latin) in enumerate(words[: district.get("communities", 0)], 1):
            english = f"{latin.capitalize()} community, {district['english']}"
            yield Community(
                district["slug"], number, f"{district['slug']}-{latin}", f"{district['name']}{name}社区", english
            )


def add_places(register: Register) -> None:
    """Add regions, site groups, sites, locations and racks."""
    data = source("places")
    for each in data["regions"]:
        parent = each.get("parent")
        register.add("dcim.region", each["slug"], **{**each, "parent": Ref("dcim.region", parent) if parent else None})
    for each in data["districts"]:
        name, text = each.get("short", each["name"]), each["english"]
        parent_ref = Ref("dcim.region", "changchun")
        register.add("dcim.region", each["slug"], name=name, slug=each["slug"], parent=parent_ref, description=text)
    for each in data["site_groups"]:
        register.add("dcim.sitegroup", each["slug"], **each)
    for each in data["sites"]:
        _site(register, each, each["region"], "rooms", each["team"], physical_address=each["address"])
    _district_sites(register)
    _department_sites(register)
    for community in communities():
        given = {"name": community.name, "slug": community.slug, "description": community.english}
        _site(register, given, community.district, "communities", "city-info")
    _rooms(register)


def _site(register: Register, given: dict[str, Any], region: str, group: str, team: str, **values: Any) -> Ref:
    kept = {name: given[name] for name in SITE_KEYS if name in given}
    return register.add(
        "dcim.site", kept["slug"], **kept, region=Ref("dcim.region", region), group=Ref("dcim.sitegroup", group),
        responsible=Ref("services.supportteam", team), time_zone="Asia/Shanghai", **values,
    )  # fmt: skip


def _district_sites(register: Register) -> None:
    for each in source("places")["districts"]:
        group = "zones" if each["kind"] == "zone" else "counties"
        kind = "管委会" if each["kind"] == "zone" else "政府"
        given = {
            **each,
            "name": f"{each.get('short', each['name'])}{kind}",
            "description": f"Government of {each['english']}",
        }
        site = _site(register, given, each["slug"], group, "city-info", tenant=Ref("tenancy.tenant", each["slug"]))
        add_room(register, site, Room("room", "机房", "Machine room", "network", ["R01"]))


def _department_sites(register: Register) -> None:
    urban = [each["slug"] for each in source("places")["districts"] if each["kind"] == "district"]
    for department in departments():
        if department.own_site:
            given = {
                "name": f"{department.name}办公楼",
                "slug": department.slug,
                "description": department.data["english"],
            }
            region = urban[department.number % len(urban)]
            tenant = Ref("tenancy.tenant", department.slug)
            site = _site(register, given, region, "departments", "city-info", tenant=tenant)
            add_room(register, site, Room("room", "弱电间", "Wiring closet", "wiring", ["R01"]))


class Room(NamedTuple):
    """A location with racks of one role."""

    slug: str
    name: str
    english: str
    role: str
    racks: list[str]


def add_room(register: Register, site: Ref, room: Room) -> None:
    """Add a location with its racks."""
    values = {"name": room.name, "slug": room.slug, "description": room.english}
    location = register.add("dcim.location", f"{site.key}/{room.slug}", site=site, **values)
    role = Ref("dcim.rackrole", room.role)
    for rack in room.racks:
        register.add(
            "dcim.rack", f"{site.key}/{rack}", name=rack, site=site, location=location, role=role,
            width=19, u_height=42, form_factor="4-post-cabinet", max_weight=1000, weight_unit="kg",
            outer_width=600, outer_depth=1200, outer_unit="mm", facility_id=f"{site.key}-{rack}".upper(),
        )  # fmt: skip


def zone_names() -> Iterator[tuple[dict[str, Any], str, str, str]]:
    """(zone as written, slug, name, English) of every zone of the rooms, ranges expanded."""
    for zone in source("rooms")["zones"]:
        for slug in expand(zone["slug"]):
            floor = str(number_in(slug)) if "[" in zone["slug"] else ""
            yield zone, slug, zone["name"].replace("{n}", floor), zone["english"].replace("{n}", floor)


def _rooms(register: Register) -> None:
    data = source("rooms")
    for each in data["rack_roles"]:
        register.add("dcim.rackrole", each["slug"], **each)
    for zone, slug, name, english in zone_names():
        racks = [slug] if "[" in zone["slug"] else expand(zone["racks"]) if "racks" in zone else []
        site = Ref("dcim.site", zone["room"])
        add_room(register, site, Room(slug.lower(), name, english, zone.get("role", "network"), racks))
    register.add("dcim.location", "gd/room", site=Ref("dcim.site", "gd"), name="机房", slug="room", description="Room")
    for each in source("places")["reading_points"]:
        values = {name: each[name] for name in ("name", "description")}
        site = Ref("dcim.site", each["site"])
        register.add("dcim.location", f"{each['site']}/reading-point", site=site, slug="reading-point", **values)
    for panel in data["power_panels"]:
        site, location = (
            Ref("dcim.site", panel["room"]),
            Ref("dcim.location", f"{panel['room']}/{panel['zone'].lower()}"),
        )
        values = {"name": panel["name"], "site": site, "location": location, "description": panel["description"]}
        register.add("dcim.powerpanel", panel["slug"], **values)
