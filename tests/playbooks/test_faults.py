"""What goes wrong on real hosts, and how the run then ends: always with a clear state, and with nothing left behind."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from playbooks import authority, catalog, processes, runner
from playbooks.orders import Access, Event, Order, Target
from tests.lab.hosts import Host, Lab
from tests.playbooks.doing import all_files, order

RECORD = {"zone": "city.test", "name": "weather", "type": "A", "values": ["10.66.0.10"]}
HANGING = "#!/bin/sh\nexec sleep 987654\n"
ROOT = Path(__file__).resolve().parents[2]

HOME = "/" + "home/ops"


@pytest.fixture(scope="module")
def host(lab: Lab) -> Host:
    return lab.host("faulty").ready()


@pytest.fixture
def hanging(host: Host) -> Iterator[Host]:
    """A host on which the first thing the play about DNS asks never answers."""
    program = host.root / "usr/bin/dig"
    whole = program.read_bytes()
    host.write("/usr/bin/dig", HANGING, 0o755)
    yield host
    program.write_bytes(whole)


def hung(host: Host) -> bool:
    return "sleep 987654" in host.run("ps", "-eo", "args")


def scratch(asked: Order) -> list[Path]:
    """The private folders of a run."""
    found = Path("/dev/shm").glob(f"{runner.SCRATCH}*/ident")
    return [file.parent for file in found if file.read_text() == asked.ident]


def nothing_is_left(asked: Order, host: Host | None = None) -> None:
    assert processes.tagged(asked.ident) == []
    assert scratch(asked) == []
    if host is not None:
        assert not hung(host)
        assert asked.ident not in host.run("ls", "/dev/shm")


def wait_until(true: Any, seconds: float = 30) -> None:
    begun = time.monotonic()
    while not true():
        assert time.monotonic() - begun < seconds
        time.sleep(0.05)


def test_a_host_that_is_off_is_unreachable(lab: Lab, tmp_path: Path) -> None:
    off = Target(name="off", address="127.0.0.1", port=lab.doors.to("10.66.0.250", 22), host_keys=("ssh-ed25519 AAAA",))
    asked = msgspec.structs.replace(order(tmp_path, "dns-record", lab.host("faulty"), RECORD), targets=(off,))
    result = runner.run(asked)
    assert (result.state, result.hosts["off"].unreachable) == ("unreachable", 1)
    assert result.failures[0].cause == "no answer"
    assert result.reason.startswith("off: Set the record: ")
    nothing_is_left(asked)


def test_a_host_with_another_key_than_the_pinned_one_is_told_nothing(host: Host, tmp_path: Path, lab: Lab) -> None:
    other = lab.folder / "another"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", other], check=True)
    pinned = " ".join(other.with_suffix(".pub").read_text().split()[:2])
    for keys in ((pinned,), ()):
        target = msgspec.structs.replace(host.target, host_keys=keys)
        result = runner.run(msgspec.structs.replace(order(tmp_path, "dns-record", host, RECORD), targets=(target,)))
        assert (result.state, result.failures[0].cause) == ("unreachable", "host key")


def test_a_login_the_host_refuses_is_told_as_such(host: Host, tmp_path: Path, lab: Lab) -> None:
    stranger = Access(keys=((lab.folder / "another").read_text(),))
    result = runner.run(order(tmp_path, "dns-record", host, RECORD, access=stranger))
    assert (result.state, result.failures[0].cause) == ("unreachable", "authentication")


def test_a_key_that_is_none_is_refused_before_anything_runs(host: Host, tmp_path: Path) -> None:
    result = runner.run(order(tmp_path, "dns-record", host, RECORD, access=Access(keys=("no key at all",))))
    assert result.state == "failed"
    assert "private key 1 of the order is refused by ssh-add" in result.reason
    assert "no key at all" not in all_files(tmp_path)


def test_somebody_else_than_root_comes_in_and_becomes_root_by_password(host: Host, tmp_path: Path, lab: Lab) -> None:
    word = "Sudo-word-planted-77"
    hashed = subprocess.run(["openssl", "passwd", "-6", word], capture_output=True, text=True, check=True).stdout
    host.run("useradd", "-m", "-G", "sudo", "-p", hashed.strip(), "ops")
    host.run("install", "-d", "-o", "ops", "-m", "700", f"{HOME}/.ssh")
    host.run("install", "-o", "ops", "-m", "600", "/" + "root/.ssh/authorized_keys", f"{HOME}/.ssh/authorized_keys")
    ops = msgspec.structs.replace(host.target, user="ops")
    gone = {"rule": "none"}
    for given, state in ((word, "done"), ("Another-word-1", "failed")):
        asked = order(tmp_path, "firewall-rule-undo", host, gone, access=Access(keys=(lab.key,), become_password=given))
        result = runner.run(msgspec.structs.replace(asked, targets=(ops,)))
        assert result.state == state, result
        assert given not in all_files(Path(asked.folder)) + repr(asked)
    assert "password" in result.reason


def test_the_artefacts_of_older_runs_are_pruned(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"run{number}" / "check").mkdir(parents=True)
        os.utime(tmp_path / f"run{number}", (number, number))
    assert runner.prune(tmp_path, 2) == 3
    assert sorted(each.name for each in tmp_path.iterdir()) == ["run3", "run4"]


def test_a_full_disk_is_told_as_such(host: Host, tmp_path: Path) -> None:
    city = authority.make("City CA")
    leaf = city.issue("full.city.test")
    given = {
        "site": "full",
        "domain": "full.city.test",
        "title": "满",
        "certificate": leaf.certificate,
        "key": leaf.key,
    }
    host.run("mkdir", "-p", "/srv/www")
    host.run("mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", "/srv/www")
    try:
        host.run("sh", "-c", "dd if=/dev/zero of=/srv/www/full.bin bs=1k count=64 2>/dev/null; true")
        result = runner.run(order(tmp_path, "web-site", host, given))
    finally:
        host.run("umount", "/srv/www")
    assert result.state == "failed"
    assert result.failures[0].cause == "disk full", result.failures


def test_a_task_that_hangs_is_ended_at_the_time_limit(hanging: Host, tmp_path: Path) -> None:
    asked = order(tmp_path, "dns-record", hanging, RECORD, seconds=4)
    begun = time.monotonic()
    result = runner.run(asked)
    assert result.state == "timed out"
    assert result.reason == "dns-record was ended after 4 s, its time limit"
    assert result.cleaned == ("faulty",)
    assert time.monotonic() - begun < 12
    nothing_is_left(asked, hanging)


def test_a_run_is_cancelled_in_the_middle_of_a_task(hanging: Host, tmp_path: Path) -> None:
    asked = order(tmp_path, "dns-record", hanging, RECORD)
    seen: list[Event] = []
    result = runner.run(asked, on_event=seen.append, cancelled=lambda: hung(hanging))
    assert (result.state, result.cleaned) == ("cancelled", ("faulty",))
    assert [event.kind for event in seen][:2] == ["play", "task"]
    nothing_is_left(asked, hanging)


def test_a_runner_that_is_killed_is_told_lost_and_leaves_no_process(hanging: Host, tmp_path: Path) -> None:
    asked = order(tmp_path, "dns-record", hanging, RECORD)

    def kill() -> bool:
        if hung(hanging):
            for pid in processes.tagged(asked.ident):
                if b"playbooks.inside" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    os.kill(pid, signal.SIGKILL)
        return False

    result = runner.run(asked, cancelled=kill)
    assert result.state == "lost"
    assert "killed by SIGKILL" in result.reason
    assert json.loads((Path(asked.folder) / "result.json").read_text())["state"] == "lost"
    assert processes.tagged(asked.ident) == []
    wait_until(lambda: not hung(hanging))


CALLER = """
import sys, msgspec
from playbooks import runner
from playbooks.orders import Order
runner.run(msgspec.json.decode(sys.stdin.buffer.read(), type=Order))
"""


def test_a_run_ends_itself_when_its_caller_is_killed(hanging: Host, tmp_path: Path) -> None:
    asked = order(tmp_path, "dns-record", hanging, RECORD)
    caller = subprocess.Popen(
        [sys.executable, "-c", CALLER], stdin=subprocess.PIPE, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert caller.stdin is not None
    with caller.stdin as given:
        given.write(msgspec.json.encode(asked))
    wait_until(lambda: hung(hanging))
    caller.kill()
    caller.wait()
    wait_until(lambda: processes.tagged(asked.ident) == [])
    assert not hung(hanging)
    for folder in scratch(asked):
        old = time.time() - 60
        os.utime(folder / "ident", (old, old))
    assert asked.ident in runner.sweep()
    nothing_is_left(asked, hanging)


def test_an_error_of_the_listener_ends_the_run_and_is_raised(hanging: Host, tmp_path: Path) -> None:
    asked = order(tmp_path, "dns-record", hanging, RECORD)

    def refuse(event: Event) -> None:
        raise LookupError(f"nobody wants event {event.number}")

    with pytest.raises(LookupError, match="nobody wants event 1"):
        runner.run(asked, on_event=refuse)
    nothing_is_left(asked, hanging)


def test_runs_on_several_hosts_at_once_do_not_disturb_each_other(host: Host, tmp_path: Path) -> None:
    asked = [
        order(tmp_path, "dns-record-undo", host, {"zone": "none.test", "name": "a", "type": "A"}) for _ in range(3)
    ]
    found = []
    threads = [threading.Thread(target=lambda each=each: found.append(runner.run(each))) for each in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {result.ident for result in found} == {each.ident for each in asked}
    assert {result.state for result in found} == {"done"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ident": "../up"}, "ident is '../up'"),
        ({"targets": ()}, "dns-record has no target"),
    ],
)
def test_an_order_that_cannot_be_run_is_refused(change: dict[str, Any], words: str, tmp_path: Path) -> None:
    target = Target(name="one", address="127.0.0.1")
    whole = Order(ident="abcd", play="dns-record", targets=(target,), parameters=RECORD, folder=str(tmp_path / "kept"))
    with pytest.raises(runner.Refused, match=words):
        runner.run(msgspec.structs.replace(whole, **change))
    with pytest.raises(catalog.Unfit, match=r"dns-record: name"):
        runner.run(msgspec.structs.replace(whole, parameters={**RECORD, "name": "a b"}))
    assert not (tmp_path / "kept").exists()
