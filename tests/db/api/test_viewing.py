"""What a person may not see is in no answer: not nested, not counted, not offered, not told by history."""

import json
from typing import Any

import pytest
from django.test import Client

from inventory.core.models import ObjectChange
from inventory.dcim.models import Device, DeviceRole, DeviceType, Interface, Manufacturer, Site
from inventory.tenancy.models import Contact, ContactAssignment, Tenant
from inventory.users.models import ObjectPermission, Token, User

pytestmark = pytest.mark.django_db
OWN, FOREIGN = "Water bureau", "Secret bureau"


@pytest.fixture
def city() -> dict[str, Any]:
    own, foreign = (Tenant.objects.create(name=name, slug=name[:5].lower()) for name in (OWN, FOREIGN))
    site = Site.objects.create(name="Shared room", slug="room", tenant=foreign)
    kind = DeviceType.objects.create(
        manufacturer=Manufacturer.objects.create(name="Maker", slug="maker"), model="M1", slug="m1"
    )
    role = DeviceRole.objects.create(name="Server", slug="server")
    devices = [
        Device.objects.create(name=f"{tenant.name} box {at}", site=site, device_type=kind, role=role, tenant=tenant)
        for at, tenant in enumerate((own, foreign, foreign))
    ]
    for device in devices:
        Interface.objects.create(device=device, name="eth0", type="other", description=f"of {device.name}")
    for device in devices:
        ContactAssignment.objects.create(
            object_type="dcim.device", object_id=device.pk, contact=Contact.objects.create(name=f"Chief {device.pk}")
        )
    return {"own": own, "foreign": foreign, "site": site, "devices": devices, "kind": kind}


def person(*rights: tuple[list[str], Any]) -> tuple[User, dict[str, str]]:
    user = User.objects.create_user("li")
    for labels, constraints in rights:
        allowed = ObjectPermission.objects.create(
            name="right", object_types=labels, actions=["view"], constraints=constraints
        )
        allowed.users.add(user)
    _token, text = Token.issue(user)
    return user, {"Authorization": f"Token {text}"}


@pytest.fixture
def clerk(city: dict[str, Any]) -> tuple[User, dict[str, str]]:
    return person(
        (["dcim.device"], {"tenant__slug": "water"}),
        (["dcim.interface"], {"device__tenant__slug": "water"}),
        (["dcim.site", "dcim.devicetype", "dcim.devicerole", "core.objectchange", "tenancy.contactassignment"], None),
        (["tenancy.contact"], None),
        (["tenancy.tenant"], {"slug": "water"}),
    )


def get(address: str, headers: dict[str, str]) -> Any:
    answer = Client().get(address, headers=headers)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_a_nested_object_that_may_not_be_seen_is_told_by_its_number(city: Any, clerk: Any) -> None:
    shown = get(f"/api/dcim/sites/{city['site'].pk}/", clerk[1])
    assert shown["tenant"]["display"] == f"#{city['foreign'].pk}"
    assert FOREIGN not in json.dumps(shown)


def test_counts_count_what_may_be_seen(city: Any, clerk: Any) -> None:
    assert get(f"/api/dcim/sites/{city['site'].pk}/", clerk[1])["device_count"] == 1
    assert get(f"/api/dcim/device-types/{city['kind'].pk}/", clerk[1])["device_count"] == 1


def test_names_inside_nested_objects_are_hidden_too(city: Any, clerk: Any) -> None:
    kinds = get("/api/dcim/device-types/", clerk[1])["results"]
    assert kinds[0]["manufacturer"]["display"] == f"#{city['kind'].manufacturer_id}"
    devices = get("/api/dcim/devices/", clerk[1])["results"]
    assert [row["name"] for row in devices] == [f"{OWN} box 0"]
    assert "Maker" not in json.dumps(devices)


def test_history_and_assignments_go_with_their_object(city: Any, clerk: Any) -> None:
    changes = json.dumps(get("/api/core/object-changes/?limit=1000", clerk[1]))
    assert f"{OWN} box" in changes and FOREIGN not in changes
    ids = {row["object_id"] for row in get("/api/tenancy/contact-assignments/", clerk[1])["results"]}
    assert ids == {city["devices"][0].pk}
    assert ObjectChange.objects.filter(object_repr__contains=FOREIGN).exists()


def test_a_filter_does_not_tell_of_what_may_not_be_seen(city: Any, clerk: Any) -> None:
    for value in ("secre", "absent"):
        answer = Client().get(f"/api/dcim/sites/?tenant={value}", headers=clerk[1])
        assert (answer.status_code, answer.json()["tenant"][0][:6]) == (400, "Select")


def test_pages_and_choices_show_only_what_may_be_seen(city: Any, clerk: Any) -> None:
    browser = Client()
    browser.force_login(clerk[0])
    for address in (
        "/", "/dcim/sites/",
        f"/dcim/sites/{city['site'].pk}/", "/dcim/devices/", f"/dcim/devices/{city['devices'][0].pk}/",
        "/dcim/device-types/", "/search/?q=Secret", "/core/object-changes/",
        "/dcim/devices/?export=csv", "/dcim/sites/?export=json", f"/dcim/sites/{city['site'].pk}/?tab=history",
    ):  # fmt: skip
        answer = browser.get(address, follow=True)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code == 200, address
        text = content.decode().replace('value="Secret"', "")
        assert "Secret bureau" not in text, address


def test_a_person_who_may_see_everything_is_not_limited(city: Any) -> None:
    _user, headers = person((["dcim.site", "dcim.device", "tenancy.tenant"], None))
    shown = get(f"/api/dcim/sites/{city['site'].pk}/", headers)
    assert (shown["tenant"]["name"], shown["device_count"]) == (FOREIGN, 3)
