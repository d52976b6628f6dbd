"""One declaration of some twenty lines: every face of it works without another line."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from inventory.core.models import ObjectChange
from inventory.declare import search, tabular
from inventory.declare.registry import specs
from inventory.extras.models import Tag
from inventory.tenancy.models import Tenant
from inventory.users.models import Group
from tests.shelf.models import Shelf

URL = "/api/plugins/shelf/shelves/"


@pytest.fixture
def shelf(api: Any) -> dict[str, Any]:
    made = api("POST", URL, {"name": "A1", "wood": "oak", "description": "顶层 top", "keeper": api.user.pk})
    assert made.status_code == 201, made.content
    return made.json()


def test_create_answers_the_whole_object_in_wire_form(shelf: dict[str, Any], api: Any) -> None:
    assert shelf["wood"] == {"value": "oak", "label": "Oak"}
    assert shelf["load_kg"] == 50
    assert shelf["display"] == "A1"
    assert shelf["url"].endswith(f"{URL}{shelf['id']}/")
    assert shelf["display_url"].endswith(f"/shelf/shelves/{shelf['id']}/")
    assert shelf["keeper"]["username"] == api.user.username
    assert shelf["tags"] == [] and shelf["custom_fields"] == {}


def test_list_counts_pages_and_orders(api: Any) -> None:
    made = api("POST", URL, [{"name": f"B{n}"} for n in range(5)])
    assert made.status_code == 201 and len(made.json()) == 5
    page = api.get(f"{URL}?limit=2&offset=2&ordering=-name").json()
    assert page["count"] == 5
    assert [row["name"] for row in page["results"]] == ["B2", "B1"]
    assert "offset=4" in page["next"] and "offset" not in page["previous"]


def test_cursor_pages_have_no_count(api: Any) -> None:
    api("POST", URL, [{"name": f"B{n}"} for n in range(3)])
    page = api.get(f"{URL}?start=0&limit=2").json()
    assert page["count"] is None and len(page["results"]) == 2
    assert len(api.get(page["next"].replace("http://testserver", "")).json()["results"]) == 1


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("name=a1", ["A1"]), ("name__ic=1", ["A1"]), ("name__n=A1", ["b2"]), ("wood=pine", ["b2"]),
        ("load_kg__gte=60", ["b2"]), ("load_kg__lt=60", ["A1"]), ("q=顶层", ["A1"]), ("keeper_id=null", ["b2"]),
        ("keeper__n=root", ["b2"]), ("keeper=root", ["A1"]), ("description__empty=true", ["b2"]), ("tag=red", ["b2"]),
        ("tag=red&tag=old", []), ("tag__any=red&tag__any=old", ["b2"]), ("tag__n=red", ["A1"]),
        ("id__gt=0&wood=oak", ["A1"]), ("wood=oak&wood=pine", ["A1", "b2"]), ("name__regex=^[a-z]", ["b2"]),
        ("sensor=10.0.0.1", ["b2"]),
    ],
)  # fmt: skip
def test_filters_follow_netboxs_grammar(api: Any, shelf: Any, query: str, names: list[str]) -> None:
    for word in ("red", "old"):
        Tag.objects.create(name=word, slug=word)
    body = {"name": "b2", "wood": "pine", "load_kg": 70, "tags": [{"slug": "red"}], "sensor": "10.0.0.1/24"}
    assert api("POST", URL, body).status_code == 201
    found = api.get(f"{URL}?{query}")
    assert found.status_code == 200, found.content
    assert [row["name"] for row in found.json()["results"]] == names


@pytest.mark.parametrize(
    "query",
    ["no_such=1", "load_kg=high", "wood=steel", "keeper=nobody", "keeper_id=abc", "name__regex=(", "tag=none",
     "created=yesterday", "sensor=10.0.0.300", "id=99999999999999999999", "start=x", "start=0&offset=1"],
)  # fmt: skip
def test_impossible_parameters_are_a_400_that_names_them(api: Any, query: str) -> None:
    answer = api.get(f"{URL}?{query}")
    assert answer.status_code == 400
    assert query.split("=")[0].split("__")[0] in answer.content.decode()


@pytest.mark.parametrize("query", ["limit=abc", "limit=5000", "limit=0", "limit=-5", "offset=abc", "limit=1/x"])
def test_unparsable_paging_is_ignored_and_large_pages_are_clamped(api: Any, query: str) -> None:
    assert api.get(f"{URL}?{query}").status_code == 200


def test_brief_fields_and_omit_shape_the_answer(api: Any, shelf: Any) -> None:
    assert set(api.get(f"{URL}?brief=1").json()["results"][0]) == {"id", "url", "display", "name", "description"}
    assert api.get(f"{URL}?fields=id,wood").json()["results"] == [{"id": shelf["id"], "wood": shelf["wood"]}]
    assert "tags" not in api.get(f"{URL}?omit=tags").json()["results"][0]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"), ({"name": "A1"}, "name"), ({"name": "x" * 51}, "name"), ({"name": "c", "wood": "steel"}, "wood"),
        ({"name": "c", "wood": {"value": "oak"}}, "wood"), ({"name": "c", "load_kg": "much"}, "load_kg"),
        ({"name": "c", "keeper": 999}, "keeper"), ({"name": "c", "keeper": "root"}, "keeper"),
        ({"name": "c", "keeper": {"no_such": 1}}, "keeper"), ({"name": "c", "sensor": "10.0.0.300"}, "sensor"),
        ({"name": "c", "wood": "pine", "load_kg": 101}, "load_kg"), ({"name": "c", "tags": ["red"]}, "tags"),
        ({"name": "c", "place_type": "dcim.nothing", "place_id": 1}, "place_type"),
        ({"name": "c", "place_type": "tenancy.tenant", "place_id": 9}, "place_id"), ({"name": None}, "name"),
    ],
)  # fmt: skip
def test_bad_bodies_are_a_400_that_names_the_field(api: Any, shelf: Any, body: Any, field: str) -> None:
    answer = api("POST", URL, body)
    assert answer.status_code == 400
    assert field in answer.json(), answer.content
    assert Shelf.objects.count() == 1


@pytest.mark.parametrize("body", ['{"name": ', b"\xff\xfe\x00", '"text"', "[1, 2]", "null", '{"name": "a\\u0000b"}'])
def test_broken_bodies_are_a_400(api: Any, body: Any) -> None:
    assert api("POST", URL, body).status_code == 400


def test_bulk_create_is_all_or_none_and_reports_each_row(api: Any) -> None:
    answer = api("POST", URL, [{"name": "good"}, {"name": "bad", "load_kg": "x"}])
    assert answer.status_code == 400
    assert not Shelf.objects.exists()


def test_change_and_bulk_change(api: Any, shelf: Any) -> None:
    changed = api("PATCH", shelf["url"], {"load_kg": 80, "changelog_message": "reinforced"})
    assert changed.status_code == 200 and changed.json()["load_kg"] == 80
    assert ObjectChange.objects.filter(changed_object_type="shelf.shelf").first().message == "reinforced"
    many = api("PATCH", URL, [{"id": shelf["id"], "wood": "pine"}])
    assert many.status_code == 200 and many.json()[0]["wood"]["value"] == "pine"
    assert api("PATCH", URL, [{"wood": "pine"}]).status_code == 400
    assert api("PATCH", URL, {"wood": "pine"}).status_code == 400


def test_etag_guards_against_lost_updates(api: Any, shelf: Any) -> None:
    tag = api.get(shelf["url"])["ETag"]
    assert api("PATCH", shelf["url"], {"load_kg": 60}, if_match=tag).status_code == 200
    assert api("PATCH", shelf["url"], {"load_kg": 61}, if_match=tag).status_code == 412
    assert Shelf.objects.get().load_kg == 60


def test_delete_and_bulk_delete(api: Any, shelf: Any) -> None:
    assert api("DELETE", shelf["url"]).status_code == 204
    assert api("DELETE", shelf["url"]).status_code == 404
    ids = [{"id": row["id"]} for row in api("POST", URL, [{"name": "x"}, {"name": "y"}]).json()]
    assert api("DELETE", URL, [*ids, {"id": 999}]).status_code == 400
    assert api("DELETE", URL, ids).status_code == 204
    assert not Shelf.objects.exists()


def test_generic_reference_reads_as_its_object_and_is_cleared_with_it(api: Any, shelf: Any) -> None:
    tenant = Tenant.objects.create(name="财政局", slug="finance")
    read = api("PATCH", shelf["url"], {"place_type": "tenancy.tenant", "place_id": tenant.pk}).json()
    assert read["place"]["display"] == "财政局"
    assert api("DELETE", f"/api/tenancy/tenants/{tenant.pk}/").status_code == 204
    assert api.get(shelf["url"]).json()["place"] is None


def test_deleting_a_tag_takes_it_off_every_object(api: Any, shelf: Any) -> None:
    tag = Tag.objects.create(name="red", slug="red")
    assert api("PATCH", shelf["url"], {"add_tags": [{"slug": "red"}]}).json()["tags"][0]["slug"] == "red"
    assert api("DELETE", f"/api/extras/tags/{tag.pk}/").status_code == 204
    assert Shelf.objects.get().tags == []


def test_a_protected_object_is_a_409_that_names_its_dependants(api: Any, shelf: Any) -> None:
    answer = api("DELETE", f"/api/users/users/{api.user.pk}/")
    assert answer.status_code == 409 and "A1" in answer.json()["detail"]


def test_options_tell_choices_and_what_is_required(api: Any) -> None:
    post = api("OPTIONS", URL).json()["actions"]["POST"]
    assert post["wood"]["choices"] == [
        {"value": "oak", "display_name": "Oak"}, {"value": "pine", "display_name": "Pine"},
    ]  # fmt: skip
    assert post["name"]["required"] and not post["load_kg"]["required"]


def test_openapi_describes_it(api: Any) -> None:
    schema = api.get("/api/schema/?format=json").json()
    listed = schema["paths"][URL]["get"]
    assert {"name__ic", "tag", "limit", "wood"} <= {each["name"] for each in listed["parameters"]}
    assert "Shelf" in schema["components"]["schemas"]


def test_history_is_kept_whoever_writes(api: Any, shelf: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE shelf_shelf SET load_kg = 99")
    by_sql, by_api = ObjectChange.objects.filter(changed_object_type="shelf.shelf")[:2]
    assert (by_sql.user_name, by_sql.prechange_data, by_sql.postchange_data) == (
        "system", {"load_kg": 50}, {"load_kg": 99},
    )  # fmt: skip
    assert (by_api.user_name, by_api.action) == (api.user.username, "create")
    assert by_api.request_id is not None
    seen = api.get(f"/api/core/object-changes/?changed_object_type=shelf.shelf&changed_object_id={shelf['id']}").json()
    assert seen["count"] == 2


def test_search_finds_it_in_chinese_and_latin(api: Any, shelf: Any) -> None:
    for text in ("顶层", "top", "A1"):
        assert [hit.id for hit in search.find(text, api.user)] == [shelf["id"]], text
    Shelf.objects.all().delete()
    assert search.find("顶层", api.user) == []


def test_permissions_filter_every_face(api: Any, shelf: Any, person: Any) -> None:
    api("POST", URL, {"name": "C3", "wood": "pine"})
    some = person(["shelf.shelf"], ["view", "change"], {"wood": "pine"})
    assert [row["name"] for row in some.get(URL).json()["results"]] == ["C3"]
    assert some.get(URL).json()["count"] == 1
    assert some.get(shelf["url"]).status_code == 404
    assert some("PATCH", shelf["url"], {"load_kg": 1}).status_code == 404
    assert some("POST", URL, {"name": "D"}).status_code == 403
    assert some("DELETE", shelf["url"]).status_code == 403
    assert [hit.display for hit in search.find("A1", some.user)] == []
    mine = Shelf.objects.get(name="C3")
    assert some("PATCH", f"{URL}{mine.pk}/", {"load_kg": 5}).status_code == 200
    assert some("PATCH", f"{URL}{mine.pk}/", {"wood": "oak"}).status_code == 403
    assert Shelf.objects.get(name="C3").wood == "pine"
    none = person(["dcim.device"], ["view"])
    assert none.get(URL).status_code == 403


@pytest.mark.parametrize("form", ["csv", "json", "yaml"])
def test_a_file_out_is_a_file_in_that_changes_nothing(api: Any, shelf: Any, form: Any) -> None:
    Tag.objects.create(name="red", slug="red")
    api("PATCH", shelf["url"], {"add_tags": [{"slug": "red"}], "description": "=1+1"})
    spec = specs["shelf.shelf"]
    content = b"".join(tabular.dump(spec, [shelf["id"]], form))
    rows = tabular.load(content, form)
    report = tabular.store(spec, rows, user=api.user, dry_run=False)
    assert [row.state for row in report] == ["same"], report
    for row in rows:
        row["load_kg"] = "77"
        row.pop("id")
    assert [row.state for row in tabular.store(spec, rows, user=api.user, dry_run=True)] == ["changed"]
    assert Shelf.objects.get().load_kg == 50
    tabular.store(spec, rows, user=api.user, dry_run=False)
    assert Shelf.objects.get().load_kg == 77


def test_import_takes_gbk_and_reports_each_row(api: Any, db: None) -> None:
    content = "name,wood,keeper,description\n甲,oak,root,一号\n乙,steel,,\n丙,oak,nobody,\n".encode("gb18030")
    rows = tabular.load(content, "csv")
    report = tabular.store(specs["shelf.shelf"], rows, user=api.user, dry_run=False)
    assert [row.state for row in report] == ["new", "refused", "refused"]
    assert "steel" in report[1].problems["wood"][0] and "nobody" in report[2].problems["keeper"][0]
    assert Shelf.objects.get().description == "一号"


@pytest.mark.parametrize("content", [b"\x00\xff\xfe", b'{"a": 1}', b"[1]", b"- !!python/object/apply:os.system [ls]"])
def test_unreadable_files_are_refused_with_the_reason(content: bytes) -> None:
    for form in ("json", "yaml"):
        with pytest.raises(tabular.BadFile):
            tabular.load(content, form)  # type: ignore[arg-type]


def test_the_declaration_stays_within_forty_lines() -> None:
    source = Path(__file__).parents[2].joinpath("shelf", "models.py").read_text(encoding="utf-8")
    declared = source[source.index("class Shelf(") :]
    assert len(declared.splitlines()) <= 40


def test_many_to_many_changes_are_history_too(api: Any) -> None:
    group = Group.objects.create(name="desk")
    person = api("POST", "/api/users/users/", {"username": "lin", "password": "Wire-Pass-2026!"}).json()
    changed = api("PATCH", person["url"], {"groups": [group.pk], "changelog_message": "joins the desk"})
    assert changed.json()["groups"][0]["name"] == "desk"
    row = ObjectChange.objects.filter(changed_object_type="users.user", changed_object_id=person["id"]).first()
    assert (row.prechange_data, row.postchange_data) == ({"groups": []}, {"groups": [group.pk]})
    assert (row.user_name, row.message, row.object_repr) == (api.user.username, "joins the desk", "lin")
