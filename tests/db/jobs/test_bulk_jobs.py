"""Changes and deletions of many objects in the background, after a dry run with its numbers."""

from collections.abc import Callable

import pytest
from django.test import Client
from infoport.ui import bulk, bulkjobs

from inventory.core.jobs import queue, removing, reporting
from inventory.core.models import Job, ObjectChange
from inventory.dcim.models import DeviceType, Manufacturer
from inventory.users.models import User
from tests.db.jobs.conftest import done


@pytest.fixture
def makers(monkeypatch: pytest.MonkeyPatch) -> list[Manufacturer]:
    monkeypatch.setattr(bulk, "MOST", 3)
    monkeypatch.setattr(bulkjobs, "BATCH", 2)
    monkeypatch.setattr(removing, "BATCH", 2)
    return [Manufacturer.objects.create(name=f"m{at}", slug=f"m{at}") for at in range(5)]


def edited(client: Client, **values: object) -> Job:
    form = {
        "all": "1",
        "query": "name__isw=m",
        "_fields": list(values),
        "_step": "preview",
        "_message": "why",
        **values,
    }
    leads = client.post("/dcim/manufacturers/edit/", form | values)
    assert leads.status_code == 302, leads.content.decode()
    return done(Job.objects.latest("pk"))


def test_a_change_is_tried_then_made(client: Client, makers: list[Manufacturer]) -> None:
    Manufacturer.objects.filter(slug="m0").update(description="new")
    tried = edited(client, description="new")
    assert (tried.state, tried.result) == ("done", {"states": {"same": 1, "changed": 4}})
    assert Manufacturer.objects.filter(description="new").count() == 1
    assert client.post(f"/core/jobs/{tried.pk}/apply/").status_code == 302
    job = done(Job.objects.latest("pk"))
    assert (job.state, job.result, job.done) == ("done", {"states": {"same": 1, "changed": 4}}, 5)
    assert Manufacturer.objects.filter(description="new").count() == 5
    assert set(ObjectChange.objects.filter(request_id=job.request_id).values_list("message", "user_name")) == {
        ("why", "root")
    }


def test_objects_outside_ones_rights_are_not_touched(makers: list[Manufacturer], person: Callable[..., User]) -> None:
    user = person("li", ["dcim.manufacturer"], ["view", "change", "delete"], {"slug__in": ["m0", "m1", "m2", "m3"]})
    client = Client()
    client.force_login(user)
    tried = edited(client, description="mine")
    assert tried.total == 4
    done(queue.apply(tried))
    assert Manufacturer.objects.filter(description="mine").count() == 4
    assert client.get(f"/core/jobs/{tried.pk}/").status_code == 200
    stranger = Client()
    stranger.force_login(person("wu", ["dcim.manufacturer"], ["view"]))
    assert stranger.get(f"/core/jobs/{tried.pk}/").status_code == 404
    assert stranger.post(f"/core/jobs/{tried.pk}/cancel/").status_code == 404


def test_a_deletion_says_what_goes_and_wants_its_number(client: Client, makers: list[Manufacturer]) -> None:
    client.post("/dcim/manufacturers/delete/", {"all": "1", "query": "name__isw=m"})
    tried = done(Job.objects.latest("pk"))
    assert tried.result == {"states": {"gone": 5}, "goes": {}, "emptied": 0, "protecting": 0}
    assert client.post(f"/core/jobs/{tried.pk}/apply/", {"_confirm": "4"}).status_code == 422
    assert client.post(f"/core/jobs/{tried.pk}/apply/", {"_confirm": "5"}).status_code == 302
    assert done(Job.objects.latest("pk")).result == {"states": {"gone": 5}}
    assert not Manufacturer.objects.exists()


def test_what_stands_in_the_way_is_named_and_the_others_go(client: Client, makers: list[Manufacturer]) -> None:
    DeviceType.objects.create(manufacturer=makers[1], model="S5735", slug="s5735")
    client.post("/dcim/manufacturers/delete/", {"all": "1", "query": ""})
    tried = done(Job.objects.latest("pk"))
    assert tried.result is not None
    assert tried.result["protecting"] == 1
    assert "S5735" in reporting.lines_of(tried)[0].display
    job = done(queue.apply(tried))
    assert job.result is not None
    assert job.result["states"] == {"gone": 4, "refused": 1}
    assert [each.slug for each in Manufacturer.objects.all()] == ["m1"]
