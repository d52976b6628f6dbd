"""Where a live server is, who may ask it, and how to wait for it."""

import socket
import subprocess
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pynetbox

ROOT = Path(__file__).resolve().parents[2]
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

    @property
    def wrong(self) -> str:
        """The administrator's token with another last letter."""
        return self.token[:-1] + ("b" if self.token[-1] == "a" else "a")

    def client(self, token: str = "", **options: object) -> pynetbox.api:
        """A pynetbox of the administrator, or of whose token is given."""
        return pynetbox.api(self.url, token=token or self.token, **options)


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
