"""A worker killed in the middle of an import leaves nothing half-written, and the next one goes on at once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from inventory.core.models import Job, JobLine, ObjectChange
from inventory.dcim.models import Manufacturer
from tests.db.jobs.conftest import rows, work

ROOT = Path(__file__).resolve().parents[3]
ROWS = 400
SECONDS = 60.0


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def killed_midway(job: Job, data: Path) -> None:
    """Start a real worker process and kill it when a part of the rows is done."""
    where = connection.settings_dict
    command = [sys.executable, "-m", "tests.db.jobs.slow_worker", where["HOST"], where["NAME"], str(data)]
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
    }  # fmt: skip
    with subprocess.Popen(command, cwd=ROOT, env=environment) as worker:
        until(lambda: worker.poll() is not None or Job.objects.get(pk=job.pk).done >= 30)
        worker.send_signal(signal.SIGKILL)
    assert worker.returncode == -signal.SIGKILL
    job.refresh_from_db()


def finished(job: Job) -> bool:
    """The dead worker's lock goes as soon as the server has noticed."""
    work()
    job.refresh_from_db()
    return job.state == "done"


def test_what_fits_is_stored_in_whole_batches_and_gone_on_from_there(asked: Callable[..., Job], data: Path) -> None:
    job = asked(rows(ROWS))
    killed_midway(job, data)
    stored = Manufacturer.objects.count()
    assert (job.state, stored) == ("running", job.done)
    assert 0 < stored < ROWS
    assert stored % 10 == 0
    assert JobLine.objects.filter(job=job).count() == stored
    until(lambda: finished(job))
    assert (job.done, job.attempts, Manufacturer.objects.count()) == (ROWS, 2, ROWS)
    assert job.result == {"states": {"new": ROWS}}
    assert JobLine.objects.filter(job=job).count() == ROWS
    assert ObjectChange.objects.filter(changed_object_type="dcim.manufacturer").count() == ROWS


def test_all_or_none_has_stored_none_and_begins_again(asked: Callable[..., Job], data: Path) -> None:
    job = asked(rows(ROWS), all_or_none=True)
    killed_midway(job, data)
    until(lambda: not open_transactions())
    assert (job.state, Manufacturer.objects.count()) == ("running", 0)
    assert not JobLine.objects.exists()
    until(lambda: finished(job))
    assert (Manufacturer.objects.count(), JobLine.objects.count()) == (ROWS, ROWS)


def open_transactions() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND state <> 'idle'"
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize("state", ["running", "queued"])
def test_a_job_that_another_worker_runs_is_left_alone(asked: Callable[..., Job], state: str) -> None:
    import psycopg

    from inventory.core.jobs.running import JOB_CLASS

    job = asked(rows(1))
    Job.objects.filter(pk=job.pk).update(state=state)
    where = connection.settings_dict
    with psycopg.connect(
        host=where["HOST"], port=where["PORT"] or None, user=where["USER"], dbname=where["NAME"]
    ) as other:
        other.execute("SELECT pg_advisory_lock(%s, %s)", [JOB_CLASS, job.pk])
        assert work() == 0
    assert work() == 1
