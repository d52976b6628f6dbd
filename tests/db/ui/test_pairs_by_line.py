"""Choices of a set are written a line each; whatever the set held comes back the same."""

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory.declare.formfields import PairsField
from inventory.extras.models import CustomFieldChoiceSet
from tests.db.ui.conftest import form_of

TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(TEXTS, TEXTS).map(list)))
def test_any_pairs_come_back_as_they_were(pairs: Any) -> None:
    field = PairsField([])
    assert field.clean(field.prepare_value(pairs)) == pairs


@pytest.mark.parametrize(
    ("lines", "pairs"),
    [
        (
            "fibre: Fibre optic\n\n radio ：无线 \ncopper",
            [["fibre", "Fibre optic"], ["radio", "无线"], ["copper", "copper"]],
        ),
        ('[["a", "b: c"]]', [["a", "b: c"]]),
        ("", []),
    ],
)
def test_lines_are_read_with_either_colon(lines: str, pairs: Any) -> None:
    assert PairsField([]).clean(lines) == pairs


def test_a_set_is_made_and_changed_in_the_browser(root: Client) -> None:
    url = "/extras/custom-field-choice-sets/"
    made = root.post(
        f"{url}add/", {"name": "Media", "extra_choices": "fibre: Fibre\ncopper", "choice_colors": "fibre: green"}
    )
    assert made.status_code == 302, made.context["form"].errors
    stored = CustomFieldChoiceSet.objects.get(name="Media")
    assert stored.extra_choices == [["fibre", "Fibre"], ["copper", "copper"]]
    assert stored.choice_colors == {"fibre": "green"}
    form = form_of(root.get(f"{url}{stored.pk}/edit/"))
    assert form["extra_choices"] == ["fibre: Fibre\ncopper"]
    root.post(f"{url}{stored.pk}/edit/", {**form, "description": "d"})
    stored.refresh_from_db()
    assert (stored.extra_choices, stored.description) == ([["fibre", "Fibre"], ["copper", "copper"]], "d")
    wrong = root.post(
        f"{url}{stored.pk}/edit/", {**form_of(root.get(f"{url}{stored.pk}/edit/")), "extra_choices": "[1, 2]"}
    )
    assert wrong.status_code == 422
    assert "Expected pairs" in wrong.content.decode()
