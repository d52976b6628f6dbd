from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from collectors.facts import Neighbour
from inventory.reconcile.compare import compare
from inventory.reconcile.difference import Difference
from inventory.reconcile.intent import IntendedDevice, IntendedInterface, IntendedLink, Port, Snapshot
from inventory.reconcile.observed import Observed
from inventory.reconcile.rules.neighbours import neighbour_rules
from tests.unit.reconcile.cities import VERSION
from tests.unit.reconcile.stated import facts

End = tuple[str, int]
NAMES = ("a", "b", "c", "d")


def register(*cables: tuple[End, End]) -> Snapshot:
    """Devices a to d with eight ports each; cable 1 joins the first pair, and so on."""
    devices = {}
    for key, name in enumerate(NAMES, 1):
        ports = tuple(
            IntendedInterface(id=key * 10 + at, name=f"GigabitEthernet0/0/{at}", version=VERSION) for at in range(8)
        )
        devices[key] = IntendedDevice(id=key, name=name, version=VERSION, interfaces=ports)
    links = []
    for number, pair in enumerate(cables, 1):
        near, far = sorted(port(end) for end in pair)
        links.append(IntendedLink(ends=(near, far), cables=(number, number), versions=(VERSION, VERSION)))
    return Snapshot(devices=devices, links=tuple(links), names={key: each.name for key, each in devices.items()})


def port(end: End) -> Port:
    key = NAMES.index(end[0]) + 1
    return Port(key, key * 10 + end[1])


def heard(*pairs: tuple[End, End], oneway: Sequence[tuple[End, End]] = ()) -> dict[str, list[Neighbour]]:
    """What devices hear: `pairs` from both ends, `oneway` at the first end only."""
    said: dict[str, list[Neighbour]] = {}
    for near, far in (*pairs, *((far, near) for near, far in pairs), *oneway):
        row = Neighbour(local_port=f"GE0/0/{near[1]}", remote_name=far[0], remote_port=f"Gi0/0/{far[1]}")
        said.setdefault(near[0], []).append(row)
    return said


def differences(intent: Snapshot, said: dict[str, list[Neighbour]], silent: str = "") -> tuple[Difference, ...]:
    """Compare, with devices in `silent` not stating any neighbours at all."""
    told = []
    for key, device in intent.devices.items():
        stated = facts(device, said.get(device.name, ()))
        told.append(Observed(device=key, facts=replace(stated, neighbours=None) if device.name in silent else stated))
    return compare(intent, told, [neighbour_rules])


def rules(found: Sequence[Difference]) -> list[str]:
    return [each.rule for each in found]


def test_a_cable_moved_to_another_port_is_one_difference():
    intent = register((("a", 1), ("b", 1)))
    (found,) = differences(intent, heard((("a", 1), ("b", 2))))
    assert (found.rule, found.subject.id, found.confidence) == ("neighbour.moved", 1, "certain")
    assert found.observed["far"]["interface"] == "GigabitEthernet0/0/2"
    assert {each.device for each in found.evidence} == {1, 2}


def test_a_cable_moved_to_another_device_is_one_difference():
    intent = register((("a", 1), ("b", 1)), (("a", 2), ("c", 2)), (("b", 3), ("c", 3)))
    said = heard((("a", 1), ("c", 5)), (("a", 2), ("c", 2)), (("b", 3), ("c", 3)))
    (found,) = differences(intent, said)
    assert (found.rule, found.intended["far"]["device"], found.observed["far"]["device"]) == (
        "neighbour.moved",
        "b",
        "c",
    )


def test_two_swapped_cables_are_two_differences():
    intent = register((("a", 1), ("b", 1)), (("c", 5), ("d", 7)))
    found = differences(intent, heard((("a", 1), ("c", 5)), (("b", 1), ("d", 7))))
    assert [(each.rule, each.subject.id) for each in found] == [("neighbour.moved", 1), ("neighbour.moved", 2)]


def test_what_another_port_hears_explains_a_missing_neighbour():
    """Cable 1 now goes where cable 2 was: cable 2 is not reported a second time."""
    intent = register((("a", 1), ("b", 1)), (("c", 5), ("d", 7)), (("d", 1), ("b", 2)))
    found = differences(intent, heard((("a", 1), ("c", 5)), (("d", 1), ("b", 2))))
    assert [(each.rule, each.subject.id) for each in found] == [("neighbour.moved", 1)]


def test_a_report_that_the_far_end_contradicts_is_only_likely():
    intent = register((("a", 1), ("b", 1)))
    oneway = [(("a", 1), ("b", 2))]
    assert [each.confidence for each in differences(intent, heard(oneway=oneway))] == ["likely"]
    assert [each.confidence for each in differences(intent, heard(oneway=oneway), silent="b")] == ["certain"]


def test_one_report_is_enough_to_confirm_a_cable():
    intent = register((("a", 1), ("b", 1)))
    assert differences(intent, heard(oneway=[(("b", 1), ("a", 1))])) == ()


def test_a_cable_nobody_recorded_is_one_difference():
    (found,) = differences(register(), heard((("a", 1), ("b", 1))))
    assert (found.rule, found.kind, found.subject.id) == ("neighbour.unexpected", "unexpected", 0)


def test_a_recorded_neighbour_not_heard_is_likely_missing():
    intent = register((("a", 1), ("b", 1)), (("a", 2), ("c", 2)), (("b", 3), ("c", 3)))
    (found,) = differences(intent, heard((("a", 2), ("c", 2)), (("b", 3), ("c", 3))))
    assert (found.rule, found.subject.id, found.confidence) == ("neighbour.missing", 1, "likely")


def test_a_neighbour_that_does_not_speak_is_not_missed():
    intent = register((("a", 1), ("b", 1)), (("a", 2), ("c", 2)))
    said = heard((("a", 2), ("c", 2)))
    assert differences(intent, said) == ()
    assert differences(intent, said, silent="b") == ()


def test_a_stranger_on_a_cabled_port_is_one_difference_that_names_what_was_meant():
    intent = register((("a", 1), ("b", 1)), (("b", 2), ("c", 2)))
    said = heard((("b", 2), ("c", 2)))
    said.setdefault("a", []).append(Neighbour(local_port="GE0/0/1", remote_name="TL-SG1008", remote_port="8"))
    (found,) = differences(intent, said)
    assert (found.rule, found.intended["device"], found.observed["device"]) == ("neighbour.unknown", "b", "TL-SG1008")


def test_two_strangers_on_one_port_are_two_differences():
    said = {"a": [Neighbour(local_port="GE0/0/1", remote_name=name) for name in ("x", "y")]}
    assert rules(differences(register(), said)) == ["neighbour.unknown", "neighbour.unknown"]


def test_the_same_neighbour_by_two_protocols_is_heard_once():
    intent = register((("a", 1), ("b", 1)))
    row = Neighbour(local_port="GE0/0/1", remote_name="b", remote_port="Gi0/0/2")
    rows = [replace(row, protocol="lldp"), replace(row, protocol="cdp")]
    (found,) = differences(intent, {"a": rows}, silent="b")
    assert (found.rule, found.confidence) == ("neighbour.moved", "certain")


def test_a_port_in_words_that_mean_nothing_here_contradicts_nothing():
    intent = register((("a", 1), ("b", 1)))
    said = {"a": [Neighbour(local_port="GE0/0/1", remote_name="b", remote_port="slot 0 port 1")]}
    assert differences(intent, said, silent="b") == ()


def test_a_registered_device_on_an_unregistered_port_is_said_so():
    said = {"a": [Neighbour(local_port="GE0/0/1", remote_name="b", remote_port="XGE0/0/40")]}
    (found,) = differences(register(), said, silent="b")
    assert (found.rule, found.observed["device_id"]) == ("neighbour.port", 2)


@pytest.mark.parametrize("name", ["B", "b.changchun.gov.cn", "b."])
def test_a_neighbour_is_known_with_or_without_its_domain(name: str):
    intent = register((("a", 1), ("b", 1)))
    said = {"a": [Neighbour(local_port="GE0/0/1", remote_name=name, remote_port="Gi0/0/1")]}
    assert differences(intent, said, silent="b") == ()


def test_a_neighbour_without_a_name_is_known_by_its_chassis_or_its_port_mac():
    intent = register((("a", 1), ("b", 1)))
    mac = "02:00:00:00:00:0b"
    b = intent.devices[2]
    ports = (b.interfaces[0], replace(b.interfaces[1], mac=mac), *b.interfaces[2:])
    intent = replace(intent, devices={**intent.devices, 2: replace(b, interfaces=ports)}, macs={mac: 2})
    said = {"a": [Neighbour(local_port="GE0/0/1", remote_chassis=mac, remote_port="0200.0000.000b")]}
    assert differences(intent, said, silent="b") == ()
