"""A real outpost against a real core and real agents: cut off, killed, its disk full, and nothing is lost."""

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.utils import timezone
from infoport.outposts.standing import core as core_keys

from collectors.outpost.envelope import opened, read
from collectors.outpost.messages import Batch, Result, unpacked
from inventory.outposts.models import Arrival, Contact
from inventory.reconcile.models import Observation, Poll
from tests.db.outposts.conftest import COMMUNITY, City, Core, Remote, until


def spooled(remote: Remote) -> list[Result]:
    """What waits, as the core would read it."""
    public = remote.place.identity().private.public
    after = remote.place.spool.acknowledged.sequence
    return [
        result
        for each in remote.place.spool.records(after)
        for result in unpacked(opened(read(each.payload, "batch"), public, core_keys()), Batch).results
    ]


def seen(city: City) -> int:
    return Observation.objects.filter(device__in=city.devices, section="system").count()


def in_order(city: City, remote: Remote) -> None:
    """Every batch that was ever made has arrived once."""
    last = remote.place.spool.newest
    assert remote.place.spool.acknowledged.sequence == last
    numbers = Arrival.objects.filter(outpost=city.outpost).order_by("id").values_list("sequence", flat=True)
    assert list(numbers) == list(range(1, last + 1))


def test_cut_off_and_killed_it_delivers_everything_once_and_in_order(inside: City, core: Core, remote: Remote) -> None:
    core.start()
    remote.enrol(inside, core.url)
    remote.start()
    until(lambda: seen(inside) == 3, "the first deliveries")
    assert not Poll.objects.filter(access__device=inside.outer).exists()

    core.cut()
    until(lambda: remote.waiting >= 2, "batches that wait")
    for _round in range(4):
        assert remote.kill() == -signal.SIGKILL
        held = spooled(remote)
        remote.start()
        time.sleep(0.9 + random.random() * 0.7)
        assert spooled(remote)[: len(held)] == held
    until(lambda: remote.waiting >= 5, "more batches")
    remote.kill()
    held = spooled(remote)
    cut_until = timezone.now()
    assert "Connection refused" in remote.command("status", status=1)

    core.start()
    remote.start()
    until(lambda: Contact.objects.get().sequence >= remote.place.spool.newest, "all deliveries")
    assert remote.kill(signal.SIGTERM) == 0
    remote.start()  # what was polled while it ended
    until(lambda: remote.waiting == 0 and seen(inside) == 3, "the rest")
    remote.kill(signal.SIGTERM)
    in_order(inside, remote)
    assert sum(Arrival.objects.values_list("results", flat=True)) >= len(held)
    for device in inside.devices:
        observation = Observation.objects.get(device=device, section="system")
        assert observation.payload["sysName"] == device.name
        assert min(each.at for each in held) < cut_until
        assert observation.first_seen <= min(each.at for each in held) < observation.last_seen


def test_secrets_are_in_no_file_of_the_outpost_nor_in_its_log(inside: City, core: Core, remote: Remote) -> None:
    core.start()
    remote.enrol(inside, core.url)
    remote.start()
    until(lambda: seen(inside) == 3, "deliveries")
    core.cut()
    until(lambda: remote.waiting >= 1, "batches that wait")
    remote.kill()
    kept = [path for path in remote.folder.rglob("*") if path.is_file()]
    assert len(kept) > 4
    assert [path for path in (*kept, remote.log) if COMMUNITY.encode() in path.read_bytes()] == []
    assert {path.stat().st_mode & 0o077 for path in (remote.folder / "outpost").iterdir() if path.is_file()} == {0}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = shutil.which("mount") and os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "outpost-test", folder], check=False, capture_output=True
    ).returncode == 0  # fmt: skip
    if not made:
        pytest.skip("making a small disk needs the right to mount a tmpfs")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_a_full_disk_stops_polling_says_so_and_loses_nothing(
    inside: City, core: Core, small_disk: Path, tmp_path: Path
) -> None:
    core.start()
    remote = Remote(small_disk)
    remote.log = tmp_path / "log"
    remote.enrol(inside, core.url)
    remote.start()
    try:
        until(lambda: seen(inside) == 3, "the first deliveries")
        core.cut()
        until(lambda: remote.waiting >= 1, "batches that wait")
        ballast = small_disk / "ballast"
        with suppress(OSError), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(1024))
        until(lambda: "polling has stopped: no space for batch" in remote.log.read_text(), "the outpost says so")
        held = spooled(remote)
        remote.kill()
        remote.start()
        until(lambda: remote.log.read_text().count("polling has stopped") == 2, "it says so again")
        assert spooled(remote) == held
        core.start()
        remote.kill()
        remote.start()
        until(lambda: remote.waiting == 0, "what waits is delivered though the disk is full")
        ballast.unlink()
        until(lambda: "polling goes on" in remote.log.read_text(), "it polls again")
        remote.kill()
        remote.start()
        until(lambda: remote.waiting == 0, "the rest")
    finally:
        remote.kill()
    remote.start()
    until(lambda: remote.waiting == 0, "the last of it")
    remote.kill()
