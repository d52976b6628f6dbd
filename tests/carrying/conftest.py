"""A lab, a town in the database, and workers in the lab's namespace."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from inventory.hosting.models import Request
from tests.carrying.town import Town, names
from tests.db.conftest import committed
from tests.lab.hosts import Host as Machine
from tests.lab.hosts import Lab

__all__ = ["committed"]
ROOT = Path(__file__).resolve().parents[2]
SECONDS = 150.0


@pytest.fixture(scope="session")
def store(lab: Lab) -> Machine:
    """A machine that holds names and copies."""
    found = lab.host("keeper").ready()
    names(found)
    found.run("ip", "link", "add", "br110", "type", "bridge")
    found.run("ip", "link", "add", "port1", "type", "veth", "peer", "name", "port1p")
    return found


@pytest.fixture
def town(committed: None, lab: Lab, store: Machine) -> Town:
    del committed
    town = Town(lab.key)
    town.serves(store, serves="backup")
    town.host("ns", serves="dns", address=store.address, host_keys=store.host_key, zones="city.test")
    return town


@pytest.fixture
def worker(lab: Lab, tmp_path: Path) -> Iterator[Callable[..., "subprocess.Popen[bytes]"]]:
    """Start a worker in the lab's namespace; the caller may kill it."""
    where: dict[str, Any] = connection.settings_dict
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
    }  # fmt: skip
    with ExitStack() as running:

        def start(seconds: int = 0) -> "subprocess.Popen[bytes]":
            command = ["ip", "netns", "exec", lab.name, sys.executable, "-m", "tests.carrying.carrier"]
            process = subprocess.Popen(
                [*command, where["HOST"], where["NAME"], str(tmp_path), str(seconds)], cwd=ROOT, env=environment
            )
            running.callback(process.wait)
            running.callback(process.kill)
            return process

        yield start


def until(request: Request, *states: str, seconds: float = SECONDS) -> Request:
    """Wait for a request to come to one of these states."""
    end = time.monotonic() + seconds
    while request.state not in states:
        assert time.monotonic() < end, f"{request.state}: {request.reason}"
        time.sleep(0.05)
        request.refresh_from_db()
    return request
