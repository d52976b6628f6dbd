"""The plan of the demo city, without a database."""

import ipaddress
import subprocess
import sys
from collections import Counter, defaultdict, deque

import pytest
from infoport.demo.cityplan import city
from infoport.demo.places import communities, departments
from infoport.demo.register import Ref
from infoport.demo.sources import source

CORES = {"xxg-a-core01", "xxg-a-core02"}


def rows(label: str):
    return city().register.rows(label)


def test_the_figures_of_the_text_are_there():
    groups = {
        key
        for key, row in rows("tenancy.tenantgroup").items()
        if row["parent"] == Ref("tenancy.tenantgroup", "city-departments")
    }
    tenants = [row for row in rows("tenancy.tenant").values() if row["group"].key in groups]
    sites = Counter(row["group"].key for row in rows("dcim.site").values())
    assert len(tenants) == 64
    assert sites["communities"] == 249
    assert sites["counties"] + sites["zones"] == 14
    assert len(rows("services.supportteam")) == 3


def test_sites_were_rebuilt_helped_and_take_applications_as_the_text_says():
    found = Counter(
        tag.key
        for row in rows("services.applicationservice").values()
        if row["kind"] == "website"
        for tag in row["tags"]
    )
    websites = [key for key in rows("services.applicationservice") if key.startswith("site-")]
    assert (len(websites), found["rebuilt"], found["helped"], found["online-application"]) == (64, 27, 8, 9)


def test_every_service_of_the_text_runs_somewhere_is_asked_somewhere_and_is_protected():
    services = {row["code"]: key for key, row in rows("services.applicationservice").items() if row.get("code")}
    wanted = [f"A{n}" for n in range(1, 10)] + ["R1", "R2", "R3"]
    assert not set(wanted) - services.keys()
    for type_, name in (("serviceinstance", "service"), ("serviceendpoint", "service"), ("protection", "subject")):
        served = {row[name].key for row in rows(f"services.{type_}").values()}
        assert not {services[code] for code in wanted} - served, type_
    assert sum(row["kind"] == "database" for row in rows("services.applicationservice").values()) == 7


def test_venues_form_the_tree_of_the_text():
    kinds = Counter(row["kind"] for row in rows("conferencing.venue").values())
    assert kinds == {"main": 2, "branch": 1, "base": 12}
    main = {key: row["stand_in"].key for key, row in rows("conferencing.venue").items() if row["kind"] == "main"}
    assert main == {"venue-szf": "venue-sw", "venue-sw": "venue-szf"}


def test_there_are_some_four_hundred_devices_and_about_150_answer():
    assert 380 <= len(city().plant.devices) <= 420
    assert 140 <= len(city().polled) <= 160


def test_every_reference_leads_to_a_row_that_exists():
    register = city().register
    for label in register:
        for key, values in register.rows(label).items():
            for name, value in values.items():
                for each in value if isinstance(value, list) else [value]:
                    assert not isinstance(each, Ref) or each in register, (label, key, name, each)


def reachable_from_core():
    """Devices joined to a core by cables, patch panels and lines, whatever lies between."""
    plant, beside = city().plant, defaultdict(set)
    for cable in plant.cables.values():
        nodes = [node(cable.a), node(cable.b)]
        beside[nodes[0]].add(nodes[1])
        beside[nodes[1]].add(nodes[0])
    found, waiting = set(CORES), deque(CORES)
    while waiting:
        for other in beside[waiting.popleft()] - found:
            found.add(other)
            waiting.append(other)
    return found


def node(end: Ref):
    """A network device conducts between its ports, a panel only between front and rear of one port."""
    if end.label in {"dcim.frontport", "dcim.rearport"}:
        return end.key
    if end.label == "circuits.circuittermination":
        return end.key[:-2]
    return end.key.partition("|")[0] if end.label == "dcim.interface" else f"power {end.key}"


def test_every_department_and_every_county_reaches_the_core():
    reached = reachable_from_core()
    owners = {device.tenant for name, device in city().plant.devices.items() if name in reached}
    assert not {each.slug for each in departments()} - owners
    assert not {each["slug"] for each in source("places")["districts"]} - owners


def test_the_intranet_is_joined_to_nothing_else():
    intranet = {name for name in city().plant.devices if "-i-" in name}
    assert intranet
    assert not intranet & reachable_from_core()


def test_no_address_is_given_twice_in_one_routing_table_and_each_lies_in_a_planned_prefix():
    seen, planned = set(), defaultdict(list)
    for row in rows("ipam.prefix").values():
        planned[row["vrf"]].append(ipaddress.ip_network(row["prefix"]))
    for row in rows("ipam.ipaddress").values():
        host = ipaddress.ip_interface(row["address"]).ip
        assert (row["vrf"], host) not in seen, row
        seen.add((row["vrf"], host))
        assert any(host in prefix for prefix in planned[row["vrf"]]), row


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("dcim.macaddress", "mac_address"),
        ("dcim.device", "asset_tag"),
        ("dcim.device", "serial"),
        ("dcim.inventoryitem", "serial"),
    ],
)
def test_what_identifies_a_thing_is_there_once(label: str, field: str):
    values = [row[field] for row in rows(label).values() if row[field]]
    assert len(values) == len(set(values))


def test_devices_do_not_overlap_in_racks():
    taken = set()
    for device in city().plant.devices.values():
        if device.place.unit:
            units = {
                (device.place.rack, unit) for unit in range(device.place.unit, device.place.unit + device.kind.units)
            }
            assert not units & taken, device.name
            taken |= units
    assert max(unit for _rack, unit in taken) <= 42


def test_every_mounted_device_of_a_machine_room_draws_from_both_sides():
    plant = city().plant
    for device in plant.devices.values():
        room = (device.place.rack or "").partition("/")
        ports = [name for name, _plug in device.kind.supplies()]
        if f"{room[0]}-{room[2].lower()}-pdu-a" not in plant.devices or device.role == "pdu" or len(ports) < 2:
            continue
        ends = [plant.other_end(Ref("dcim.powerport", f"{device.name}|{port}")) for port in ports]
        assert {end.key.partition("|")[0][-1] for end in ends} == {"a", "b"}, device.name


def test_communities_are_spread_over_the_five_urban_districts():
    found = Counter(each.district for each in communities())
    assert len(found) == 5
    assert len({each.name for each in communities()}) == 249


def test_the_city_is_the_same_in_every_run():
    script = (
        "import hashlib; from infoport.demo.cityplan import city; r = city().register;"
        "print(hashlib.sha256(repr([(l, list(r.rows(l).items())) for l in r]).encode()).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path), "PATH": ""},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(found) == 1
