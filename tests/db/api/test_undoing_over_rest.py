"""A change is undone over REST: tried, done, refused when later work would be lost."""

from typing import Any

import pytest
from django.test import Client

from inventory.core.models import ObjectChange
from inventory.dcim.models import Site
from inventory.users.models import User


@pytest.fixture
def client(db: None) -> Client:
    del db
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    return client


def sent(client: Client, method: str, path: str, body: Any) -> Any:
    return getattr(client, method)(path, body, content_type="application/json")


def last(**kept: Any) -> ObjectChange:
    found = ObjectChange.objects.filter(**kept).order_by("-id").first()
    assert found is not None
    return found


def undo(client: Client, change: ObjectChange, **body: Any) -> Any:
    return sent(client, "post", f"/api/core/object-changes/{change.pk}/undo/", body)


def test_a_value_a_change_and_a_request_come_back(client: Client) -> None:
    site = sent(client, "post", "/api/dcim/sites/", {"name": "A", "slug": "a", "description": "one"}).json()["id"]
    sent(client, "patch", f"/api/dcim/sites/{site}/", {"description": "two", "facility": "F"})
    change = last(action="update")
    tried = undo(client, change, dry_run=True)
    assert tried.status_code == 200, tried.content
    assert tried.json()["done"] is False
    assert tried.json()["reverting"] == [
        {"type": "dcim.site", "id": site, "display": "A", "fields": ["description", "facility"]}
    ]
    assert Site.objects.get().description == "two"
    assert undo(client, change, field="facility").json()["done"] is True
    assert (Site.objects.get().description, Site.objects.get().facility) == ("two", "")
    sent(client, "delete", "/api/dcim/sites/", [{"id": site}])
    answer = undo(client, last(action="delete"), whole_request=True, changelog_message="a slip")
    assert answer.json()["returning"] == [{"type": "dcim.site", "id": site, "display": "A"}]
    assert last(action="create").message == "a slip"
    assert Site.objects.get().description == "two"


def test_later_work_is_not_lost_and_a_field_must_be_one_of_the_change(client: Client) -> None:
    site = sent(client, "post", "/api/dcim/sites/", {"name": "A", "slug": "a"}).json()["id"]
    sent(client, "patch", f"/api/dcim/sites/{site}/", {"description": "two"})
    change = last(action="update")
    sent(client, "patch", f"/api/dcim/sites/{site}/", {"description": "three"})
    refused = undo(client, change)
    assert refused.status_code == 409
    assert refused.json()["obstacles"] == [
        {"type": "dcim.site", "id": site, "display": "A", "field": "description", "change": last(action="update").pk}
    ]
    wrong = undo(client, change, field="colour")
    assert wrong.status_code == 400
    assert wrong.json() == {"field": [f"Change {change.pk} has no value “colour” to restore."]}
    assert undo(client, change, dry_run="perhaps").status_code == 400
    assert Site.objects.get().description == "three"


def test_who_may_not_see_or_write_gets_nothing(client: Client) -> None:
    site = sent(client, "post", "/api/dcim/sites/", {"name": "A", "slug": "a"}).json()["id"]
    change = last(changed_object_id=site)
    stranger = Client()
    stranger.force_login(User.objects.create_user("stranger"))
    assert undo(stranger, change).status_code == 404
    assert Site.objects.filter(pk=site).exists()
