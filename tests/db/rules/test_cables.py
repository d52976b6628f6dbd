"""What cables join."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import NON_FIELD_ERRORS
from writes import Build, change, make, refusal, refused_change

from inventory.dcim.models import Cable, CableTermination, FrontPort, Interface, PowerPort, RearPort
from inventory.dcim.rules.cables import connect, disconnect
from inventory.dcim.rules.paths import trace
from inventory.declare.readplan import rows
from inventory.declare.registry import specs
from inventory.declare.write import delete


def end(*ports: Any):
    return [{"object_type": port._meta.label_lower, "object_id": port.pk} for port in ports]


@pytest.fixture
def ports(room: SimpleNamespace, device: Build):
    """Four interfaces of two devices."""
    del room
    made = [device("sw1"), device("sw2")]
    return [
        make("dcim.interface", device=each, name=f"GE0/0/{at}", type="1000base-t") for each in made for at in (1, 2)
    ]


@pytest.fixture
def cable(ports: list[Any]):
    return make("dcim.cable", type="cat6", a_terminations=end(ports[0]), b_terminations=end(ports[2]))


def test_a_cable_occupies_the_ports_at_its_ends(ports: list[Any], cable: Any):
    a, b = Interface.objects.get(pk=ports[0].pk), Interface.objects.get(pk=ports[2].pk)
    assert (a.cable, a.cable_end, b.cable, b.cable_end) == (cable, "A", cable, "B")
    assert [row.cable_end for row in cable.terminations.order_by("cable_end")] == ["A", "B"]


def test_ports_show_what_they_lead_to_on_the_wire(ports: list[Any], cable: Any):
    spec = specs["dcim.interface"]
    row = rows(spec, [ports[0].pk], "http://x")[0]
    assert row["link_peers_type"] == row["connected_endpoints_type"] == "dcim.interface"
    assert row["connected_endpoints_reachable"] is True
    assert row["_occupied"] is True
    assert b'"GE0/0/1"' in bytes(row["link_peers"][0])
    wire = rows(specs["dcim.cable"], [cable.pk], "http://x")[0]
    assert [(e["object_type"], e["object_id"]) for e in wire["b_terminations"]] == [("dcim.interface", ports[2].pk)]
    free = rows(spec, [ports[1].pk], "http://x")[0]
    assert (free["link_peers"], free["connected_endpoints"], free["_occupied"]) == ([], None, False)


def test_a_moved_end_frees_the_port_it_leaves(ports: list[Any], cable: Any):
    change(cable, b_terminations=end(ports[3]))
    assert Interface.objects.get(pk=ports[2].pk).cable is None
    assert Interface.objects.get(pk=ports[3].pk).cable_end == "B"
    assert Interface.objects.get(pk=ports[0].pk).cable == cable


def test_a_deleted_cable_frees_its_ports(ports: list[Any], cable: Any):
    delete(specs["dcim.cable"], [cable])
    free = Interface.objects.filter(pk__in=[port.pk for port in ports], cable=None, cable_end=None)
    assert free.count() == 4
    assert not CableTermination.objects.exists()


def test_a_deleted_device_pulls_its_cables_out(ports: list[Any], cable: Any):
    delete(specs["dcim.device"], [ports[2].device])
    assert [row.cable_end for row in cable.terminations.all()] == ["A"]
    assert Interface.objects.get(pk=ports[0].pk).cable == cable


def test_ports_follow_bulk_statements(ports: list[Any], cable: Any):
    CableTermination.objects.filter(cable=cable, cable_end="A").update(termination_id=ports[1].pk)
    assert Interface.objects.get(pk=ports[0].pk).cable is None
    assert Interface.objects.get(pk=ports[1].pk).cable == cable


def test_functions_connect_and_disconnect_without_a_request(ports: list[Any]):
    cable = Cable.objects.create(type="cat6")
    connect(cable, [ports[0]], [ports[3]])
    assert Interface.objects.filter(cable=cable).count() == 2
    disconnect(cable)
    assert not Interface.objects.filter(cable=cable).exists()


def test_a_taken_port_is_refused_by_its_cable(ports: list[Any], cable: Any):
    problem = refusal("dcim.cable", a_terminations=end(ports[1]), b_terminations=end(ports[2]))
    expected = f"Duplicate termination found for dcim.interface {ports[2].pk}: cable {cable.pk}"
    assert problem == {NON_FIELD_ERRORS: [expected]}


def test_unlike_ports_are_refused(room: SimpleNamespace, ports: list[Any]):
    del room
    inlet = make("dcim.powerport", device=ports[0].device, name="P1")
    problem = refusal("dcim.cable", a_terminations=end(ports[0]), b_terminations=end(inlet))
    assert problem == {NON_FIELD_ERRORS: ["Incompatible termination types: interface and powerport"]}
    mixed = refusal("dcim.cable", a_terminations=end(ports[0], inlet), b_terminations=end(ports[1]))
    assert "same end" in mixed[NON_FIELD_ERRORS][0]


def test_a_new_cable_states_both_ends(ports: list[Any]):
    assert NON_FIELD_ERRORS in refusal("dcim.cable", type="cat6")
    assert NON_FIELD_ERRORS in refusal("dcim.cable", a_terminations=end(ports[0]), b_terminations=[])


def test_a_cable_ends_in_two_different_ports(ports: list[Any]):
    assert (
        "twice"
        in refusal("dcim.cable", a_terminations=end(ports[0]), b_terminations=end(ports[0]))[NON_FIELD_ERRORS][0]
    )


@pytest.mark.parametrize(
    ("stated", "part"),
    [
        ("x", "device / port"),
        (7, "list"),
        ([3], "list"),
        ([{"object_type": "dcim.site", "object_id": 1}], "dcim.site"),
        ([{"object_type": "dcim.interface", "object_id": 10**9}], "not found"),
        ([{"object_type": "dcim.interface", "object_id": "seven"}], "seven"),
        ([{}], "None"),
    ],
)
def test_ends_that_name_no_port_are_refused(ports: list[Any], stated: Any, part: str):
    problem = refusal("dcim.cable", a_terminations=stated, b_terminations=end(ports[0]))
    assert part in problem["a_terminations"][0]


def test_virtual_ports_and_ports_marked_connected_take_no_cable(ports: list[Any]):
    virtual = make("dcim.interface", device=ports[0].device, name="Vlanif10", type="virtual")
    marked = make("dcim.interface", device=ports[0].device, name="GE0/0/9", type="1000base-t", mark_connected=True)
    assert (
        "Virtual"
        in refusal("dcim.cable", a_terminations=end(virtual), b_terminations=end(ports[3]))[NON_FIELD_ERRORS][0]
    )
    assert (
        "marked" in refusal("dcim.cable", a_terminations=end(marked), b_terminations=end(ports[3]))[NON_FIELD_ERRORS][0]
    )


def test_a_length_has_a_unit(cable: Any):
    assert "length_unit" in refused_change(cable, length=3)
    assert change(cable, length=3, length_unit="m").length_unit == "m"


def test_front_ports_lead_to_free_positions_of_their_own_rear_port(room: SimpleNamespace, device: Build):
    panel, other = device("p1", device_type=room.shallow), device("p2", device_type=room.shallow)
    rear = make("dcim.rearport", device=panel, name="R1", type="lc", positions=2)
    front = make("dcim.frontport", device=panel, name="F1", type="lc",
                 rear_ports=[{"position": 1, "rear_port": rear.pk, "rear_port_position": 2}])  # fmt: skip
    assert (FrontPort.objects.get().rear_port, front.rear_port_position) == (rear, 2)
    assert rows(specs["dcim.frontport"], [front.pk], "http://x")[0]["rear_ports"]
    common = {"name": "F2", "type": "lc"}
    assert "rear_port_position" in refusal(
        "dcim.frontport", device=panel, rear_port=rear, rear_port_position=2, **common
    )
    assert "rear_port_position" in refusal(
        "dcim.frontport", device=panel, rear_port=rear, rear_port_position=3, **common
    )
    assert "rear_port" in refusal("dcim.frontport", device=other, rear_port=rear, **common)
    assert "positions" in refused_change(rear, positions=1)
    assert RearPort.objects.get().positions == 2


def test_power_ports_join_outlets_and_feeds(room: SimpleNamespace, device: Build):
    server, pdu = device("srv"), device("pdu", device_type=room.floating)
    inlet = make("dcim.powerport", device=server, name="P1", maximum_draw=500, allocated_draw=300)
    source = make("dcim.powerport", device=pdu, name="in")
    outlet = make("dcim.poweroutlet", device=pdu, name="1", power_port=source)
    panel = make("dcim.powerpanel", site=room.site, name="UPS-A")
    feed = make("dcim.powerfeed", power_panel=panel, name="A1", rack=room.rack)
    make("dcim.cable", a_terminations=end(inlet), b_terminations=end(outlet))
    make("dcim.cable", a_terminations=end(feed), b_terminations=end(source))
    row = rows(specs["dcim.powerport"], [source.pk], "http://x")[0]
    assert (row["connected_endpoints_type"], row["connected_endpoints_reachable"]) == ("dcim.powerfeed", True)
    assert "allocated_draw" in refused_change(PowerPort.objects.get(pk=inlet.pk), allocated_draw=600)
    assert "power_port" in refusal("dcim.poweroutlet", device=pdu, name="2", power_port=inlet)
    away = make("dcim.powerpanel", site=room.other_site, name="UPS-A")
    assert "rack" in refusal("dcim.powerfeed", power_panel=away, name="A1", rack=room.rack)
    assert "voltage" in refusal("dcim.powerfeed", power_panel=panel, name="A2", voltage=-48)


@pytest.fixture
def panels(room: SimpleNamespace, device: Build) -> Any:
    """Two patch panels with two front ports each, joined by a trunk between their rear ports."""
    made = []
    for name in ("panel1", "panel2"):
        panel = device(name, device_type=room.shallow)
        rear = make("dcim.rearport", device=panel, name="R", type="lc", positions=2)
        values = {"device": panel, "type": "lc", "rear_port": rear}
        made.append((rear, [make("dcim.frontport", name=f"F{at}", rear_port_position=at, **values) for at in (1, 2)]))
    trunk = make("dcim.cable", a_terminations=end(made[0][0]), b_terminations=end(made[1][0]))
    return SimpleNamespace(trunk=trunk, left=made[0][1], right=made[1][1], rears=[made[0][0], made[1][0]])


def peer_of(port: Any) -> Any:
    row = rows(specs["dcim.interface"], [port.pk], "http://x")[0]
    names = [json.loads(bytes(each))["id"] for each in row["connected_endpoints"] or []]
    return names, row["connected_endpoints_type"], row["connected_endpoints_reachable"]


def test_a_path_through_panels_reaches_the_port_of_the_same_position(ports: list[Any], panels: Any) -> None:
    make("dcim.cable", a_terminations=end(ports[0]), b_terminations=end(panels.left[1]))
    assert peer_of(ports[0]) == ([], None, False)
    make("dcim.cable", a_terminations=end(panels.right[1]), b_terminations=end(ports[3]))
    make("dcim.cable", a_terminations=end(panels.right[0]), b_terminations=end(ports[2]))
    assert peer_of(ports[0]) == ([ports[3].pk], "dcim.interface", True)
    assert peer_of(ports[3]) == ([ports[0].pk], "dcim.interface", True)
    change(panels.trunk, status="planned")
    assert peer_of(ports[0]) == ([ports[3].pk], "dcim.interface", False)


def test_a_trace_names_every_cable_and_both_its_ends(ports: list[Any], panels: Any) -> None:
    first = make("dcim.cable", a_terminations=end(ports[0]), b_terminations=end(panels.left[0]))
    last = make("dcim.cable", a_terminations=end(panels.right[0]), b_terminations=end(ports[2]))
    hops = trace(Interface.objects.get(pk=ports[0].pk))
    assert [hop.cable for hop in hops] == [first.pk, panels.trunk.pk, last.pk]
    assert hops[0].near == (("dcim.interface", ports[0].pk),)
    assert hops[1] == (
        (("dcim.rearport", panels.rears[0].pk),), panels.trunk.pk, (("dcim.rearport", panels.rears[1].pk),),
    )  # fmt: skip
    assert hops[2].far == (("dcim.interface", ports[2].pk),)
    assert trace(Interface.objects.get(pk=ports[1].pk)) == []


def test_a_path_runs_through_a_circuit(ports: list[Any]) -> None:
    provider = make("circuits.provider", name="P", slug="p")
    kind = make("circuits.circuittype", name="Fibre", slug="fibre")
    circuit = make("circuits.circuit", cid="C-1", provider=provider, type=kind)
    a, z = (make("circuits.circuittermination", circuit=circuit, term_side=side) for side in "AZ")
    make("dcim.cable", a_terminations=end(ports[0]), b_terminations=end(a))
    assert peer_of(ports[0]) == ([], None, False)
    make("dcim.cable", a_terminations=end(z), b_terminations=end(ports[2]))
    assert peer_of(ports[0]) == ([ports[2].pk], "dcim.interface", True)
