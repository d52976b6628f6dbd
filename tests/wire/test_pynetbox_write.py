"""pynetbox writes, one by one and in sets."""

import pynetbox
import pytest

from tests.wire.live import Live
from tests.wire.serving import PASSWORD
from tests.wire.town import Town


def test_an_object_is_created_changed_and_deleted(api: pynetbox.api) -> None:
    made = api.dcim.sites.create(name="Depot 仓库", slug="depot", status="planned", tags=[])
    assert (made.status.value, made.display) == ("planned", "Depot 仓库")
    made.status = "active"
    made.description = "new"
    assert made.save() is True
    assert made.save() is False  # pynetbox sends nothing when nothing differs
    assert made.update({"comments": "x"}) is True
    again = api.dcim.sites.get(slug="depot")
    assert (again.status.value, again.description, again.comments) == ("active", "new", "x")
    assert again.delete() is True
    assert api.dcim.sites.get(slug="depot") is None


def test_nested_objects_are_written_by_record_id_or_attributes(api: pynetbox.api, town: Town) -> None:
    site = api.dcim.sites.create(name="s2", slug="s2", region=town.id("north"), tenant={"slug": "police"})
    assert (site.region.name, site.tenant.name) == ("north", "police")
    site.region = town.made["north-east"]
    site.tags = [{"name": "core"}]
    site.custom_fields["contract"] = "K-1"
    assert site.save()
    again = api.dcim.sites.get(site.id)
    assert (again.region.name, [tag.slug for tag in again.tags]) == ("north-east", ["core"])
    assert again.custom_fields["contract"] == "K-1"
    again.region = None
    assert again.save()
    assert api.dcim.sites.get(site.id).region is None
    site.delete()


def test_sets_are_created_changed_and_deleted(api: pynetbox.api) -> None:
    tags = api.extras.tags
    made = tags.create([{"name": f"bulk {n}", "slug": f"bulk-{n}"} for n in range(3)])
    assert [tag.slug for tag in made] == ["bulk-0", "bulk-1", "bulk-2"]
    changed = tags.update([{"id": tag.id, "color": "ff0000"} for tag in made])
    assert {tag.color for tag in changed} == {"ff0000"}
    assert {tag.color for tag in tags.filter(slug__isw="bulk-")} == {"ff0000"}
    found = tags.filter(slug=["bulk-0", "bulk-1"])
    assert found.update(description="both")
    assert tags.count(description="both") == 2
    assert tags.filter(slug="bulk-0").delete()
    assert tags.delete([made[1], made[2].id])
    assert tags.count(slug__isw="bulk-") == 0


def test_a_set_with_one_wrong_row_writes_nothing(api: pynetbox.api) -> None:
    with pytest.raises(pynetbox.RequestError) as raised:
        api.dcim.sites.create([{"name": "good", "slug": "good"}, {"name": "bad", "slug": "not a slug"}])
    assert raised.value.req.status_code == 400
    assert "slug" in raised.value.error
    assert api.dcim.sites.get(slug="good") is None


def test_what_is_in_use_is_not_deleted(api: pynetbox.api, town: Town) -> None:
    with pytest.raises(pynetbox.RequestError) as raised:
        town.made["S1"].delete()
    assert raised.value.req.status_code == 409
    assert "sw-1" in raised.value.error


def test_errors_name_the_field(api: pynetbox.api) -> None:
    with pytest.raises(pynetbox.RequestError) as raised:
        api.dcim.devices.create(name="x", site=2**31 - 1, status="no-such")
    assert {"device_type", "role", "site", "status"} <= raised.value.req.json().keys()


def test_a_reading_token_does_not_write(live: Live, town: Town) -> None:
    client = live.client(live.reader)
    assert client.dcim.sites.get(slug="hq").name == "hq"
    with pytest.raises(pynetbox.RequestError, match="403"):
        client.dcim.sites.create(name="no", slug="no")
    client.http_session.close()


def test_a_token_is_had_for_a_password_and_works(live: Live) -> None:
    client = live.client()
    client.token = None
    token = client.create_token("admin", PASSWORD)
    assert client.token.startswith(f"nbt_{token.key}.")
    assert client.dcim.sites.count() >= 0
    assert len(list(client.users.config())) == 1
    assert token.delete()
    with pytest.raises(pynetbox.RequestError, match="403"):
        client.dcim.sites.count()
    client.http_session.close()


def test_journal_entries_are_kept_of_any_object(api: pynetbox.api, town: Town) -> None:
    entry = api.extras.journal_entries.create(
        assigned_object_type="dcim.device", assigned_object_id=town.id("sw-1"), kind="info", comments="Zabbix host 10"
    )
    assert (entry.kind.value, entry.assigned_object.name) == ("info", "sw-1")
    assert entry.delete()
