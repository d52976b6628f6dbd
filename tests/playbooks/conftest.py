"""A lab for all tests of plays, booted when the first needs it."""

from collections.abc import Iterator

import pytest

from tests.lab.hosts import Lab, opened


@pytest.fixture(scope="session")
def lab() -> Iterator[Lab]:
    with opened() as lab:
        yield lab
