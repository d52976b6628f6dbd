"""The deviations planted in the simulated devices."""

from collections import Counter

from infoport import demo
from infoport.demo.devices.truth import truths


def test_some_twenty_deviations_of_ten_kinds_are_planted():
    kinds = Counter(each.kind for each in demo.planted())
    assert 18 <= sum(kinds.values()) <= 24
    assert set(kinds) == {
        "description", "speed", "untagged", "tagged", "cable", "address", "serial", "part", "neighbour", "down",
    }  # fmt: skip


def test_no_two_deviations_concern_the_same_thing():
    found = [(each.device, each.subject) for each in demo.planted()]
    assert len(found) == len(set(found))


def test_every_deviation_differs_from_the_plan_and_says_why():
    for each in demo.planted():
        assert each.observed != each.intended, each
        assert each.why


def test_a_device_that_is_down_deviates_in_nothing_else():
    down = {each.device for each in demo.planted() if each.kind == "down"}
    assert down
    assert all(each.kind == "down" for each in demo.planted() if each.device in down)
    assert {name for name, truth in truths().items() if not truth.answers} == down


def test_whatever_hears_a_device_is_heard_by_it_on_the_same_ports():
    for name, truth in truths().items():
        for port, (peer, peer_port) in truth.heard.items():
            assert truths()[peer].heard[peer_port] == (name, port)


def test_a_stranger_is_heard_only_where_no_cable_is_recorded():
    for truth in truths().values():
        for port in truth.strangers:
            assert port not in truth.heard
            assert not truth.ports[port].description
