"""Filters that reach through generic references."""

from types import SimpleNamespace
from typing import Any

import pytest
from writes import Build, change, make

from inventory.declare.filters import condition, filters_of
from inventory.declare.registry import specs
from inventory.declare.values import BadFilter


def found(label: str, **params: Any) -> list[str]:
    """Display texts of what a list with these query parameters shows, in its order."""
    spec = specs[label]
    wanted = {name: value if isinstance(value, list) else [str(value)] for name, value in params.items()}
    return [str(each) for each in spec.model.objects.filter(condition(spec, wanted)).order_by("pk")]


@pytest.fixture
def wired(room: SimpleNamespace, device: Build) -> SimpleNamespace:
    """Two switches at the site, cabled to each other; addresses and a MAC on the first."""
    region = make("dcim.region", name="吉林", slug="jilin")
    city = make("dcim.region", name="长春", slug="changchun", parent=region)
    room.site = change(room.site, region=city)
    one, two = device("sw1", rack=room.rack), device("sw2")
    a = make("dcim.interface", device=one, name="GE0/0/1", type="1000base-t")
    b = make("dcim.interface", device=two, name="GE0/0/1", type="1000base-t")
    make("dcim.interface", device=two, name="GE0/0/2", type="1000base-t", mark_connected=True)
    ends = [[{"object_type": "dcim.interface", "object_id": port.pk}] for port in (a, b)]
    make("dcim.cable", label="C1", a_terminations=ends[0], b_terminations=ends[1])
    on = {"assigned_object_type": "dcim.interface", "assigned_object_id": a.pk}
    make("ipam.ipaddress", address="10.1.1.1/24", **on)
    make("ipam.ipaddress", address="10.1.1.2/24")
    make("dcim.macaddress", mac_address="00:1B:44:11:3A:B7", **on)
    make("ipam.prefix", prefix="10.1.0.0/16", scope_type="dcim.site", scope_id=room.site.pk)
    make("ipam.prefix", prefix="10.2.0.0/16", scope_type="dcim.location", scope_id=room.location.pk)
    make("ipam.prefix", prefix="10.3.0.0/16")
    return SimpleNamespace(one=one, two=two, a=a, region=region, city=city, room=room)


def test_prefixes_are_found_by_the_place_of_their_scope(wired: SimpleNamespace) -> None:
    both = ["10.1.0.0/16", "10.2.0.0/16"]
    assert found("ipam.prefix", site="port") == both
    assert found("ipam.prefix", region="jilin") == both
    assert found("ipam.prefix", region_id=wired.city.pk) == both
    assert found("ipam.prefix", location=wired.room.location.slug) == both[1:]
    assert found("ipam.prefix", site="null") == ["10.3.0.0/16"]
    assert found("ipam.prefix", site__n="port") == ["10.3.0.0/16"]
    assert found("ipam.prefix", site="party") == []


def test_addresses_are_found_by_what_bears_them(wired: SimpleNamespace) -> None:
    assert found("ipam.ipaddress", device="sw1") == ["10.1.1.1/24"]
    assert found("ipam.ipaddress", device_id=wired.one.pk) == ["10.1.1.1/24"]
    assert found("ipam.ipaddress", interface_id=wired.a.pk) == ["10.1.1.1/24"]
    assert found("ipam.ipaddress", device="sw2") == []
    assert found("ipam.ipaddress", assigned_to_interface="true") == ["10.1.1.1/24"]
    assert found("ipam.ipaddress", assigned_to_interface="false") == ["10.1.1.2/24"]


def test_devices_and_interfaces_are_found_by_mac_address(wired: SimpleNamespace) -> None:
    for notation in ("001b.4411.3ab7", "00:1b:44:11:3a:b7", "001B44113AB7"):
        assert found("dcim.device", mac_address=notation) == [str(wired.one)]
        assert found("dcim.interface", mac_address=notation) == ["GE0/0/1"]
    assert found("dcim.device", mac_address=["00:00:00:00:00:01", "001B44113AB7"]) == [str(wired.one)]
    assert found("dcim.device", mac_address="nonsense") == []


def test_cables_are_found_by_what_they_join(wired: SimpleNamespace) -> None:
    for params in ({"device": "sw2"}, {"site": "port"}, {"interface_id": wired.a.pk}, {"rack_id": wired.room.rack.pk}):
        assert found("dcim.cable", **params) == ["C1"]
    assert found("dcim.cable", site="party") == []


def test_occupied_ports_are_cabled_or_marked(wired: SimpleNamespace) -> None:
    del wired
    assert found("dcim.interface", occupied="true") == ["GE0/0/1", "GE0/0/1", "GE0/0/2"]
    assert found("dcim.interface", cabled="true") == ["GE0/0/1", "GE0/0/1"]
    assert found("dcim.interface", occupied="false") == []


def test_a_place_that_does_not_exist_is_refused_by_name(wired: SimpleNamespace) -> None:
    del wired
    with pytest.raises(BadFilter, match="nowhere"):
        found("ipam.prefix", site="nowhere")
    with pytest.raises(BadFilter, match="assigned_to_interface"):
        found("ipam.ipaddress", assigned_to_interface="perhaps")


@pytest.mark.django_db
@pytest.mark.parametrize("label", sorted(spec.label for spec in specs))
def test_every_declared_filter_compiles(label: str) -> None:
    spec = specs[label]
    for name, each in filters_of(spec).items():
        value = {"boolean": "true", "cidr": "10.0.0.0/8"}.get(each.kind, "null" if each.kind == "ref" else "1")
        try:
            wanted = condition(spec, {name: [value]})
        except BadFilter:
            continue
        assert spec.model.objects.filter(wanted).count() >= 0, name
