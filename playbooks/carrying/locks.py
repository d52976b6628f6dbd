"""Locks that end with their holder: advisory ones of PostgreSQL, on a connection that nothing else uses."""

from __future__ import annotations

import time
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import psycopg
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

REQUEST_CLASS, HOST_CLASS = 0x1F0A0D22, 0x1F0A0D23
"""First halves of the advisory locks; arbitrary, used by nothing else."""
LOOK_SECONDS: Final = 0.2


class Side:
    """The connection that holds the locks."""

    def __init__(self, side: psycopg.Connection[Any]) -> None:
        self._side = side

    def claim(self, request: int) -> bool:
        """Whether this is the one that carries the request from now on."""
        return self._locked(REQUEST_CLASS, request % (1 << 31))

    @contextmanager
    def hosts(self, names: Iterable[str], pause: Callable[[], None]) -> Iterator[None]:
        """Hold hosts alone. Waits for others, calling `pause` meanwhile; names are taken in one order by all."""
        keys = sorted({zlib.crc32(name.encode()) >> 1 for name in names})
        held: list[int] = []
        try:
            for key in keys:
                while not self._locked(HOST_CLASS, key):
                    pause()
                    time.sleep(LOOK_SECONDS)
                held.append(key)
            yield
        finally:
            for key in held:
                self._side.execute("SELECT pg_advisory_unlock(%s, %s)", [HOST_CLASS, key])

    def alive(self) -> None:
        """Raises `psycopg.OperationalError` when the locks are lost."""
        self._side.execute("SELECT 1")

    def _locked(self, kind: int, key: int) -> bool:
        row = self._side.execute("SELECT pg_try_advisory_lock(%s, %s)", [kind, key]).fetchone()
        return bool(row and row[0])


@contextmanager
def side() -> Iterator[Side]:
    """A connection of its own for locks, which all end with it."""
    parameters = connection.get_connection_params()
    options = {name: parameters[name] for name in parameters if name not in {"cursor_factory", "context"}}
    with psycopg.connect(**options, autocommit=True) as opened:
        yield Side(opened)
