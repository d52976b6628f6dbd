"""`racks/<id>/elevation/` answers as NetBox was recorded to, and draws what it says."""

from typing import Any
from xml.etree import ElementTree as ET

import pytest

from inventory.dcim.models import Device, DeviceRole, DeviceType, Manufacturer, Rack, RackReservation, Site


@pytest.fixture
def rack(db: None) -> Any:
    del db
    site = Site.objects.create(name="North", slug="north")
    rack = Rack.objects.create(name="R01", site=site)
    maker = Manufacturer.objects.create(name="B", slug="b")
    kind = DeviceType.objects.create(manufacturer=maker, model="BX", slug="bx", is_full_depth=False)
    role = DeviceRole.objects.create(name="R", slug="r")
    Device.objects.create(
        name="sw1", asset_tag="A-1", device_type=kind, role=role, site=site, rack=rack, position=10, face="front"
    )
    return rack


def test_a_page_of_half_units_is_as_recorded(api: Any, rack: Any) -> None:
    answer = api.get(f"/api/dcim/racks/{rack.pk}/elevation/?limit=6&offset=62").json()
    assert answer["count"] == 84
    assert answer["next"].endswith(f"/api/dcim/racks/{rack.pk}/elevation/?limit=6&offset=68")
    assert answer["previous"].endswith("?limit=6&offset=56")
    names = [(row["id"], row["name"], row["occupied"]) for row in answer["results"]]
    assert names == [
        (11.5, "U11.5", False), (11.0, "U11", False), (10.5, "U10.5", True), (10.0, "U10", True), (9.5, "U9.5", False),
        (9.0, "U9", False),
    ]  # fmt: skip
    taken = answer["results"][2]
    assert set(taken) == {"id", "name", "face", "device", "occupied", "display", "description"}
    assert (taken["device"]["name"], taken["description"], taken["display"]) == ("sw1", "sw1 (A-1)", "U10.5")
    assert taken["face"] == {"value": "front", "label": "Front"}


def test_the_rear_of_a_device_of_half_depth_is_free(api: Any, rack: Any) -> None:
    rows = api.get(f"/api/dcim/racks/{rack.pk}/elevation/?face=rear&limit=84").json()["results"]
    assert not any(row["occupied"] for row in rows)


def test_parameters_narrow_the_units(api: Any, rack: Any) -> None:
    base = f"/api/dcim/racks/{rack.pk}/elevation/"
    device = Device.objects.get()
    assert [row["name"] for row in api.get(f"{base}?q=10").json()["results"]] == ["U10.5", "U10"]
    assert not any(row["occupied"] for row in api.get(f"{base}?exclude={device.pk}&limit=0").json()["results"])
    folded = api.get(f"{base}?expand_devices=false&limit=0").json()["results"]
    assert [row["name"] for row in folded if row["occupied"]] == ["U10"]
    Rack.objects.update(desc_units=True)
    assert api.get(f"{base}?limit=1").json()["results"][0]["id"] == 1.0


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("face=side", {"face": ['"side" is not a valid choice.']}),
        ("render=png", {"render": ['"png" is not a valid choice.']}),
        ("exclude=x", {"exclude": ["A valid integer is required."]}),
        ("unit_width=x", {"unit_width": ["A valid integer is required."]}),
        ("expand_devices=maybe", {"expand_devices": ["Must be a valid boolean."]}),
    ],
)
def test_impossible_parameters_are_refused(api: Any, rack: Any, query: str, problem: Any) -> None:
    answer = api.get(f"/api/dcim/racks/{rack.pk}/elevation/?{query}")
    assert (answer.status_code, answer.json()) == (400, problem)


@pytest.mark.parametrize("accept", ["*/*", "application/json", "image/svg+xml"])
def test_a_rack_is_drawn_whatever_is_accepted(api: Any, rack: Any, accept: str) -> None:
    RackReservation.objects.create(rack=rack, units=[20], user=api.user, description="spare")
    answer = api("GET", f"/api/dcim/racks/{rack.pk}/elevation/?render=svg&unit_width=400&unit_height=20", accept=accept)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
    drawn = ET.fromstring(answer.content)
    assert drawn.attrib["width"] == "449"
    words = "".join(drawn.itertext())
    assert "sw1" in words
    assert "spare" in words
    assert 'href="http://testserver/dcim/devices/' in answer.content.decode()


def test_a_device_one_may_not_see_takes_its_units_without_its_name(person: Any, rack: Any) -> None:
    some = person(["dcim.rack"], ["view"])
    rows = some.get(f"/api/dcim/racks/{rack.pk}/elevation/?limit=0").json()["results"]
    assert [(row["occupied"], row["device"], row["description"]) for row in rows if row["occupied"]] == [
        (True, None, None), (True, None, None),
    ]  # fmt: skip
    assert "sw1" not in some.get(f"/api/dcim/racks/{rack.pk}/elevation/?render=svg").content.decode()


def test_there_is_no_address_of_units_any_more(api: Any, rack: Any) -> None:
    assert api.get(f"/api/dcim/racks/{rack.pk}/units/").status_code == 404
