"""Every declared type over REST, on the demo city: shapes, permissions, refusals and a committed number of queries."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Q
from infoport import demo
from infoport.api.selection import BRIEF

from inventory.declare import tabular
from inventory.declare.filters import condition, filters_of
from inventory.declare.personal import SHARED, is_personal
from inventory.declare.registry import specs
from inventory.declare.schema import serializer_for
from inventory.declare.values import BadFilter
from tests.db.counting import Counted

BASELINE = Path(__file__).with_name("query_counts.json")
UPDATE = "UPDATE_QUERY_COUNTS" in os.environ
LABELS = [spec.label for spec in specs]
WRITABLE = [spec.label for spec in specs if spec.writable]


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demo city, loaded once and rolled back at the end of the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        demo.load()
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def isolated(city: None) -> Iterator[None]:
    """Each test's own changes are undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def db(city: None) -> None:
    """The city's transaction stands in for pytest-django's."""


@pytest.mark.parametrize("label", LABELS)
def test_list_detail_and_brief_agree(api: Any, label: str) -> None:
    spec = specs[label]
    listed = api.get(f"{spec.api}?limit=3")
    assert listed.status_code == 200, listed.content[:300]
    page = listed.json()
    assert page["count"] == spec.model._default_manager.count()
    for row in page["results"]:
        assert row["url"].endswith(f"{spec.api}{row['id']}/")
        assert row["display"]
        assert set(row) == {"id", "url", "display_url", "display", *spec.fields}
        assert api.get(row["url"]).json() == row
    for row in api.get(f"{spec.api}?limit=3&brief=1").json()["results"]:
        assert set(row) == {"id", "url", "display", *spec.brief, *BRIEF.get(label, ())}


@pytest.mark.parametrize("label", LABELS)
def test_what_display_says_in_sql_and_in_python_is_the_same(api: Any, label: str) -> None:
    spec = specs[label]
    for row in api.get(f"{spec.api}?limit=5&brief=1").json()["results"]:
        assert str(spec.model._default_manager.get(pk=row["id"])) == row["display"]


@pytest.mark.parametrize("label", LABELS)
def test_every_filter_finds_or_refuses(label: str) -> None:
    """Each parameter of each type, well-formed and not: a set of rows or a named refusal, never anything else."""
    spec = specs[label]
    rows = spec.model._default_manager.order_by()
    refused: list[tuple[str, str]] = []
    plain = [name for name in filters_of(spec) if "__" not in name or label == "shelf.shelf"]
    for name in plain:
        for value in ("1", "x'\"%"):
            try:
                found = condition(spec, {name: [value, "null"]})
            except BadFilter as refusal:
                refused.append((name, refusal.name))
                continue
            with transaction.atomic():
                list(rows.filter(found).values_list("pk")[:1])
    assert all(named in {name, name.split("__")[0], "created_by_request"} for name, named in refused), refused


@pytest.mark.parametrize("label", LABELS)
def test_lists_refuse_unknown_filters_and_take_any_order(api: Any, label: str) -> None:
    spec = specs[label]
    assert api.get(f"{spec.api}?no_such_filter=1").status_code == 400
    every = ",".join(f"-{name}" for name in spec.fields)
    assert api.get(f"{spec.api}?ordering={every}&limit=1&brief=1").status_code == 200


@pytest.mark.parametrize("label", LABELS)
def test_a_stranger_sees_nothing_and_a_constrained_reader_only_their_own(person: Any, label: str) -> None:
    spec = specs[label]
    first = spec.model._default_manager.order_by("pk").first()
    stranger = person(["extras.tag" if label != "extras.tag" else "dcim.site"], ["view"])
    answer = stranger.get(spec.api)
    if is_personal(label):  # everybody may keep such things, and a stranger has kept none
        assert answer.json()["count"] == spec.model._default_manager.filter(SHARED.get(label, Q(pk=None))).count()
        return
    assert answer.status_code == 403
    if first is None:
        return
    reader = person([label], ["view"], {"id": first.pk})
    page = reader.get(spec.api).json()
    assert (page["count"], [row["id"] for row in page["results"]]) == (1, [first.pk])
    other = spec.model._default_manager.exclude(pk=first.pk).order_by("-pk").first()
    if other is not None:
        assert reader.get(f"{spec.api}{other.pk}/").status_code == 404
    assert reader("DELETE", f"{spec.api}{first.pk}/").status_code == (403 if spec.writable else 405)


@pytest.mark.parametrize("label", WRITABLE)
def test_empty_and_unknown_writes_are_refused_by_field(api: Any, label: str) -> None:
    spec = specs[label]
    answer = api("POST", spec.api, {})
    required = {field.name for field in spec.writable if field.required}
    if required:
        assert answer.status_code == 400, answer.content[:300]
        assert required <= set(answer.json()), answer.json()
    assert api("PATCH", f"{spec.api}999999999/", {}).status_code == 404
    described = api("OPTIONS", spec.api).json()["actions"]["POST"]
    assert {name for name, field in described.items() if not field["read_only"]} <= {*serializer_for(label)().fields}
    assert {*serializer_for(label)().fields, "id", "url", "display", *spec.fields} <= {*described, "custom_fields"}


@pytest.mark.parametrize("label", WRITABLE)
def test_what_was_read_can_be_written_back(api: Any, label: str) -> None:
    """A file of five objects goes out and in again and changes nothing."""
    spec = specs[label]
    ids = list(spec.model._default_manager.order_by("pk").values_list("pk", flat=True)[:5])
    rows = tabular.load(b"".join(tabular.dump(spec, ids, "csv")), "csv")
    report = tabular.store(spec, rows, user=api.user, dry_run=True)
    assert [row.state for row in report] == ["same"] * len(ids), [row.problems or row.state for row in report]


def test_queries_per_endpoint_are_the_committed_baseline(api: Any) -> None:
    """`UPDATE_QUERY_COUNTS=1` rewrites the baseline; look at the diff before you commit it."""
    counted: dict[str, list[int]] = {}
    for spec in specs:
        first = spec.model._default_manager.order_by("pk").first()
        urls = [f"{spec.api}?limit=50", f"{spec.api}{first.pk}/" if first else f"{spec.api}0/"]
        counts = []
        for url in urls:
            api.get(url)
            with Counted() as counter:
                api.get(url)
            counts.append(counter.count)
        counted[spec.label] = counts
    if UPDATE:
        BASELINE.write_text(json.dumps(counted, indent=1, sort_keys=True).replace("\n  ", " ").replace("\n ]", " ]"))
    baseline = json.loads(BASELINE.read_text())
    assert counted == baseline, {k: (v, baseline.get(k)) for k, v in counted.items() if v != baseline.get(k)}
