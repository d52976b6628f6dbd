"""Rows read as a set mean what the write serializer makes of each, and are refused in its words."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inventory.declare import reading
from inventory.declare.registry import specs
from inventory.declare.schema import serializer_for

WRITABLE = [spec.label for spec in specs if spec.writable]
VALUES: list[Any] = [
    None, "", "x", "x" * 300, "\x00", " padded ", 0, 1, -1, 2**70, 1.5, "1.5", "12", True, "yes", [], [1], ["x"], {},
    {"name": "信息港"}, {"slug": "port"}, {"no_such": 1}, {"name": "nobody"}, 999999999, "10.0.0.1/24", "10.0.0.0/24",
    "10.0.0.1/33", "00:11:22:33:44:55", "active", {"value": "active"}, "2026-01-31", "2026-01-31T10:00:00Z",
    [{"slug": "new"}], [{"slug": "none"}], [1, "x", None], {"a": {"b": None}}, "dcim.site", "网络",
]  # fmt: skip


def rows_for(label: str, number: int) -> list[Any]:
    """Rows with any value in any field, the same in every run."""
    source = random.Random(label)
    names = [*serializer_for(label)().fields, "no_such_field"]
    rows: list[Any] = [
        {name: source.choice(VALUES) for name in source.sample(names, source.randint(0, len(names)))}
        for _at in range(number)
    ]
    return [*rows, None, "text", [], 3]


@pytest.mark.parametrize("partial", [False, True], ids=["whole", "partial"])
@pytest.mark.parametrize("label", WRITABLE)
def test_values_and_refusals_are_the_serializers(room: SimpleNamespace, label: str, *, partial: bool) -> None:
    del room
    rows = rows_for(label, 40)
    found = reading.read(specs[label], rows, partial=partial)
    for at, row in enumerate(rows):
        serializer = serializer_for(label)(data=row, partial=partial)
        if row is None:
            assert found.problems[at]
        elif serializer.is_valid():
            assert at not in found.problems, (row, found.problems[at])
            assert found.values[at] == dict(serializer.validated_data)
        else:
            assert plain(found.problems[at]) == plain(serializer.errors), row


def plain(errors: Any) -> Any:
    """Error texts without DRF's classes."""
    if isinstance(errors, dict):
        return {str(key): plain(value) for key, value in errors.items()}
    return [plain(each) for each in errors] if isinstance(errors, list) else str(errors)


def test_each_relation_is_asked_once_for_the_set(room: SimpleNamespace) -> None:
    rows = [{**room.device, "name": f"d{at}", "tags": [{"slug": "new"}]} for at in range(100)]
    with CaptureQueriesContext(connection) as context:
        found = reading.read(specs["dcim.device"], rows, partial=False)
    assert not found.problems
    assert len([query for query in context.captured_queries if query["sql"].startswith(("SELECT", "("))]) <= 8


def test_two_objects_of_one_description_are_refused_as_alone(room: SimpleNamespace) -> None:
    rows = [{**room.device, "device_type": {"manufacturer": {"no": 1}}}, {**room.device, "role": {"color__gte": ""}}]
    specs["dcim.devicerole"].model._default_manager.create(name="Other", slug="other")
    problems = reading.read(specs["dcim.device"], rows, partial=False).problems
    assert "Multiple objects match" in str(problems[1]["role"])
    assert problems[0]["device_type"]
