"""Aggregates, AS numbers, services, accounts, ranges: what must hold, and how far prefixes are used."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from writes import Build, change, make, refusal, refused_change

from inventory.declare.readplan import rows
from inventory.declare.registry import specs

pytestmark = pytest.mark.django_db


def value(instance: Any, key: str) -> Any:
    """One computed key of a stored object."""
    spec = specs[instance._meta.label_lower]
    return rows(spec, [instance.pk], "", ("id", key))[0][key]


@pytest.fixture
def rir():
    return make("ipam.rir", name="RFC 1918", slug="rfc-1918", is_private=True)


def test_aggregates_do_not_overlap(rir: Any):
    make("ipam.aggregate", prefix="10.0.0.0/8", rir=rir)
    inside = refusal("ipam.aggregate", prefix="10.1.0.0/16", rir=rir)
    assert "already covered by an existing aggregate (10.0.0.0/8)" in inside["prefix"][0]
    around = refusal("ipam.aggregate", prefix="8.0.0.0/5", rir=rir)
    assert "covers an existing aggregate (10.0.0.0/8)" in around["prefix"][0]
    with pytest.raises(IntegrityError, match="ipam_aggregate_overlap"), transaction.atomic():
        specs["ipam.aggregate"].model.objects.create(prefix="10.1.0.0/16", rir=rir)


def test_ranges_cannot_overlap_even_past_the_rules():
    loose = make("ipam.vrf", name="Loose", enforce_unique=False)
    model = specs["ipam.iprange"].model
    for vrf in (None, loose):
        model.objects.create(start_address="10.0.0.10/24", end_address="10.0.0.20/24", vrf=vrf)
        with pytest.raises(IntegrityError, match="ipam_iprange_overlap"), transaction.atomic():
            model.objects.create(start_address="10.0.0.20/25", end_address="10.0.0.30/25", vrf=vrf)
    taken = refusal("ipam.iprange", start_address="10.0.0.1/24", end_address="10.0.0.10/24")
    assert taken["start_address"] == ["Defined addresses overlap with range 10.0.0.10-20/24 in global table"]


def test_ranges_are_named_by_what_differs():
    found = make("ipam.iprange", start_address="2001:db8::1:10/64", end_address="2001:db8::1:ff/64")
    same = make("ipam.iprange", start_address="10.0.0.1/32", end_address="10.0.0.1/32")
    for each, name in ((found, "2001:db8::1:10-ff/64"), (same, "10.0.0.1-1/32")):
        assert str(each) == value(each, "display") == name


def test_as_numbers_are_named_in_both_notations(rir: Any):
    short, long = make("ipam.asn", asn=64512, rir=rir), make("ipam.asn", asn=4200000000, rir=rir)
    for each, name in ((short, "AS64512"), (long, "AS4200000000 (64086.59904)")):
        assert str(each) == value(each, "display") == name
    assert "asn" in refusal("ipam.asn", asn=64512)
    assert "asn" in refusal("ipam.asn", asn=2**32)
    backwards = refusal("ipam.asnrange", name="x", slug="x", rir=rir, start=2, end=1)
    assert backwards["end"] == ["Starting ASN (2) must be lower than ending ASN (1)."]


def test_a_service_is_named_by_its_sorted_ports(device: Build):
    server = device("web-1")
    found = make(
        "ipam.service", name="https", ports=[8443, 443], parent_object_type="dcim.device", parent_object_id=server.pk
    )
    assert str(found) == value(found, "display") == "https (TCP/443, 8443)"
    assert value(found, "ports") == [8443, 443]
    place = {"parent_object_type": "dcim.site", "parent_object_id": server.site_id}
    assert "parent_object_type" in refusal("ipam.service", name="x", ports=[1], **place)
    server.delete()
    assert not specs["ipam.service"].model.objects.exists()


def test_a_circuit_is_billed_to_its_own_provider():
    ours, other = (make("circuits.provider", name=name, slug=name.lower()) for name in ("Telecom", "Mobile"))
    kind = make("circuits.circuittype", name="Fibre", slug="fibre")
    account = make("circuits.provideraccount", provider=other, account="4711")
    told = refusal("circuits.circuit", cid="1", provider=ours, type=kind, provider_account=account)
    assert told["provider_account"] == ["The assigned account must belong to the assigned provider (Telecom)."]
    assert value(other, "accounts")[0]


def test_a_customer_vlan_lies_in_a_service_vlan():
    outer = make("ipam.vlan", vid=10, name="outer", qinq_role="svlan")
    plain = make("ipam.vlan", vid=11, name="plain")
    assert "qinq_role" in refusal("ipam.vlan", vid=12, name="inner", qinq_role="cvlan")
    assert "qinq_svlan" in refusal("ipam.vlan", vid=12, name="inner", qinq_role="cvlan", qinq_svlan=plain)
    make("ipam.vlan", vid=12, name="inner", qinq_role="cvlan", qinq_svlan=outer)


def test_a_container_is_used_as_far_as_its_children_cover_it():
    block = make("ipam.prefix", prefix="10.0.0.0/16", status="container")
    make("ipam.prefix", prefix="10.0.0.0/18")
    make("ipam.prefix", prefix="10.0.0.0/24")
    make("ipam.prefix", prefix="10.0.128.0/20")
    make("ipam.prefix", prefix="10.0.192.0/20", vrf=make("ipam.vrf", name="Other"))
    assert value(block, "utilization") == 31.25
    ours = make("ipam.aggregate", prefix="10.0.0.0/8", rir=make("ipam.rir", name="x", slug="x"))
    assert value(ours, "utilization") == pytest.approx(100 / 256, abs=0.005)


def test_a_prefix_is_used_as_far_as_its_addresses_and_marked_ranges_go():
    net = make("ipam.prefix", prefix="10.0.0.0/24")
    for last in range(1, 11):
        make("ipam.ipaddress", address=f"10.0.0.{last}/24")
    make("ipam.ipaddress", address="10.0.0.200/16")
    assert value(net, "utilization") == pytest.approx(11 * 100 / 254, abs=0.01)
    found = make("ipam.iprange", start_address="10.0.0.5/24", end_address="10.0.0.104/24", mark_utilized=True)
    assert value(net, "utilization") == pytest.approx((4 + 1 + 100) * 100 / 254, abs=0.01)
    assert value(found, "utilization") == 100
    change(found, mark_utilized=False)
    assert value(found, "utilization") == 6
    change(net, is_pool=True)
    assert value(net, "utilization") == pytest.approx(11 * 100 / 256, abs=0.01)
    change(net, mark_utilized=True)
    assert value(net, "utilization") == 100


def test_a_vrf_that_holds_duplicates_cannot_begin_to_refuse_them():
    vrf = make("ipam.vrf", name="Loose", enforce_unique=False)
    first, _second = (make("ipam.ipaddress", address="10.0.0.1/24", vrf=vrf) for _each in range(2))
    with transaction.atomic():
        assert "holds duplicates" in refused_change(vrf, enforce_unique=True)["enforce_unique"][0]
        transaction.set_rollback(True)
    first.delete()
    change(vrf, enforce_unique=True)
    assert "address" in refusal("ipam.ipaddress", address="10.0.0.1/24", vrf=vrf)


def test_the_global_table_refuses_duplicates_unless_the_installation_says_otherwise(settings: Any):
    make("ipam.ipaddress", address="10.0.0.1/24")
    assert refusal("ipam.ipaddress", address="10.0.0.1/16")["address"][0].startswith("Duplicate IP address")
    settings.ENFORCE_GLOBAL_UNIQUE = False
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL infoport.global_unique = 'off'")
    make("ipam.ipaddress", address="10.0.0.2/24")
    make("ipam.ipaddress", address="10.0.0.2/24")


def test_addresses_that_share_a_role_may_be_alike_and_others_may_not():
    for _each in range(2):
        make("ipam.ipaddress", address="10.0.0.1/24", role="vrrp")
    assert "address" in refusal("ipam.ipaddress", address="10.0.0.1/24")
