"""Jobs are run by a worker's own function, on committed data, with files in a folder of the test's."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils.module_loading import import_string
from infoport.tasks.jobs import HANDLERS

from inventory.core.choices import JobKind
from inventory.core.jobs import queue, running
from inventory.core.models import Job
from inventory.declare.registry import specs
from inventory.users.models import ObjectPermission, User


@pytest.fixture
def db(committed: None) -> None:
    """Committed data, of which other connections know."""
    del committed


@pytest.fixture(autouse=True)
def data(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    del db
    monkeypatch.setattr(settings, "DATA_DIRECTORY", tmp_path)
    running.stopping.clear()
    yield tmp_path
    running.stopping.clear()


def work() -> int:
    return running.work({kind: import_string(name) for kind, name in HANDLERS.items()})


@pytest.fixture
def root() -> User:
    return User.objects.create_superuser("root", password="x")


@pytest.fixture
def client(root: User) -> Client:
    made = Client()
    made.force_login(root)
    return made


@pytest.fixture
def person() -> Callable[..., User]:
    def make(name: str, labels: list[str], actions: list[str], constraints: Any = None) -> User:
        user = User.objects.create_user(name)
        rule = ObjectPermission.objects.create(name=name, object_types=labels, actions=actions, constraints=constraints)
        rule.users.add(user)
        return user

    return make


@pytest.fixture
def asked(root: User) -> Callable[..., Job]:
    """An import of manufacturers, as somebody asked for it."""

    def ask(content: str | bytes, user: User | None = None, *, label: str = "dcim.manufacturer", **options: Any) -> Job:
        given = content if isinstance(content, bytes) else content.encode()
        asker, form = user or root, options.pop("form", "csv")
        return queue.ask(specs[label], JobKind.IMPORT, "an import", user=asker, content=given, form=form, **options)

    return ask


def rows(number: int, start: int = 0) -> str:
    lines = "".join(f"maker {at},maker-{at}\n" for at in range(start, start + number))
    return f"name,slug\n{lines}"


def done(job: Job) -> Job:
    """Run what is due and return the job as it is then."""
    work()
    job.refresh_from_db()
    return job


def ids(found: Any) -> bytes:
    return json.dumps(sorted(found.values_list("pk", flat=True))).encode()
