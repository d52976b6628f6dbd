"""Adding, changing, deleting: what is kept, what is refused and with which words."""

import json
from typing import Any

import pytest
from django.test import Client

from inventory.core.models import ObjectChange
from inventory.dcim.models import Cable, Device, DeviceRole, Interface, Manufacturer, Region, Site
from inventory.declare.registry import specs
from inventory.extras.models import Tag
from inventory.ipam.models import IPAddress
from inventory.users.models import Token, User
from tests.db.ui.conftest import form_of


def errors_of(answer: Any) -> dict[str, list[str]]:
    return {name: list(texts) for name, texts in answer.context["form"].errors.items()}


def latest(instance: Any) -> ObjectChange:
    found = ObjectChange.objects.filter(
        changed_object_type=instance._meta.label_lower, changed_object_id=instance.pk
    ).first()
    assert found is not None
    return found


def test_a_new_object_is_stored_with_who_why_and_in_which_request(root: Client) -> None:
    form = {
        **form_of(root.get("/dcim/manufacturers/add/")),
        "name": "新华三 H3C-X",
        "slug": "h3c-x",
        "_message": "why not",
    }
    answer = root.post("/dcim/manufacturers/add/", form)
    made = Manufacturer.objects.get(slug="h3c-x")
    assert (answer.status_code, answer["Location"]) == (302, f"/dcim/manufacturers/{made.pk}/")
    change = latest(made)
    assert (change.user_name, change.message, change.action) == ("root", "why not", "create")
    assert str(change.request_id) == answer["X-Request-ID"]
    page = root.get(answer["Location"]).content.decode()
    assert "新华三 H3C-X" in page
    assert "added" in page


def test_save_and_add_another_keeps_what_was_prefilled(root: Client) -> None:
    site = Site.objects.order_by("pk")[0]
    url = f"/dcim/racks/add/?site_id={site.pk}"
    form = form_of(root.get(url))
    assert form["site"] == [str(site.pk)]
    answer = root.post(url, {**form, "name": "R99", "_another": "1"})
    assert (answer.status_code, answer["Location"]) == (302, url)
    assert site.racks.filter(name="R99", u_height=42).exists()


def test_every_refused_field_is_named_and_the_input_kept(root: Client) -> None:
    answer = root.post("/dcim/sites/add/", {"name": "A", "slug": "not a slug", "latitude": "95", "status": "closed"})
    assert answer.status_code == 422
    assert {"slug", "status"} <= set(errors_of(answer))
    text = answer.content.decode()
    assert 'value="not a slug"' in text
    assert 'value="95"' in text
    assert 'aria-invalid="true"' in text


def test_a_rule_of_the_model_is_shown_at_its_field(root: Client) -> None:
    device = Device.objects.filter(rack__isnull=False, position__isnull=False).order_by("pk")[0]
    form = form_of(root.get(f"/dcim/devices/{device.pk}/edit/"))
    answer = root.post(f"/dcim/devices/{device.pk}/edit/", {**form, "position": ["99"]})
    assert answer.status_code == 422
    assert "position" in errors_of(answer), errors_of(answer)
    device.refresh_from_db()
    assert device.position != 99


def test_someone_elses_change_is_a_conflict_that_says_what_they_changed(root: Client) -> None:
    maker = Manufacturer.objects.order_by("pk")[0]
    url = f"/dcim/manufacturers/{maker.pk}/edit/"
    mine = {**form_of(root.get(url)), "description": ["mine"]}
    theirs = {**form_of(root.get(url)), "description": ["theirs"]}
    assert root.post(url, theirs).status_code == 302
    answer = root.post(url, mine)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "theirs" in text
    assert 'value="mine"' in text
    maker.refresh_from_db()
    assert maker.description == "theirs"
    assert root.post(url, form_of(answer)).status_code == 302
    maker.refresh_from_db()
    assert maker.description == "mine"


def test_tags_and_references_are_chosen_from_what_one_may_see(person: Any) -> None:
    tag = Tag.objects.create(name="core", slug="core")
    region = Region.objects.order_by("pk")[0]
    client = person(["dcim.site"], ["view", "add"])
    answer = client.post(
        "/dcim/sites/add/", {"name": "N", "slug": "n", "status": "active", "region": region.pk, "tags": [tag.pk]}
    )
    assert answer.status_code == 422
    assert {"region", "tags"} <= set(errors_of(answer))
    assert "outside your rights" in answer.content.decode()


def test_an_object_outside_ones_own_rights_is_not_made(person: Any) -> None:
    client = person(["dcim.manufacturer"], ["view", "add"], {"slug__startswith": "mine-"})
    answer = client.post("/dcim/manufacturers/add/", {"name": "Theirs", "slug": "theirs"})
    assert answer.status_code == 422
    assert "outside your rights" in answer.content.decode()
    assert not Manufacturer.objects.filter(slug="theirs").exists()
    assert client.post("/dcim/manufacturers/add/", {"name": "Mine", "slug": "mine-1"}).status_code == 302


def test_json_that_is_none_is_refused_and_kept(root: Client) -> None:
    form = {"name": "J", "slug": "j", "object_types": "dcim.site", "parameters": '{"a": '}
    answer = root.post("/extras/saved-filters/add/", form)
    assert answer.status_code == 422
    assert "parameters" in errors_of(answer)
    assert "{&quot;a&quot;:" in answer.content.decode()


def test_the_interface_of_an_address_is_one_field_for_several_types(root: Client) -> None:
    port = Interface.objects.order_by("pk")[0]
    form = {**form_of(root.get("/ipam/ip-addresses/add/")), "address": "198.51.100.7/24"}
    answer = root.post("/ipam/ip-addresses/add/", {**form, "assigned_object": f"dcim.interface:{port.pk}"})
    assert answer.status_code == 302, errors_of(answer)
    made = IPAddress.objects.get(address="198.51.100.7/24")
    assert (made.assigned_object_type, made.assigned_object_id) == ("dcim.interface", port.pk)
    refused = root.post(
        "/ipam/ip-addresses/add/", {**form, "address": "198.51.100.8/24", "assigned_object": "dcim.site:1"}
    )
    assert (refused.status_code, list(errors_of(refused))) == (422, ["assigned_object"])


def test_a_cable_is_drawn_between_two_ports(root: Client) -> None:
    free = list(Interface.objects.filter(cable__isnull=True, type="1000base-t").order_by("pk")[:2])
    form = form_of(root.get("/dcim/cables/add/"))
    ends = {"a_terminations": f"dcim.interface:{free[0].pk}", "b_terminations": f"dcim.interface:{free[1].pk}"}
    answer = root.post("/dcim/cables/add/", {**form, **ends, "status": "connected"})
    assert answer.status_code == 302, errors_of(answer)
    made = Cable.objects.latest("pk")
    assert {port.pk for port in Interface.objects.filter(cable=made)} == {port.pk for port in free}


def test_a_network_with_host_bits_is_refused_with_what_was_meant(root: Client) -> None:
    answer = root.post("/ipam/prefixes/add/", {"prefix": "10.20.16.44/24", "status": "active"})
    assert answer.status_code == 422
    assert "10.20.16.0/24" in errors_of(answer)["prefix"][0]


def test_a_token_is_told_once(root: Client) -> None:
    user = User.objects.get(username="root")
    form = form_of(root.get(f"/users/tokens/add/?user_id={user.pk}"))
    answer = root.post("/users/tokens/add/", form)
    token = Token.objects.latest("pk")
    told = root.get(answer["Location"]).content.decode()
    assert f"nbt_{token.key}." in told
    assert f"nbt_{token.key}." not in root.get(answer["Location"]).content.decode()


def test_a_secret_is_never_shown_and_kept_when_left_empty(root: Client) -> None:
    spec = specs["reconcile.credential"]
    found = spec.model._default_manager.order_by("pk")[0]
    page = root.get(f"{spec.page}{found.pk}/edit/")
    assert 'type="password"' in page.content.decode()
    assert root.post(f"{spec.page}{found.pk}/edit/", {**form_of(page), "description": "x"}).status_code == 302
    from inventory.reconcile.credentials import opened

    assert opened([found.pk])[found.pk]["community"]


def test_what_protects_an_object_is_named_and_linked(root: Client) -> None:
    role = DeviceRole.objects.filter(devices__isnull=False).order_by("pk")[0]
    url = f"/dcim/device-roles/{role.pk}/delete/"
    page = root.get(url)
    device = role.devices.order_by("pk")[0]
    assert "/dcim/devices/" in page.content.decode()
    assert "danger-solid" not in page.content.decode()
    assert root.post(url, {"_confirm": "1"}).status_code == 409
    assert DeviceRole.objects.filter(pk=role.pk).exists()
    assert Device.objects.filter(pk=device.pk).exists()


def test_a_device_goes_with_its_parts_after_their_number_was_typed(root: Client) -> None:
    device = Device.objects.filter(interfaces__isnull=False).order_by("-pk")[0]
    url = f"/dcim/devices/{device.pk}/delete/"
    page = root.get(url)
    number = page.context["number"]
    assert number > device.interfaces.count()
    assert root.post(url, {"_confirm": "1"}).status_code == 422
    assert Device.objects.filter(pk=device.pk).exists()
    assert root.post(url, {"_confirm": str(number), "_message": "scrapped"}).status_code == 302
    assert not Device.objects.filter(pk=device.pk).exists()
    assert latest(device).message == "scrapped"


def test_options_are_found_by_the_words_of_the_object_and_of_where_it_is(root: Client) -> None:
    port = Interface.objects.filter(device__name__isnull=False).order_by("pk")[0]
    query = f"/pick/?type=dcim.interface&type=dcim.frontport&q={port.device.name}+{port.name}"
    found = root.get(query).json()["results"]
    assert f"dcim.interface:{port.pk}" in [each["id"] for each in found]
    assert port.device.name in found[0]["description"]
    narrowed = root.get(f"/pick/?type=dcim.interface&device_id={port.device_id}&q=").json()["results"]
    assert {Interface.objects.get(pk=each["id"]).device_id for each in narrowed} == {port.device_id}


@pytest.mark.parametrize("query", ["", "type=no.such", "type=dcim.site&no_such=1", "type=dcim.site&id=x"])
def test_a_wrong_question_for_options_is_a_400(root: Client, query: str) -> None:
    answer = root.get(f"/pick/?{query}")
    assert answer.status_code == 400
    assert json.loads(answer.content)
