"""`trace` and `paths` answer as NetBox was recorded to, and draw what they say."""

import json
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from inventory.circuits.models import Circuit, CircuitTermination, CircuitType, Provider
from inventory.dcim.models import (
    Cable,
    Device,
    DeviceRole,
    DeviceType,
    FrontPort,
    Interface,
    Location,
    Manufacturer,
    RearPort,
    Site,
)
from inventory.dcim.rules.cables import connect
from inventory.declare.write import save


@pytest.fixture
def plant(db: None) -> Any:
    """Two switches joined through two panels, and a circuit that ends in a hall."""
    del db
    site = Site.objects.create(name="North", slug="north")
    hall = Location.objects.create(name="Hall 1", slug="hall-1", site=site)
    maker = Manufacturer.objects.create(name="B", slug="b")
    kind = DeviceType.objects.create(manufacturer=maker, model="BX", slug="bx")
    role = DeviceRole.objects.create(name="R", slug="r")
    made = SimpleNamespace()
    made.devices = [
        Device.objects.create(name=name, device_type=kind, role=role, site=site)
        for name in ("sw1", "sw2", "panel1", "panel2")
    ]
    made.a, made.b, made.third = (
        Interface.objects.create(device=device, name=name, type="1000base-t")
        for device, name in ((made.devices[0], "e1"), (made.devices[1], "e1"), (made.devices[0], "e3"))
    )
    made.rears = [RearPort.objects.create(device=d, name="R1", type="lc") for d in made.devices[2:]]
    made.fronts = [
        FrontPort.objects.create(device=d, name="F1", type="lc", rear_port=rear)
        for d, rear in zip(made.devices[2:], made.rears, strict=True)
    ]
    pairs = ((made.a, made.fronts[0]), (made.rears[0], made.rears[1]), (made.fronts[1], made.b))
    made.cables = []
    for at, (near, far) in enumerate(pairs):
        cable = Cable.objects.create(label=f"C{at}", type="smf", color="ffeb3b", length=2.5, length_unit="m")
        connect(cable, [near], [far])
        made.cables.append(cable)
    provider = Provider.objects.create(name="T", slug="t")
    circuit = Circuit.objects.create(cid="CT-1", provider=provider, type=CircuitType.objects.create(name="F", slug="f"))
    made.near_side, made.far_side = (
        CircuitTermination.objects.create(
            circuit=circuit, term_side=side, termination_type="dcim.location", termination_id=hall.pk
        )
        for side in "AZ"
    )
    connect(Cable.objects.create(), [made.third], [made.near_side])
    made.hall = hall
    return made


def test_a_trace_is_a_list_of_near_ends_cable_and_far_ends(api: Any, plant: Any) -> None:
    answer = api.get(f"/api/dcim/interfaces/{plant.a.pk}/trace/").json()
    names = [([e["display"] for e in near], cable["id"], [e["display"] for e in far]) for near, cable, far in answer]
    assert names == [
        (["e1"], plant.cables[0].pk, ["F1"]),
        (["R1"], plant.cables[1].pk, ["R1"]),
        (["F1"], plant.cables[2].pk, ["e1"]),
    ]
    assert set(answer[0][0][0]) == {"id", "url", "display", "device", "name", "description", "cable", "_occupied"}
    assert {k: v for k, v in answer[0][1].items() if "url" not in k} == {
        "id": plant.cables[0].pk, "type": "smf", "status": "connected", "label": "C0", "color": "ffeb3b",
        "length": 2.5, "length_unit": "m", "description": "",
    }  # fmt: skip
    back = api.get(f"/api/dcim/interfaces/{plant.b.pk}/trace/").json()
    assert [cable["id"] for _near, cable, _far in back] == [each.pk for each in reversed(plant.cables)]


def test_a_trace_over_a_circuit_ends_where_it_is_handed_over(api: Any, plant: Any) -> None:
    answer = api.get(f"/api/dcim/interfaces/{plant.third.pk}/trace/").json()
    assert [answer[1][0][0]["display"], answer[1][1], answer[1][2][0]["name"]] == [
        "CT-1: Termination Z", [], plant.hall.name,
    ]  # fmt: skip
    (path,) = api.get(f"/api/circuits/circuit-terminations/{plant.near_side.pk}/paths/").json()
    assert [[node["id"] for node in nodes] for nodes in path["path"]] == [
        [plant.third.pk], [plant.near_side.cable_id or plant.third.cable_id or Cable.objects.last().pk],
        [plant.near_side.pk], [plant.far_side.pk], [plant.hall.pk],
    ]  # fmt: skip
    assert (path["is_active"], path["is_complete"], path["is_split"]) == (True, False, False)


def test_the_paths_of_a_panel_port_are_told_from_both_ends(api: Any, plant: Any) -> None:
    answer = api.get(f"/api/dcim/front-ports/{plant.fronts[0].pk}/paths/").json()
    assert [path["path"][0][0]["id"] for path in answer] == [plant.a.pk, plant.b.pk]
    assert [set(path) for path in answer] == [{"id", "path", "is_active", "is_complete", "is_split"}] * 2
    assert len(answer[0]["path"]) == 9
    assert api.get(f"/api/dcim/rear-ports/{plant.rears[1].pk}/paths/").json() == answer


def test_a_port_without_a_cable_has_an_empty_trace(api: Any, plant: Any) -> None:
    free = Interface.objects.create(device=plant.devices[0], name="e9", type="1000base-t")
    assert api.get(f"/api/dcim/interfaces/{free.pk}/trace/").json() == []
    assert api.get("/api/dcim/interfaces/99999999/trace/").json() == {"detail": "No Interface matches the given query."}


@pytest.mark.parametrize("accept", ["*/*", "application/json", "image/svg+xml"])
def test_a_trace_is_drawn_whatever_is_accepted(api: Any, plant: Any, accept: str) -> None:
    answer = api("GET", f"/api/dcim/interfaces/{plant.a.pk}/trace/?render=svg", accept=accept)
    assert answer["Content-Type"] == "image/svg+xml"
    words = "".join(ET.fromstring(answer.content).itertext())
    assert all(name in words for name in ("sw1", "panel1", "panel2", "sw2", "C1", "2.5 m"))


def test_what_one_may_not_see_is_a_number_in_a_trace(person: Any, plant: Any) -> None:
    some = person(["dcim.interface", "dcim.cable"], ["view"])
    answer = some.get(f"/api/dcim/interfaces/{plant.a.pk}/trace/")
    assert "panel1" not in answer.content.decode()
    assert "panel1" not in some.get(f"/api/dcim/interfaces/{plant.a.pk}/trace/?render=svg").content.decode()
    assert person(["dcim.site"], ["view"]).get(f"/api/dcim/interfaces/{plant.a.pk}/trace/").status_code == 404


def test_a_changed_cable_changes_the_trace_at_once(api: Any, plant: Any) -> None:
    save(Cable.spec, plant.cables[1], {"status": "planned"})
    row = json.loads(api.get(f"/api/dcim/interfaces/{plant.a.pk}/").content)
    assert (row["connected_endpoints_reachable"], row["connected_endpoints"][0]["id"]) == (False, plant.b.pk)
    plant.cables[1].delete()
    assert len(api.get(f"/api/dcim/interfaces/{plant.a.pk}/trace/").json()) == 2
