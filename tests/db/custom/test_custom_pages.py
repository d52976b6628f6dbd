"""Custom fields on pages: forms, lists, details, bulk edit, files and history."""

import json
from typing import Any

import pytest
from django.test import Client

from inventory.core.models import ObjectChange
from inventory.declare import tabular
from inventory.declare.registry import specs
from inventory.extras.models import CustomField, CustomFieldChoiceSet
from inventory.tenancy.models import Tenant
from inventory.users.models import User
from tests.db.ui.conftest import form_of

LABEL = "tenancy.tenant"
URL = "/tenancy/tenants/"
POSTED: dict[str, Any] = {
    "cf_text": "Row 3", "cf_longtext": "one\r\ntwo", "cf_integer": "42", "cf_decimal": "3.25", "cf_boolean": "true",
    "cf_date": "2026-01-31", "cf_datetime": "2026-01-31T08:30:00", "cf_url": "https://docs.example.net/a?b=1",
    "cf_json": '{"k": [1, 2]}', "cf_select": "fibre", "cf_multiselect": ["fibre", "radio"],
}  # fmt: skip
STORED: dict[str, Any] = {
    "cf_text": "Row 3", "cf_longtext": "one\ntwo", "cf_integer": 42, "cf_decimal": 3.25, "cf_boolean": True,
    "cf_date": "2026-01-31", "cf_datetime": "2026-01-31T08:30:00+08:00", "cf_url": "https://docs.example.net/a?b=1",
    "cf_json": {"k": [1, 2]}, "cf_select": "fibre", "cf_multiselect": ["fibre", "radio"],
}  # fmt: skip


@pytest.fixture
def every(root: Client) -> list[CustomField]:
    """A field of each kind on tenants, in two groups."""
    media = CustomFieldChoiceSet.objects.create(
        name="Media", extra_choices=[["fibre", "Fibre optic"], ["copper", "Copper"], ["radio", "Radio link"]]
    )
    more: dict[str, dict[str, Any]] = {
        "text": {"label": "Standing place", "group_name": "Place", "validation_regex": "^[A-Z]"},
        "integer": {"validation_minimum": 0, "validation_maximum": 1000},
        "select": {"choice_set": media}, "multiselect": {"choice_set": media},
        "object": {"related_object_type": "dcim.manufacturer"},
        "multiobject": {"related_object_type": "dcim.manufacturer"},
    }  # fmt: skip
    kinds = [*("text", "longtext", "integer", "decimal", "boolean", "date", "datetime", "url", "json")]
    kinds += ["select", "multiselect", "object", "multiobject"]
    return [
        CustomField.objects.create(
            name=f"cf_{kind}", type=kind, object_types=[LABEL, "dcim.manufacturer"], **more.get(kind, {})
        )
        for kind in kinds
    ]


def posted(**values: Any) -> dict[str, Any]:
    return {f"cf_{name}": value for name, value in values.items()}


def errors_of(answer: Any) -> dict[str, list[str]]:
    return {name: list(texts) for name, texts in answer.context["form"].errors.items()}


def two(root: Client) -> list[int]:
    return list(specs["dcim.manufacturer"].model._default_manager.order_by("pk").values_list("pk", flat=True)[:2])


@pytest.fixture
def tenant(root: Client, every: Any) -> Tenant:
    ids = [str(key) for key in two(root)]
    form = {"name": "新局", "slug": "xin", **posted(**POSTED, cf_object=ids[0], cf_multiobject=ids)}
    answer = root.post(f"{URL}add/", form)
    assert answer.status_code == 302, errors_of(answer)
    return Tenant.objects.get(slug="xin")


def test_a_form_keeps_every_kind_as_it_was_entered(root: Client, tenant: Tenant) -> None:
    ids = two(root)
    assert tenant.custom_fields == {**STORED, "cf_object": ids[0], "cf_multiobject": ids}
    again = form_of(root.get(f"{URL}{tenant.pk}/edit/"))
    before = tenant.custom_fields
    assert root.post(f"{URL}{tenant.pk}/edit/", again).status_code == 302
    tenant.refresh_from_db()
    assert tenant.custom_fields == before


@pytest.mark.parametrize(
    ("name", "value"),
    [("text", "lower"), ("integer", "many"), ("integer", "1001"), ("decimal", "x"), ("date", "31.1.2026"),
     ("datetime", "x"), ("url", "javascript:alert(1)"), ("json", "{"), ("select", "smoke"), ("multiselect", ["smoke"]),
     ("object", "99999999"), ("multiobject", ["x"])],
)  # fmt: skip
def test_a_refused_value_is_shown_at_its_field(root: Client, every: Any, name: str, value: Any) -> None:
    answer = root.post(f"{URL}add/", {"name": "N", "slug": "n", **posted(**{f"cf_{name}": value})})
    assert answer.status_code == 422
    assert list(errors_of(answer)) == [f"cf_cf_{name}"]


def test_a_required_field_is_asked_for_and_a_hidden_one_is_not(root: Client, every: Any) -> None:
    CustomField.objects.filter(name="cf_text").update(required=True)
    CustomField.objects.filter(name="cf_longtext").update(ui_editable="hidden")
    CustomField.objects.filter(name="cf_url").update(ui_editable="no")
    page = root.get(f"{URL}add/")
    assert "cf_cf_longtext" not in page.context["form"].fields
    assert page.context["form"].fields["cf_cf_url"].disabled
    answer = root.post(f"{URL}add/", {"name": "N", "slug": "n"})
    assert list(errors_of(answer)) == ["cf_cf_text"]


def test_fields_stand_under_the_name_of_their_group(root: Client, tenant: Tenant) -> None:
    form = root.get(f"{URL}add/").context["form"]
    assert [section.title for section in form.sections()][-2:] == ["Custom fields", "Place"]
    page = root.get(f"{URL}{tenant.pk}/").content.decode()
    for text in ("Standing place", "Row 3", "Fibre optic, Radio link", "3.25", 'href="https://docs.example.net/a?b=1"'):
        assert text in page, text
    assert f'href="/dcim/manufacturers/{two(root)[0]}/"' in page


def test_visibility_decides_what_the_page_shows(root: Client, tenant: Tenant) -> None:
    CustomField.objects.filter(name="cf_text").update(ui_visible="hidden")
    assert "Standing place" not in root.get(f"{URL}{tenant.pk}/").content.decode()


def test_a_link_is_made_only_of_an_address_that_is_safe(root: Client, tenant: Tenant) -> None:
    Tenant.objects.filter(pk=tenant.pk).update(custom_fields={"cf_url": "javascript:alert(1)"})
    assert 'href="javascript' not in root.get(f"{URL}{tenant.pk}/").content.decode()


def test_lists_show_and_sort_by_custom_columns(root: Client, tenant: Tenant) -> None:
    user = User.objects.get(username="root")
    names = [
        "name",
        *(f"cf_cf_{kind}" for kind in ("text", "integer", "select", "multiselect", "object", "multiobject")),
    ]
    user.preferences = {"columns": {LABEL: [*names, "cf_cf_datetime", "cf_gone"]}}
    user.save()
    answer = root.get(f"{URL}?ordering=-cf_cf_integer&cf_cf_select=fibre")
    page = answer.content.decode()
    assert answer.status_code == 200
    for text in ("Standing place", "Row 3", "Fibre optic", 'aria-sort="descending"', "cf_cf_select"):
        assert text in page, text
    listed = root.get(f"{URL}?_part=condition&_field=cf_cf_select")
    assert "Fibre optic" in listed.content.decode()


def test_conditions_on_custom_fields_read_as_sentences(root: Client, tenant: Tenant) -> None:
    page = root.get(f"{URL}?cf_cf_text__ic=row&cf_cf_object={two(root)[0]}").content.decode()
    assert "Standing place contains row" in page
    added = root.get(f"{URL}?_field=cf_cf_integer&_operator=gte&_value=40")
    assert added["Location"] == f"{URL}?cf_cf_integer__gte=40"


def test_bulk_edit_sets_and_clears(root: Client, tenant: Tenant) -> None:
    other = Tenant.objects.create(name="O", slug="o", custom_fields={"cf_integer": 7, "cf_text": "Keep"})
    form = {"pk": [tenant.pk, other.pk], "_fields": ["cf_cf_integer", "cf_cf_text"], "_step": "apply"}
    answer = root.post(f"{URL}edit/", {**form, "cf_cf_integer": "9", "cf_cf_text": ""})
    assert answer.status_code == 302, errors_of(answer)
    for each in (tenant, other):
        each.refresh_from_db()
        assert each.custom_fields["cf_integer"] == 9
        assert "cf_text" not in each.custom_fields
    assert tenant.custom_fields["cf_select"] == "fibre"


@pytest.mark.parametrize("form", ["csv", "json", "yaml"])
def test_a_file_with_custom_columns_comes_back_without_a_change(root: Client, tenant: Tenant, form: Any) -> None:
    spec, user = specs[LABEL], User.objects.get(username="root")
    content = b"".join(tabular.dump(spec, [tenant.pk], form))
    loaded = tabular.load(content, form)
    assert "cf_cf_object" in loaded[0] and "custom_fields" not in loaded[0]
    assert [row.state for row in tabular.store(spec, loaded, user=user, dry_run=False)] == ["same"], loaded


def test_import_reads_cells_and_names_the_column_that_is_wrong(root: Client, every: Any) -> None:
    spec, user = specs[LABEL], User.objects.get(username="root")
    slug = specs["dcim.manufacturer"].model._default_manager.order_by("pk")[0].slug
    good = {"name": "I", "slug": "i", "cf_cf_integer": "5", "cf_cf_multiselect": "fibre,copper", "cf_cf_object": slug,
            "cf_cf_boolean": "yes", "cf_cf_decimal": "1.5"}  # fmt: skip
    rows = [good, {**good, "slug": "j", "name": "J", "cf_cf_integer": "x"}, {**good, "slug": "k", "cf_none": "1"}]
    report = tabular.store(spec, rows, user=user, dry_run=False)
    assert [row.state for row in report] == ["new", "refused", "refused"]
    assert "cf_cf_integer" in report[1].problems and "cf_none" in report[2].problems
    stored = Tenant.objects.get(slug="i").custom_fields
    assert stored["cf_multiselect"] == ["fibre", "copper"]
    assert (stored["cf_integer"], stored["cf_boolean"], stored["cf_decimal"]) == (5, True, 1.5)


def test_history_tells_each_custom_field_that_changed(root: Client, tenant: Tenant) -> None:
    form = form_of(root.get(f"{URL}{tenant.pk}/edit/"))
    root.post(f"{URL}{tenant.pk}/edit/", {**form, "cf_cf_text": "Row 4", "cf_cf_select": "copper"})
    page = root.get(f"{URL}{tenant.pk}/history/").content.decode()
    for text in ("Standing place", "Row 3", "Row 4", "Copper"):
        assert text in page, text
    change = ObjectChange.objects.filter(changed_object_type=LABEL, changed_object_id=tenant.pk).first()
    assert change is not None
    assert json.dumps(change.postchange_data).count("Row 4") == 1


def test_add_one_like_this_takes_only_what_may_be_cloned(root: Client, tenant: Tenant) -> None:
    CustomField.objects.filter(name="cf_select").update(is_cloneable=True)
    form = root.get(f"{URL}add/?_copy={tenant.pk}").context["form"]
    assert form["cf_cf_select"].value() == "fibre"
    assert not form["cf_cf_text"].value()


def test_who_may_not_see_what_a_field_names_is_not_told_its_name(root: Client, tenant: Tenant, person: Any) -> None:
    maker = specs["dcim.manufacturer"].model._default_manager.order_by("pk")[0]
    limited = person([LABEL], ["view"])
    page = limited.get(f"{URL}{tenant.pk}/").content.decode()
    assert maker.name not in page
