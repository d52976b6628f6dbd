"""Standards refuse or list, each by its enforcement."""

from typing import Any

import pytest
from writes import change, make, refusal

from inventory.works.models import Standard
from inventory.works.violations import violations

NAMING = {
    "name": "设备命名", "slug": "device-names", "kind": "naming", "object_type": "dcim.device", "fields": ["name"],
    "pattern": r"[a-z]+(-[a-z0-9]+)+", "example": "xxg-a-core01",
}  # fmt: skip


@pytest.fixture
def segment(db: Any):
    return make("segments.segment", name="政务外网", slug="extranet", kind="extranet", letter="外", code="EX")


def values_of(standard: Any):
    return [(each.label, each.value) for each in violations(Standard.objects.get(pk=standard.pk))]


def test_a_listed_naming_rule_lets_be_and_lists(device: Any):
    device("xxg-a-sw01")
    standard = make("works.standard", **NAMING)
    device("Switch 7")
    assert values_of(standard) == [("dcim.device", "Switch 7")]


def test_a_refusing_rule_refuses_new_departures_and_lets_old_ones_be(device: Any):
    old = device("Old Switch")
    standard = make("works.standard", **NAMING, enforce="refuse")
    change(old, description="still here")
    problem = refusal("dcim.device", name="Switch 8", device_type=old.device_type, role=old.role, site=old.site)
    assert "设备命名" in problem["name"][0]
    assert "Switch 8" in problem["name"][0]
    assert values_of(standard) == [("dcim.device", "Old Switch")]
    change(standard, enabled=False)
    device("Switch 9")


def test_a_rule_is_narrowed_by_look_ups(city: Any, device: Any):
    other = make("dcim.devicerole", name="Server", slug="server")
    make("works.standard", **NAMING, enforce="refuse", where={"role__slug": "access"})
    device("Any Name", role=other)
    problem = refusal("dcim.device", name="Any Other", device_type=city.type, role=city.role, site=city.site)
    assert list(problem) == ["name"]


def test_required_fields_are_missed(device: Any, city: Any):
    standard = make(
        "works.standard", name="必填", slug="required", kind="required", object_type="dcim.device",
        fields=["serial", "tenant"],
    )  # fmt: skip
    device("a", serial="1", tenant=city.office)
    device("b", tenant=city.office)
    assert [(each.field, each.tenant) for each in violations(standard)] == [("serial", city.office.pk)]


def test_the_address_plan_holds_for_prefixes_and_addresses(city: Any, segment: Any):
    standard = make("works.standard", name="地址规划", slug="plan", kind="address")
    make("works.plannedprefix", standard=standard, prefix="10.20.0.0/16", segment=segment)
    vrf = make("ipam.vrf", name="extranet", segment=segment)
    make("ipam.prefix", prefix="10.20.3.0/24", segment=segment, vrf=vrf)
    make("ipam.prefix", prefix="10.99.0.0/24", segment=segment, vrf=vrf)
    make("ipam.ipaddress", address="10.99.0.4/24", vrf=vrf)
    make("ipam.prefix", prefix="10.98.0.0/24")
    assert values_of(standard) == [("ipam.ipaddress", "10.99.0.4/24"), ("ipam.prefix", "10.99.0.0/24")]
    change(standard, enforce="refuse")
    problem = refusal("ipam.prefix", prefix="10.97.0.0/24", segment=segment)
    assert "10.20.0.0/16" in problem["prefix"][0]
    make("ipam.prefix", prefix="10.20.4.0/24", segment=segment)


def test_only_types_of_the_catalogue_are_bought(city: Any, device: Any):
    standard = make("works.standard", name="目录", slug="catalogue", kind="catalogue", enforce="refuse")
    problem = refusal("dcim.device", name="x", device_type=city.type, role=city.role, site=city.site)
    assert "catalogue" in problem["device_type"][0]
    make("works.approvedtype", standard=standard, device_type=city.type)
    device("x")
    assert violations(standard) == []


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"object_type": "no.type"}, "object_type"), ({"fields": ["no_such"]}, "fields"), ({"fields": []}, "fields"),
        ({"fields": ["site"]}, "fields"), ({"pattern": "("}, "pattern"), ({"example": "No Good"}, "example"),
        ({"where": {"no_such": 1}}, "where"), ({"where": [1]}, "where"),
    ],
)  # fmt: skip
def test_a_standard_is_itself_in_order(db: Any, values: Any, field: Any):
    assert list(refusal("works.standard", **NAMING | values)) == [field]


def test_violations_are_a_list_over_rest_within_rights(city: Any, device: Any, api: Any, person: Any):
    standard = make("works.standard", **NAMING)
    mine = device("Bad One", tenant=city.office)
    device("Bad Two", site=city.bare)
    page = api.get("/api/plugins/works/violations/").json()
    assert page["count"] == 2
    first = page["results"][0]
    assert (first["object"]["id"], first["standard"]["id"], first["tenant"]["name"]) == (
        mine.pk,
        standard.pk,
        "电子政务处",
    )
    assert first["centre"]["slug"] == "zfdz"
    assert page["results"][1]["centre"] is None
    assert api.get("/api/plugins/works/violations/?limit=1&offset=1").json()["results"] == page["results"][1:]
    assert api.get("/api/plugins/works/violations/?centre=null").json()["count"] == 1
    assert (
        api.get(f"/api/plugins/works/standards/{standard.pk}/violations/?tenant={city.office.pk}").json()["count"] == 1
    )
    assert api.get("/api/plugins/works/violations/?no_such=1").status_code == 400
    reader = person(["works.standard", "dcim.device"], ["view"], None)
    assert reader.get("/api/plugins/works/violations/").json()["count"] == 2
    blind = person(["works.standard"], ["view"])
    assert blind.get("/api/plugins/works/violations/").json()["count"] == 0
    assert person(["dcim.device"], ["view"]).get("/api/plugins/works/violations/").status_code == 403
