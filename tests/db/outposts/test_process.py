"""A real outpost against a real core and real agents: cut off, killed, its disk full, and nothing is lost."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.utils import timezone
from infoport.outposts.standing import core as core_keys

from collectors.outpost.client import Client, Cut, Denied
from collectors.outpost.envelope import opened, read
from collectors.outpost.messages import Batch, Result, digest, unpacked
from inventory.outposts.models import Arrival, Contact
from inventory.reconcile.models import Observation, Poll
from tests.db.outposts.conftest import COMMAND, COMMUNITY, Authority, City, Core, Remote, until
from tests.wire.live import free_port


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
    held, results = list(remote.place.spool.records(remote.place.spool.acknowledged.sequence)), spooled(remote)
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
    assert len(held) >= 5
    for each in held:
        arrived = Arrival.objects.get(sequence=each.sequence)
        assert bytes(arrived.digest) == digest(each.payload)
    polled = [result for result in results if result.access == inside.access(inside.devices[0]).pk]
    observation = Observation.objects.get(device=inside.devices[0], section="system")
    assert observation.payload["sysName"] == "inner1"
    assert observation.first_seen <= polled[0].at < polled[-1].at < cut_until
    assert observation.last_seen >= polled[-1].at


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
        stopped = remote.place.spool.newest
        ballast.unlink()
        until(lambda: remote.place.spool.newest > stopped and remote.waiting == 0, "it polls and delivers again")
    finally:
        remote.kill()


def test_where_no_network_goes_files_are_carried_with_the_commands(
    inside: City, core: Core, remote: Remote, tmp_path: Path
) -> None:
    def here(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", COMMAND, *words], env=core.environ, capture_output=True, text=True, timeout=60,
            check=False,
        )  # fmt: skip
        return done.stdout + done.stderr

    request, letter, bundle, more = (str(tmp_path / name) for name in ("request", "letter", "bundle", "work"))
    name = inside.outpost.name
    code = here("outpost", "code", name).splitlines()[0]
    remote.command("enrol", "--name", name, "--code", code, "--to", request)
    assert "is enrolled" in here("import-bundle", request, "--receipt", letter)
    assert "enrolled as" in remote.command("import-receipt", letter)
    remote.start()
    until(lambda: remote.waiting >= 2, "batches that wait")
    assert "batches 1 to" in remote.command("export", "--to", bundle)
    assert "polls" in here("import-bundle", bundle, "--receipt", letter)
    assert "refused as replayed" in here("import-bundle", bundle)
    assert "have arrived" in remote.command("import-receipt", letter)  # while it runs
    assert "was taken before" in remote.command("import-receipt", letter, status=1)
    inside.outpost.segments.clear()
    assert name in here("outpost", "work-bundle", name, "--to", more)
    assert "0 devices" in remote.command("import-receipt", more)
    until(lambda: "0 devices to poll" in remote.log.read_text(), "the running outpost follows")
    assert remote.kill(signal.SIGTERM) == 0
    assert "by files" in remote.command("status")
    assert seen(inside) == 3


def test_a_core_whose_certificate_is_not_vouched_for_is_not_spoken_to(tmp_path: Path, authority: Authority) -> None:
    url = f"https://127.0.0.1:{authority.port}"
    with pytest.raises(Cut, match="certificate verify failed"):
        Client(url, "nbo_x.y").ask("GET", "work/")
    assert authority.asked == []
    found = Client(url, "nbo_x.y", str(authority.file)).ask("GET", "work/")
    assert (found.status, found.content) == (200, b"over TLS")
    assert authority.asked == ["Bearer nbo_x.y"]


def test_the_proxy_of_the_environment_is_used_and_redirects_are_not_followed(
    monkeypatch: pytest.MonkeyPatch, authority: Authority
) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{free_port()}")
    with pytest.raises(Cut, match="refused"):
        Client(f"https://127.0.0.1:{authority.port}", "nbo_x.y", str(authority.file)).ask("GET", "work/")
    monkeypatch.delenv("https_proxy")
    with pytest.raises(Denied, match="302"):
        Client(f"https://127.0.0.1:{authority.port}/moved", "nbo_x.y", str(authority.file)).ask("GET", "work/")
    assert authority.asked == ["Bearer nbo_x.y"]
