"""The demo city in a real database."""

import time

import pytest
from django.apps import apps
from infoport import demo
from infoport.demo.cityplan import city

pytestmark = pytest.mark.django_db


def test_an_empty_inventory_is_filled_and_the_time_is_printed(capsys):
    lines = []
    started = time.perf_counter()
    assert demo.load(lines.append)
    with capsys.disabled():
        print(f"\ndemo city: {len(city().register)} rows loaded in {time.perf_counter() - started:.1f} s")
    for label in city().register:
        assert apps.get_model(label)._default_manager.count() >= len(city().register.rows(label)), label
