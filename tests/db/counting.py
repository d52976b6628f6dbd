"""How many statements something takes."""

from typing import Any, Self

import psycopg
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inventory.declare import fetching


class Counted:
    """Counts statements on the connection, Django's and those of `fetching` alike."""

    def __enter__(self) -> Self:
        self.calls = 0
        counter = self

        class Counting(psycopg.Cursor[Any]):
            def execute(self, *args: Any, **options: Any) -> Any:
                counter.calls += 1
                return super().execute(*args, **options)

        self.cursor, fetching.Cursor = fetching.Cursor, Counting  # type: ignore[misc]
        self.context = CaptureQueriesContext(connection)
        self.context.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        fetching.Cursor = self.cursor  # type: ignore[misc]
        self.context.__exit__(None, None, None)

    @property
    def count(self) -> int:
        return len(self.context) + self.calls
