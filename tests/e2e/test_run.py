"""`infoport run` as a person meets it: started, used, killed, started again."""

import contextlib
import http.client
import json
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

INFOPORT = Path(sys.executable).parent / "infoport"
FIRST_SECONDS, LATER_SECONDS = 90, 20  # the promise for later starts is 10 s on an idle machine
Start = Callable[..., "Run"]


class Run:
    """A running `infoport run` with what it has printed."""

    def __init__(self, data: Path, port: int, *options: str, **environ: str) -> None:
        self.data, self.port = data, port
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [INFOPORT, "run", *options],
            env=environment(data, port, **environ),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.output = ""

    def ready(self, seconds: float) -> str:
        """Read until the address is printed, and return it."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.output += line
            if found := re.search(r"Ready after [\d.]+ s: (http://\S+)", line):
                assert time.monotonic() - self.began < seconds, self.output
                return found[1]
        raise AssertionError(f"ended before it was ready:\n{self.output}")

    def finish(self, sign: signal.Signals) -> int:
        """Send a signal, read the rest, wait for the end."""
        self.process.send_signal(sign)
        assert self.process.stdout is not None
        with self.process.stdout:
            self.output += self.process.stdout.read()
        return self.process.wait(30)


def environment(data: Path, port: int, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("INFOPORT_")}
    return {**kept, "INFOPORT_DATA": str(data), "INFOPORT_PORT": str(port), **more}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def processes(data: Path) -> list[str]:
    """Every process of an installation: by its environment, its command or its working directory."""
    found = []
    for proc in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            seen = (
                (proc / "environ").read_bytes()
                + (proc / "cmdline").read_bytes()
                + os.fsencode((proc / "cwd").readlink())
            )
            if str(data).encode() in seen and int(proc.name) != os.getpid():
                found.append(f"{proc.name} {(proc / 'cmdline').read_bytes().decode(errors='replace')}")
    return found


def wait_until_gone(data: Path) -> None:
    deadline = time.monotonic() + 10
    while left := processes(data):
        assert time.monotonic() < deadline, left
        time.sleep(0.05)


def fetch(address: str, path: str) -> tuple[int, str]:
    host = address.split("//")[1].rstrip("/")
    with contextlib.closing(http.client.HTTPConnection(host, timeout=20)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace")


def infoport(data: Path, port: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [INFOPORT, *arguments], env=environment(data, port), capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def data(make_folder: Callable[[], Path]) -> Path:
    """One data directory for the module: the first start is the slow one."""
    return make_folder() / "var"


@pytest.fixture
def start() -> Iterator[Start]:
    """Start runs; whatever the test leaves is killed."""
    runs: list[Run] = []

    def begin(data: Path, port: int, *options: str, **environ: str) -> Run:
        runs.append(Run(data, port, *options, **environ))
        return runs[-1]

    yield begin
    for run in runs:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(run.process.pid, signal.SIGKILL)
        run.process.wait(10)
        if run.process.stdout:
            run.process.stdout.close()
        wait_until_gone(run.data)


def test_first_start_serves_the_login_page_and_ctrl_c_leaves_nothing(data: Path, start: Start) -> None:
    port = free_port()
    run = start(data, port)
    address = run.ready(FIRST_SECONDS)
    assert address == f"http://127.0.0.1:{port}/"
    assert fetch(address, "/login/")[0] == 200
    assert fetch(address, "/api/")[0] in {200, 401, 403}
    token = infoport(data, port, "token", "admin")
    assert token.returncode == 0, token.stderr
    assert token.stdout.startswith("nbt_")
    assert run.finish(signal.SIGINT) == 0
    assert "log in as admin with password " in run.output
    wait_until_gone(data)


def test_second_start_continues_with_the_same_data_and_is_quick(data: Path, start: Start) -> None:
    run = start(data, free_port())
    run.ready(LATER_SECONDS)
    assert re.search(r"schema +up to date", run.output)
    assert "as you left them" in run.output
    assert run.finish(signal.SIGTERM) == 0
    wait_until_gone(data)


def test_killing_the_parent_leaves_no_process(data: Path, start: Start) -> None:
    run = start(data, free_port())
    run.ready(LATER_SECONDS)
    assert len(processes(data)) > 5
    run.process.kill()
    run.process.wait(10)
    wait_until_gone(data)
    assert "database system is shut down" in (data / "log" / "postgres.log").read_text().splitlines()[-1]


def test_a_run_that_is_tied_ends_with_the_process_that_started_it(data: Path, start: Start) -> None:
    del start
    script = "import subprocess, sys, time; subprocess.Popen(sys.argv[1:]); time.sleep(600)"
    command = [sys.executable, "-c", script, str(INFOPORT), "run", "--tied"]
    with subprocess.Popen(command, env=environment(data, port := free_port()), stdout=subprocess.DEVNULL) as parent:
        deadline = time.monotonic() + LATER_SECONDS
        while not serves(f"http://127.0.0.1:{port}/"):
            assert time.monotonic() < deadline
            time.sleep(0.2)
        parent.kill()
    wait_until_gone(data)


def test_a_part_that_dies_is_started_again(data: Path, start: Start) -> None:
    run = start(data, free_port())
    address = run.ready(LATER_SECONDS)
    killed = web_server(run)
    assert killed
    os.kill(killed, signal.SIGKILL)
    deadline = time.monotonic() + LATER_SECONDS
    while web_server(run) in {0, killed} or not serves(address):
        assert time.monotonic() < deadline, run.data
        time.sleep(0.1)
    run.finish(signal.SIGINT)
    assert "ended (SIGKILL); starting it again in 1 s" in run.output


def serves(address: str) -> bool:
    with contextlib.suppress(OSError, http.client.HTTPException):
        return fetch(address, "/login/")[0] == 200
    return False


def web_server(run: Run) -> int:
    """The child that has forked children of its own and is not the database's keeper; 0 when there is none."""
    parents = {int(line.split()[0]): parent(int(line.split()[0])) for line in processes(run.data)}
    keepers = {int(line.split()[0]) for line in processes(run.data) if "infoport.embedded" in line}
    forking = [pid for pid, above in parents.items() if above == run.process.pid and pid in parents.values()]
    return next((pid for pid in forking if pid not in keepers), 0)


def parent(pid: int) -> int:
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    return 0


def test_two_installations_run_side_by_side(data: Path, folder: Path, start: Start) -> None:
    first = start(data, free_port())
    second = start(folder / "var", free_port(), INFOPORT_DEMO="false")
    assert fetch(first.ready(LATER_SECONDS), "/login/")[0] == 200
    assert fetch(second.ready(FIRST_SECONDS), "/login/")[0] == 200


def test_a_port_in_use_is_named_with_the_setting_that_moves_it(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = int(taken.getsockname()[1])
        refused = infoport(tmp_path / "var", port, "run")
    assert refused.returncode == 2
    assert f"cannot listen on 127.0.0.1 port {port}: Address already in use" in refused.stderr
    assert f"INFOPORT_PORT={port + 1} make run" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_data_directory_in_use_names_who_uses_it(data: Path, start: Start) -> None:
    run = start(data, free_port())
    address = run.ready(LATER_SECONDS)
    refused = infoport(data, free_port(), "run")
    assert refused.returncode == 2
    assert f"is in use by process {run.process.pid}, which serves {address}" in refused.stderr


def test_a_foreign_data_directory_is_named(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "letter.txt").write_text("mine")
    refused = infoport(tmp_path, free_port(), "run")
    assert refused.returncode == 2
    assert "is not empty and not a PostgreSQL data directory; set INFOPORT_DATA" in refused.stderr


def test_a_setting_of_the_wrong_type_is_named_with_its_value(tmp_path: Path) -> None:
    wrong = environment(tmp_path / "var", 1, INFOPORT_PORT="eighty")
    refused = subprocess.run([INFOPORT, "check"], env=wrong, capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    assert "INFOPORT_PORT is 'eighty': Expected `int`" in refused.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["collect", "--help"], ["check", "--help"]])
def test_help_appears_within_two_seconds_of_cpu(tmp_path: Path, arguments: list[str]) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    shown = infoport(tmp_path / "var", free_port(), *arguments)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert shown.returncode == 0, shown.stderr
    assert "Usage: infoport" in shown.stdout
    # Twice the promise: a core that is shared does less in a second.
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 4


def test_planted_deviations_are_listed_as_json(data: Path) -> None:
    listed = infoport(data, free_port(), "demo", "planted", "--json")
    assert listed.returncode == 0, listed.stderr
    assert json.loads(listed.stdout)
