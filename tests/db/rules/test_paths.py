"""Where paths lead through breakouts, panels of several positions, and cables of several ends."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from writes import Build, change, make, refusal, refused_change

from inventory.dcim.models import CableTermination
from inventory.dcim.rules.paths import path_from, paths_through
from inventory.declare.filters import condition
from inventory.declare.readplan import rows
from inventory.declare.registry import specs
from inventory.declare.write import delete


def end(*ports: Any) -> Any:
    return [{"object_type": port._meta.label_lower, "object_id": port.pk} for port in ports]


def port(thing: Any) -> tuple[str, int]:
    return thing._meta.label_lower, thing.pk


def cable(a: Any, b: Any, **values: Any) -> Any:
    a, b = (each if isinstance(each, list) else [each] for each in (a, b))
    return make("dcim.cable", a_terminations=end(*a), b_terminations=end(*b), **values)


def connected(thing: Any) -> list[int]:
    found = rows(specs[thing._meta.label_lower], [thing.pk], "http://x")[0]["connected_endpoints"]
    return [json.loads(bytes(each))["id"] for each in found or []]


@pytest.fixture
def nics(room: SimpleNamespace, device: Build) -> Any:
    """Make interfaces on a device of its own."""
    del room

    def build(name: str, count: int) -> list[Any]:
        made = device(name)
        return [make("dcim.interface", device=made, name=f"e{at}", type="10gbase-x-sfpp") for at in range(1, count + 1)]

    return build


@pytest.fixture
def panel(room: SimpleNamespace, device: Build) -> Any:
    """Make a panel with one rear port and a front port for each of its positions."""

    def build(name: str, positions: int) -> tuple[Any, list[Any]]:
        made = device(name, device_type=room.shallow)
        rear = make("dcim.rearport", device=made, name="R", type="mpo", positions=positions)
        fronts = [
            make("dcim.frontport", device=made, name=f"F{at}", type="lc", rear_port=rear, rear_port_position=at)
            for at in range(1, positions + 1)
        ]
        return rear, fronts

    return build


def test_a_breakout_leads_from_one_port_to_four_and_from_each_of_them_back(nics: Any) -> None:
    (one,), many = nics("core", 1), nics("leaf", 4)
    cable(one, many, profile="breakout-1c4p-4c1p")
    assert connected(one) == [each.pk for each in many]
    assert [connected(each) for each in many] == [[one.pk]] * 4
    assert list(CableTermination.objects.filter(cable_end="B").values_list("connector", flat=True)) == [1, 2, 3, 4]


def test_a_breakout_from_a_panel_takes_each_position_to_its_own_port(nics: Any, panel: Any) -> None:
    servers, leaves = nics("srv", 4), nics("leaf", 4)
    rear, fronts = panel("p1", 4)
    for server, front in zip(servers, fronts, strict=True):
        cable(server, front)
    cable(rear, leaves, profile="breakout-1c4p-4c1p")
    assert [connected(each) for each in servers] == [[each.pk] for each in leaves]
    assert [connected(each) for each in leaves] == [[each.pk] for each in servers]


@pytest.mark.parametrize(
    ("profile", "positions", "crossed"),
    [
        ("trunk-2c4p", 4, range(8)),
        ("trunk-2c4p-shuffle", 4, [0, 1, 4, 5, 2, 3, 6, 7]),
        ("trunk-4c4p-shuffle", 4, [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15]),
    ],
)
def test_a_trunk_joins_the_positions_that_its_profile_says(
    nics: Any, panel: Any, profile: str, positions: int, crossed: Any
) -> None:
    connectors = len(list(crossed)) // positions
    left, right = ([panel(f"{side}{at}", positions) for at in range(connectors)] for side in "lr")
    cable([rear for rear, _fronts in left], [rear for rear, _fronts in right], profile=profile)
    near, far = nics("a", len(list(crossed))), nics("b", len(list(crossed)))
    for side, ports in ((left, near), (right, far)):
        for front, nic in zip([front for _rear, fronts in side for front in fronts], ports, strict=True):
            cable(nic, front)
    assert [connected(each) for each in near] == [[far[at].pk] for at in crossed]


def test_a_shuffled_breakout_is_the_same_in_both_directions(nics: Any, panel: Any) -> None:
    rears = [panel(f"p{at}", 4) for at in (1, 2)]
    leaves, servers = nics("leaf", 8), nics("srv", 8)
    for front, server in zip([front for _rear, fronts in rears for front in fronts], servers, strict=True):
        cable(server, front)
    cable([rear for rear, _fronts in rears], leaves, profile="breakout-2c4p-8c1p-shuffle")
    there = [connected(each)[0] for each in servers]
    assert there == [leaves[at].pk for at in (0, 1, 4, 5, 2, 3, 6, 7)]
    assert [connected(each)[0] for each in leaves] == [servers[at].pk for at in (0, 1, 4, 5, 2, 3, 6, 7)]


def test_an_end_has_no_more_ports_than_its_profile_has_connectors(nics: Any) -> None:
    (one,), many = nics("core", 1), nics("leaf", 5)
    problem = refusal("dcim.cable", a_terminations=end(one), b_terminations=end(*many), profile="breakout-1c4p-4c1p")
    assert problem == {"b_terminations": ["Maximum B side connections for profile 1C4P:4C1P breakout: 4"]}
    made = cable(one, many)
    assert "b_terminations" in refused_change(made, profile="breakout-1c4p-4c1p")


def test_a_profile_given_later_numbers_the_connectors_and_one_taken_away_joins_all(nics: Any) -> None:
    left, right = nics("a", 2), nics("b", 2)
    made = cable(left, right)
    assert connected(left[0]) == [each.pk for each in right]
    change(made, profile="trunk-2c1p")
    assert [connected(each) for each in left] == [[each.pk] for each in right]
    change(made, profile=None)
    assert connected(left[1]) == [each.pk for each in right]


def test_a_front_port_of_two_positions_leads_to_two_rear_ports_and_the_paths_join_again(
    nics: Any, room: SimpleNamespace, device: Build
) -> None:
    ends = [nics("a", 1)[0], nics("b", 1)[0]]
    sides = []
    for name, nic in zip(("p1", "p2"), ends, strict=True):
        made = device(name, device_type=room.shallow)
        rears = [make("dcim.rearport", device=made, name=f"R{at}", type="lc") for at in (1, 2)]
        leads = [{"position": at, "rear_port": rear.pk} for at, rear in enumerate(rears, 1)]
        front = make("dcim.frontport", device=made, name="F", type="lc", positions=2, rear_ports=leads)
        cable(nic, front)
        sides.append(rears)
    for left, right in zip(*sides, strict=True):
        cable(left, right)
    path = path_from(port(ends[0]))
    assert path.endpoints == (port(ends[1]),)
    assert [len(step) for step in path.steps] == [1, 2, 1]
    assert connected(ends[1]) == [ends[0].pk]


def test_rear_ports_take_their_mappings_as_front_ports_do(room: SimpleNamespace, device: Build) -> None:
    made = device("p", device_type=room.shallow)
    fronts = [make("dcim.frontport", device=made, name=f"F{at}", type="lc", positions=2) for at in (1, 2)]
    stated = [
        {"position": at, "front_port": fronts[(at - 1) // 2].pk, "front_port_position": (at - 1) % 2 + 1}
        for at in range(1, 5)
    ]
    rear = make("dcim.rearport", device=made, name="R", type="mpo", positions=4, front_ports=stated)
    told = rows(specs["dcim.rearport"], [rear.pk], "http://x")[0]["front_ports"]
    assert json.loads(bytes(told)) == stated
    of_front = json.loads(bytes(rows(specs["dcim.frontport"], [fronts[1].pk], "http://x")[0]["rear_ports"]))
    assert [each["rear_port_position"] for each in of_front] == [3, 4]
    assert "positions" in refused_change(rear, positions=3)
    assert "front_ports" in refused_change(rear, front_ports=[{"position": 9, "front_port": fronts[0].pk}])


def test_ports_of_a_type_are_wired_likewise_and_devices_get_them_so(room: SimpleNamespace, device: Build) -> None:
    kind = room.shallow
    rear = make("dcim.rearporttemplate", device_type=kind, name="R", type="mpo", positions=4)
    leads = [{"position": at, "rear_port": rear.pk, "rear_port_position": 5 - at} for at in (1, 2)]
    front = make("dcim.frontporttemplate", device_type=kind, name="F", type="lc", positions=2, rear_ports=leads)
    told = rows(specs["dcim.frontporttemplate"], [front.pk], "http://x")[0]["rear_ports"]
    assert json.loads(bytes(told)) == leads
    seen = json.loads(bytes(rows(specs["dcim.rearporttemplate"], [rear.pk], "http://x")[0]["front_ports"]))
    assert [(each["position"], each["front_port_position"]) for each in seen] == [(3, 2), (4, 1)]
    assert "rear_ports" in refused_change(
        front, rear_ports=[{"position": 2, "rear_port": rear.pk, "rear_port_position": 9}]
    )
    change(rear, front_ports=[{"position": 2, "front_port": front.pk, "front_port_position": 1}])
    made = device("p", device_type=kind)
    ports = rows(specs["dcim.frontport"], [made.frontports.get().pk], "http://x")[0]["rear_ports"]
    assert [(each["position"], each["rear_port_position"]) for each in json.loads(bytes(ports))] == [(1, 2)]


def test_a_path_that_reaches_a_trunk_without_a_position_is_split(nics: Any, panel: Any) -> None:
    (nic,) = nics("a", 1)
    rear, _fronts = panel("p", 4)
    cable(nic, rear)
    path = path_from(port(nic))
    assert (path.split, path.complete, path.endpoints) == (True, False, ())


def test_a_path_that_ends_in_a_panel_is_active_and_not_complete(nics: Any, panel: Any) -> None:
    (nic,) = nics("a", 1)
    (left, fronts), (right, others) = panel("p", 2), panel("q", 2)
    cable(nic, fronts[1])
    cable(left, right)
    path = path_from(port(nic))
    assert (path.active, path.complete, path.split) == (True, False, False)
    assert path.hops[-1] == ((port(others[1]),), None, ())


def test_the_paths_of_a_panel_port_are_told_from_both_their_ends(nics: Any, panel: Any) -> None:
    near, far = nics("a", 2), nics("b", 2)
    (left, fronts), (right, others) = panel("p", 2), panel("q", 2)
    trunk = cable(left, right)
    for at in (0, 1):
        cable(near[at], fronts[at])
        cable(others[at], far[at])
    assert [path.origin for path in paths_through(port(others[1]))] == sorted([port(near[1]), port(far[1])])
    assert len(paths_through(port(left))) == 4
    change(trunk, status="planned")
    assert {path.active for path in paths_through(port(left))} == {False}
    delete(specs["dcim.cable"], [trunk])
    assert {path.complete for path in paths_through(port(left))} == {False}


def test_console_ports_are_cabled_to_console_servers(device: Build) -> None:
    console = make("dcim.consoleport", device=device("sw"), name="con0")
    server = make("dcim.consoleserverport", device=device("ts"), name="tty1")
    cable(console, server)
    assert connected(console) == [server.pk]


def found(label: str, **params: str) -> set[int]:
    spec = specs[label]
    return set(
        spec.model.objects.filter(condition(spec, {k: [v] for k, v in params.items()})).values_list("pk", flat=True)
    )


def test_filters_ask_for_cables_and_paths(nics: Any, panel: Any) -> None:
    left, right = nics("a", 4), nics("b", 4)
    made = cable(left[0], right[0])
    planned = cable(left[1], right[1], status="planned")
    _rear, fronts = panel("p", 2)
    patched = cable(left[2], fronts[0])
    assert found("dcim.interface", connected="true") == {left[0].pk, right[0].pk, left[2].pk}
    assert left[1].pk in found("dcim.interface", connected="false")
    assert found("dcim.interface", cabled="true", connected="false") == {left[1].pk, right[1].pk}
    assert found("dcim.interface", cable_end="B") == {right[0].pk, right[1].pk}
    assert found("dcim.interface", cable_id=str(made.pk)) == {left[0].pk, right[0].pk}
    assert found("dcim.cable", termination_a_type="dcim.interface", termination_a_id=str(left[1].pk)) == {planned.pk}
    assert found("dcim.cable", termination_b_type="dcim.frontport") == {patched.pk}
    assert found("dcim.cable", unterminated="true") == set()
    delete(specs["dcim.device"], [right[0].device])
    assert found("dcim.cable", unterminated="true") == {made.pk, planned.pk}


def test_cables_of_one_bundle_go_under_one_name(nics: Any) -> None:
    bundle = make("dcim.cablebundle", name="信息港 – 市委 48F")
    left, right = nics("a", 2), nics("b", 2)
    made = [cable(a, b, bundle=bundle) for a, b in zip(left, right, strict=True)]
    assert found("dcim.cable", bundle=bundle.name) == {each.pk for each in made}
    assert rows(specs["dcim.cablebundle"], [bundle.pk], "http://x")[0]["cable_count"] == 2
    delete(specs["dcim.cablebundle"], [bundle])
    assert found("dcim.cable", bundle_id="null") == {each.pk for each in made}
