"""Units of racks are kept for whom they are reserved, and no unit is given twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, connections, transaction
from writes import Build, change, make, refusal, refused_change

from inventory.dcim.models import Device, DeviceType, RackReservation
from inventory.declare.registry import specs
from inventory.declare.write import save
from inventory.users.models import User

AT_ONCE = 20


@pytest.fixture
def tenants(room: SimpleNamespace) -> list[Any]:
    del room
    return [make("tenancy.tenant", name=name, slug=slug) for name, slug in (("财政局", "fin"), ("档案馆", "arc"))]


@pytest.fixture
def reserve(room: SimpleNamespace, tenants: list[Any]) -> Any:
    user = User.objects.create(username="sunli")

    def build(*units: int, **values: Any) -> Any:
        values = {"rack": room.rack, "user": user, "tenant": tenants[0], "description": "新存储"} | values
        return make("dcim.rackreservation", units=list(units), **values)

    return build


def test_reserved_units_are_kept_in_order_and_each_once(reserve: Any) -> None:
    assert reserve(12, 10, 11, 10).units == [10, 11, 12]


def test_units_outside_of_the_rack_cannot_be_reserved(reserve: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        reserve(42, 43, 50)
    assert refused.value.message_dict == {"units": ["Invalid unit(s) for 42U rack: 43, 50"]}


def test_units_reserved_already_are_refused_by_name(reserve: Any) -> None:
    reserve(10, 11)
    with pytest.raises(ValidationError) as refused:
        reserve(11, 12)
    expected = "The following units have already been reserved: 11 (A01: 新存储)"
    assert refused.value.message_dict == {"units": [expected]}
    reserve(11, 12, status="stale")


def test_the_database_refuses_overlapping_reservations_by_itself(reserve: Any) -> None:
    first, second = reserve(10, 11), reserve(12)
    with pytest.raises(IntegrityError, match="units_reserved_once"), transaction.atomic():
        RackReservation.objects.filter(pk=second.pk).update(units=[9, 10])
    RackReservation.objects.filter(pk=first.pk).update(status="stale")
    RackReservation.objects.filter(pk=second.pk).update(units=[9, 10])


def test_a_reserved_unit_takes_only_devices_of_its_tenant(
    room: SimpleNamespace, device: Build, reserve: Any, tenants: list[Any]
) -> None:
    kept = reserve(20, 21)
    common = {"device_type": room.flat, "role": room.role, "site": room.site, "rack": room.rack, "face": "front"}
    for tenant in (None, tenants[1]):
        problem = refusal("dcim.device", name="sw1", tenant=tenant, position=21, **common)
        assert problem == {"position": ["U21 is reserved for 财政局: A01: 新存储"]}
    device("mine", tenant=tenants[0], rack=room.rack, face="front", position=21)
    change(kept, status="stale")
    device("other", rack=room.rack, face="front", position=20)


def test_a_device_that_touches_half_of_a_reserved_unit_is_refused(room: SimpleNamespace, reserve: Any) -> None:
    reserve(21)
    common = {"device_type": room.shallow, "role": room.role, "site": room.site, "rack": room.rack, "face": "rear"}
    assert "position" in refusal("dcim.device", name="p1", position=20, **common)
    make("dcim.device", name="p2", position="19.5", **common)


def test_a_device_mounted_before_the_reservation_stays_and_can_be_changed(
    room: SimpleNamespace, device: Build, reserve: Any
) -> None:
    mounted = device("sw1", rack=room.rack, face="front", position=30)
    other = device("sw2", rack=room.rack, face="front", position=33)
    reserve(30, 31)
    assert change(mounted, serial="X1").serial == "X1"
    assert "position" in refused_change(other, position=31)


def test_the_database_keeps_units_from_being_taken_twice(room: SimpleNamespace, device: Build) -> None:
    first = device("sw1", rack=room.rack, face="front", position=10)
    second = device("sw2", rack=room.rack, face="front", position=11)
    for values in ({"position": 10}, {"position": "10.5"}, {"position": 10, "face": "rear"}):
        with pytest.raises(IntegrityError, match="units_taken_once"), transaction.atomic():
            Device.objects.filter(pk=second.pk).update(**values)
    with pytest.raises(IntegrityError, match="units_taken_once"), transaction.atomic():
        DeviceType.objects.filter(pk=room.flat.pk).update(u_height=2)
    DeviceType.objects.filter(pk=room.flat.pk).update(is_full_depth=False)
    Device.objects.filter(pk=second.pk).update(position=10, face="rear")
    first.delete()
    Device.objects.filter(pk=second.pk).update(face="front")
    Device.objects.filter(pk=second.pk).update(rack=None)
    device("sw3", rack=room.rack, face="front", position=10)


def test_of_twenty_who_want_the_same_unit_at_once_one_gets_it_and_the_others_are_told_who(committed: None) -> None:
    site = make("dcim.site", name="N", slug="n")
    rack = make("dcim.rack", name="A01", site=site)
    maker = make("dcim.manufacturer", name="B", slug="b")
    kind = make("dcim.devicetype", manufacturer=maker, model="M", slug="m", u_height=2)
    role = make("dcim.devicerole", name="R", slug="r")
    start = Barrier(AT_ONCE)
    spec = specs["dcim.device"]

    def mount(at: int) -> dict[str, Any] | None:
        values = {
            "name": f"d{at}", "device_type": kind, "role": role, "site": site, "rack": rack, "face": "front",
            "position": 10 + at % 2,
        }  # fmt: skip
        try:
            start.wait(timeout=60)
            with transaction.atomic():
                save(spec, spec.model(), values)
        except ValidationError as error:
            return error.message_dict
        finally:
            connections.close_all()
        return None

    with ThreadPoolExecutor(AT_ONCE) as pool:
        told = list(pool.map(mount, range(AT_ONCE)))
    winner = Device.objects.get()
    assert told.count(None) == 1
    refused = [each for each in told if each]
    assert all(NON_FIELD_ERRORS in each or str(winner) in each["position"][0] for each in refused)
    assert sum("position" in each for each in refused) == AT_ONCE - 1
