from typing import Any

import pytest

from inventory.dcim.models import Cable, FrontPort, Interface, MACAddress
from inventory.ipam.models import VLAN, IPAddress
from inventory.reconcile.intent import Port
from inventory.reconcile.snapshot import snapshot
from tests.db.reconcile.lab import Lab

QUERIES = 8
"""Statements of a snapshot that Django counts; they grow neither with the devices nor with their paths."""


def test_a_link_runs_through_patch_panels_and_keeps_the_cables_of_both_ends(city: Lab):
    core, server = city.port(city.core, 2), city.port(city.server, 1)
    links = {link.ends: link for link in snapshot([city.core.pk]).links}
    link = links[Port(city.core.pk, core.pk), Port(city.server.pk, server.pk)]
    core.refresh_from_db()
    server.refresh_from_db()
    assert link.cables == (core.cable_id, server.cable_id)
    assert link.exact


def test_a_path_is_the_same_from_either_side(city: Lab):
    assert snapshot([city.server.pk]).links == tuple(
        link for link in snapshot([city.core.pk]).links if link.ends[1].device == city.server.pk
    )


def test_a_planned_cable_joins_nothing_yet(city: Lab):
    Cable.objects.update(status="planned")
    assert snapshot([city.core.pk]).links == ()


def test_positions_of_a_rear_port_are_kept_apart(lab: Lab):
    core, one, two = lab.device("core"), lab.device("one"), lab.device("two")
    panels = [lab.panel("left"), lab.panel("right")]
    fronts = []
    for first, rear in panels:
        rear.positions = 2
        rear.save()
        second = FrontPort.objects.create(
            device=rear.device, name="2", type="8p8c", rear_port=rear, rear_port_position=2
        )
        fronts.append((first, second))
    lab.cable(panels[0][1], panels[1][1])
    for at, device in ((0, one), (1, two)):
        lab.cable(lab.port(core, at + 1), fronts[0][at])
        lab.cable(fronts[1][at], lab.port(device, 1))
    found = {(link.ends[0].interface, link.ends[1].device) for link in snapshot([core.pk]).links}
    assert found == {(lab.port(core, 1).pk, one.pk), (lab.port(core, 2).pk, two.pk)}


def test_a_breakout_of_a_panel_takes_each_position_to_its_own_port(lab: Lab):
    core, leaf = lab.device("core", ports=2), lab.device("leaf", ports=2)
    _first, rear = lab.panel("panel")
    FrontPort.objects.all().delete()
    rear.positions = 2
    rear.save()
    cable = Cable.objects.create(profile="breakout-1c2p-2c1p")
    ends = [("A", rear, 1), ("B", lab.port(leaf, 2), 1), ("B", lab.port(leaf, 1), 2)]
    for end, port, connector in ends:
        cable.terminations.create(
            cable_end=end, termination_type=port._meta.label_lower, termination_id=port.pk, connector=connector
        )
    for at in (1, 2):
        front = FrontPort.objects.create(
            device=rear.device, name=str(at), type="lc", rear_port=rear, rear_port_position=at
        )
        lab.cable(lab.port(core, at), front)
    links = snapshot([core.pk]).links
    assert {(link.ends[0].interface, link.ends[1].interface) for link in links} == {
        (lab.port(core, 1).pk, lab.port(leaf, 2).pk),
        (lab.port(core, 2).pk, lab.port(leaf, 1).pk),
    }
    assert all(link.exact for link in links)
    assert snapshot([leaf.pk]).links == links


def test_a_port_broken_out_is_linked_to_each_of_its_lanes_but_not_exactly(lab: Lab):
    core, one, two = lab.device("core"), lab.device("one"), lab.device("two")
    cable = Cable.objects.create(profile="breakout-1c2p-2c1p")
    for end, device, connector in (("A", core, 1), ("B", one, 1), ("B", two, 2)):
        cable.terminations.create(
            cable_end=end, termination_type="dcim.interface", termination_id=lab.port(device, 1).pk, connector=connector
        )
    links = snapshot([core.pk]).links
    assert [link.ends[1].device for link in links] == [one.pk, two.pk]
    assert [link.exact for link in links] == [False, False]
    assert [link.exact for link in snapshot([one.pk]).links] == [False]


def test_a_breakout_cable_is_not_exact(lab: Lab):
    core, one, two = lab.device("core"), lab.device("one"), lab.device("two")
    cable = lab.cable(lab.port(core, 1), lab.port(one, 1))
    cable.terminations.create(cable_end="B", termination_type="dcim.interface", termination_id=lab.port(two, 1).pk)
    links = snapshot([core.pk]).links
    assert [link.exact for link in links] == [False, False]


def test_units_and_forms_are_those_of_facts(city: Lab):
    port = city.port(city.access, 3)
    mac = MACAddress.objects.create(
        mac_address="02:00:00:00:00:AA", assigned_object_type="dcim.interface", assigned_object_id=port.pk
    )
    port.primary_mac_address = mac
    port.mode = "tagged"
    port.save()
    port.tagged_vlans.set(VLAN.objects.filter(vid=20))
    intent = snapshot([city.access.pk], macs=["02:00:00:00:00:aa"])
    (found,) = (each for each in intent.devices[city.access.pk].interfaces if each.id == port.pk)
    assert (found.speed, found.speed_stated, found.mac) == (10**9, True, "02:00:00:00:00:aa")
    assert (found.mode, found.untagged, found.tagged) == ("tagged", 10, (20,))
    assert intent.macs == {"02:00:00:00:00:aa": city.access.pk}


def test_the_owner_of_an_observed_address_is_found_anywhere(city: Lab):
    IPAddress.objects.create(address="10.9.9.9/24")
    intent = snapshot([city.access.pk], hosts=["10.1.0.1", "10.9.9.9", "10.9.9.10"])
    assert {host: rows[0].owner for host, rows in intent.known.items()} == {"10.1.0.1": "core01", "10.9.9.9": ""}


@pytest.mark.parametrize("devices", [1, 30])
def test_statements_do_not_grow_with_devices(city: Lab, django_assert_max_num_queries: Any, devices: int):
    for at in range(devices):
        one = city.device(f"more{at}")
        city.cable(city.port(one, 1), Interface.objects.create(device=city.core, name=f"x{at}", type="1000base-t"))
    ids = list(type(city.core).objects.values_list("pk", flat=True))
    with django_assert_max_num_queries(QUERIES):
        assert len(snapshot(ids, hosts=["10.1.0.1"]).links) == devices + 2
