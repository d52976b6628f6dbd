"""What tests of several folders need of the database."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests import emptying


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Real transactions, which other connections see; every table is emptied afterwards."""
    with django_db_blocker.unblock():
        yield
        emptying.empty()
