"""Where devices may be mounted."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from writes import Build, change, make, refusal, refused_change


def where(room: SimpleNamespace, unit: Any, face: str = "front", **more: Any):
    return {"rack": room.rack, "position": unit, "face": face, **more}


def test_a_device_is_mounted_on_free_units_and_takes_the_location_of_its_rack(room: SimpleNamespace, device: Build):
    mounted = device("sw1", **where(room, 10))
    assert mounted.position == Decimal(10)
    assert mounted.location == room.location


def test_a_full_depth_device_occupies_both_faces(room: SimpleNamespace, device: Build):
    device("sw1", **where(room, 10))
    problem = refusal("dcim.device", name="sw2", device_type=room.shallow, role=room.role, site=room.site,
                      **where(room, 10, "rear"))  # fmt: skip
    assert "U10" in problem["position"][0]
    assert "sw1" in problem["position"][0]


def test_shallow_devices_share_units_back_to_back(room: SimpleNamespace, device: Build):
    device("panel1", device_type=room.shallow, **where(room, 20))
    device("panel2", device_type=room.shallow, **where(room, 20, "rear"))
    device("panel3", device_type=room.shallow, **where(room, "21.5"))


def test_half_units_are_kept_apart(room: SimpleNamespace, device: Build):
    device("panel1", device_type=room.shallow, **where(room, 20))
    common = {"role": room.role, "site": room.site, "device_type": room.flat}
    assert "position" in refusal("dcim.device", name="sw2", **common, **where(room, 21))
    device("sw3", **where(room, "21.5"))


def test_a_move_within_its_own_units_is_no_collision(room: SimpleNamespace, device: Build):
    tall = device("panel1", device_type=room.shallow, **where(room, 20))
    assert change(tall, position="20.5").position == Decimal("20.5")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"position": 42.5, "face": "front"}, "position"),
        ({"position": 0.5, "face": "front"}, "position"),
        ({"position": 10.25, "face": "front"}, "position"),
        ({"position": 10}, "face"),
    ],
)
def test_an_impossible_position_is_refused(room: SimpleNamespace, values: dict[str, Any], field: str):
    common = {"role": room.role, "site": room.site, "device_type": room.flat, "rack": room.rack}
    assert field in refusal("dcim.device", name="sw1", **common, **values)


def test_position_and_face_need_a_rack(room: SimpleNamespace):
    common = {"role": room.role, "site": room.site, "device_type": room.flat, "name": "sw1"}
    assert "position" in refusal("dcim.device", **common, position=3)
    assert "face" in refusal("dcim.device", **common, face="rear")


def test_a_type_without_height_takes_no_unit(room: SimpleNamespace):
    common = {"role": room.role, "site": room.site, "device_type": room.floating, "name": "pdu1"}
    assert "position" in refusal("dcim.device", **common, **where(room, 3))


def test_a_device_is_in_the_site_of_its_rack(room: SimpleNamespace):
    common = {"role": room.role, "device_type": room.flat, "name": "sw1"}
    assert "rack" in refusal("dcim.device", site=room.other_site, rack=room.rack, **common)
    assert "location" in refusal("dcim.device", site=room.other_site, location=room.location, **common)


def test_a_rack_keeps_what_its_devices_need(room: SimpleNamespace, device: Build):
    device("sw1", **where(room, 40))
    assert "U40" in refused_change(room.rack, u_height=20)["u_height"][0]
    assert "starting_unit" in refused_change(room.rack, starting_unit=41)
    assert change(room.rack, u_height=40).u_height == 40


def test_devices_move_with_their_rack_and_racks_with_their_location(room: SimpleNamespace, device: Build) -> None:
    moved = device("sw1", **where(room, 40))
    change(room.rack, site=room.other_site, location=None)
    moved.refresh_from_db()
    assert (moved.site, moved.location) == (room.other_site, None)
    change(room.rack, site=room.site, location=room.location)
    zone = make("dcim.location", name="Zone A", slug="zone-a", site=room.site, parent=room.location)
    change(room.location, site=room.other_site)
    for each in (moved, room.rack, zone):
        each.refresh_from_db()
        assert each.site == room.other_site


def test_a_time_zone_is_one_that_exists(room: SimpleNamespace) -> None:
    assert change(room.site, time_zone="Asia/Shanghai").time_zone == "Asia/Shanghai"
    for wrong in ("Asia/Changchun", "../etc/passwd", "/etc"):
        assert "time_zone" in refused_change(room.site, time_zone=wrong)


def test_units_are_counted_from_the_starting_unit(room: SimpleNamespace, device: Build):
    room.rack = change(room.rack, starting_unit=5)
    assert "position" in refusal("dcim.device", name="low", role=room.role, site=room.site, device_type=room.flat,
                                 **where(room, 4))  # fmt: skip
    device("top", **where(room, 46))


def test_heights_are_multiples_of_half_a_unit(room: SimpleNamespace):
    assert "u_height" in refusal("dcim.devicetype", manufacturer=room.maker, model="X", slug="x", u_height="1.3")


def test_names_are_unique_per_site_and_tenant_whatever_their_case(room: SimpleNamespace, device: Build):
    device("sw1")
    assert refusal("dcim.device", name="SW1", role=room.role, site=room.site, device_type=room.flat)
    device("sw1", site=room.other_site)
    device(None)
    device(None)


def test_each_placement_check_is_one_query_each(room: SimpleNamespace, device: Build, django_assert_num_queries: Any):
    from inventory.dcim.models import Device
    from inventory.dcim.rules.placement import fits_in_rack

    for unit in range(1, 21):
        device(f"sw{unit}", **where(room, unit))
    fresh = Device(name="new", rack=room.rack, face="front", position=Decimal(30), device_type=room.flat)
    with django_assert_num_queries(3):
        fits_in_rack(fresh)
