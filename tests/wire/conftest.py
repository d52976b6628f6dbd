"""NetBox's own clients, unmodified, against gunicorn on a port of 127.0.0.1 with a real PostgreSQL behind it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pynetbox
import pytest
from infoport import embedded

from tests.conftest import TEMPLATE, execute
from tests.wire.live import ROOT, Live, free_port, wait_for
from tests.wire.town import Town, build


@pytest.fixture(scope="module")
def live(postgres: Path, django_db_setup: None, worker_name: str, make_folder: Callable[[], Path]) -> Iterator[Live]:
    """The server, with a database of its own for each file: tests count what there is."""
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


@pytest.fixture(scope="module")
def api(live: Live) -> Iterator[pynetbox.api]:
    """pynetbox, as most people use it."""
    found = live.client()
    yield found
    found.http_session.close()


@pytest.fixture(scope="module")
def town(live: Live, api: pynetbox.api) -> Town:
    """Objects to read; tests leave them as they are."""
    try:
        return build(api)
    except pynetbox.RequestError as error:
        raise AssertionError(f"{error}\n{(live.folder / 'server.log').read_text()[-1500:]}") from error
