"""Agents on loopback addresses and the simulated fleet, both over real UDP."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.unit.collectors.agents import Fleet, free_port

ROOT = Path(__file__).resolve().parents[3]
SHARED = ROOT.parent / "shared"
CORPUS = SHARED / "corpus" / "snmp"
FLEET_SOURCE = SHARED / "bench" / "snmpfleet.c"


@pytest.fixture(scope="session")
def corpus() -> Path:
    if not CORPUS.is_dir():
        pytest.skip(f"{CORPUS} is absent: the recordings are not part of the checkout")
    return CORPUS


@pytest.fixture(scope="session")
def fleet_binary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not FLEET_SOURCE.is_file():
        pytest.skip(f"{FLEET_SOURCE} is absent: the simulated fleet is not part of the checkout")
    if shutil.which("cc") is None:
        pytest.skip("no C compiler `cc`: install gcc and libc6-dev")
    binary = tmp_path_factory.mktemp("fleet") / "snmpfleet"
    subprocess.run(["cc", "-O2", "-o", str(binary), str(FLEET_SOURCE)], check=True)
    return binary


@contextmanager
def _running(binary: Path, port: int, options: tuple[str, ...]) -> Iterator[None]:
    command = [str(binary), "--port", str(port), "--ifaces", "48", "--freeze", *options]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(0.3)
        assert process.poll() is None, f"{command} ended at once"
        yield
    finally:
        process.terminate()
        process.wait(timeout=5)


@pytest.fixture
def fleet(fleet_binary: Path) -> Iterator[Fleet]:
    """Start the fleet with options; gives its port."""
    with ExitStack() as stack:

        def start(*options: str) -> int:
            port = free_port()
            stack.enter_context(_running(fleet_binary, port, options))
            return port

        yield start
