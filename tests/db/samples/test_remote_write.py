"""Remote write, to a real Prometheus that receives."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from django.conf import settings
from django.db import connection
from infoport import own_metrics, remotewriting

from inventory.dcim.models import Device
from inventory.tenancy.models import Tenant
from monitoring.samples import storing
from tests.db.samples.conftest import answered, polled_device, silent
from tests.wire.live import free_port

NOW = datetime.now(UTC)
PORT = 'infoport_interface_receive_bytes_total{device="core01"}'


class Store:
    """Where Prometheus receives."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        (self.folder / "prometheus.yml").write_text("global: {}\n", encoding="utf-8")
        self.process = subprocess.Popen(
            ["prometheus", "--config.file=prometheus.yml", "--storage.tsdb.path=tsdb", "--log.level=error",
             "--web.enable-remote-write-receiver", f"--web.listen-address=127.0.0.1:{self.port}"],
            cwd=self.folder, env=os.environ | {"GOMAXPROCS": "1"},
        )  # fmt: skip
        for _ in range(100):
            time.sleep(0.1)
            try:
                if requests.get(f"{self.url}/-/ready", timeout=2).status_code == 200:
                    return
            except requests.ConnectionError:
                assert self.process.poll() is None
        pytest.fail("prometheus was not ready in 10 s")

    def ask(self, query: str, at: datetime) -> list[Any]:
        """Values with their labels, at a time."""
        told = {"query": query, "time": str(at.timestamp())}
        answer = requests.get(f"{self.url}/api/v1/query", told, timeout=10).json()
        return [(each["metric"], float(each["value"][1])) for each in answer["data"]["result"]]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    if shutil.which("prometheus") is None:
        pytest.skip("prometheus is not installed")
    made = Store(tmp_path)
    monkeypatch.setattr(settings, "REMOTE_WRITE_URL", f"{made.url}/api/v1/write")
    yield made
    if made.process is not None:
        made.process.terminate()
        made.process.wait(10)


def progress() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sent, dropped, failures, error, next_at > now() AS later FROM samples_remote")
        (row,) = cursor.fetchall()
        return dict(zip(("sent", "dropped", "failures", "error", "later"), row, strict=True))


def at_once() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE samples_remote SET next_at = now()")


def test_what_waited_for_the_store_arrives_with_its_times_and_what_ends_is_stale(switch: Device, store: Store) -> None:
    switch.tenant = Tenant.objects.create(name="发改委", slug="fgw")
    switch.save()
    first, second, third = (NOW - timedelta(minutes=each) for each in (3, 2, 1))
    storing.store([answered(switch.pk, first, octets=2**50)])
    storing.store([answered(switch.pk, second, octets=2**50 + 7)])
    assert remotewriting.write() == 0
    assert progress() | {"error": ""} == {"sent": 0, "dropped": 0, "failures": 1, "error": "", "later": True}
    assert "ConnectError" in progress()["error"]
    store.start()
    assert remotewriting.write() == 0  # it is not yet time
    at_once()
    sent = remotewriting.write()
    assert sent > 10 and remotewriting.write() == 0
    ((labels, value),) = store.ask(PORT, first)
    assert (labels["interface"], value) == ('Gi"0', float(2**50))
    assert [value for _labels, value in store.ask(f"{PORT} - {PORT} offset 1m", second)] == [7.0]
    ((labels, value),) = store.ask("infoport_device_info", second)
    assert (labels["tenant"], labels["site"], labels["device"], value) == ("fgw", "xxg", "core01", 1.0)
    storing.store([silent(switch.pk, third)])
    assert remotewriting.write() > 0
    assert [value for _labels, value in store.ask("infoport_device_up", third)] == [0.0]
    assert store.ask(PORT, third) == []  # within five minutes it would still be shown, had it not been ended
    told = own_metrics.text("")[0].decode()
    assert f'infoport_remote_write_samples_total{{outcome="sent"}} {float(progress()["sent"])}' in told
    assert "infoport_remote_write_lag_seconds" in told
    assert progress() == {"sent": progress()["sent"], "dropped": 0, "failures": 0, "error": "", "later": False}


def test_what_the_store_refuses_is_counted_and_holds_up_nothing_else(switch: Device, store: Store) -> None:
    store.start()
    other = polled_device("late")
    storing.store([answered(switch.pk, NOW - timedelta(minutes=1))])
    assert remotewriting.write() > 0
    storing.store([answered(other.pk, NOW - timedelta(hours=6))])  # its outpost was away for too long
    storing.store([answered(switch.pk, NOW)])
    assert remotewriting.write() > 0
    found = progress()
    assert found["dropped"] > 0 and found["failures"] == 0
    assert [value for _labels, value in store.ask('count(infoport_device_up{device="core01"})', NOW)] == [1.0]
    assert store.ask('infoport_device_up{device="late"}', NOW - timedelta(hours=6)) == []
