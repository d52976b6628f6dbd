"""Saved filters, saved views and bookmarks: kept per person, shared only when said so."""

import json
from typing import Any

import pytest
from django.test import Client

from inventory.core.models import ObjectChange
from inventory.extras.models import Bookmark, SavedFilter, SavedView
from inventory.tenancy.models import Tenant
from inventory.users.models import Token, User

URL = "/tenancy/tenants/"
SEE = (["tenancy.tenant", "core.objectchange"], ["view"])


@pytest.fixture
def tenants(root: Client) -> list[Tenant]:
    return [Tenant.objects.create(name=name, slug=name.lower()) for name in ("Alpha", "Beta", "Gamma")]


def user(name: str = "root") -> User:
    return User.objects.get(username=name)


def save(client: Client, **form: Any) -> Any:
    given = {"label": "tenancy.tenant", "do": "save", "next": URL, "columns": "name,slug", **form}
    return client.post("/views/", given)


def test_a_view_keeps_conditions_columns_order_and_page_size(root: Client, tenants: Any) -> None:
    query = "name__ic=a&name__n=Gamma&ordering=-name&limit=10&offset=20&_view=0"
    answer = save(root, name="A and B", query=query)
    view = SavedView.objects.get()
    assert answer["Location"] == f"{URL}?_view={view.pk}&name__ic=a&name__n=Gamma&ordering=-name&limit=10"
    assert view.parameters == {"name__ic": ["a"], "name__n": ["Gamma"]}
    assert (view.columns, view.ordering, view.page_size, view.user) == (["name", "slug"], "-name", 10, user())
    page = root.get(answer["Location"])
    text = page.content.decode()
    assert text.index("Beta") < text.index("Alpha") and "Gamma</a>" not in text
    assert [head.label for head in page.context["table"].heads] == ["Name", "Slug"]
    assert root.get(f"{URL}?_view={view.pk}")["Location"] == answer["Location"]
    assert f"_view={view.pk}" in page.context["table"].heads[0].url


def test_other_columns_are_tried_out_before_the_view_keeps_them(root: Client, tenants: Any) -> None:
    save(root, name="V", query="")
    view = SavedView.objects.get()
    chosen = {
        "columns_of": "tenancy.tenant",
        "in_view": "1",
        "columns": ["slug", "name"],
        "next": f"{URL}?_view={view.pk}",
    }
    tried = root.post("/preferences/", chosen)["Location"]
    assert tried == f"{URL}?_view={view.pk}&_columns=slug,name"
    page = root.get(tried)
    assert [head.label for head in page.context["table"].heads] == ["Slug", "Name"]
    assert page.context["views"]["differs"]
    view.refresh_from_db()
    assert view.columns == ["name", "slug"]
    changed = {
        "label": "tenancy.tenant",
        "do": "update",
        "view": view.pk,
        "query": f"_view={view.pk}",
        "columns": "slug,name",
    }
    root.post("/views/", changed)
    view.refresh_from_db()
    assert view.columns == ["slug", "name"]


def test_the_usual_view_opens_the_plain_list_until_it_is_given_up(root: Client, tenants: Any) -> None:
    save(root, name="V", query="name=Beta", default="1")
    view = SavedView.objects.get()
    assert root.get(URL)["Location"] == f"{URL}?_view={view.pk}&name=Beta"
    assert root.get(f"{URL}?_view=0").status_code == 200
    assert root.get(f"{URL}?name=Alpha").status_code == 200
    root.post("/views/", {"label": "tenancy.tenant", "do": "default", "view": "0", "next": URL})
    assert root.get(URL).status_code == 200
    save(root, name="V", query="name=Beta", default="1")
    root.post("/views/", {"label": "tenancy.tenant", "do": "delete", "view": view.pk})
    assert not SavedView.objects.exists()
    assert root.get(URL).status_code == 200


def test_others_see_a_view_only_when_it_is_shared_and_never_change_it(root: Client, tenants: Any, person: Any) -> None:
    save(root, name="Mine", query="")
    save(root, name="Ours", query="", shared="1")
    mine, ours = SavedView.objects.get(name="Mine"), SavedView.objects.get(name="Ours")
    other = person(*SEE)
    text = other.get(URL).content.decode()
    assert "Ours" in text and "Mine" not in text
    for do in ("update", "delete"):
        for view in (mine, ours):
            other.post("/views/", {"label": "tenancy.tenant", "do": do, "view": view.pk, "columns": "slug"})
    assert SavedView.objects.get(name="Ours").columns == ["name", "slug"]
    assert other.get(f"/extras/saved-views/{mine.pk}/").status_code == 404
    assert save(other, name="Own", query="").status_code == 302
    assert SavedView.objects.get(name="Own").user != user()


def test_columns_keep_the_order_in_which_they_were_put(root: Client, tenants: Any) -> None:
    form = {"columns_of": "tenancy.tenant", "next": URL, "columns": ["name", "slug", "group"]}
    root.post("/preferences/", {**form, "move": "up:group"})
    assert user().preferences["columns"]["tenancy.tenant"] == ["name", "group", "slug"]
    answer = root.post("/preferences/", {**form, "columns": ["name", "group", "slug"], "move": "up:name"})
    assert answer["Location"] == f"{URL}?_part=columns"
    assert user().preferences["columns"]["tenancy.tenant"] == ["name", "group", "slug"]
    page = root.get(URL)
    assert [head.label for head in page.context["table"].heads] == ["Name", "Group", "Slug"]
    assert "Move Group to the left" in root.get(answer["Location"]).content.decode()


def test_a_saved_filter_stands_for_its_parameters(root: Client, tenants: Any, person: Any) -> None:
    kept = SavedFilter.objects.create(
        name="B only",
        slug="b-only",
        object_types=["tenancy.tenant"],
        parameters={"name": "Beta", "limit": 5},
        user=user(),
    )
    page = root.get(f"{URL}?filter=b-only")
    text = page.content.decode()
    assert "Beta</a>" in text and "Alpha</a>" not in text and "Saved filter: B only" in text
    api = Client(headers={"authorization": f"Bearer {Token.issue(user())[1]}"})
    assert api.get(f"/api{URL}?filter_id={kept.pk}").json()["count"] == 1
    assert api.get(f"/api{URL}?filter=none").status_code == 400
    assert api.get("/api/dcim/sites/?filter=b-only").status_code == 400
    other = person(*SEE)
    assert other.get(f"{URL}?filter=b-only").status_code == 200
    SavedFilter.objects.update(shared=False)
    assert other.get(f"{URL}?filter=b-only").status_code == 400
    assert root.get(f"{URL}?filter=b-only").status_code == 200


def test_a_saved_filter_is_its_makers(root: Client, tenants: Any) -> None:
    api = Client(headers={"authorization": f"Bearer {Token.issue(user())[1]}"})
    body = {"name": "F", "slug": "f", "object_types": ["tenancy.tenant"], "parameters": {"name": ["Beta"]}}
    made = api.post("/api/extras/saved-filters/", json.dumps(body), content_type="application/json")
    assert made.status_code == 201, made.content
    assert made.json()["user"]["username"] == "root"
    wrong = {**body, "slug": "g", "name": "G", "parameters": []}
    assert api.post("/api/extras/saved-filters/", json.dumps(wrong), content_type="application/json").status_code == 400


def test_a_star_is_pressed_and_released_and_nobody_else_sees_it(root: Client, tenants: Any, person: Any) -> None:
    where = f"{URL}{tenants[0].pk}/"
    form = {"object_type": "tenancy.tenant", "object_id": tenants[0].pk, "next": where}
    assert 'aria-pressed="false"' in root.get(where).content.decode()
    assert root.post("/bookmark/", form)["Location"] == where
    assert "★" in root.get(where).content.decode()
    assert "My bookmarks" in root.get("/").content.decode()
    assert "Alpha" in root.get("/extras/bookmarks/").content.decode()
    other = person(*SEE)
    assert "★" not in other.get(where).content.decode()
    assert "Alpha" not in other.get("/extras/bookmarks/").content.decode()
    chief = Client()
    chief.force_login(User.objects.create_superuser("chief", password="x"))
    bookmark = Bookmark.objects.get()
    assert chief.get(f"/extras/bookmarks/{bookmark.pk}/").status_code == 404
    assert not ObjectChange.objects.filter(changed_object_type="extras.bookmark").exists()
    root.post("/bookmark/", form)
    assert not Bookmark.objects.exists()


def test_a_bookmark_goes_with_its_object_and_needs_one_that_may_be_seen(
    root: Client, tenants: Any, person: Any
) -> None:
    blind = person(["dcim.site"], ["view"])
    form = {"object_type": "tenancy.tenant", "object_id": tenants[0].pk, "next": URL}
    assert blind.post("/bookmark/", form).status_code == 400
    root.post("/bookmark/", form)
    tenants[0].delete()
    assert not Bookmark.objects.exists()
