"""What tests of several folders need of the database."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from inventory.declare.registry import specs


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Real transactions, which other connections see; every table is emptied afterwards."""
    with django_db_blocker.unblock():
        yield
        tables = [spec.table for spec in specs if not spec.label.startswith("extras.customfield")]
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(tables)}, core_searchrow CASCADE")
        ContentType.objects.clear_cache()
