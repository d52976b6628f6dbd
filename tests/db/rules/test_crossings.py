"""Policies between segments, crossings, and devices that join segments kept apart."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from writes import change, make, refusal, refused_change

from inventory.declare.readplan import rows
from inventory.declare.registry import specs
from inventory.segments.models import IsolationPolicy
from inventory.segments.rules.membership import joins

POLICY, CROSSING = "segments.isolationpolicy", "segments.crossing"


@pytest.fixture
def nets(room: SimpleNamespace, device: Any) -> SimpleNamespace:
    """Three segments, the first physically apart, each with a VRF, and a firewall."""
    found = SimpleNamespace()
    kinds = (
        ("intranet", "内", "IN", "physical"),
        ("extranet", "外", "EX", "logical"),
        ("internet", "互", "NET", "logical"),
    )
    for name, letter, code, isolation in kinds:
        about = {"slug": name, "kind": name, "letter": letter, "code": code, "isolation": isolation}
        segment = make("segments.segment", name=name, **about)
        setattr(found, name, segment)
        setattr(found, f"{name}_vrf", make("ipam.vrf", name=name, segment=segment))
    found.firewall = device("fw01")
    found.room = room
    return found


def port(nets: SimpleNamespace, name: str, **values: Any) -> Any:
    return make("dcim.interface", device=nets.firewall, name=name, type="1000base-t", **values)


def crossing(nets: SimpleNamespace, **values: Any) -> dict[str, Any]:
    return {
        "name": "web", "source": nets.internet, "target": nets.extranet, "kind": "firewall", "purpose": "sites",
        "status": "active", "device": nets.firewall, "approved_by": "office",
    } | values  # fmt: skip


def test_a_pair_has_one_policy_whichever_segment_is_named_first(nets: SimpleNamespace) -> None:
    make(POLICY, first=nets.intranet, second=nets.extranet, rule="isolated")
    assert refusal(POLICY, first=nets.extranet, second=nets.intranet, rule="open")
    assert "second" in refusal(POLICY, first=nets.extranet, second=nets.extranet, rule="open")
    with pytest.raises(IntegrityError), transaction.atomic():
        IsolationPolicy.objects.create(first=nets.extranet, second=nets.intranet, rule="open")


def test_a_crossing_needs_a_policy_that_allows_it(nets: SimpleNamespace) -> None:
    assert "No policy" in refusal(CROSSING, **crossing(nets))["target"][0]
    apart = crossing(nets, source=nets.extranet, target=nets.intranet)
    assert "physically isolated" in refusal(CROSSING, **apart)["target"][0]
    make(POLICY, first=nets.intranet, second=nets.extranet, rule="isolated", document="2002-17")
    assert "2002-17" in refusal(CROSSING, **apart)["target"][0]
    make(POLICY, first=nets.extranet, second=nets.internet, rule="filtered")
    row = rows(specs[CROSSING], [make(CROSSING, **crossing(nets)).pk], "http://x")[0]
    assert row["in_force"] is True
    make(CROSSING, **apart | {"name": "old", "status": "revoked"})


def test_one_way_takes_the_right_direction_and_a_gap(nets: SimpleNamespace) -> None:
    make(POLICY, first=nets.extranet, second=nets.intranet, rule="one-way")
    inward = crossing(nets, source=nets.extranet, target=nets.intranet)
    assert "diode" in refusal(CROSSING, **inward)["target"][0]
    assert "extranet to intranet only" in refusal(CROSSING, **inward | {"source": nets.intranet, "target": nets.extranet})["target"][0]  # fmt: skip  # noqa: E501
    make(CROSSING, **inward | {"kind": "diode"})


def test_a_policy_is_not_tightened_under_an_active_crossing(nets: SimpleNamespace) -> None:
    policy = make(POLICY, first=nets.extranet, second=nets.internet, rule="filtered")
    way = make(CROSSING, **crossing(nets))
    assert "web" in refused_change(policy, rule="isolated")["rule"][0]
    change(way, status="revoked")
    assert change(policy, rule="isolated").rule == "isolated"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ports": "99999"}, "ports"), ({"ports": "http"}, "ports"), ({"ports": "80", "transport": "icmp"}, "ports"),
        ({"approved_by": ""}, "approved_by"), ({"device": None}, "device"),
        ({"approved": "2026-02-01", "valid_until": "2026-01-01"}, "valid_until"),
    ],
)  # fmt: skip
def test_a_crossing_that_says_too_little_is_refused(nets: SimpleNamespace, values: dict[str, Any], field: str) -> None:
    make(POLICY, first=nets.extranet, second=nets.internet, rule="filtered")
    assert field in refusal(CROSSING, **crossing(nets, **values))


def test_interfaces_and_addresses_lie_in_the_segment_of_vlan_vrf_or_prefix(nets: SimpleNamespace) -> None:
    vlan = make("ipam.vlan", vid=10, name="office", segment=nets.extranet)
    by_vlan = port(nets, "e1", mode="access", untagged_vlan=vlan, vrf=nets.internet_vrf)
    by_vrf, none = port(nets, "e2", vrf=nets.internet_vrf), port(nets, "e3")
    found = rows(specs["dcim.interface"], [by_vlan.pk, by_vrf.pk, none.pk], "http://x")
    names = [(json.loads(bytes(each["segment"] or b"null")) or {}).get("name") for each in found]
    assert names == ["extranet", "internet", None]
    make("ipam.prefix", prefix="10.0.0.0/8", segment=nets.internet)
    make("ipam.prefix", prefix="10.1.0.0/16", segment=nets.intranet)
    address = make("ipam.ipaddress", address="10.1.2.3/24")
    assert b"intranet" in bytes(rows(specs["ipam.ipaddress"], [address.pk], "http://x")[0]["segment"])


def test_a_device_in_two_networks_kept_apart_is_found_with_its_evidence(nets: SimpleNamespace) -> None:
    assert joins() == []
    port(nets, "e1", vrf=nets.intranet_vrf)
    trunk = port(nets, "e2", mode="tagged")
    trunk.tagged_vlans.add(make("ipam.vlan", vid=20, name="servers", segment=nets.extranet))
    (found,) = joins()
    assert (found.device, found.policy, found.rule) == (nets.firewall.pk, None, "isolated")
    assert {(each["name"], each["how"], each["via"]) for each in found.evidence} == {
        ("e1", "vrf", "intranet"), ("e2", "tagged", "20"),
    }  # fmt: skip
    policy = make(POLICY, first=nets.extranet, second=nets.intranet, rule="one-way")
    assert joins()[0].policy == policy.pk
    way = make(CROSSING, **crossing(nets, source=nets.extranet, target=nets.intranet, kind="gap"))
    assert joins() == []
    change(way, valid_until="2020-01-01")
    assert len(joins()) == 1


def test_networks_that_are_filtered_or_undecided_may_share_a_device(nets: SimpleNamespace) -> None:
    port(nets, "e1", vrf=nets.extranet_vrf)
    port(nets, "e2", vrf=nets.internet_vrf)
    assert joins() == []
    policy = make(POLICY, first=nets.extranet, second=nets.internet, rule="filtered")
    assert joins() == []
    change(policy, rule="isolated")
    assert len(joins()) == 1
