"""NetBox's own clients, unmodified, against gunicorn on a port of 127.0.0.1 with a real PostgreSQL behind it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pynetbox
import pytest
from infoport import embedded

from tests.conftest import ROOT, TEMPLATE, execute
from tests.wire.town import Town, build

READY_SECONDS = 60


@dataclass(frozen=True)
class Live:
    """Where the server is, and the tokens it knows."""

    url: str
    token: str
    expired: str
    reader: str
    nobody: str
    folder: Path

    def client(self, token: str = "", **options: object) -> pynetbox.api:
        """A pynetbox of the administrator, or of whose token is given."""
        return pynetbox.api(self.url, token=token or self.token, **options)


@pytest.fixture(scope="session")
def live(postgres: Path, django_db_setup: None, worker_name: str, make_folder: Callable[[], Path]) -> Iterator[Live]:
    """The server, for the whole session."""
    name, folder = f"wire_{worker_name}", make_folder()
    execute(postgres, "CREATE DATABASE {} TEMPLATE {}", name, TEMPLATE)
    port = free_port()
    environ = {key: value for key, value in os.environ.items() if not key.startswith(("INFOPORT_", "DJANGO_"))}
    host = embedded.socket_directory(postgres)
    environ |= {
        "INFOPORT_DATA": str(folder),
        "INFOPORT_PORT": str(port),
        "INFOPORT_DATABASE_URL": f"postgresql://{embedded.NAME}@/{name}?host={host}&port={embedded.PORT}",
        "INFOPORT_WEB_WORKERS": "1",
        "INFOPORT_WEB_THREADS": "8",
        "DJANGO_SETTINGS_MODULE": "infoport.settings",
        "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}",
    }
    log = folder / "server.log"
    with log.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, ROOT / "tests" / "wire" / "serving.py"],
            env=environ, stdout=subprocess.PIPE, stderr=errors, text=True, start_new_session=True,
        )  # fmt: skip
    try:
        assert process.stdout is not None
        told = process.stdout.readline()
        assert told, log.read_text()
        wait_for(port, process, log)
        yield Live(f"http://127.0.0.1:{port}", folder=folder, **json.loads(told))
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
        process.stdout.close()  # type: ignore[union-attr]
        execute(postgres, "DROP DATABASE {} WITH (FORCE)", name)


def wait_for(port: int, process: subprocess.Popen[str], log: Path) -> None:
    """Return once the port answers."""
    deadline = time.monotonic() + READY_SECONDS
    while True:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def api(live: Live) -> Iterator[pynetbox.api]:
    """pynetbox, as most people use it."""
    found = live.client()
    yield found
    found.http_session.close()


@pytest.fixture(scope="session")
def town(api: pynetbox.api) -> Town:
    """Objects to read; tests leave them as they are."""
    return build(api)
