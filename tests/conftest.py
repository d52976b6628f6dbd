"""One real PostgreSQL per session, migrated once; every xdist worker tests in a copy of that database."""

import contextlib
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import TransactionTestCase
from infoport import embedded
from psycopg import sql

from tests import emptying
from tests.lab.hosts import Lab, opened

TEMPLATE = "tests_template"
STALE_SECONDS = 3600
UNFINISHED = "tests_unfinished"
# Set by the first process of the session and inherited by the xdist workers.
MARKER = "INFOPORT_TESTS"
OWNER = MARKER not in os.environ
DATA = Path(os.environ.setdefault(MARKER, tempfile.mkdtemp(prefix="infoport-tests-") if OWNER else ""))


def pytest_configure(config: pytest.Config) -> None:
    del config
    DATA.chmod(0o755)
    settings.DATABASES["default"].update(HOST=str(embedded.socket_directory(DATA)), CONN_HEALTH_CHECKS=False)
    TransactionTestCase._fixture_teardown = lambda _self: emptying.empty()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def pytest_sessionstart(session: pytest.Session) -> None:
    """Remove what sessions that were killed have left: their lock is free, and they are an hour old."""
    del session
    for folder in DATA.parent.glob("infoport-tests-*") if OWNER else ():
        lock = folder / "postgres.lock"
        with contextlib.suppress(OSError), lock.open("r+") as users:
            if time.time() - lock.stat().st_mtime > STALE_SECONDS:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    del config
    if not OWNER or not DATA.exists():
        return
    with (DATA / "postgres.lock").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_EX)  # the keeper has stopped the server when we get it
    shutil.rmtree(DATA)
    shutil.rmtree(embedded.socket_directory(DATA), ignore_errors=True)


@pytest.fixture(scope="session")
def make_folder() -> Iterator[Callable[[], Path]]:
    """Make folders that another user may reach, as the database does not run as root; pytest closes its own."""
    made: list[Path] = []

    def make() -> Path:
        folder = Path(tempfile.mkdtemp(prefix="infoport-folder-"))
        folder.chmod(0o755)
        made.append(folder)
        return folder

    yield make
    for folder in made:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def folder(make_folder: Callable[[], Path]) -> Path:
    return make_folder()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Path]:
    """Keep the session's server up; the value is its data directory."""
    with embedded.serving(DATA, durable=False):
        yield DATA


@pytest.fixture(scope="session")
def django_db_setup(postgres: Path, django_db_blocker: object, worker_name: str) -> Iterator[None]:
    """Give this process a database of its own, copied from one that was migrated."""
    default = connections["default"].settings_dict
    with (postgres / "template.lock").open("a") as turn, django_db_blocker.unblock():  # type: ignore[attr-defined]
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not exists(postgres, TEMPLATE):
            execute(postgres, "CREATE DATABASE {}", UNFINISHED)
            default["NAME"] = UNFINISHED
            call_command("migrate", verbosity=0)
            call_command("migrate", verbosity=0, run_syncdb=True)  # the tables of tests.shelf, after what it refers to
            connections.close_all()
            execute(postgres, "ALTER DATABASE {} RENAME TO {}", UNFINISHED, TEMPLATE)
        execute(postgres, "CREATE DATABASE {} TEMPLATE {}", worker_name, TEMPLATE)
        default["NAME"] = worker_name
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connections.close_all()


@pytest.fixture(scope="session")
def worker_name() -> str:
    return f"tests_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


def execute(data: Path, statement: str, *names: str) -> None:
    """Run a statement about databases, whose names go into the `{}`."""
    with psycopg.connect(dbname="postgres", autocommit=True, **where(data)) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def exists(data: Path, name: str) -> bool:
    with psycopg.connect(dbname="postgres", autocommit=True, **where(data)) as connection:
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def where(data: Path) -> dict[str, object]:
    return {"host": str(embedded.socket_directory(data)), "port": embedded.PORT, "user": embedded.NAME}


@pytest.fixture(scope="session")
def lab() -> Iterator[Lab]:
    """One lab for all tests of a process, booted when the first needs it."""
    with opened() as lab:
        yield lab
