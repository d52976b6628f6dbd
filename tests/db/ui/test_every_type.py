"""Every declared type in the browser, on the demo city: list, detail, forms, files, history, rights and refusals."""

import json
from html import escape
from typing import Any, get_args

import pytest
from django.test import Client
from infoport.ui import panels
from infoport.ui.related import relations

from inventory.core.models import ObjectChange
from inventory.declare import tabular
from inventory.declare.forms import is_writable
from inventory.declare.personal import is_personal
from inventory.declare.registry import specs
from tests.db.counting import Counted
from tests.db.ui.conftest import form_of

LABELS = [spec.label for spec in specs]
WRITABLE = [spec.label for spec in specs if is_writable(spec)]
LIST_QUERIES = 20
DETAIL_QUERIES = 28
WITH_PANELS = 50
"""A ceiling for types on whose pages `infoport.ui.pages` hangs cards of its own."""


def first_of(label: str) -> Any:
    found = specs[label].model._default_manager.order_by("pk").first()
    if found is None:
        pytest.skip(f"the demo city has no {label}")
    return found


@pytest.mark.parametrize("label", LABELS)
def test_the_list_shows_objects_with_their_names_and_total(root: Client, label: str) -> None:
    spec = specs[label]
    page = root.get(spec.page)
    assert page.status_code == 200
    total = spec.model._default_manager.count()
    text = page.content.decode()
    assert f'<span class="muted count">{total:,}</span>' in text
    for found in spec.model._default_manager.all()[:1]:
        assert f'href="{spec.page}{found.pk}/"' in text


@pytest.mark.parametrize("label", LABELS)
def test_the_list_sorts_by_every_field_and_shows_every_field(root: Client, label: str) -> None:
    spec = specs[label]
    every = ",".join(f"-{name}" for name in spec.fields)
    assert root.get(f"{spec.page}?ordering={every}&limit=3").status_code == 200
    root.post("/preferences/", {"columns_of": label, "columns": list(spec.fields), "next": spec.page})
    page = root.get(f"{spec.page}?limit=3")
    assert page.status_code == 200
    if spec.model._default_manager.exists():
        assert page.content.decode().count("<th") >= len([f for f in spec.fields.values() if f.kind != "secret"])


@pytest.mark.parametrize("label", LABELS)
def test_a_fragment_has_no_shell_and_the_sheets_come_when_asked(root: Client, label: str) -> None:
    spec = specs[label]
    fragment = root.get(spec.page, headers={"HX-Request": "true", "HX-Target": "list"}).content.decode()
    assert fragment.lstrip().startswith('<div id="list"')
    assert "<html" not in fragment
    for part in ("condition", "columns", "facets"):
        answer = root.get(f"{spec.page}?_part={part}", headers={"HX-Request": "true"})
        assert answer.status_code == 200
        assert "<html" not in answer.content.decode()
    assert 'id="condition-field"' in root.get(f"{spec.page}?_part=condition").content.decode()


@pytest.mark.parametrize("label", LABELS)
def test_a_bad_query_string_is_a_page_that_names_the_parameter(root: Client, label: str) -> None:
    spec = specs[label]
    for query in ("no_such_filter=1", "id=x", "start=1&ordering=id", "export=xls"):
        page = root.get(f"{spec.page}?{query}")
        assert page.status_code == 400, query
        assert query.split("=")[0] in page.content.decode()
        assert 'class="side"' in page.content.decode()


@pytest.mark.parametrize("label", LABELS)
def test_facets_lead_to_lists_of_as_many_objects_as_they_say(root: Client, label: str) -> None:
    spec = specs[label]
    page = root.get(spec.page)
    for facet in page.context.get("facets") or ():
        value = facet.values[0]
        if "null" not in value.url:
            assert f"of {value.number}</span>" in " ".join(root.get(value.url).content.decode().split()).replace(
                " </span>", "</span>"
            ), (facet.title, value)


@pytest.mark.parametrize("label", LABELS)
def test_an_object_has_a_page_tabs_and_a_history(root: Client, label: str) -> None:
    spec = specs[label]
    found = first_of(label)
    page = root.get(f"{spec.page}{found.pk}/")
    assert page.status_code == 200
    assert escape(str(found)) in page.content.decode()
    for way in relations(spec)[:4]:
        assert root.get(f"{spec.page}{found.pk}/{way.slug}/").status_code == 200, way.slug
    history = root.get(f"{spec.page}{found.pk}/history/")
    assert history.status_code == 200


@pytest.mark.parametrize("label", LABELS)
def test_an_unknown_object_is_a_404_within_the_shell(root: Client, label: str) -> None:
    for tail in ("", "edit/", "delete/", "history/", "no-such-part/"):
        page = root.get(f"{specs[label].page}9999999/{tail}")
        assert page.status_code == 404
        assert 'class="side"' in page.content.decode()


@pytest.mark.parametrize("label", LABELS)
def test_a_stranger_is_refused_and_a_constrained_reader_sees_only_their_own(person: Any, label: str) -> None:
    spec = specs[label]
    found = first_of(label)
    stranger = person(["extras.tag" if label != "extras.tag" else "dcim.site"], ["view"])
    if is_personal(label):
        pytest.skip("everybody keeps such objects, without a permission")
    for url in (spec.page, f"{spec.page}{found.pk}/", f"{spec.page}?export=csv"):
        assert stranger.get(url).status_code == 403
    reader = person([label], ["view"], {"id": found.pk})
    page = reader.get(spec.page)
    assert '<span class="muted count">1</span>' in page.content.decode()
    assert reader.get(f"{spec.page}{found.pk}/").status_code == 200
    for tail in ("edit/", "delete/"):
        assert reader.get(f"{spec.page}{found.pk}/{tail}").status_code == 403
    for url in ("add/", "import/"):
        assert reader.get(spec.page + url).status_code == 403
    other = spec.model._default_manager.exclude(pk=found.pk).order_by("-pk").first()
    if other is not None:
        assert reader.get(f"{spec.page}{other.pk}/").status_code == 404
        assert str(other.pk) not in json.dumps(
            [row["id"] for row in reader.get(f"/pick/?type={label}").json()["results"]]
        )


@pytest.mark.parametrize("label", WRITABLE)
def test_an_empty_form_is_refused_with_422_and_a_stated_one_is_prefilled(root: Client, label: str) -> None:
    spec = specs[label]
    page = root.get(f"{spec.page}add/")
    assert page.status_code == 200
    required = [name for name, field in page.context["form"].fields.items() if field.required]
    before = spec.model._default_manager.count()
    answer = root.post(f"{spec.page}add/", {})
    if required:
        assert answer.status_code == 422
        assert set(required) <= set(answer.context["form"].errors)
        assert spec.model._default_manager.count() == before


@pytest.mark.parametrize("label", WRITABLE)
def test_saving_an_unchanged_form_changes_nothing(root: Client, label: str) -> None:
    """What a form shows is what is stored, field by field: sent back as it came, it leaves no trace in history."""
    spec = specs[label]
    found = first_of(label)
    url = f"{spec.page}{found.pk}/edit/"
    page = root.get(url)
    assert page.status_code == 200
    before = ObjectChange.objects.count()
    answer = root.post(url, form_of(page))
    assert answer.status_code == 302, answer.context["form"].errors if answer.context else answer.content[:300]
    changed = ObjectChange.objects.order_by("-id")[: ObjectChange.objects.count() - before]
    assert [(c.changed_object_type, c.prechange_data, c.postchange_data) for c in changed] == []


@pytest.mark.parametrize("label", WRITABLE)
def test_an_object_can_be_copied_and_its_deletion_is_explained(root: Client, label: str) -> None:
    spec = specs[label]
    found = first_of(label)
    assert root.get(f"{spec.page}add/?_copy={found.pk}").status_code == 200
    page = root.get(f"{spec.page}{found.pk}/delete/")
    assert page.status_code == 200
    assert spec.model._default_manager.filter(pk=found.pk).exists()


@pytest.mark.parametrize("label", WRITABLE)
def test_many_objects_have_a_form_and_nothing_ticked_is_refused(root: Client, label: str) -> None:
    spec = specs[label]
    keys = list(spec.model._default_manager.values_list("pk", flat=True)[:3])
    if not keys:
        pytest.skip(f"the demo city has no {label}")
    assert root.post(f"{spec.page}edit/", {"pk": keys}).status_code == 200
    assert root.post(f"{spec.page}edit/", {"pk": keys, "_step": "preview"}).status_code == 422
    assert root.post(f"{spec.page}delete/", {"pk": keys}).status_code == 200
    assert root.get(f"{spec.page}edit/").status_code == 302
    assert spec.model._default_manager.filter(pk__in=keys).count() == len(keys)


@pytest.mark.parametrize("label", LABELS)
def test_a_list_is_exported_in_every_format_whatever_the_page(root: Client, label: str) -> None:
    spec = specs[label]
    keys = list(spec.model._default_manager.values_list("pk", flat=True)[:3]) or [0]
    for form in get_args(tabular.Format):
        answer = root.get(f"{spec.page}?export={form}&limit=1&" + "&".join(f"id={key}" for key in keys))
        assert answer.status_code == 200
        rows = tabular.load(b"".join(answer.streaming_content) or b"[]", form)  # type: ignore[attr-defined]
        assert {row["id"] for row in rows} <= {*keys, *map(str, keys)}
        assert len(rows) == len(keys) - keys.count(0)


@pytest.mark.parametrize("label", WRITABLE)
def test_an_exported_file_imported_again_is_the_same(root: Client, label: str) -> None:
    spec = specs[label]
    ids = list(spec.model._default_manager.order_by("pk").values_list("pk", flat=True)[:3])
    if not ids:
        pytest.skip(f"the demo city has no {label}")
    text = b"".join(tabular.dump(spec, ids, "csv")).decode("utf-8-sig")
    page = root.post(f"{spec.page}import/", {"text": text, "format": "csv", "_step": "check"})
    assert page.status_code == 200
    assert [row["label"] for row in page.context["rows"]] == ["same"] * len(ids), page.context["rows"]


@pytest.mark.parametrize("label", LABELS)
def test_a_type_is_documented(root: Client, label: str) -> None:
    page = root.get(f"/docs/{label}/")
    assert page.status_code == 200
    text = page.content.decode()
    assert all(f">{name}<" in text for name in specs[label].fields)


def test_pages_take_no_more_queries_than_these(root: Client) -> None:
    lists: dict[str, int] = {}
    details: dict[str, int] = {}
    for spec in specs:
        found = spec.model._default_manager.order_by("pk").first()
        root.get(spec.page)
        with Counted() as counter:
            root.get(spec.page)
        lists[spec.label] = counter.count
        if found is not None:
            root.get(f"{spec.page}{found.pk}/")
            with Counted() as counter:
                root.get(f"{spec.page}{found.pk}/")
            details[spec.label] = counter.count
    assert {k: v for k, v in lists.items() if v > LIST_QUERIES} == {}
    ceilings = {label: WITH_PANELS if label in panels._panels else DETAIL_QUERIES for label in details}
    assert {k: v for k, v in details.items() if v > ceilings[k]} == {}
