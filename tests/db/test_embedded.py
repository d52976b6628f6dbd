"""The embedded server: shared while someone uses it, gone when nobody does, clear about what it cannot use."""

import os
import pwd
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from infoport import embedded, environment

HOLDER = """
    import sys, time
    from pathlib import Path
    from infoport import embedded
    with embedded.serving(Path(sys.argv[1]), durable=False) as started:
        print("started" if started else "attached", flush=True)
        time.sleep(60)
"""


@pytest.mark.django_db
def test_tests_run_on_postgresql_18_in_a_database_of_their_own(worker_name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), current_setting('server_version_num')::int / 10000")
        assert cursor.fetchone() == (worker_name, 18)


@pytest.fixture
def data(folder: Path) -> Path:
    return folder / "data"


@pytest.fixture
def hold(data: Path) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Start a process that uses the server of `data`; all of them are killed at the end."""
    started: list[subprocess.Popen[str]] = []

    def begin() -> subprocess.Popen[str]:
        command = [sys.executable, "-c", textwrap.dedent(HOLDER), str(data)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()
    wait_until(lambda: not embedded.answers(data))


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def wait_until(true: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def server_of(data: Path) -> int:
    return int(embedded.status(data)[0])


def gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


def test_the_second_user_attaches_and_the_server_outlives_the_first(
    data: Path, hold: Callable[[], subprocess.Popen[str]]
) -> None:
    first, second = hold(), None
    assert said(first) == "started"
    second = hold()
    assert said(second) == "attached"
    first.kill()
    first.wait()
    time.sleep(0.5)
    assert embedded.answers(data)
    with psycopg.connect(host=str(embedded.socket_directory(data)), user="infoport", dbname="infoport") as link:
        assert link.execute("SELECT 1").fetchone() == (1,)
    second.send_signal(signal.SIGKILL)
    wait_until(lambda: not embedded.answers(data))


def test_killing_the_only_user_stops_the_server_cleanly(data: Path, hold: Callable[[], subprocess.Popen[str]]) -> None:
    holder = hold()
    said(holder)
    server = server_of(data)
    holder.kill()
    wait_until(lambda: gone(server))
    assert not embedded.socket_directory(data).exists()
    assert "database system is shut down" in (data / "log" / "postgres.log").read_text()


def test_a_server_that_died_is_started_again_for_those_who_hold_it(
    data: Path, hold: Callable[[], subprocess.Popen[str]]
) -> None:
    said(hold())
    server = server_of(data)
    os.kill(server, signal.SIGKILL)
    wait_until(lambda: not embedded.answers(data))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(embedded, "TUNING", {**embedded.TUNING, **embedded.UNSAFE})
        wait_until(lambda: gone(server))
        embedded.restore(environment.Environment(data=str(data)))
    assert embedded.answers(data)
    assert server_of(data) != server


def test_the_server_does_not_run_as_root(data: Path, hold: Callable[[], subprocess.Popen[str]]) -> None:
    said(hold())
    owner = Path(f"/proc/{server_of(data)}").stat().st_uid
    assert owner != 0
    assert owner == (data / "postgres").stat().st_uid
    assert (data / "postgres").stat().st_mode & 0o077 == 0


def test_a_directory_of_something_else_is_refused(data: Path) -> None:
    (data / "postgres").mkdir(parents=True)
    (data / "postgres" / "notes.txt").write_text("mine")
    with pytest.raises(embedded.Unusable, match=r"not a PostgreSQL data directory; set INFOPORT_DATA"):
        embedded.inspect(data)


def test_another_major_version_is_refused(data: Path) -> None:
    (data / "postgres").mkdir(parents=True)
    (data / "postgres" / "PG_VERSION").write_text("16\n")
    with pytest.raises(embedded.Unusable, match=r"belongs to PostgreSQL 16, this version runs 18"):
        embedded.inspect(data)


def test_a_directory_served_by_another_process_is_refused(data: Path) -> None:
    cluster = data / "postgres"
    cluster.mkdir(parents=True)
    (cluster / "PG_VERSION").write_text("18\n")
    if os.geteuid() == 0:
        os.chown(cluster, pwd.getpwnam("nobody").pw_uid, -1)
    with subprocess.Popen(["/bin/bash", "-c", "exec -a postgres sleep 30"]) as stranger:
        (cluster / "postmaster.pid").write_text(f"{stranger.pid}\n")
        command = Path(f"/proc/{stranger.pid}/cmdline")
        wait_until(lambda: command.read_bytes().startswith(b"postgres"))
        with pytest.raises(embedded.Unusable, match=f"locked: process {stranger.pid} serves it"):
            embedded.inspect(data)
        stranger.kill()


def test_a_data_directory_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(embedded.Unusable, match=r"cannot use the data directory .*file/data: .* set INFOPORT_DATA"),
        embedded.serving(tmp_path / "file" / "data"),
    ):
        pass


def test_a_socket_folder_prepared_by_somebody_else_is_refused(data: Path) -> None:
    folder = embedded.socket_directory(data)
    folder.symlink_to("/tmp")
    try:
        with pytest.raises(embedded.Unusable, match="must be a folder of user"):
            embedded.socket_folder(data, os.geteuid())
    finally:
        folder.unlink()


def test_the_socket_path_is_short_however_deep_the_data_directory() -> None:
    folder = embedded.socket_directory(Path("/very" + "/deep" * 100))
    assert len(str(folder / ".s.PGSQL.5432")) < 60


def test_an_own_server_is_used_when_named() -> None:
    env = environment.Environment(database_url="postgresql://app:secret@db.example:5433/city?sslmode=require")
    assert embedded.database(env) == {
        "NAME": "city",
        "USER": "app",
        "PASSWORD": "secret",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }
