from typing import Any

import pytest
from msgspec.structs import replace

from collectors.facts import DeviceFacts, Entity, Interface, IpAddress, PortVlans, Vlan
from inventory.reconcile.compare import compare
from inventory.reconcile.difference import Difference
from inventory.reconcile.intent import (
    IntendedAddress,
    IntendedDevice,
    IntendedInterface,
    IntendedItem,
    KnownAddress,
    Snapshot,
)
from inventory.reconcile.media import speed_of_type, type_of_speed
from inventory.reconcile.observed import Observed
from inventory.reconcile.rules import RULES
from tests.unit.reconcile.cities import VERSION
from tests.unit.reconcile.stated import facts

PORT = IntendedInterface(
    id=11, name="GigabitEthernet1/0/1", version=VERSION, description="to core", mode="access", untagged=10
)
SWITCH = IntendedDevice(id=1, name="acc01", version=VERSION, serial="2102A", interfaces=(PORT,), site=5)


def city(device: IntendedDevice = SWITCH, **more: Any) -> Snapshot:
    vlans = {10: ((1, 5),), 20: ((2, 5),), 30: ((3, 6),)}
    return Snapshot(devices={1: device}, names={1: device.name}, vlans=vlans, **more)


def differ(intent: Snapshot, **stated: Any) -> list[Difference]:
    said: DeviceFacts = replace(facts(intent.devices[1]), **stated)
    return list(compare(intent, [Observed(device=1, facts=said)], RULES))


def port(**stated: Any) -> tuple[Interface, ...]:
    row = facts(SWITCH).interfaces
    assert row
    return (replace(row[0], **stated),)


@pytest.mark.parametrize("name", ["ACC01", "acc01.changchun.gov.cn", " acc01 ", ""])
def test_a_name_differs_neither_by_case_nor_by_a_domain(name: str):
    assert differ(city(), sys_name=name) == []


def test_two_domains_differ():
    intent = city(replace(SWITCH, name="acc01.changchun.gov.cn"))
    assert [each.rule for each in differ(intent, sys_name="acc01.example.org")] == ["device.name"]


def test_a_serial_the_register_lacks_is_unexpected_and_another_one_changed():
    assert [each.kind for each in differ(city(), serial="2102B")] == ["changed"]
    blank = city(replace(SWITCH, serial=""))
    assert [each.kind for each in differ(blank, serial="2102B")] == ["unexpected"]


@pytest.mark.parametrize("said", ["Huawei S5720-32X-EI-AC Routing Switch", "S5720 32X EI", "s5720-32x-ei"])
def test_a_model_in_other_words_is_the_same(said: str):
    assert differ(city(replace(SWITCH, model="S5720-32X-EI")), hardware=said) == []


def test_another_model_is_likely():
    (found,) = differ(city(replace(SWITCH, model="S5720-32X-EI")), hardware="S5735-L24T4X")
    assert (found.rule, found.confidence) == ("device.model", "likely")


def test_a_family_of_systems_contradicts_no_platform():
    intent = city(replace(SWITCH, platform="kylin-v10"))
    assert differ(intent, os="linux") == []
    assert [each.rule for each in differ(intent, os="vrp")] == ["device.platform"]


@pytest.mark.parametrize("said", ["vrp", "huawei-vrp", "Huawei VRP8"])
def test_a_platform_in_other_words_is_the_same(said: str):
    assert differ(city(replace(SWITCH, platform="huawei-vrp")), os=said) == []


def test_a_cut_description_is_the_same():
    long = replace(PORT, description="上联 " + "x" * 100)
    intent = city(replace(SWITCH, interfaces=(long,)))
    assert differ(intent, interfaces=port(alias=long.description[:59])) == []


def test_a_description_only_the_device_has_is_likely():
    intent = city(replace(SWITCH, interfaces=(replace(PORT, description=""),)))
    (found,) = differ(intent, interfaces=port(alias="patched"))
    assert (found.kind, found.confidence) == ("unexpected", "likely")


@pytest.mark.parametrize(("stated", "confidence"), [(True, "certain"), (False, "likely")])
def test_a_speed_that_follows_from_the_type_is_less_sure(stated: bool, confidence: str):
    meant = replace(PORT, speed=10**9, speed_stated=stated)
    (found,) = differ(city(replace(SWITCH, interfaces=(meant,))), interfaces=port(speed_bps=10**8))
    assert (found.rule, found.confidence) == ("interface.speed", confidence)


def test_a_port_out_of_operation_has_no_speed():
    meant = replace(PORT, speed=10**9, speed_stated=True)
    intent = city(replace(SWITCH, interfaces=(meant,)))
    assert differ(intent, interfaces=port(speed_bps=10**7, oper="down")) == []


def test_software_interfaces_are_not_expected_in_the_register():
    more = (
        *port(),
        Interface(index=2, name="NULL0", type="other"),
        Interface(index=3, name="XGE1/0/2", type="ethernetCsmacd"),
    )
    assert [each.subject.key for each in differ(city(), interfaces=more)] == ["1/XGE1/0/2"]


def test_a_port_in_another_vlan_is_one_difference():
    row = PortVlans(if_index=1, untagged=20)
    (found,) = differ(city(), port_vlans=(row,), vlans=(Vlan(vid=20),))
    assert (found.rule, found.intended, found.observed) == ("vlan.untagged", 10, 20)


def test_a_vlan_of_another_site_is_unexpected_and_built_in_ones_are_not():
    there = tuple(Vlan(vid=vid) for vid in (1, 10, 20, 30, 1002, 1005))
    (found,) = differ(city(), vlans=there)
    assert (found.rule, found.observed) == ("vlan.unexpected", {"vid": 30, "name": None})


def test_a_vlan_that_the_device_lacks_is_missing():
    (found,) = differ(city(), vlans=(Vlan(vid=20),), port_vlans=None)
    assert (found.rule, found.subject.id, found.intended) == ("vlan.missing", 1, 10)


ADDRESS = IntendedAddress(id=7, host="10.0.0.1", prefixlen=24, interface=11, version=VERSION)
ADDRESSED = replace(SWITCH, addresses=(ADDRESS,))


def held(address: str, length: int | None = 24) -> IpAddress:
    return IpAddress(address=address, prefixlen=length, if_index=1)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "fe80::1", "0.0.0.0", "169.254.1.1", "224.0.0.1", "garbage"])
def test_addresses_of_every_device_are_no_difference(address: str):
    assert differ(city(), ip_addresses=(held(address),)) == []


def test_a_prefix_length_not_stated_is_no_difference():
    assert differ(city(ADDRESSED), ip_addresses=(held("10.0.0.1", None),)) == []
    (found,) = differ(city(ADDRESSED), ip_addresses=(held("10.0.0.1", 25),))
    assert (found.intended, found.observed) == ("10.0.0.1/24", "10.0.0.1/25")


def test_an_address_is_missed_only_where_its_family_is_reported():
    six = replace(ADDRESS, id=8, host="2001:db8::1", prefixlen=64)
    intent = city(replace(SWITCH, addresses=(ADDRESS, six)))
    assert differ(intent, ip_addresses=(held("10.0.0.1"),)) == []
    assert [each.rule for each in differ(intent, ip_addresses=(held("2001:db8::1", 64), held("10.0.0.9")))] == [
        "address.missing",
        "address.unexpected",
    ]


def test_an_address_that_two_devices_hold_is_a_likely_duplicate():
    other = IntendedDevice(id=2, name="acc02", version=VERSION, interfaces=(replace(PORT, id=21),))
    known = {"10.0.0.1": (KnownAddress(id=7, version=VERSION, device=1, owner="acc01"),)}
    intent = Snapshot(devices={1: ADDRESSED, 2: other}, names={1: "acc01", 2: "acc02"}, known=known)
    said = [
        Observed(device=1, facts=facts(ADDRESSED)),
        Observed(device=2, facts=replace(facts(other), ip_addresses=(held("10.0.0.1"),))),
    ]
    (found,) = compare(intent, said, RULES)
    assert (found.rule, found.device, found.confidence) == ("address.duplicate", 2, "likely")


def test_an_address_that_may_move_is_not_missed():
    intent = city(replace(SWITCH, addresses=(replace(ADDRESS, expected=False),)))
    assert differ(intent, ip_addresses=(held("10.9.9.9"),))[0].rule == "address.unexpected"


def test_parts_are_compared_only_where_some_are_registered():
    part = (Entity(name="PSU 1", serial="P9", class_="powerSupply"),)
    assert differ(city(), entities=part) == []
    intent = city(replace(SWITCH, items=(IntendedItem(id=3, name="PSU 1", serial="P1", version=VERSION),)))
    (found,) = differ(intent, entities=part)
    assert (found.rule, found.intended, found.observed, found.confidence) == ("hardware.serial", "P1", "P9", "likely")


def test_a_device_out_of_service_need_not_answer():
    silent = [Observed(device=1, state="unreachable", error="no answer in 6 s")]
    assert [each.rule for each in compare(city(), silent, RULES)] == ["device.reachable"]
    assert compare(city(replace(SWITCH, active=False)), silent, RULES) == ()


@pytest.mark.parametrize(
    ("kind", "speed"),
    [
        ("100base-tx", 10**8),
        ("1000base-t", 10**9),
        ("2.5gbase-t", 25 * 10**8),
        ("100gbase-x-qsfp28", 10**11),
        ("virtual", None),
    ],
)
def test_a_type_of_port_has_a_speed(kind: str, speed: int | None):
    assert speed_of_type(kind) == speed
    assert speed is None or speed_of_type(type_of_speed(speed)) == speed
