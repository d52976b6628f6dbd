"""`?as_of=` answers as things were: lists, details, counts, nested objects, pages, deleted objects."""

import time
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from inventory.dcim.models import Device, DeviceRole, DeviceType, Interface, Manufacturer, Site
from inventory.extras.models import Tag
from inventory.ipam.models import VLAN, Prefix
from inventory.users.models import User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("root"))
    return client


def moment() -> str:
    """The database's time, apart from what was written before and after."""
    time.sleep(0.01)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: Any = cursor.fetchone()[0]
    time.sleep(0.01)
    return str(now.isoformat())


@pytest.fixture
def device() -> Device:
    maker = Manufacturer.objects.create(name="Maker", slug="maker")
    return Device.objects.create(
        name="sw1", site=Site.objects.create(name="Room", slug="room"), serial="A",
        role=DeviceRole.objects.create(name="Access", slug="access"),
        device_type=DeviceType.objects.create(manufacturer=maker, model="M1", slug="m1"),
    )  # fmt: skip


def ask(client: Client, address: str, when: str) -> Any:
    answer = client.get(address, {"as_of": when})
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_values_counts_and_nested_objects_are_those_of_then(admin: Client, device: Device) -> None:
    Interface.objects.create(device=device, name="eth0", type="other")
    then = moment()
    Device.objects.filter(pk=device.pk).update(serial="B")
    Device.objects.filter(pk=device.pk).update(serial="C", name="sw2")
    Site.objects.filter(pk=device.site_id).update(name="Hall")
    Interface.objects.create(device=device, name="eth1", type="other")
    address = f"/api/dcim/devices/{device.pk}/"
    was = ask(admin, address, then)
    assert (was["serial"], was["name"], was["site"]["name"], was["interface_count"]) == ("A", "sw1", "Room", 1)
    now = admin.get(address).json()
    assert (now["serial"], now["name"], now["site"]["name"], now["interface_count"]) == ("C", "sw2", "Hall", 2)


def test_what_was_deleted_is_there_and_what_was_made_since_is_not(admin: Client, device: Device) -> None:
    prefix = Prefix.objects.create(prefix="10.1.0.0/16")
    then = moment()
    Prefix.objects.create(prefix="10.2.0.0/16")
    Prefix.objects.filter(pk=prefix.pk).update(description="late")
    Prefix.objects.get(pk=prefix.pk).delete()
    listed = ask(admin, "/api/ipam/prefixes/", then)
    assert [(row["prefix"], row["description"]) for row in listed["results"]] == [("10.1.0.0/16", "")]
    assert listed["count"] == 1
    assert ask(admin, f"/api/ipam/prefixes/{prefix.pk}/", then)["prefix"] == "10.1.0.0/16"
    assert [row["prefix"] for row in admin.get("/api/ipam/prefixes/").json()["results"]] == ["10.2.0.0/16"]


def test_filters_ask_of_then(admin: Client, device: Device) -> None:
    then = moment()
    Device.objects.filter(pk=device.pk).update(status="offline")
    assert admin.get("/api/dcim/devices/", {"as_of": then, "status": "active"}).json()["count"] == 1
    assert admin.get("/api/dcim/devices/", {"status": "active"}).json()["count"] == 0


def test_relations_to_many_are_those_of_then(admin: Client, device: Device) -> None:
    port = Interface.objects.create(device=device, name="eth0", type="other", mode="tagged")
    one, two = (VLAN.objects.create(vid=vid, name=f"v{vid}") for vid in (10, 20))
    port.tagged_vlans.set([one])
    Interface.objects.filter(pk=port.pk).update(tags=[Tag.objects.create(name="Core", slug="core").pk])
    then = moment()
    port.tagged_vlans.set([two])
    Interface.objects.filter(pk=port.pk).update(tags=[])
    was = ask(admin, f"/api/dcim/interfaces/{port.pk}/", then)
    assert ([each["vid"] for each in was["tagged_vlans"]], [each["slug"] for each in was["tags"]]) == ([10], ["core"])


def test_pages_answer_as_of_then_and_say_so(admin: Client, device: Device) -> None:
    then = moment()
    Device.objects.filter(pk=device.pk).update(name="renamed")
    for address in ("/dcim/devices/", f"/dcim/devices/{device.pk}/"):
        text = admin.get(address, {"as_of": then}).content.decode()
        assert "sw1" in text and "renamed" not in text


@pytest.mark.parametrize("text", ["yesterday", "2999-01-01", "2026-13-40"])
def test_a_time_that_cannot_be_answered_is_refused(admin: Client, text: str) -> None:
    for address in ("/api/dcim/devices/", "/dcim/devices/"):
        assert admin.get(address, {"as_of": text}).status_code == 400


def test_later_requests_see_the_present_again(admin: Client, device: Device) -> None:
    then = moment()
    Device.objects.filter(pk=device.pk).update(serial="Z")
    ask(admin, f"/api/dcim/devices/{device.pk}/", then)
    assert Device.objects.get(pk=device.pk).serial == "Z"
    with connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        assert "past" not in cursor.fetchone()[0]
