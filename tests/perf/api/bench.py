"""Application CPU per request at NetBox's scale, beside plain DRF in the same run. `make bench` runs it.

CPU is user + system time of this process (PostgreSQL is another process), the whole middleware stack included.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[3]
ROUNDS: Final = 20
WARM: Final = 3


@dataclass(frozen=True)
class Case:
    """One request, its limit in ms of CPU, NetBox's figure, and the yardstick's request with the ratio promised."""

    name: str
    url: str
    limit_ms: float
    netbox_ms: float
    user: str = "admin"
    yardstick: str = ""
    ratio: float = 0.0


CASES: Final = (
    Case("list of 1,000 devices", "/api/dcim/devices/?limit=1000", 40, 1265,
         yardstick="/api/yard/devices/?limit=1000", ratio=30),
    Case("list of 50, filter, permission", "/api/dcim/devices/?site_id=3&limit=50", 10, 202, "limited",
         "/api/yard/devices/?site_id=3&limit=50", 10),
    Case("detail of a device", "/api/dcim/devices/4711/", 8, 152, yardstick="/api/yard/devices/4711/"),
    Case("page of 1,000 interfaces", "/api/dcim/interfaces/?limit=1000", 60, 3860,
         yardstick="/api/yard/interfaces/?limit=1000"),
    Case("HTML list of devices", "/dcim/devices/", 40, 388),
    Case("HTML detail of a device", "/dcim/devices/4711/", 25, 66),
)  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """Milliseconds: CPU as the mean of all rounds, wall clock as percentiles."""

    cpu: float
    p50: float
    p95: float
    bytes: int


def measure(get: Callable[[], Any], rounds: int = ROUNDS) -> Measured:
    """Run one request `rounds` times after warming up."""
    for _ in range(WARM):
        response = get()
        assert response.status_code == 200, response.content[:500]
    walls: list[float] = []
    cpu = time.process_time()
    for _ in range(rounds):
        started = time.perf_counter()
        response = get()
        walls.append((time.perf_counter() - started) * 1000)
    cpu = (time.process_time() - cpu) * 1000 / rounds
    walls.sort()
    return Measured(cpu, statistics.median(walls), walls[int(len(walls) * 0.95) - 1], len(response.content))


def clients() -> dict[str, Any]:
    """Signed-in clients: a superuser, and one whose rights are limited by a constraint."""
    from django.test import Client

    from inventory.users.models import ObjectPermission, Token, User

    admin = User.objects.create_superuser("bench-admin", password="x")
    limited = User.objects.create_user("bench-limited")
    permission = ObjectPermission.objects.create(
        name="one site", object_types=["dcim.device"], actions=["view"], constraints={"site__status": "active"}
    )
    permission.users.add(limited)
    made = {}
    for name, user in (("admin", admin), ("limited", limited)):
        _token, text = Token.issue(user)
        made[name] = Client(headers={"authorization": f"Token {text}"})
    made["pages"] = Client()
    made["pages"].force_login(admin)
    return made


def prepare() -> None:
    """Migrate an empty database and load the data set, each timed. Django must be set up."""
    from django.conf import settings
    from django.core.management import call_command

    settings.ROOT_URLCONF = "tests.perf.api.urls"
    settings.ALLOWED_HOSTS = ["testserver"]
    started = time.perf_counter()
    call_command("migrate", verbosity=0)
    migrated = time.perf_counter() - started
    call_command("collectstatic", verbosity=0, interactive=False)
    print(f"migrating an empty database: {migrated:.1f} s (bar 15, NetBox 279)")
    from tests.perf.api import dataset

    started = time.perf_counter()
    dataset.load()
    print(f"loading 10,000 devices, 240,000 interfaces, 100,000 addresses: {time.perf_counter() - started:.1f} s")


def assert_equal_rows(client: Any, case: Case) -> None:
    """The yardstick answers the same rows: every key it has holds our value (`url` of JSON text compared decoded)."""
    ours, theirs = (client.get(url.replace("limit=1000", "limit=50")).json() for url in (case.url, case.yardstick))
    pairs = zip(ours["results"], theirs["results"], strict=True) if "results" in ours else [(ours, theirs)]
    for mine, plain in pairs:
        assert_covers(mine, plain, case.name)
        assert len(plain) > 0.8 * len(mine), sorted(set(mine) - set(plain))


def assert_covers(mine: Any, plain: Any, path: str) -> None:
    """Everything the yardstick says, we say too."""
    if isinstance(plain, dict):
        for key, value in plain.items():
            if key not in {"created", "last_updated"}:
                assert_covers(mine[key], value, f"{path}.{key}")
    else:
        assert mine == plain, (path, mine, plain)


def report() -> list[str]:
    """Print the table; returns the names of the bars that were missed."""
    from infoport.supervisor import warm, web

    from tests.perf.api import writing

    warm.compile_declarations()
    found = clients()
    web.freeze()
    missed: list[str] = []
    print(
        f"{'request':<34}{'CPU ms':>8}{'bar':>6}{'NetBox':>8}{'x':>6}{'DRF ms':>9}{'x':>6}{'p50':>8}{'p95':>8}{'kB':>7}"
    )
    for case in CASES:
        client = found["pages" if not case.url.startswith("/api/") else case.user]
        if case.yardstick:
            assert_equal_rows(client, case)
        ours = measure(lambda client=client, case=case: client.get(case.url))
        theirs = measure(lambda client=client, case=case: client.get(case.yardstick), 5) if case.yardstick else None
        ratio = theirs.cpu / ours.cpu if theirs else 0.0
        print(
            f"{case.name:<34}{ours.cpu:>8.1f}{case.limit_ms:>6.0f}{case.netbox_ms:>8.0f}"
            f"{case.netbox_ms / ours.cpu:>6.0f}"
            f"{theirs.cpu if theirs else 0:>9.1f}{ratio:>6.1f}"
            f"{ours.p50:>8.1f}{ours.p95:>8.1f}{ours.bytes / 1000:>7.0f}"
        )
        if ours.cpu > case.limit_ms:
            missed.append(f"{case.name}: {ours.cpu:.1f} ms CPU, bar {case.limit_ms:.0f}")
        if case.ratio and ratio < case.ratio:
            missed.append(f"{case.name}: {ratio:.1f} x the yardstick, bar {case.ratio:.0f}")
        if ours.p95 > 2 * ours.p50:
            missed.append(f"{case.name}: p95 {ours.p95:.1f} ms > 2 x p50 {ours.p50:.1f}")
    missed.extend(writing.report(found["admin"]))
    for line in missed:
        print("MISSED", line)
    return missed


def main() -> int:
    """Bench in a database of its own, gone afterwards. The exit code tells whether every bar was met."""
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    with tempfile.TemporaryDirectory(prefix="infoport-bench-") as data:
        Path(data).chmod(0o755)
        os.environ["INFOPORT_DATA"] = data
        os.environ["DJANGO_SETTINGS_MODULE"] = "infoport.settings"
        import django
        from infoport import embedded

        with embedded.serving(Path(data), durable=False):
            django.setup()
            prepare()
            return 1 if report() else 0


if __name__ == "__main__":
    sys.exit(main())
