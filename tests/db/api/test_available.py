"""The next free address, prefix, VLAN id or AS number, as NetBox 4.6.8 was recorded to answer."""

from types import SimpleNamespace
from typing import Any

import pytest

from inventory.declare.registry import specs
from inventory.declare.write import save


def make(label: str, /, **values: Any) -> Any:
    spec = specs[label]
    return save(spec, spec.model(), values)


FULL = {"detail": "Insufficient resources are available to satisfy the request"}


@pytest.fixture
def plan(db: None) -> SimpleNamespace:
    """The recorded network, with the addresses that were taken there."""
    found = SimpleNamespace()
    found.vrf = make("ipam.vrf", name="Offices", rd="65000:1")
    found.rir = make("ipam.rir", name="Private numbers", slug="private-numbers", is_private=True)
    prefixes = {"container": "10.20.0.0/16", "net": "10.20.1.0/24", "tiny": "10.20.9.0/30", "six": "2001:db8:20::/64"}
    for name, prefix in prefixes.items():
        status = "container" if name == "container" else "active"
        setattr(found, name, make("ipam.prefix", prefix=prefix, vrf=found.vrf, status=status))
    found.pool = make("ipam.prefix", prefix="172.20.0.0/24", is_pool=True)
    found.range = make("ipam.iprange", start_address="10.20.1.100/24", end_address="10.20.1.101/24", vrf=found.vrf)
    for address in ("10.20.1.1/24", "10.20.1.2/24", "2001:db8:20::1/64"):
        make("ipam.ipaddress", address=address, vrf=found.vrf)
    found.group = make("ipam.vlangroup", name="Two VLANs", slug="two-vlans", vid_ranges=[[2, 3]])
    found.numbers = make("ipam.asnrange", name="Private AS", slug="private-as", rir=found.rir, start=64512, end=64515)
    make("ipam.asn", asn=64512, rir=found.rir)
    return found


def ips(prefix: Any) -> str:
    return f"/api/ipam/prefixes/{prefix.pk}/available-ips/"


def shown(api: Any, url: str, key: str) -> list[Any]:
    answer = api.get(url)
    assert answer.status_code == 200
    return [each[key] for each in answer.json()]


def test_free_addresses_leave_out_what_is_taken_and_the_networks_own(api: Any, plan: SimpleNamespace) -> None:
    assert shown(api, ips(plan.net) + "?limit=3", "address") == ["10.20.1.3/24", "10.20.1.4/24", "10.20.1.5/24"]
    assert shown(api, ips(plan.tiny), "address") == ["10.20.9.1/30", "10.20.9.2/30"]
    assert shown(api, ips(plan.pool) + "?limit=2", "address") == ["172.20.0.0/24", "172.20.0.1/24"]
    assert shown(api, ips(plan.six) + "?limit=2", "address") == ["2001:db8:20::2/64", "2001:db8:20::3/64"]
    assert len(shown(api, ips(plan.net) + "?limit=0", "address")) == 252
    first = api.get(ips(plan.net) + "?limit=1").json()[0]
    assert (first["family"], first["vrf"]["rd"]) == (4, "65000:1")


def test_addresses_are_taken_in_order_with_the_prefixes_vrf(api: Any, plan: SimpleNamespace) -> None:
    first = api("POST", ips(plan.tiny), {"description": "taken", "dns_name": "a.example.net", "prefix": "x"})
    assert first.status_code == 201
    assert first.json()["address"] == "10.20.9.1/30"
    assert first.json()["vrf"]["id"] == plan.vrf.pk
    refused = api("POST", ips(plan.tiny), [{}, {}, {}])
    assert (refused.status_code, refused.json()) == (409, FULL)
    last = api("POST", ips(plan.tiny), [{"description": "last"}])
    assert [each["address"] for each in last.json()] == ["10.20.9.2/30"]
    assert api("POST", ips(plan.tiny), {}).status_code == 409
    assert api.get(ips(plan.tiny)).json() == []
    bad = api("POST", ips(plan.net), {"status": "exploded"})
    assert (bad.status_code, bad.json()) == (400, {"status": ["exploded is not a valid choice."]})


def test_a_range_gives_its_own_addresses_and_none_when_it_is_populated(api: Any, plan: SimpleNamespace) -> None:
    url = f"/api/ipam/ip-ranges/{plan.range.pk}/available-ips/"
    assert shown(api, url, "address") == ["10.20.1.100/24", "10.20.1.101/24"]
    taken = api("POST", url, [{}, {}])
    assert [each["address"] for each in taken.json()] == ["10.20.1.100/24", "10.20.1.101/24"]
    assert (api("POST", url, {}).status_code, api("POST", url, {}).json()) == (409, FULL)
    populated = make(
        "ipam.iprange", start_address="10.20.1.3/24", end_address="10.20.1.9/24", vrf=plan.vrf, mark_populated=True
    )
    assert shown(api, f"/api/ipam/ip-ranges/{populated.pk}/available-ips/", "address") == []
    assert shown(api, ips(plan.net) + "?limit=1", "address") == ["10.20.1.10/24"]


def test_prefixes_are_cut_out_of_what_is_free(api: Any, plan: SimpleNamespace) -> None:
    url = f"/api/ipam/prefixes/{plan.container.pk}/available-prefixes/"
    free = shown(api, url, "prefix")
    assert (free[:3], len(free)) == (["10.20.0.0/24", "10.20.2.0/23", "10.20.4.0/22"], 16)
    taken = api("POST", url, {"prefix_length": 26, "description": "taken"})
    assert (taken.status_code, taken.json()["prefix"], taken.json()["_depth"]) == (201, "10.20.0.0/26", 1)
    two = api("POST", url, [{"prefix_length": 28}, {"prefix_length": 20, "status": "reserved"}])
    assert [each["prefix"] for each in two.json()] == ["10.20.0.64/28", "10.20.16.0/20"]
    assert api("POST", url, {"prefix_length": 16}).json() == FULL
    assert api("POST", url, {"prefix_length": 8}).status_code == 409
    rubbish, missing = (api("POST", url, body) for body in ({"prefix_length": "x"}, {}))
    assert (rubbish.status_code, rubbish.json()) == (400, [{"prefix_length": "this field must be int type"}])
    assert (missing.status_code, missing.json()) == (400, [{"prefix_length": "this field can not be missing"}])


def test_vlan_ids_of_a_group_run_out(api: Any, plan: SimpleNamespace) -> None:
    url = f"/api/ipam/vlan-groups/{plan.group.pk}/available-vlans/"
    assert shown(api, url, "vid") == [2, 3]
    assert api("POST", url, {"name": "one"}).json()["display"] == "one (2)"
    nameless = api("POST", url, {})
    assert (nameless.status_code, nameless.json()) == (400, [{"name": ["This field is required."]}])
    assert api("POST", url, [{"name": "two"}, {"name": "three"}]).json() == FULL
    assert [each["vid"] for each in api("POST", url, [{"name": "two"}]).json()] == [3]
    assert api("POST", url, {"name": "three"}).status_code == 409


def test_as_numbers_of_a_range_run_out(api: Any, plan: SimpleNamespace) -> None:
    url = f"/api/ipam/asn-ranges/{plan.numbers.pk}/available-asns/"
    assert shown(api, url, "asn") == [64513, 64514, 64515]
    assert api.get(url).json()[0]["rir"]["slug"] == "private-numbers"
    assert api("POST", url, {"description": "taken"}).json()["display"] == "AS64513"
    assert [each["asn"] for each in api("POST", url, [{}, {}]).json()] == [64514, 64515]
    assert api("POST", url, {}).json() == FULL
    assert api.get(url).json() == []


def test_only_who_may_see_the_parent_and_add_what_is_made_takes_some(
    api: Any, person: Any, plan: SimpleNamespace
) -> None:
    assert person(["ipam.prefix"], ["view"])("POST", ips(plan.net), {}).status_code == 403
    assert person(["ipam.ipaddress"], ["view", "add"])("POST", ips(plan.net), {}).status_code == 404
    both = person(["ipam.prefix", "ipam.ipaddress"], ["view", "add"], None)
    assert both("POST", ips(plan.net), {}).status_code == 201
    assert api.get("/api/ipam/prefixes/99999/available-ips/").status_code == 404
    assert api("DELETE", ips(plan.net)).status_code == 405


def test_an_address_outside_the_askers_reach_is_not_made(api: Any, plan: SimpleNamespace, person: Any) -> None:
    from inventory.users.models import ObjectPermission

    asker = person(["ipam.prefix"], ["view"])
    rule = ObjectPermission.objects.create(
        name="reserved only", object_types=["ipam.ipaddress"], actions=["add"], constraints={"status": "reserved"}
    )
    rule.users.add(asker.user)
    assert asker("POST", ips(plan.net), {}).status_code == 403
    assert asker("POST", ips(plan.net), {"status": "reserved"}).status_code == 201
