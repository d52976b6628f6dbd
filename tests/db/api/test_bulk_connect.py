"""Many ports are connected at once: planned, stored whole or in part, and undone."""

from typing import Any

import pytest

from inventory.core.models import ObjectChange
from inventory.dcim.models import Cable, Device, DeviceRole, DeviceType, FrontPort, Interface, Manufacturer, Site
from inventory.dcim.rules.connecting import ports_of_device

URL = "/api/plugins/dcim/bulk-connect/"


@pytest.fixture
def devices(db: None) -> list[Any]:
    """A switch of twelve interfaces and an LAG, a panel of twelve front ports called by numbers."""
    del db
    site = Site.objects.create(name="N", slug="n")
    kind = DeviceType.objects.create(manufacturer=Manufacturer.objects.create(name="B", slug="b"), model="M", slug="m")
    role = DeviceRole.objects.create(name="R", slug="r")
    made = [Device.objects.create(name=name, device_type=kind, role=role, site=site) for name in ("sw", "panel")]
    for at in range(12, 0, -1):
        Interface.objects.create(device=made[0], name=f"GE0/0/{at}", type="1000base-t")
        FrontPort.objects.create(device=made[1], name=str(at), type="8p8c")
    Interface.objects.create(device=made[0], name="Eth-Trunk1", type="lag")
    return made


def asked(devices: list[Any], a: str = "1-4", b: str = "1-4", **more: Any) -> dict[str, Any]:
    return {
        "a": {"device": devices[0].pk, "ports": a},
        "b": {"device": devices[1].pk, "type": "dcim.frontport", "ports": b}, **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ("GE0/0/9-11", ["GE0/0/9", "GE0/0/10", "GE0/0/11"]),
        ("9-11", ["GE0/0/9", "GE0/0/10", "GE0/0/11"]),
        ("GE0/0/3-1; GE0/0/7", ["GE0/0/3", "GE0/0/2", "GE0/0/1", "GE0/0/7"]),
        ("GE0/0/2，GE0/0/1", ["GE0/0/2", "GE0/0/1"]),
        ("", [f"GE0/0/{at}" for at in range(1, 13)]),
    ],
)
def test_ports_are_named_by_runs_in_natural_order(devices: list[Any], wanted: str, names: list[str]) -> None:
    assert [port.name for port in ports_of_device(devices[0], "dcim.interface", wanted)] == names


def test_a_plan_stores_nothing(api: Any, devices: list[Any]) -> None:
    answer = api("POST", URL, asked(devices, dry_run=True))
    body = answer.json()
    assert (answer.status_code, body["fitting"], body["refused"]) == (200, 4, 0)
    assert [(pair["a"]["name"], pair["b"]["name"]) for pair in body["pairs"]][1] == ("GE0/0/2", "2")
    assert not Cable.objects.exists()


def test_every_pair_gets_a_cable_and_undo_deletes_exactly_these(api: Any, devices: list[Any]) -> None:
    other = api("POST", URL, asked(devices, "12", "12")).json()
    answer = api("POST", URL, asked(devices, cable={"type": "cat6", "label": "N-{n}", "color": "9e9e9e"}))
    body = answer.json()
    assert answer.status_code == 201
    assert [pair["cable"]["label"] for pair in body["pairs"]] == ["N-1", "N-2", "N-3", "N-4"]
    assert Interface.objects.filter(cable__type="cat6").count() == 4
    assert ObjectChange.objects.filter(changed_object_type="dcim.cable", action="create").count() == 5
    assert api("DELETE", "/api/dcim/cables/", body["undo"]).status_code == 204
    assert [cable.pk for cable in Cable.objects.all()] == [each["id"] for each in other["undo"]]
    assert FrontPort.objects.filter(cable=None).count() == 11


def test_without_partial_one_pair_that_does_not_fit_stops_all(api: Any, devices: list[Any]) -> None:
    api("POST", URL, asked(devices, "2", "9"))
    answer = api("POST", URL, asked(devices, "1-4", "1-3"))
    body = answer.json()
    assert (answer.status_code, body["fitting"], body["refused"], body["undo"]) == (400, 2, 2, [])
    assert "Duplicate termination" in body["pairs"][1]["problems"][0]
    assert body["pairs"][3]["problems"] == ["There is no port on the other side."]
    assert Cable.objects.count() == 1
    answer = api("POST", URL, asked(devices, "1-4", "1-3", partial=True))
    assert (answer.status_code, len(answer.json()["undo"])) == (201, 2)


@pytest.mark.parametrize(("a", "b"), [("GE0/0/13", "1"), ("1-13", "1"), ("1", "9-99999"), ("x", "1")])
def test_ports_that_are_not_there_are_named(api: Any, devices: list[Any], a: str, b: str) -> None:
    answer = api("POST", URL, asked(devices, a, b))
    assert answer.status_code == 400
    assert set(answer.json()) <= {"a", "b"}


def test_a_port_cannot_be_connected_to_itself(api: Any, devices: list[Any]) -> None:
    body = asked(devices, "1", "")
    body["b"] = body["a"]
    assert "twice" in api("POST", URL, body).json()["pairs"][0]["problems"][0]


def test_only_those_who_may_add_cables_connect(person: Any, devices: list[Any]) -> None:
    reader = person(["dcim.device", "dcim.interface", "dcim.frontport"], ["view"])
    assert reader("POST", URL, asked(devices)).status_code == 403
    adder = person(["dcim.device", "dcim.interface", "dcim.frontport", "dcim.cable"], ["view", "add"])
    refused = adder("POST", URL, asked(devices, cable={"type": "no such"}))
    assert refused.status_code == 400
    assert "no such" in str(refused.json())
    assert adder("POST", URL, asked(devices)).status_code == 201
