"""Links worked out from what devices hear, forward and resolve."""

import random

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from collectors.facts import ArpEntry, BridgeEntry
from inventory.reconcile.intent import Port
from inventory.reconcile.observed import Observed, gather
from inventory.reconcile.topology import Owner, Topology, topology
from inventory.reconcile.topology.shapes import Line, Tables
from tests.unit.reconcile.trees import Network, networks

SMALL = Network(
    switches=2,
    devices=4,
    wires=((Port(1, 101), Port(2, 201)), (Port(1, 102), Port(3, 300)), (Port(2, 202), Port(4, 400))),
)


def ends(found: Topology) -> dict[tuple[Port, Port], tuple[str, str | None]]:
    """Port and port → verdict and confidence, of links whose ends are both registered."""
    return {
        (Port(one.device, one.interface), Port(other.device, other.interface)): (each.verdict, each.confidence)
        for each in found.links
        for one, other in (each.ends,)
        if one.interface and other.interface
    }


def pairs(network: Network) -> set[tuple[Port, Port]]:
    return {(min(wire), max(wire)) for wire in network.wires}


@given(networks())
def test_full_tables_alone_yield_every_wire_and_no_other(network: Network):
    found = topology(network.case({}), network.known(network.tables()))
    assert set(ends(found)) == pairs(network)
    assert set(ends(found).values()) <= {("unexpected", "inferred")}
    assert found.crowds == ()


@given(networks())
def test_wires_that_both_ends_report_are_certain_and_hosts_inferred(network: Network):
    found = ends(topology(network.case(network.heard(), recorded=True), network.known(network.tables())))
    assert found == {
        pair: ("agrees", "certain" if max(each.device for each in pair) <= network.switches else "inferred")
        for pair in pairs(network)
    }


@given(networks(), st.randoms(use_true_random=False))
def test_a_wire_that_one_end_reports_is_likely(network: Network, chance: random.Random):
    deaf = {(device, wire) for wire in network.wires for device in (wire[0].device,) if chance.random() < 0.5}
    said = network.heard(lambda device, wire: (device, wire) not in deaf)
    found = ends(topology(network.case(said), Tables()))
    for wire in network.wires:
        if max(each.device for each in wire) <= network.switches:
            expected = "likely" if (wire[0].device, wire) in deaf else "certain"
            assert found[min(wire), max(wire)] == ("unexpected", expected)


@given(networks(), st.randoms(use_true_random=False))
def test_the_order_of_what_is_given_changes_nothing(network: Network, chance: random.Random):
    tables, said = network.tables(), network.heard()
    first = topology(network.case(said, recorded=True), network.known(tables))
    for rows in (*tables.values(), *said.values()):
        chance.shuffle(rows)
    shuffled = {key: tables[key] for key in chance.sample(sorted(tables), len(tables))}
    assert topology(network.case(said, recorded=True), network.known(shuffled)) == first


@given(networks(), st.randoms(use_true_random=False))
def test_forgotten_entries_invent_no_wire_between_switches_that_hear_each_other(
    network: Network, chance: random.Random
):
    tables = {key: [row for row in rows if chance.random() < 0.7] for key, rows in network.tables().items()}
    found = topology(network.case(network.heard()), network.known(tables))
    switched = {pair for pair in ends(found) if max(each.device for each in pair) <= network.switches}
    assert switched == {pair for pair in pairs(network) if max(each.device for each in pair) <= network.switches}


@given(networks())
def test_every_link_has_a_reason_or_a_record(network: Network):
    found = topology(network.case(network.heard(), recorded=True), network.known({}))
    for link in found.links:
        assert bool(link.confidence) == bool(link.seen)
        assert link.seen or link.cables
        assert link.ends == tuple(sorted(link.ends))


def test_a_recorded_cable_is_unknown_while_its_other_side_is_not_polled_and_says_which():
    found = topology(SMALL.case({}, recorded=True), SMALL.known({}))
    to_host = next(link for link in found.links if link.ends[0].interface == 102)
    assert (to_host.verdict, to_host.silent) == ("unknown", ((1, "silent"), (3, "unpolled")))


def test_a_recorded_cable_is_missing_where_an_end_hears_another():
    swapped = Network(2, 4, ((Port(1, 105), Port(2, 201)), *SMALL.wires[1:]))
    intent = SMALL.intent(recorded=True)
    known = list(swapped.case(swapped.heard()).observed.values())
    found = ends(topology(gather(intent, known), Tables()))
    assert found[Port(1, 101), Port(2, 201)] == ("missing", None)
    assert found[Port(1, 105), Port(2, 201)] == ("unexpected", "certain")


def test_a_device_that_fails_leaves_its_cables_unknown():
    case = SMALL.case({}, recorded=True)
    failing = [replace(each, state="unreachable") if each.device == 2 else each for each in case.observed.values()]
    found = topology(gather(case.intent, failing), Tables())
    silent = next(link.silent for link in found.links if link.ends[0].interface == 101)
    assert silent == ((1, "silent"), (2, "failing"))


def test_several_addresses_behind_one_edge_port_are_a_switch_that_nobody_manages():
    tables = SMALL.tables()
    tables[1] += [BridgeEntry(mac=f"0a:00:00:00:00:0{at}", local_port="GigabitEthernet0/0/2") for at in range(2)]
    found = topology(SMALL.case(SMALL.heard()), SMALL.known(tables))
    (crowd,) = found.crowds
    assert (crowd.place.device, crowd.place.port, len(crowd.macs)) == (1, "GigabitEthernet0/0/2", 3)
    beside = {end.device for link in found.links for end in link.ends if crowd.node in {e.node for e in link.ends}}
    assert beside == {0, 1, 3}


def test_a_recorded_host_with_machines_of_its_own_is_no_switch():
    tables = SMALL.tables()
    tables[1] += [BridgeEntry(mac=f"0a:00:00:00:00:0{at}", local_port="GigabitEthernet0/0/2") for at in range(2)]
    found = topology(SMALL.case(SMALL.heard(), recorded=True), SMALL.known(tables))
    assert found.crowds == ()
    assert ends(found)[Port(1, 102), Port(3, 300)] == ("agrees", "inferred")


def test_a_device_known_without_its_port_confirms_the_record_of_that_device():
    owners = SMALL.owners() | {"0a:00:00:00:00:01": Owner(3)}
    tables = {1: (BridgeEntry(mac="0a:00:00:00:00:01", local_port="GigabitEthernet0/0/2"),)}
    found = topology(SMALL.case({}, recorded=True), Tables(fdb=tables, owners=owners))
    assert ends(found)[Port(1, 102), Port(3, 300)] == ("agrees", "inferred")


def test_one_address_resolved_on_a_routed_port_is_a_guess_and_agrees_with_a_circuit():
    case = SMALL.case({})
    index = next(row.index for row in case.views[1].facts.interfaces or () if row.name == "GigabitEthernet0/0/5")
    resolved = (ArpEntry(address="10.0.0.2", mac="02:00:00:02:00:05", if_index=index),)
    line = Line(ends=(Port(1, 105), Port(2, 205)), circuit=7)
    tables = Tables(arp={1: resolved}, owners=SMALL.owners())
    assert ends(topology(case, tables)) == {line.ends: ("unexpected", "guessed")}
    (link,) = topology(case, replace(tables, lines=(line,))).links
    assert (link.verdict, link.confidence, link.circuit) == ("agrees", "guessed", 7)
    assert [each.said for each in link.seen] == ["10.0.0.2 02:00:00:02:00:05"]


def test_two_owners_resolved_on_a_port_say_nothing_of_what_is_plugged_in():
    case = SMALL.case({})
    index = next(row.index for row in case.views[1].facts.interfaces or () if row.name == "GigabitEthernet0/0/5")
    resolved = tuple(ArpEntry(address=f"10.0.0.{key}", mac=f"02:00:00:0{key}:00:05", if_index=index) for key in (2, 3))
    assert topology(case, Tables(arp={1: resolved}, owners=SMALL.owners())).links == ()


def test_a_stranger_is_an_end_of_its_own():
    said = {1: [replace(SMALL.heard()[1][0], remote_name="TL-SG1008", remote_port="8")]}
    (link,) = topology(SMALL.case(said), Tables()).links
    assert (link.ends[0].node, link.ends[1].device, link.confidence) == ("stranger:TL-SG1008", 1, "likely")


def test_an_unpolled_register_is_shown_as_it_is_recorded():
    intent = SMALL.intent(recorded=True)
    nobody: list[Observed] = []
    found = topology(gather(intent, nobody), Tables())
    assert {link.verdict for link in found.links} == {"unknown"}
    assert len(found.links) == len(SMALL.wires)
