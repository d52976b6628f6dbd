"""A receiving process, and what sends to it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from inventory.events.models import Event, Tally
from tests.unit.collectors.agents import free_port

ROOT = Path(__file__).resolve().parents[3]
SECONDS = 20.0


def until(condition: Callable[[], bool], seconds: float = SECONDS) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.05)


@dataclass
class Reception:
    """One process. It may be killed and started again on the same folder."""

    folder: Path
    trap: int
    syslog: int
    tls: int
    options: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        where = connection.settings_dict
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
            "INFOPORT_DATA": str(self.folder), "INFOPORT_SECRET_KEY": settings.SECRET_KEY,
            "INFOPORT_TRAP_PORT": str(self.trap),
            "INFOPORT_SYSLOG_PORT": str(self.syslog), "INFOPORT_SYSLOG_TLS_PORT": str(self.tls), **self.options,
        }  # fmt: skip
        command = [sys.executable, "-m", "tests.db.events.receiver", where["HOST"], where["NAME"]]
        with (self.folder / "receiver.log").open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=log)
        until(lambda: "TCP port" in self.log() and "trap on UDP" in self.log())
        if self.options.get("INFOPORT_SYSLOG_CERTIFICATE"):
            until(lambda: "syslog-tls" in self.log())

    def log(self) -> str:
        return (self.folder / "receiver.log").read_text()

    def stop(self, *, kill: bool = False) -> None:
        if self.process is None:
            return
        (self.process.kill if kill else self.process.terminate)()
        self.process.wait(timeout=15)
        self.process = None
        (self.folder / "receiver.log").write_text("")

    def spooled(self) -> list[Path]:
        return list((self.folder / "events" / "spool").glob("*.events"))

    def send(self, messages: Iterable[str | bytes], source: str = "127.0.0.1") -> None:
        """Syslog over UDP."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.bind((source, 0))
            for message in messages:
                sock.sendto(message.encode() if isinstance(message, str) else message, ("127.0.0.1", self.syslog))

    def notify(self, *words: str, tool: str = "snmptrap") -> int:
        command = [tool, *(f"127.0.0.1:{self.trap}" if word == "HERE" else word for word in words)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.run(command, check=False, env={"MIBS": "", "PATH": "/usr/bin:/bin"}, **quiet).returncode


def counted() -> int:
    """Events stored, each with its count."""
    return sum(Event.objects.values_list("count", flat=True))


def tally(name: str, label: str | None = None) -> int:
    rows = Tally.objects.filter(name=name)
    return sum((rows if label is None else rows.filter(label=label)).values_list("value", flat=True))


@contextmanager
def receiving(folder: Path, **options: str) -> Iterator[Reception]:
    made = Reception(folder, free_port(), free_port(), free_port(), options)
    try:
        made.start()
        yield made
    except AssertionError as error:
        error.add_note(made.log())
        raise
    finally:
        made.stop()


@contextmanager
def database_away() -> Iterator[None]:
    """Nobody but the test itself is connected to its database, and nobody can be."""
    _server("ALTER DATABASE {} ALLOW_CONNECTIONS false")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    try:
        yield
    finally:
        _server("ALTER DATABASE {} ALLOW_CONNECTIONS true")


def _server(statement: str) -> None:
    import psycopg
    from psycopg import sql

    where = connection.settings_dict
    with psycopg.connect(host=where["HOST"], port=where["PORT"] or 5432, user=where["USER"], dbname="postgres",
                         autocommit=True) as server:  # fmt: skip
        server.execute(sql.SQL(statement).format(sql.Identifier(where["NAME"])))
