"""Debian's Prometheus and Alertmanager with the files that are deployed, and a mail server, around a running city."""

import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
import requests
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Kept

from tests.wire.live import free_port

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 30
VARIABLE = re.compile(r"\$\{?(?:site|role|location|device|interface|segment|service)\}?")
SPAN = re.compile(r"\$\{?__(?:rate_interval|interval|range)\}?")


class Mailbox(Kept):
    """What duty officers are told."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[Message] = []

    def handle_message(self, message: Message) -> None:
        self.messages.append(message)


@contextmanager
def mail() -> Iterator[tuple[str, Mailbox]]:
    """A mail server on loopback: where it is, and what it took."""
    mailbox = Mailbox()
    server = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    server.start()
    try:
        yield f"127.0.0.1:{server.port}", mailbox
    finally:
        server.stop()


@dataclass(frozen=True)
class Watch:
    """Where Prometheus and Alertmanager answer."""

    prometheus: str
    alertmanager: str

    def ask(self, query: str, at: float | None = None) -> list[dict[str, Any]]:
        """The result of an instant query."""
        parameters = {"query": query} | ({"time": str(at)} if at else {})
        answer = requests.get(f"{self.prometheus}/api/v1/query", parameters, timeout=20)
        assert answer.status_code == 200, f"{query}: {answer.text}"
        found: list[dict[str, Any]] = answer.json()["data"]["result"]
        return found

    def targets(self) -> dict[str, str]:
        """The health of what is scraped, with the last error, by address."""
        active = requests.get(f"{self.prometheus}/api/v1/targets", timeout=20).json()["data"]["activeTargets"]
        return {each["scrapeUrl"]: f"{each['health']} {each['lastError']}".strip() for each in active}


def panel(query: str) -> str:
    """A panel's query as Grafana asks it with every variable at "all"."""
    return VARIABLE.sub(".*", SPAN.sub("5m", query))


@contextmanager
def watch(folder: Path, infoport: str, token: str) -> Iterator[Watch]:
    """Both programs, configured by `deploy/` and `monitoring/generated/` but for addresses and how often they look."""
    for each in ("prometheus", "prometheus-alertmanager"):
        if shutil.which(each) is None:
            pytest.skip(f"{each} is not installed")
    (folder / "token").write_text(token, encoding="utf-8")
    generated = ROOT / "monitoring" / "generated" / "prometheus" / "infoport.rules.yml"
    soon = re.sub(r"for: \d+m$", "for: 1s", generated.read_text(encoding="utf-8"), flags=re.MULTILINE)
    (folder / "infoport.rules.yml").write_text(soon, encoding="utf-8")
    one, other = f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}"
    moved = {
        "infoport:8000": infoport, "/etc/prometheus/token": str(folder / "token"), "alertmanager:9093": other,
        "/etc/alertmanager/token": str(folder / "token"), "/etc/prometheus/infoport": str(folder),
        "scrape_interval: 60s, evaluation_interval: 30s": "scrape_interval: 15s, evaluation_interval: 3s",
        "group_wait: 15s": "group_wait: 1s", "group_interval: 1m": "group_interval: 1s",
    }  # fmt: skip
    for name in ("prometheus/prometheus.yml", "alertmanager/alertmanager.yml"):
        text = (ROOT / "deploy" / name).read_text(encoding="utf-8")
        for old, new in moved.items():
            text = text.replace(old, new)
        (folder / Path(name).name).write_text(text, encoding="utf-8")
    with ExitStack() as stack:
        stack.enter_context(
            program(
                folder, one, "prometheus", "--config.file=prometheus.yml", "--storage.tsdb.path=tsdb",
                f"--web.listen-address={one}", "--log.level=warn",
            )
        )  # fmt: skip
        stack.enter_context(
            program(
                folder, other, "prometheus-alertmanager", "--config.file=alertmanager.yml", "--storage.path=kept",
                f"--web.listen-address={other}", "--cluster.listen-address=", "--log.level=warn",
            )
        )  # fmt: skip
        yield Watch(f"http://{one}", f"http://{other}")


@contextmanager
def program(folder: Path, address: str, *command: str) -> Iterator[None]:
    """A program that is ready; it ends with the block."""
    log = folder / f"{command[0]}.log"
    with (
        log.open("w", encoding="utf-8") as written,
        subprocess.Popen(command, cwd=folder, stdout=written, stderr=subprocess.STDOUT) as process,
    ):
        try:
            until(lambda: ready(address) or process.poll() is not None, READY_SECONDS)
            assert process.poll() is None and ready(address), log.read_text(encoding="utf-8")
            yield
        finally:
            process.terminate()


def ready(address: str) -> bool:
    """Whether it says so."""
    try:
        return requests.get(f"http://{address}/-/ready", timeout=2).status_code == 200
    except requests.ConnectionError:
        return False


def until(found: Callable[[], Any], seconds: float, pause: float = 0.2) -> Any:
    """What `found` answers as soon as it is true, or at the end."""
    deadline = time.monotonic() + seconds
    while not (answer := found()) and time.monotonic() < deadline:
        time.sleep(pause)
    return answer
