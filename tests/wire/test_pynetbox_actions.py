"""pynetbox asks for what is free, what is connected, and what is drawn."""

import ipaddress
from concurrent.futures import ThreadPoolExecutor

import pynetbox
import pytest

from tests.wire.live import Live
from tests.wire.town import Town

PARALLEL = 50


@pytest.fixture(scope="module")
def pool(api: pynetbox.api, town: Town) -> object:
    """A network of its own, with nothing in it."""
    return api.ipam.prefixes.create(prefix="10.99.0.0/16", status="container", vrf=town.id("office"))


def test_free_addresses_are_listed_and_taken(api: pynetbox.api, town: Town, pool: object) -> None:
    network = api.ipam.prefixes.create(prefix="10.99.1.0/29", status="active", vrf=town.id("office"))
    free = network.available_ips.list()
    assert [str(each) for each in free] == [f"10.99.1.{n}/29" for n in range(1, 7)]
    one = network.available_ips.create({"dns_name": "a.example"})
    assert (one.address, one.dns_name, one.vrf.name) == ("10.99.1.1/29", "a.example", "office")
    two = network.available_ips.create([{}, {"status": "reserved"}])
    assert [(each.address, each.status.value) for each in two] == [
        ("10.99.1.2/29", "active"), ("10.99.1.3/29", "reserved"),
    ]  # fmt: skip
    network.available_ips.create([{}] * 3)
    with pytest.raises(pynetbox.AllocationError):
        network.available_ips.create()
    addresses = api.ipam.ip_ranges.create(start_address="10.99.2.1/24", end_address="10.99.2.9/24", status="active")
    assert addresses.available_ips.create().address == "10.99.2.1/24"


def test_free_prefixes_are_listed_and_taken(api: pynetbox.api, town: Town) -> None:
    container = api.ipam.prefixes.create(prefix="10.98.0.0/22", status="container")
    assert [str(each) for each in container.available_prefixes.list()] == ["10.98.0.0/22"]
    made = container.available_prefixes.create({"prefix_length": 24, "status": "active"})
    assert (made.prefix, made.status.value) == ("10.98.0.0/24", "active")
    assert [str(each) for each in container.available_prefixes.list()] == ["10.98.1.0/24", "10.98.2.0/23"]
    more = container.available_prefixes.create([{"prefix_length": 24}, {"prefix_length": 25}])
    assert [each.prefix for each in more] == ["10.98.1.0/24", "10.98.2.0/25"]
    with pytest.raises(pynetbox.AllocationError):
        container.available_prefixes.create({"prefix_length": 22})


def test_free_vlans_are_taken_until_none_is_left(town: Town) -> None:
    group = town.made["hq-vlans"]
    assert [each.vid for each in group.available_vlans.list()] == [100, 101, 102]
    made = group.available_vlans.create({"name": "v-a"})
    assert (made.vid, made.name, made.group.name) == (100, "v-a", "hq-vlans")
    assert [each.vid for each in group.available_vlans.create([{"name": "v-b"}, {"name": "v-c"}])] == [101, 102]
    with pytest.raises(pynetbox.AllocationError):
        group.available_vlans.create({"name": "v-d"})


def test_free_as_numbers_are_taken(api: pynetbox.api, town: Town) -> None:
    found = api.ipam.asn_ranges.create(name="own", slug="own", rir=town.id("private"), start=65100, end=65102)
    assert [each["asn"] for each in found.available_asns.list()] == [65100, 65101, 65102]
    assert found.available_asns.create({})["asn"] == 65100


def test_fifty_clients_at_once_get_fifty_addresses(live: Live, api: pynetbox.api, town: Town, pool: object) -> None:
    network = api.ipam.prefixes.create(prefix="10.99.8.0/24", status="active", vrf=town.id("office"))

    def take(_n: int) -> str:
        client = live.client()
        try:
            return str(client.ipam.prefixes.get(network.id).available_ips.create({}).address)
        finally:
            client.http_session.close()

    with ThreadPoolExecutor(PARALLEL) as threads:
        taken = list(threads.map(take, range(PARALLEL)))
    assert sorted(map(ipaddress.ip_interface, taken)) == [
        ipaddress.ip_interface(f"10.99.8.{n}/24") for n in range(1, PARALLEL + 1)
    ]


def test_a_cable_is_traced_from_both_ends(town: Town) -> None:
    near, cable, far = town.made["sw-1:eth1"].trace()
    assert [each.name for each in near] == ["eth1"]
    assert cable.id == town.id("c-1")
    assert [(each.device.name, each.name) for each in far] == [("rtr-1", "eth1")]
    back = town.made["rtr-1:eth1"].trace()
    assert [each.device.name for each in back[2]] == ["sw-1"]


def test_an_interface_tells_what_it_is_connected_to(api: pynetbox.api, town: Town) -> None:
    interface = api.dcim.interfaces.get(device="sw-1", name="eth1")
    assert interface.link_peers_type == "dcim.interface"
    assert [each.device.name for each in interface.link_peers] == ["rtr-1"]
    assert interface.connected_endpoints_reachable is True
    assert [each.device.name for each in interface.connected_endpoints] == ["rtr-1"]
    cable = api.dcim.cables.get(town.id("c-1"))
    assert [each.device.name for each in cable.a_terminations] == ["sw-1"]


def test_a_configuration_is_rendered(api: pynetbox.api, town: Town) -> None:
    rendered = api.dcim.devices.get(name="sw-1").render_config.create()
    assert rendered["content"] == "hostname sw-1\nsite hq\n" or rendered["content"] == "hostname sw-1\nsite hq"


def test_a_rack_is_drawn_and_its_units_are_listed(town: Town) -> None:
    rack = town.made["R01"]
    units = {str(unit.name): unit for unit in rack.elevation.list(face="front", limit=100)}
    assert units["U1"].device.name == "sw-1"
    assert units["U9"].device is None
    picture = rack.elevation.list(face="front", render="svg")
    assert picture.startswith(("<svg", "<?xml"))
    assert "sw-3" in picture
    assert len(list(rack.elevation.list(face="rear", limit=10))) >= 10
