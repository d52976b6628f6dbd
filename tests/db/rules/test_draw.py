"""Power is rolled up from inlets through PDUs to feeds, per phase, and missing redundancy is found."""

from types import SimpleNamespace
from typing import Any

import pytest
from writes import Build, make

from inventory.dcim.rules.draw import Draw, Watts, of_feeds, of_inlets, on_one_feed, together
from inventory.declare.filters import condition
from inventory.declare.registry import specs


def end(port: Any) -> Any:
    return [{"object_type": port._meta.label_lower, "object_id": port.pk}]


def plug(a: Any, b: Any) -> None:
    make("dcim.cable", type="power", a_terminations=end(a), b_terminations=end(b))


@pytest.fixture
def supply(room: SimpleNamespace, device: Build) -> SimpleNamespace:
    """Two three-phase feeds, each to a PDU with three outlets, one per phase."""
    panel = make("dcim.powerpanel", site=room.site, name="UPS")
    made = SimpleNamespace(feeds=[], inlets=[], outlets=[], panel=panel)
    for name in "AB":
        feed = make("dcim.powerfeed", power_panel=panel, name=name, rack=room.rack, phase="three-phase",
                    voltage=380, amperage=32)  # fmt: skip
        pdu = device(f"pdu-{name}", device_type=room.floating)
        inlet = make("dcim.powerport", device=pdu, name="in")
        outlets = [
            make("dcim.poweroutlet", device=pdu, name=str(at), power_port=inlet, feed_leg=leg)
            for at, leg in enumerate("ABC", 1)
        ]
        plug(feed, inlet)
        made.feeds.append(feed)
        made.inlets.append(inlet)
        made.outlets.append(outlets)
    return made


def server(device: Build, name: str, *outlets: Any, allocated: int | None = None, maximum: int | None = None) -> Any:
    made = device(name)
    for at, outlet in enumerate(outlets, 1):
        inlet = make("dcim.powerport", device=made, name=f"PSU{at}", allocated_draw=allocated, maximum_draw=maximum)
        plug(inlet, outlet)
    return made


def test_what_hangs_on_the_outlets_of_a_pdu_is_the_load_of_its_feed_per_phase(
    device: Build, supply: SimpleNamespace
) -> None:
    server(device, "s1", supply.outlets[0][0], supply.outlets[1][0], allocated=300, maximum=500)
    server(device, "s2", supply.outlets[0][1], allocated=200)
    server(device, "s3", supply.outlets[0][2])
    draws = of_feeds([feed.pk for feed in supply.feeds])
    first = draws[supply.feeds[0].pk]
    assert (first.total, first.unstated) == (Watts(500, 700), 1)
    assert first.legs == {"A": Watts(300, 500), "B": Watts(200, 200), "C": Watts(None, None)}
    assert draws[supply.feeds[1].pk].total == Watts(300, 500)
    assert together(draws.values()).total == Watts(800, 1200)
    assert of_inlets([supply.inlets[0].pk])[supply.inlets[0].pk].total == Watts(500, 700)


def test_an_inlet_that_states_its_draw_counts_with_that(device: Build, supply: SimpleNamespace) -> None:
    server(device, "s1", supply.outlets[0][0], allocated=300)
    type(supply.inlets[0]).objects.filter(pk=supply.inlets[0].pk).update(allocated_draw=1000)
    assert of_feeds([supply.feeds[0].pk])[supply.feeds[0].pk].total == Watts(1000, 1000)


def test_what_a_feed_has_available_is_known_and_asked_for(supply: SimpleNamespace) -> None:
    feed = supply.feeds[0]
    feed.refresh_from_db()
    assert feed.available_power == round(380 * 32 * 0.8 * 1.732)
    rows = specs["dcim.powerfeed"].model.objects
    for name, value, count in (("", 16849, 2), ("__gt", 16849, 0), ("__lte", 16849, 2), ("__n", 16849, 0)):
        wanted = condition(specs["dcim.powerfeed"], {f"available_power{name}": [str(value)]})
        assert rows.filter(wanted).count() == count
    assert of_feeds([feed.pk]) == {}
    assert Draw(Watts(8424, None)).share(feed.available_power) == 50


def test_a_device_whose_supplies_hang_on_one_feed_is_found(device: Build, supply: SimpleNamespace) -> None:
    two = server(device, "two", supply.outlets[0][0], supply.outlets[1][0], allocated=300)
    one = server(device, "one", supply.outlets[0][1], supply.outlets[0][2], allocated=300)
    single = server(device, "single", supply.outlets[1][1], allocated=300)
    assert on_one_feed([two.pk, one.pk, single.pk]) == {one.pk: supply.feeds[0].pk}
