"""Many objects at once: ticked fields only, a preview that changes nothing, refusals with their reasons."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from inventory.core.models import Job, ObjectChange
from inventory.dcim.models import Device, Interface, Rack, Site
from inventory.extras.models import Tag
from inventory.tenancy.models import Tenant


def racks(number: int = 3) -> list[Rack]:
    site = Site.objects.order_by("pk")[0]
    return [Rack.objects.create(site=site, name=f"bulk-{at}", serial="s") for at in range(number)]


def test_the_preview_counts_and_changes_nothing(root: Client) -> None:
    made = racks()
    tenant = Tenant.objects.order_by("pk")[0]
    Rack.objects.filter(pk=made[0].pk).update(tenant=tenant)
    form = {"pk": [each.pk for each in made], "_fields": ["tenant"], "tenant": tenant.pk, "_step": "preview"}
    page = root.post("/dcim/racks/edit/", form)
    effect = page.context["tried"].effects[0]
    assert (effect.kept, effect.changed, effect.refused) == (1, 2, 0)
    shown = [(name, [str(each.label) for each in fields]) for name, fields in page.context["tried"].shown]
    assert shown == [(each.name, ["Tenant"]) for each in made[1:]]
    assert tenant.name in page.content.decode()
    assert Rack.objects.filter(tenant=tenant, name__startswith="bulk-").count() == 1


def test_only_ticked_fields_change_and_a_ticked_empty_one_is_cleared(root: Client) -> None:
    made = racks()
    values = {"serial": "", "description": "row A", "u_height": "7"}
    form = {"pk": [each.pk for each in made], "_fields": ["serial", "description"], "_message": "tidying", **values}
    assert root.post("/dcim/racks/edit/", {**form, "_step": "apply"}).status_code == 302
    stored = Rack.objects.filter(name__startswith="bulk-").values_list("serial", "description", "u_height")
    assert set(stored) == {("", "row A", 42)}
    assert ObjectChange.objects.filter(message="tidying", user_name="root").count() == len(made)


def test_tags_are_added_and_removed_beside_those_that_stay(root: Client) -> None:
    old, new, kept = (Tag.objects.create(name=name, slug=name) for name in ("old", "new", "kept"))
    made = racks(2)
    Rack.objects.filter(pk__in=[each.pk for each in made]).update(tags=[old.pk, kept.pk])
    form = {"pk": [each.pk for each in made], "_fields": ["add_tags", "remove_tags"], "add_tags": [new.pk],
            "remove_tags": [old.pk], "_step": "apply"}  # fmt: skip
    assert root.post("/dcim/racks/edit/", form).status_code == 302
    assert [Rack.objects.get(pk=each.pk).tags for each in made] == [[kept.pk, new.pk]] * 2


def test_what_a_rule_refuses_is_told_and_the_others_are_changed(root: Client) -> None:
    made = racks(2)
    device = Device.objects.filter(rack__isnull=False, position__gt=5).order_by("pk")[0]
    keys = [*(each.pk for each in made), device.rack_id]
    form = {"pk": keys, "_fields": ["u_height"], "u_height": "2", "_step": "preview"}
    effect = root.post("/dcim/racks/edit/", form).context["tried"].effects[0]
    assert (effect.changed, effect.refused) == (2, 1)
    assert effect.told
    assert root.post("/dcim/racks/edit/", {**form, "_step": "apply"}).status_code == 302
    assert Rack.objects.get(pk=made[0].pk).u_height == 2
    assert Rack.objects.get(pk=device.rack_id).u_height != 2


def test_a_value_that_cannot_be_read_is_refused_with_the_input_kept(root: Client) -> None:
    made = racks(1)
    answer = root.post(
        "/dcim/racks/edit/", {"pk": made[0].pk, "_fields": ["u_height"], "u_height": "tall", "_step": "preview"}
    )
    assert answer.status_code == 422
    assert 'value="tall"' in answer.content.decode()


def test_all_pages_of_a_list_are_meant_when_all_is_ticked(root: Client) -> None:
    made = racks(4)
    form = {
        "pk": [made[0].pk],
        "all": "1",
        "query": "name__isw=bulk-&limit=1",
        "_fields": ["serial"],
        "serial": "9",
        "_step": "apply",
    }
    assert root.post("/dcim/racks/edit/", form).status_code == 302
    assert Rack.objects.filter(serial="9").count() == 4
    answer = root.post("/dcim/racks/edit/", {**form, "query": "no_such=1"})
    assert answer.status_code == 400
    assert "no_such" in answer.content.decode()


def test_more_than_a_request_changes_becomes_a_job_that_first_tries(
    root: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DATA_DIRECTORY", tmp_path)
    number = Interface.objects.count()
    assert number > 1000
    page = root.post("/dcim/interfaces/edit/", {"all": "1", "query": ""})
    assert (page.status_code, page.context["number"]) == (200, number)
    form = {"all": "1", "query": "", "_fields": ["description"], "description": "x", "_step": "preview"}
    assert root.post("/dcim/interfaces/edit/", {**form, "_fields": []}).status_code == 422
    leads = root.post("/dcim/interfaces/edit/", form)
    job = Job.objects.get()
    assert leads["Location"] == f"/core/jobs/{job.pk}/"
    assert (job.kind, job.dry_run, job.parameters["ticked"]) == ("edit", True, ["description"])
    assert root.post("/dcim/interfaces/delete/", {"all": "1", "query": ""})["Location"].startswith("/core/jobs/")
    assert Interface.objects.count() == number


def test_only_objects_within_ones_rights_are_meant(person: Any) -> None:
    made = racks(2)
    client = person(["dcim.rack"], ["view", "change"], {"name": "bulk-0"})
    form = {"pk": [each.pk for each in made], "_fields": ["serial"], "serial": "mine", "_step": "apply"}
    assert client.post("/dcim/racks/edit/", form).status_code == 302
    assert list(Rack.objects.filter(serial="mine").values_list("name", flat=True)) == ["bulk-0"]
    assert client.post("/dcim/racks/delete/", {"pk": [each.pk for each in made]}).status_code == 403


def test_many_are_deleted_after_their_number_was_typed(root: Client) -> None:
    made = racks(3)
    form = {"pk": [each.pk for each in made]}
    page = root.post("/dcim/racks/delete/", form)
    assert page.context["number"] == 3
    assert root.post("/dcim/racks/delete/", {**form, "_confirm": "2"}).status_code == 422
    assert Rack.objects.filter(name__startswith="bulk-").count() == 3
    assert root.post("/dcim/racks/delete/", {**form, "_confirm": "3"}).status_code == 302
    assert not Rack.objects.filter(name__startswith="bulk-").exists()
