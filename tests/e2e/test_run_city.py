"""The whole loop on real packets: the demo city is polled, compared, and what was planted is what is found."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

INFOPORT = Path(sys.executable).parent / "infoport"
READY_SECONDS, FOUND_SECONDS = 120, 120  # a minute is promised on an idle machine


@pytest.fixture(scope="module")
def city(make_folder: Callable[[], Path]) -> Iterator[dict[str, str]]:
    """A running city; the value is the environment of its commands."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    kept = {name: value for name, value in os.environ.items() if not name.startswith("INFOPORT_")}
    environ = {**kept, "INFOPORT_DATA": str(make_folder() / "var"), "INFOPORT_PORT": port}
    with subprocess.Popen([INFOPORT, "run"], env=environ, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        began = time.monotonic()
        for line in process.stdout:
            if re.search(r"Ready after", line):
                break
            assert time.monotonic() - began < READY_SECONDS
        yield environ
        process.send_signal(signal.SIGTERM)
        process.stdout.read()
        assert process.wait(30) == 0


def listed(environ: dict[str, str], *arguments: str) -> list[dict[str, object]]:
    done = subprocess.run([INFOPORT, *arguments, "--json"], env=environ, capture_output=True, text=True, check=True)
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def test_the_audit_finds_what_was_planted_and_nothing_else(city: dict[str, str]) -> None:
    planted = Counter(str(each["rule"]) for each in listed(city, "demo", "planted"))
    deadline = time.monotonic() + FOUND_SECONDS
    found: Counter[str] = Counter()
    while found != planted and time.monotonic() < deadline:
        time.sleep(3)
        found = Counter(str(each["rule"]) for each in listed(city, "audit"))
    assert found == planted
    assert found.total() > 0


def test_every_difference_tells_its_evidence(city: dict[str, str]) -> None:
    for each in listed(city, "audit"):
        assert each["evidence"], each["label"]
        assert each["device_name"]
        assert each["confidence"] in {"certain", "likely"}


def test_devices_are_polled_again_and_the_differences_stay_as_they_are(city: dict[str, str]) -> None:
    before = {each["id"]: each["last_seen"] for each in listed(city, "audit")}
    deadline = time.monotonic() + FOUND_SECONDS
    after: dict[object, object] = {}
    while time.monotonic() < deadline:
        time.sleep(3)
        after = {each["id"]: each["last_seen"] for each in listed(city, "audit")}
        if sum(after.get(key, seen) != seen for key, seen in before.items()) > len(before) / 2:
            break
    assert after.keys() == before.keys()
    assert after != before
