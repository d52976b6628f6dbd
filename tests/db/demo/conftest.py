"""The demo city, loaded once for all tests of this folder, which share its transaction."""

import time
from collections.abc import Iterator

import pytest
from django.db import transaction
from infoport import demo

PORT = 17_161


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: object) -> Iterator[float]:
    """Load the city, give the seconds that took, and take everything back at the end of the module."""
    del django_db_setup
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        started = time.perf_counter()
        assert demo.load(port=PORT)
        yield time.perf_counter() - started
        transaction.set_rollback(True)
