"""The read plan of every declared type runs, with and without rows."""

from __future__ import annotations

import pytest

from inventory.declare.fetching import fetch
from inventory.declare.readplan import fragments, rows
from inventory.declare.registry import specs

pytestmark = pytest.mark.django_db
LABELS = sorted(spec.label for spec in specs)


@pytest.mark.parametrize("label", LABELS)
def test_every_plan_and_every_brief_form_is_sound_sql(label: str):
    spec = specs[label]
    assert rows(spec, [1], "http://x") == []
    assert fragments({label: {1}}, "http://x")[label].keys() <= {None}
    assert fetch(f'SELECT {spec.display.sql(spec.model, "t")} FROM "{spec.table}" t', []) == []
