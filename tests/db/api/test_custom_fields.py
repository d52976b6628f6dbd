"""Custom fields over REST: every kind, valid and invalid, in NetBox's words; filters; what definitions do to values."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inventory.core.models import ObjectChange
from inventory.declare import search
from inventory.extras.models import CustomField, CustomFieldChoiceSet
from inventory.tenancy.models import Tenant
from tests.shelf.models import Shelf

FIELDS = "/api/extras/custom-fields/"
SETS = "/api/extras/custom-field-choice-sets/"
SHELVES = "/api/plugins/shelf/shelves/"
VALUES: dict[str, Any] = {
    "cf_text": "Row 3, left aisle", "cf_longtext": "first line\nsecond line", "cf_integer": 42, "cf_decimal": 3.25,
    "cf_boolean": True, "cf_date": "2026-01-31", "cf_datetime": "2026-01-31T08:30:00",
    "cf_url": "https://docs.example.net/a?b=1", "cf_json": {"k": [1, 2, {"x": None}]}, "cf_select": "fibre",
    "cf_multiselect": ["fibre", "radio"],
}  # fmt: skip


def field(kind: str, **more: Any) -> CustomField:
    return CustomField.objects.create(
        **{"name": f"cf_{kind}", "type": kind, "object_types": ["shelf.shelf", "tenancy.tenant"], **more}
    )


@pytest.fixture
def media(db: None) -> CustomFieldChoiceSet:
    choices = [["fibre", "Fibre optic"], ["copper", "Copper"], ["radio", "Radio link"]]
    return CustomFieldChoiceSet.objects.create(name="Uplink media", extra_choices=choices)


@pytest.fixture
def every(media: CustomFieldChoiceSet) -> dict[str, CustomField]:
    """A field of each kind, as NetBox was recorded with."""
    made = {
        kind: field(kind, **more)
        for kind, more in {
            "text": {"validation_regex": "^[A-Z].*$", "label": "Standing place", "group_name": "Place"},
            "longtext": {}, "integer": {"validation_minimum": 0, "validation_maximum": 1000}, "decimal": {},
            "boolean": {"default": False}, "date": {}, "datetime": {}, "url": {}, "json": {},
            "select": {"choice_set": media, "default": "copper", "filter_logic": "exact"},
            "multiselect": {"choice_set": media}, "object": {"related_object_type": "tenancy.tenant"},
            "multiobject": {"related_object_type": "tenancy.tenant"},
        }.items()
    }  # fmt: skip
    return {kind: CustomField.objects.get(pk=each.pk) for kind, each in made.items()}


@pytest.fixture
def tenants(db: None) -> list[Tenant]:
    return [Tenant.objects.create(name=name, slug=name) for name in ("centre", "tax")]


@pytest.fixture
def shelf(api: Any, every: Any) -> Any:
    made = api("POST", SHELVES, {"name": "A1"})
    assert made.status_code == 201, made.content
    return made.json()


def put(api: Any, shelf: Any, **values: Any) -> Any:
    return api("PATCH", shelf["url"], {"custom_fields": values})


def test_an_object_shows_every_field_of_its_type_with_defaults_filled_in(shelf: dict[str, Any]) -> None:
    found = shelf["custom_fields"]
    assert list(found) == [
        "cf_boolean", "cf_date", "cf_datetime", "cf_decimal", "cf_integer", "cf_json", "cf_longtext", "cf_multiobject",
        "cf_multiselect", "cf_object", "cf_select", "cf_url", "cf_text",
    ]  # fmt: skip
    assert {name: value for name, value in found.items() if value is not None} == {
        "cf_boolean": False, "cf_select": "copper",
    }  # fmt: skip


def test_values_of_every_kind_come_back_as_written(api: Any, shelf: Any, tenants: list[Tenant]) -> None:
    ids = [each.pk for each in tenants]
    answer = put(api, shelf, **VALUES, cf_object=ids[0], cf_multiobject=[*ids, {"slug": "tax"}])
    assert answer.status_code == 200, answer.content
    found = answer.json()["custom_fields"]
    assert {name: found[name] for name in VALUES} == VALUES
    assert found["cf_object"] == {
        "id": ids[0], "url": f"http://testserver/api/tenancy/tenants/{ids[0]}/", "display": "centre", "name": "centre",
        "slug": "centre", "description": "",
    }  # fmt: skip
    assert [each["id"] for each in found["cf_multiobject"]] == ids
    assert api.get(shelf["url"]).json()["custom_fields"] == found


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("text", "lower", "Value must match regex '^[A-Z].*$'"), ("text", 7, "Value must be a string."),
        ("longtext", ["a"], "Value must be a string."), ("url", 1, "Value must be a string."),
        ("integer", "many", "Value must be an integer."), ("integer", 1001, "Value must not exceed 1000.0000"),
        ("integer", -1, "Value must be at least 0.0000"), ("integer", True, "Value must be an integer."),
        ("integer", 10**30, "Value must be an integer."), ("decimal", "x", "Value must be a decimal."),
        ("decimal", [], "Value must be a decimal."), ("decimal", True, "Value must be a decimal."),
        ("boolean", "perhaps", "Value must be true or false."), ("boolean", {}, "Value must be true or false."),
        ("date", "31.1.2026", "Date values must be in ISO 8601 format (YYYY-MM-DD)."),
        ("date", 5, "Date values must be in ISO 8601 format (YYYY-MM-DD)."),
        ("datetime", "x", "Date and time values must be in ISO 8601 format (YYYY-MM-DD HH:MM:SS)."),
        ("datetime", "0001-01-01T00:00:00", "Date and time values must be in ISO 8601 format (YYYY-MM-DD HH:MM:SS)."),
        ("select", "smoke", "Invalid choice (smoke) for choice set Uplink media."),
        ("select", [], "Invalid choice ([]) for choice set Uplink media."),
        ("multiselect", ["fibre", "smoke"], "Invalid choice(s) (['fibre', 'smoke']) for choice set Uplink media."),
        ("multiselect", "fibre", "Invalid choice(s) (fibre) for choice set Uplink media."),
    ],
)  # fmt: skip
def test_what_a_field_does_not_take_is_refused_in_netboxs_words(
    api: Any, shelf: Any, name: str, value: Any, error: str
) -> None:
    answer = put(api, shelf, **{f"cf_{name}": value})
    assert answer.status_code == 400
    assert answer.json() == {"__all__": [f"Invalid value for custom field 'cf_{name}': {error}"]}


def test_unknown_names_and_objects_are_refused_in_netboxs_words(api: Any, shelf: Any) -> None:
    gone = put(api, shelf, cf_object=99999999)
    assert gone.status_code == 400
    assert gone.json() == {"custom_fields": ["Related object not found using the provided numeric ID: 99999999"]}
    unknown = put(api, shelf, cf_no_such=1)
    assert unknown.status_code == 400
    text = "Custom field 'cf_no_such' does not exist for this object type."
    assert unknown.json() == {"custom_fields": {"cf_no_such": text}}
    for wrong in ("text", [1], 5):
        assert api("PATCH", shelf["url"], {"custom_fields": wrong}).status_code == 400
    for wrong in ("x", [1, "x"], {"no_such": 1}):
        assert put(api, shelf, cf_multiobject=wrong).status_code == 400, wrong


def test_a_change_touches_only_the_fields_it_names(api: Any, shelf: Any) -> None:
    put(api, shelf, cf_integer=5)
    found = put(api, shelf, cf_select=None).json()["custom_fields"]
    assert (found["cf_integer"], found["cf_select"], found["cf_boolean"]) == (5, None, False)
    assert put(api, shelf, cf_text="Up").json()["custom_fields"]["cf_select"] is None


def test_a_required_field_must_be_given(api: Any, every: Any) -> None:
    field("text", name="must", required=True)
    missing = api("POST", SHELVES, {"name": "B"})
    assert missing.json() == {"__all__": ["Missing required custom field 'must'."]}
    empty = api("POST", SHELVES, {"name": "B", "custom_fields": {"must": ""}})
    assert empty.json() == {"__all__": ["Invalid value for custom field 'must': Required field cannot be empty."]}
    assert api("POST", SHELVES, {"name": "B", "custom_fields": {"must": "x"}}).status_code == 201


def test_a_unique_field_takes_a_value_once(api: Any, shelf: Any) -> None:
    field("text", name="once", unique=True)
    assert put(api, shelf, once="x").status_code == 200
    assert put(api, shelf, once="x").status_code == 200
    again = api("POST", SHELVES, {"name": "B", "custom_fields": {"once": "x"}})
    assert again.json() == {"__all__": ["Custom field 'once' must have a unique value."]}


def test_a_schema_decides_about_json(api: Any, shelf: Any) -> None:
    schema = {"type": "object", "required": ["k"]}
    CustomField.objects.filter(name="cf_json").update(validation_schema=schema)
    assert put(api, shelf, cf_json={"k": 1}).status_code == 200
    assert "'k' is a required property" in put(api, shelf, cf_json={}).json()["__all__"][0]


def test_a_page_costs_as_many_statements_with_object_fields_as_without(api: Any, shelf: Any, tenants: Any) -> None:
    for at in range(5):
        body = {"name": f"B{at}", "custom_fields": {"cf_object": tenants[at % 2].pk, "cf_multiobject": [tenants[0].pk]}}
        assert api("POST", SHELVES, body).status_code == 201
    api.get(SHELVES)
    with CaptureQueriesContext(
        connection,
    ) as one:
        api.get(f"{SHELVES}?limit=1")
    with CaptureQueriesContext(connection) as many:
        page = api.get(f"{SHELVES}?limit=50").json()
    assert len(page["results"]) == 6
    assert len(many) <= len(one) + 1


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("cf_cf_text=left", ["A"]), ("cf_cf_text=Row 3, left aisle", ["A"]),
        ("cf_cf_text__ie=row 3, left aisle", ["A"]),
        ("cf_cf_text__n=left", ["B", "C"]), ("cf_cf_text__nic=right", ["A", "C"]), ("cf_cf_text__isw=row", ["A", "B"]),
        ("cf_cf_text__empty=true", ["C"]), ("cf_cf_text__empty=false", ["A", "B"]), ("cf_cf_text=null", ["C"]),
        ("cf_cf_text__regex=aisle$", ["A", "B"]), ("cf_cf_integer=42", ["A"]),
        ("cf_cf_integer=42&cf_cf_integer=7", ["A", "B"]),
        ("cf_cf_integer__gte=40", ["A"]), ("cf_cf_integer__lt=40", ["B"]), ("cf_cf_integer__n=42", ["B", "C"]),
        ("cf_cf_decimal=3.25", ["A"]), ("cf_cf_decimal__gt=3", ["A"]), ("cf_cf_boolean=true", ["A"]),
        ("cf_cf_boolean=false", ["B", "C"]), ("cf_cf_date=2026-01-31", ["A"]), ("cf_cf_date__lt=2026-01-01", ["B"]),
        ("cf_cf_datetime__gte=2026-01-31T00:30:00Z", ["A"]), ("cf_cf_datetime=2026-01-31T08:30:00", ["A"]),
        ("cf_cf_datetime=2026-01-31T00:30:00Z", ["A"]),
        ("cf_cf_url__ic=docs", ["A"]), ("cf_cf_select=fibre", ["A"]), ("cf_cf_select=fib", []),
        ("cf_cf_select=fibre&cf_cf_select=copper", ["A", "B", "C"]), ("cf_cf_multiselect=radio", ["A"]),
        ("cf_cf_multiselect=radio&cf_cf_multiselect=copper", ["A", "B"]), ("cf_cf_multiselect__empty=true", ["C"]),
        ("cf_cf_object=TENANT", ["A"]), ("cf_cf_object=null", ["B", "C"]), ("cf_cf_multiobject=TENANT", ["A", "B"]),
        ("cf_cf_multiobject__n=TENANT", ["C"]), ("ordering=-cf_cf_integer", ["A", "B", "C"]),
        ("ordering=cf_cf_integer", ["B", "A", "C"]),
    ],
)  # fmt: skip
def test_lists_are_filtered_by_custom_fields(
    api: Any, every: Any, tenants: list[Tenant], query: str, names: list[str]
) -> None:
    ids = [each.pk for each in tenants]
    second = {"cf_text": "Row 4, right aisle", "cf_integer": 7, "cf_date": "2025-01-31", "cf_multiselect": ["copper"],
              "cf_multiobject": ids}  # fmt: skip
    bodies = [
        {"name": "A", "custom_fields": {**VALUES, "cf_object": ids[0], "cf_multiobject": [ids[0]]}},
        {"name": "B", "custom_fields": second}, {"name": "C"},
    ]  # fmt: skip
    assert api("POST", SHELVES, bodies).status_code == 201
    found = api.get(f"{SHELVES}?{query.replace('TENANT', str(ids[0]))}")
    assert found.status_code == 200, found.content
    assert [row["name"] for row in found.json()["results"]] == names


@pytest.mark.parametrize(
    "query",
    ["cf_no_such=1", "cf_cf_integer=many", "cf_cf_date=x", "cf_cf_boolean=perhaps", "cf_cf_json=1", "cf_cf_object=x",
     "cf_cf_text__gte=1", "cf_cf_object=99999999", "cf_cf_text__regex=(", "cf_=1"],
)  # fmt: skip
def test_impossible_custom_filters_are_a_400_that_names_them(api: Any, shelf: Any, query: str) -> None:
    answer = api.get(f"{SHELVES}?{query}")
    assert answer.status_code == 400
    assert query.split("=")[0].split("__")[0] in answer.content.decode()


def test_filter_logic_decides_how_text_is_compared(api: Any, shelf: Any) -> None:
    put(api, shelf, cf_text="Row 3")
    CustomField.objects.filter(name="cf_text").update(filter_logic="exact")
    assert api.get(f"{SHELVES}?cf_cf_text=Row").json()["count"] == 0
    assert api.get(f"{SHELVES}?cf_cf_text=Row 3").json()["count"] == 1
    CustomField.objects.filter(name="cf_text").update(filter_logic="disabled")
    assert api.get(f"{SHELVES}?cf_cf_text=Row 3").status_code == 400


def test_a_default_is_given_to_what_exists_when_the_field_is_made(api: Any, db: None) -> None:
    made = api("POST", SHELVES, {"name": "A"}).json()
    body = {"name": "colour", "type": "text", "object_types": ["shelf.shelf"], "default": "red"}
    created = api("POST", FIELDS, body)
    assert created.status_code == 201, created.content
    assert api.get(made["url"]).json()["custom_fields"] == {"colour": "red"}
    assert (created.json()["display"], created.json()["data_type"]) == ("Colour", "string")


def test_renaming_and_deleting_a_field_renames_and_deletes_its_values(api: Any, shelf: Any) -> None:
    put(api, shelf, cf_text="Row 3")
    made = CustomField.objects.get(name="cf_text")
    assert api("PATCH", f"{FIELDS}{made.pk}/", {"name": "aisle"}).status_code == 200
    assert Shelf.objects.get().custom_fields["aisle"] == "Row 3"
    assert api.get(shelf["url"]).json()["custom_fields"]["aisle"] == "Row 3"
    change = ObjectChange.objects.filter(changed_object_type="shelf.shelf").first()
    assert change is not None and change.user_name == api.user.username
    assert api("DELETE", f"{FIELDS}{made.pk}/").status_code == 204
    assert "aisle" not in Shelf.objects.get().custom_fields
    assert "aisle" not in api.get(shelf["url"]).json()["custom_fields"]


def test_a_type_taken_from_a_field_loses_its_values(api: Any, shelf: Any) -> None:
    put(api, shelf, cf_text="Row 3")
    made = CustomField.objects.get(name="cf_text")
    assert api("PATCH", f"{FIELDS}{made.pk}/", {"object_types": ["tenancy.tenant"]}).status_code == 200
    assert "cf_text" not in Shelf.objects.get().custom_fields


def test_a_choice_in_use_stays_and_the_refusal_names_the_objects(api: Any, shelf: Any, media: Any) -> None:
    put(api, shelf, cf_multiselect=["radio"])
    url = f"{SETS}{media.pk}/"
    kept = [["fibre", "Fibre"], ["copper", "Copper"]]
    answer = api("PATCH", url, {"extra_choices": kept})
    assert answer.status_code == 400
    assert "radio" in answer.json()["extra_choices"][0] and "A1" in answer.json()["extra_choices"][0]
    put(api, shelf, cf_multiselect=None)
    assert api("PATCH", url, {"extra_choices": kept}).status_code == 200
    assert api("DELETE", url).status_code == 409
    listed = api.get(f"{url}choices/").json()
    assert listed["results"] == [{"id": "fibre", "display": "Fibre"}, {"id": "copper", "display": "Copper"}]


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ({"type": "select"}, "choice_set"), ({"type": "object"}, "related_object_type"),
        ({"type": "text", "related_object_type": "dcim.site"}, "type"), ({"type": "smoke"}, "type"),
        ({"type": "text", "object_types": ["no.such"]}, "object_types"), ({"type": "text", "name": "Bad name"}, "name"),
        ({"type": "text", "name": "a__b"}, "name"), ({"type": "text", "validation_minimum": 1}, "validation_minimum"),
        ({"type": "integer", "validation_regex": "x"}, "validation_regex"),
        ({"type": "boolean", "unique": True}, "unique"),
        ({"type": "text", "validation_regex": "("}, "validation_regex"),
        ({"type": "integer", "default": "x"}, "default"),
        ({"type": "json", "validation_schema": {"type": 5}}, "validation_schema"),
        ({"type": "text", "related_object_filter": {}}, "related_object_filter"),
    ],
)  # fmt: skip
def test_impossible_definitions_are_refused(api: Any, db: None, body: Any, key: str) -> None:
    answer = api("POST", FIELDS, {"name": "x", "object_types": ["shelf.shelf"], **body})
    assert answer.status_code == 400, answer.content
    assert key in answer.json()


def test_the_kind_of_a_field_with_values_stays(api: Any, shelf: Any, every: Any) -> None:
    put(api, shelf, cf_text="Row 3")
    assert "type" in api("PATCH", f"{FIELDS}{every['text'].pk}/", {"type": "longtext"}).json()


def test_texts_of_custom_fields_are_found(api: Any, shelf: Any, every: Any) -> None:
    put(api, shelf, cf_text="Row 3, 左侧", cf_longtext="somewhere")
    assert [hit.id for hit in search.find("左侧", api.user)] == [shelf["id"]]
    api("PATCH", f"{FIELDS}{every['text'].pk}/", {"search_weight": 0})
    assert search.find("左侧", api.user) == []
    assert [hit.id for hit in search.find("somewhere", api.user)] == [shelf["id"]]


def test_an_undone_definition_leaves_nothing_behind(api: Any, shelf: Any) -> None:
    from django.db import transaction

    with transaction.atomic():
        field("text", name="phantom")
        assert "phantom" in api.get(shelf["url"]).json()["custom_fields"]
        transaction.set_rollback(True)
    assert "phantom" not in api.get(shelf["url"]).json()["custom_fields"]
