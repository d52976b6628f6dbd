"""What refers to an object: counted the same with and without conditions on one's rights, and listed as counted."""

from typing import Any

import pytest
from django.test import Client
from infoport.ui.related import below, numbers, relations

from inventory.dcim.models import Device
from inventory.declare.registry import specs
from inventory.users.models import ObjectPermission, User

OWNERS = [
    "dcim.site",
    "dcim.device",
    "dcim.interface",
    "ipam.vlan",
    "ipam.vrf",
    "tenancy.tenant",
    "dcim.location",
    "users.group",
]


@pytest.fixture(scope="module")
def reader(city: None) -> User:
    """Somebody who may see everything, by a right with a condition that all objects meet."""
    del city
    user = User.objects.create_user("reader")
    rule = ObjectPermission.objects.create(
        name="all", object_types=[spec.label for spec in specs], actions=["view"], constraints={"id__gt": 0}
    )
    rule.users.add(user)
    return user


@pytest.mark.parametrize("label", OWNERS)
def test_both_ways_to_count_agree_and_the_tab_lists_as_many(root: Client, reader: User, label: str) -> None:
    spec = specs[label]
    found = spec.model._default_manager.order_by("pk")[0]
    ids = below(spec, found.pk)
    plain = numbers(spec, ids, User.objects.get(username="root"))
    assert dict(plain) == dict(numbers(spec, ids, reader))
    assert set(plain) == set(relations(spec))
    for way, number in plain.items():
        page = root.get(f"{spec.page}{found.pk}/{way.slug}/")
        assert page.context["total"] == number, way


def test_a_person_sees_no_tab_of_a_type_outside_their_rights(person: Any) -> None:
    device = Device.objects.order_by("pk")[0]
    client = person(["dcim.device"], ["view"])
    page = client.get(f"/dcim/devices/{device.pk}/")
    assert f"/dcim/devices/{device.pk}/interfaces/" not in page.content.decode()
    assert "/history/" not in page.content.decode()
    assert client.get(f"/dcim/devices/{device.pk}/interfaces/").status_code == 404
    assert client.get(f"/dcim/devices/{device.pk}/history/").status_code == 403


def test_edit_and_delete_are_offered_only_where_they_would_be_allowed(person: Any) -> None:
    mine, other = Device.objects.order_by("pk")[:2]
    client = person(["dcim.device"], ["view"])
    rule = ObjectPermission.objects.create(
        name="mine", object_types=["dcim.device"], actions=["change", "delete"], constraints={"pk": mine.pk}
    )
    rule.users.add(User.objects.get(pk=client.session["_auth_user_id"]))
    assert f"/dcim/devices/{mine.pk}/edit/" in client.get(f"/dcim/devices/{mine.pk}/").content.decode()
    page = client.get(f"/dcim/devices/{other.pk}/").content.decode()
    assert f"/dcim/devices/{other.pk}/edit/" not in page
    assert f"/dcim/devices/{other.pk}/delete/" not in page
    assert client.get(f"/dcim/devices/{other.pk}/edit/").status_code == 403
