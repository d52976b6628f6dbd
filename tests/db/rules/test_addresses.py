"""What holds of prefixes, ranges, addresses and VLANs."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import NON_FIELD_ERRORS
from writes import Build, change, make, refusal, refused_change

from inventory.declare.readplan import rows
from inventory.declare.registry import specs

pytestmark = pytest.mark.django_db


@pytest.fixture
def strict() -> Any:
    """A VRF that asks for unique addresses."""
    return make("ipam.vrf", name="Offices", rd="65000:1")


@pytest.fixture
def loose() -> Any:
    """A VRF in which anything may occur twice."""
    return make("ipam.vrf", name="Lab", enforce_unique=False)


def test_a_prefix_is_unique_in_its_vrf_and_in_the_global_table(strict: Any, loose: Any) -> None:
    for vrf in (strict, loose, None):
        make("ipam.prefix", prefix="10.20.1.0/24", vrf=vrf)
    message = "Duplicate prefix found in VRF Offices (65000:1): 10.20.1.0/24"
    assert refusal("ipam.prefix", prefix="10.20.1.0/24", vrf=strict) == {"prefix": [message]}
    assert "global table" in refusal("ipam.prefix", prefix="10.20.1.0/24")["prefix"][0]
    make("ipam.prefix", prefix="10.20.1.0/24", vrf=loose)


def test_a_prefix_keeps_its_own_place_when_changed(strict: Any) -> None:
    prefix = make("ipam.prefix", prefix="10.20.1.0/24", vrf=strict)
    assert change(prefix, description="offices").description == "offices"


@pytest.mark.parametrize(("text", "part"), [("10.20.77.1/24", "10.20.77.0/24"), ("0.0.0.0/0", "/0"), ("x", "x")])
def test_a_prefix_is_a_network_smaller_than_everything(text: str, part: str) -> None:
    assert part in refusal("ipam.prefix", prefix=text)["prefix"][0]


def test_prefixes_know_what_contains_them_in_their_table(strict: Any) -> None:
    outer = make("ipam.prefix", prefix="10.0.0.0/8", vrf=strict, status="container")
    middle = make("ipam.prefix", prefix="10.20.0.0/16", vrf=strict)
    inner = make("ipam.prefix", prefix="10.20.1.0/24", vrf=strict)
    make("ipam.prefix", prefix="10.20.2.0/24")
    found = rows(specs["ipam.prefix"], [outer.pk, middle.pk, inner.pk], "http://x")
    assert [(row["children"], row["_depth"]) for row in found] == [(2, 0), (1, 1), (0, 2)]
    assert b"IPv4" in bytes(found[0]["family"])


def test_an_address_is_unique_in_its_vrf_whatever_its_prefix_length(strict: Any, loose: Any) -> None:
    make("ipam.ipaddress", address="10.20.1.1/24", vrf=strict)
    make("ipam.ipaddress", address="10.20.1.1/24", vrf=loose)
    make("ipam.ipaddress", address="10.20.1.1/24", vrf=loose)
    message = "Duplicate IP address found in VRF Offices (65000:1): 10.20.1.1/25"
    assert refusal("ipam.ipaddress", address="10.20.1.1/25", vrf=strict) == {"address": [message]}


def test_addresses_that_are_shared_on_purpose_may_repeat() -> None:
    make("ipam.ipaddress", address="10.20.1.1/24", role="vrrp")
    make("ipam.ipaddress", address="10.20.1.1/24", role="vrrp")
    assert "address" in refusal("ipam.ipaddress", address="10.20.1.1/24")


@pytest.mark.parametrize(
    ("address", "part"),
    [("10.20.1.0/24", "network ID"), ("10.20.1.255/24", "broadcast"), ("2001:db8::/64", "network ID")],
)
def test_an_interface_takes_no_network_or_broadcast_address(device: Build, address: str, part: str) -> None:
    port = make("dcim.interface", device=device("sw1"), name="Vlanif1", type="virtual")
    assigned = {"assigned_object_type": "dcim.interface", "assigned_object_id": port.pk}
    assert part in refusal("ipam.ipaddress", address=address, **assigned)[NON_FIELD_ERRORS][0]
    make("ipam.ipaddress", address=address)


@pytest.mark.parametrize("address", ["10.20.1.0/31", "10.20.1.1/32", "2001:db8::/127", "2001:db8::ffff:ffff/64"])
def test_point_to_point_networks_and_ipv6_use_every_address(device: Build, address: str) -> None:
    port = make("dcim.interface", device=device("sw1"), name="Vlanif1", type="virtual")
    make("ipam.ipaddress", address=address, assigned_object_type="dcim.interface", assigned_object_id=port.pk)


def test_a_device_is_reached_at_its_own_addresses(device: Build) -> None:
    own, other = device("sw1"), device("sw2")
    port = make("dcim.interface", device=own, name="Vlanif1", type="virtual")
    assigned = {"assigned_object_type": "dcim.interface", "assigned_object_id": port.pk}
    four = make("ipam.ipaddress", address="10.20.1.1/24", **assigned)
    six = make("ipam.ipaddress", address="2001:db8::1/64", **assigned)
    outside = make("ipam.ipaddress", address="203.0.113.7/32", nat_inside=four)
    assert "not assigned" in refused_change(other, primary_ip4=four)["primary_ip4"][0]
    assert change(own, primary_ip4=four, primary_ip6=six, oob_ip=outside).oob_ip == outside
    assert "already exists" in refused_change(other, primary_ip4=four)["primary_ip4"][0]
    assert "IPv6" in refused_change(own, primary_ip6=four, primary_ip4=None)["primary_ip6"][0]
    wire = rows(specs["dcim.device"], [own.pk], "http://x")[0]
    assert b"2001:db8::1/64" in bytes(wire["primary_ip"])
    assert b'"nat_outside" : [' in bytes(wire["primary_ip4"])
    assert b"203.0.113.7/32" in bytes(wire["primary_ip4"])


def test_a_range_is_in_order_and_overlaps_no_other(strict: Any) -> None:
    make("ipam.iprange", start_address="10.66.1.9/24", end_address="10.66.1.99/24", vrf=strict)
    assert "end_address" in refusal("ipam.iprange", start_address="10.66.1.9/24", end_address="10.66.1.1/24")
    assert "end_address" in refusal("ipam.iprange", start_address="10.66.1.9/24", end_address="10.66.1.20/25")
    assert "end_address" in refusal("ipam.iprange", start_address="10.66.1.9/24", end_address="2001:db8::1/24")
    problem = refusal("ipam.iprange", start_address="10.66.1.99/24", end_address="10.66.1.120/24", vrf=strict)
    assert "10.66.1.9-99/24" in problem["start_address"][0]
    made = make("ipam.iprange", start_address="10.66.1.99/24", end_address="10.66.1.120/24")
    assert rows(specs["ipam.iprange"], [made.pk], "http://x")[0]["size"] == 22


def test_a_vlan_group_says_which_ids_its_vlans_may_have(room: SimpleNamespace) -> None:
    group = make("ipam.vlangroup", name="North", slug="north", vid_ranges=[[10, 13], [100, 199]],
                 scope_type="dcim.site", scope_id=room.site.pk)  # fmt: skip
    make("ipam.vlan", vid=10, name="mgmt", group=group, site=room.site)
    message = "VID must be in ranges 10-13,100-199 for VLANs in group North"
    assert refusal("ipam.vlan", vid=50, name="x", group=group) == {"vid": [message]}
    assert "vid" in refusal("ipam.vlan", vid=4095, name="x")
    assert NON_FIELD_ERRORS in refusal("ipam.vlan", vid=10, name="again", group=group)
    assert "group" in refusal("ipam.vlan", vid=11, name="x", group=group, site=room.other_site)
    assert "mgmt" in refused_change(group, vid_ranges=[[100, 199]])["vid_ranges"][0]
    wire = rows(specs["ipam.vlangroup"], [group.pk], "http://x")[0]
    assert (wire["total_vlan_ids"], wire["utilization"]) == (104, "0.96")


@pytest.mark.parametrize("ranges", [[], "x", [[1]], [[20, 10]], [[0, 5]], [[1, 4095]], [[1, 10], [5, 20]], [["1", 2]]])
def test_ranges_of_ids_that_make_no_sense_are_refused(ranges: Any) -> None:
    assert "vid_ranges" in refusal("ipam.vlangroup", name="x", slug="x", vid_ranges=ranges)


def test_a_group_without_ranges_may_use_every_id() -> None:
    assert make("ipam.vlangroup", name="x", slug="x").vid_ranges == [[1, 4094]]


def test_interfaces_refer_within_their_device(device: Build, room: SimpleNamespace) -> None:
    own, other = device("sw1"), device("sw2")
    lag = make("dcim.interface", device=own, name="Eth-Trunk1", type="lag")
    port = make("dcim.interface", device=own, name="GE0/0/1", type="1000base-t", lag=lag)
    common = {"name": "GE0/0/2", "type": "1000base-t"}
    assert "lag" in refusal("dcim.interface", device=other, lag=lag, **common)
    assert "lag" in refusal("dcim.interface", device=own, lag=port, **common)
    assert "parent" in refusal("dcim.interface", device=own, parent=port, **common)
    assert "bridge" in refused_change(port, bridge=port)
    make("dcim.interface", device=own, name="GE0/0/1.10", type="virtual", parent=port)
    vlan = make("ipam.vlan", vid=10, name="mgmt", site=room.site)
    away = make("ipam.vlan", vid=10, name="mgmt", site=room.other_site)
    assert "untagged_vlan" in refused_change(port, untagged_vlan=vlan)
    assert "untagged_vlan" in refused_change(port, untagged_vlan=away, mode="access")
    assert change(port, untagged_vlan=vlan, mode="access").untagged_vlan == vlan


def test_an_interface_shows_its_mac_addresses(device: Build) -> None:
    port = make("dcim.interface", device=device("sw1"), name="GE0/0/1", type="1000base-t")
    mac = make("dcim.macaddress", mac_address="001b.4411.3ab7", assigned_object_type="dcim.interface",
               assigned_object_id=port.pk)  # fmt: skip
    change(port, primary_mac_address=mac)
    row = rows(specs["dcim.interface"], [port.pk], "http://x")[0]
    assert row["mac_address"] == "00:1B:44:11:3A:B7"
    assert len(row["mac_addresses"]) == 1
