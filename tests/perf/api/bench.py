"""Application CPU at NetBox's scale, beside its figures, the bars, and plain DRF in the same run. `make bench` runs it.

`python tests/perf/api/bench.py reading pages` measures those parts only. With `INFOPORT_BENCH_DATA` naming a folder the
loaded database is kept there and used again. The figures are kept in `var/bench/api.json` too.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[3]
FIGURES: Final = ROOT / "var" / "bench" / "api.json"
PARTS: Final = ("reading", "pages", "whole", "writing", "past")
PREPARE: Final = "prepare"
"""What the bench calls itself with first."""
KEEP: Final = "INFOPORT_BENCH_DATA"


def clients() -> dict[str, Any]:
    """Signed-in clients: a superuser by token and by session, and one who sees devices of active sites only.

    That one reads everything else, so that every nested object is asked about.
    """
    from django.test import Client

    from inventory.declare.registry import specs
    from inventory.users.models import ObjectPermission, Token, User

    admin, _made = User.objects.get_or_create(username="bench-admin", is_superuser=True)
    limited, fresh = User.objects.get_or_create(username="bench-limited")
    if fresh:
        active = {"site__status": "active"}
        others = [spec.label for spec in specs if spec.label != "dcim.device"]
        for name, labels, constraints in (("some", ["dcim.device"], active), ("all", others, None)):
            made = ObjectPermission.objects.create(
                name=name, object_types=labels, actions=["view"], constraints=constraints
            )
            made.users.add(limited)
    found = {}
    for name, page, user in (("admin", "pages", admin), ("limited", "few", limited)):
        found[name] = Client(headers={"authorization": f"Token {Token.issue(user)[1]}"})
        found[page] = Client(headers={"accept-encoding": "gzip"})
        found[page].force_login(user)
    return found


def prepare() -> None:
    """Migrate an empty database and load the data set, each timed."""
    import django
    from django.core.management import call_command

    django.setup()
    started = time.perf_counter()
    call_command("migrate", verbosity=0)
    migrated = time.perf_counter() - started
    call_command("collectstatic", verbosity=0, interactive=False)
    print(f"migrating an empty database: {migrated:.1f} s (bar 15, NetBox 279)")
    from inventory.dcim.models import Device
    from tests.perf.api import dataset

    if not Device.objects.exists():
        started = time.perf_counter()
        dataset.load()
        print(f"loading 10,000 devices, 240,000 interfaces, 100,000 addresses: {time.perf_counter() - started:.1f} s")


def begin() -> None:
    """Set up Django as a web process does, which has neither migrated nor loaded anything."""
    import django
    from django.conf import settings

    django.setup()
    settings.ROOT_URLCONF = "tests.perf.api.urls"
    settings.ALLOWED_HOSTS = ["testserver"]
    from django.db import connection

    with connection.cursor() as cursor:
        # All that PostgreSQL does is then done, and counted, in this connection's own backend.
        cursor.execute("SET max_parallel_workers_per_gather = 0")


def report(parts: Callable[[str], bool]) -> list[str]:
    """Measure, print, keep; returns the bars that were missed."""
    from infoport.supervisor import warm, web

    from tests.perf.api import pages, reading, whole, writing
    from tests.perf.api.figures import Report

    began, before = os.getloadavg(), datetime.now(tz=UTC)
    warm.compile_declarations()
    found, to = clients(), Report()
    web.freeze()
    if parts("reading"):
        reading.report(found, to)
    if parts("pages"):
        pages.report(found, to)
    if parts("whole"):
        whole.report(found["admin"], found["pages"], to)
    if parts("writing"):
        writing.report(found["admin"], to)
    if parts("past"):
        reading.of_the_past(found["admin"], before, to)
    to.write(FIGURES, began)
    print(f"\n* the application and PostgreSQL together; load {began[0]:.1f} before, {os.getloadavg()[0]:.1f} after")
    for line in to.missed:
        print("MISSED", line)
    return to.missed


@contextmanager
def folder() -> Iterator[Path]:
    """Where the database lies: a folder of its own, gone afterwards unless one to keep is named."""
    if kept := os.environ.get(KEEP):
        Path(kept).mkdir(parents=True, exist_ok=True)
        yield Path(kept)
        return
    with tempfile.TemporaryDirectory(prefix="infoport-bench-") as made:
        yield Path(made)


def main() -> int:
    """Bench in a database of its own. The exit code tells whether every bar was met."""
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    asked = sys.argv[1:] or PARTS
    if asked == [PREPARE]:
        prepare()
        return 0
    with folder() as data:
        data.chmod(0o755)
        os.environ["INFOPORT_DATA"] = str(data)
        os.environ["DJANGO_SETTINGS_MODULE"] = "infoport.settings"
        from infoport import embedded

        with embedded.serving(data, durable=False):
            subprocess.run([sys.executable, __file__, PREPARE], check=True, cwd=ROOT)
            begin()
            return 1 if report(asked.__contains__) else 0


if __name__ == "__main__":
    sys.exit(main())
