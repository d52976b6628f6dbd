"""Whatever a custom field takes comes back the same over REST, and is found by its filter."""

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory.declare import custom, readplan, write
from inventory.declare.custom_values import normal
from inventory.declare.filters import condition
from inventory.declare.registry import specs
from inventory.extras.models import CustomField, CustomFieldChoiceSet
from inventory.tenancy.models import Tenant

TEXT = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"), min_size=1, max_size=40)
JSON = st.recursive(
    st.booleans() | st.integers(-(2**53), 2**53) | TEXT, lambda inner: st.lists(inner, max_size=3), max_leaves=5
)
VALUES: dict[str, Any] = {
    "text": TEXT, "longtext": TEXT, "url": TEXT, "integer": st.integers(-(2**63), 2**63 - 1),
    "decimal": st.floats(-1e12, 1e12, allow_nan=False), "boolean": st.booleans(),
    "date": st.dates().map(str),
    "datetime": st.datetimes().filter(lambda at: 2 <= at.year < 9999).map(lambda at: at.isoformat()),
    "json": JSON, "select": st.sampled_from(["a", "b", "丙"]),
    "multiselect": st.lists(st.sampled_from(["a", "b", "丙"]), min_size=1, unique=True),
}  # fmt: skip
EXACT = ("integer", "boolean", "date", "select")


@pytest.fixture
def every(db: None) -> dict[str, CustomField]:
    """A field of each kind but objects, on tenants."""
    chosen = CustomFieldChoiceSet.objects.create(name="Letters", extra_choices=[["a", "A"], ["b", "B"], ["丙", "C"]])
    return {
        kind: CustomField.objects.create(
            name=kind, type=kind, object_types=["tenancy.tenant"], filter_logic="exact",
            choice_set=chosen if kind in {"select", "multiselect"} else None,
        )
        for kind in VALUES
    }  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.fixed_dictionaries({}, optional=VALUES))
def test_values_come_back_as_they_were_given(every: Any, values: dict[str, Any]) -> None:
    spec = specs["tenancy.tenant"]
    made = write.save(spec, Tenant(name="T", slug="t"), {"custom_fields": custom.Partial(values)})
    try:
        row = readplan.rows(spec, [made.pk], "http://here")[0]["custom_fields"]
        read = readplan.encoder.encode(row)
        found = {name: value for name, value in readplan.msgspec.json.decode(read).items() if value is not None}
        assert found == {name: normal(custom.definitions(spec.label)[name], value) for name, value in values.items()}
        for kind in EXACT:
            if kind in values:
                wanted = str(values[kind]).lower() if kind == "boolean" else str(values[kind])
                rows = Tenant.objects.filter(condition(spec, {f"cf_{kind}": [wanted]}))
                assert made in rows, (kind, quote(wanted))
    finally:
        made.delete()
