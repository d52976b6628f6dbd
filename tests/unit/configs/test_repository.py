"""A real git repository: what is kept, by whom at once, and what a kill or a full disk leaves."""

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from inventory.configs.repository import Change, Repository, Unwritten, blob_of, file_of
from inventory.configs.searching import BadPattern, Limits, search

AT = dt.datetime(2025, 11, 4, 9, 0, tzinfo=dt.UTC)
ROOT = Path(__file__).resolve().parents[3]
WRITER = """
import sys, datetime as dt
from pathlib import Path
from inventory.configs.repository import Change, Repository
repository, start = Repository(Path(sys.argv[1])), int(sys.argv[2])
for number in range(start, start + 10000):
    text = f"version {number}\\n" + "line\\n" * 2000
    repository.store([Change(number % 7, text, f"no. {number}", "writer", dt.datetime.now(dt.UTC))])
    print(number, flush=True)
"""


def change(device: int, text: str, subject: str = "scheduled") -> Change:
    return Change(device, text, subject, "王工", AT)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "configs.git")


def git(repository: Repository, *words: str) -> str:
    done = subprocess.run(
        repository.command(*words), env=repository.surroundings(), capture_output=True, text=True, check=True
    )
    return done.stdout


def test_one_file_per_device_with_who_and_why_in_the_commit(repository: Repository):
    (first,) = repository.store([change(12, "a\n", "xxg-a-core01: scheduled")])
    (second,) = repository.store([change(12, "b\n", "xxg-a-core01: asked for")])
    assert first.new and second.new and first.commit != second.commit
    assert git(repository, "log", "--format=%an|%s", "main", "--", file_of(12)).splitlines() == [
        "王工|xxg-a-core01: asked for", "王工|xxg-a-core01: scheduled",
    ]  # fmt: skip
    assert git(repository, "show", f"main:{file_of(12)}") == "b\n"
    assert repository.text(first.blob) == "a\n"
    assert repository.texts([second.blob, "0" * 40]) == {second.blob: "b\n"}


def test_an_unchanged_text_makes_no_commit(repository: Repository):
    (first,) = repository.store([change(1, "same\n")])
    (again,) = repository.store([change(1, "same\n")])
    assert again == (first.commit, first.blob, False)
    assert git(repository, "rev-list", "--count", "main").strip() == "1"


def test_many_at_once_keep_their_order(repository: Repository):
    kept = repository.store([change(1, "a\n"), change(2, "b\n"), change(1, "a\n"), change(1, "c\n")])
    assert [each.new for each in kept] == [True, True, False, True]
    assert [each.blob for each in kept] == [blob_of(text) for text in ("a\n", "b\n", "a\n", "c\n")]
    assert git(repository, "ls-tree", "-r", "--name-only", "main").splitlines() == [file_of(1), file_of(2)]
    assert repository.fault() == ""


def test_writers_at_once_lose_nothing(repository: Repository):
    with ThreadPoolExecutor(4) as pool:
        kept = list(pool.map(lambda n: repository.store([change(n, f"text {n}\n")])[0], range(40)))
    assert {repository.text(each.blob) for each in kept} == {f"text {n}\n" for n in range(40)}
    assert git(repository, "rev-list", "--count", "main").strip() == "40"
    assert repository.fault() == ""


def test_processes_at_once_and_killed_leave_a_sound_repository(repository: Repository):
    """Whatever a writer said to be kept is kept, whenever it was killed; the next one goes on at once."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    said = 0
    for turn in range(4):
        writers = [
            subprocess.Popen(
                [sys.executable, "-c", WRITER, str(repository.path), str(turn * 100_000 + at * 50_000)],
                env=environment, stdout=subprocess.PIPE, start_new_session=True,
            )
            for at in range(2)
        ]  # fmt: skip
        for each in writers:
            each.stdout.readline()
        time.sleep(random.uniform(0.01, 0.2))
        for each in writers:
            os.killpg(each.pid, signal.SIGKILL)
            said += 1 + len(each.stdout.read().splitlines())
            each.wait()
            each.stdout.close()
        assert repository.fault() == ""
    assert int(git(repository, "rev-list", "--count", "main")) >= said
    assert repository.store([change(999, "after\n")])[0].new


def test_a_lock_left_by_a_dead_git_is_removed(repository: Repository):
    repository.store([change(1, "a\n")])
    (repository.path / "refs" / "heads" / "main.lock").touch()
    assert repository.store([change(1, "b\n")])[0].new


@pytest.fixture
def small_disk(tmp_path: Path):
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(place)], check=False)
    if mounted.returncode:
        pytest.skip("a small file system can be mounted by root only")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_is_named_and_harms_nothing(small_disk: Path):
    repository = Repository(small_disk / "configs.git")
    (first,) = repository.store([change(1, "a\n")])
    noise = "".join(f"{random.getrandbits(64):x}\n" for _ in range(40_000))
    with pytest.raises(Unwritten, match=r"configs\.git: .*(?i:no space left)"):
        repository.store([change(2, noise)])
    assert repository.fault() == ""
    assert repository.text(first.blob) == "a\n"
    for left in repository.path.glob("objects/pack/tmp_*"):
        left.unlink()
    assert repository.store([change(1, "b\n")])[0].new


def test_packing_loses_nothing(repository: Repository):
    kept = [repository.store([change(1, f"version {number}\n" * 50)])[0] for number in range(5)]
    repository.pack()
    assert len(repository.texts([each.blob for each in kept])) == 5
    assert repository.fault() == ""


def test_only_lines_of_the_devices_given_are_found(repository: Repository):
    repository.store([change(1, "sysname a\nvlan 100\n"), change(2, "sysname b\nVLAN 100\n"), change(3, "vlan 7\n")])
    assert search(repository, "vlan 100", {1, 2, 3}).hits == [(1, 2, "vlan 100"), (2, 2, "VLAN 100")]
    assert search(repository, "vlan 100", {2}).hits == [(2, 2, "VLAN 100")]
    assert [each.device for each in search(repository, r"^vlan \d+$", {1, 2, 3}, regex=True).hits] == [1, 2, 3]
    assert search(repository, r"vlan \d", {1}).hits == []
    assert search(repository, "a.b", set(), regex=True) == ([], "")


def test_a_search_stops_when_its_time_is_over_or_lines_are_many(repository: Repository):
    repository.store([change(1, "a" * 200 + "\n" + "x\n" * 100)])
    assert search(repository, "x", {1}, limits=Limits(lines=10)).ended == "many"
    repository.store([change(2, "".join(f"{n:07d}" * 40 + "\n" for n in range(60_000)))])
    began = time.monotonic()
    assert search(repository, r"(\d+)(\d+)\1\2\1x", {1, 2}, regex=True, limits=Limits(seconds=0.2)).ended == "time"
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("sought", ["", "x" * 201, "a\nb"])
def test_what_cannot_be_looked_for_is_refused(repository: Repository, sought: str):
    with pytest.raises(BadPattern):
        search(repository, sought, {1})


def test_a_bad_expression_is_refused_with_the_reason(repository: Repository):
    repository.store([change(1, "a\n")])
    with pytest.raises(BadPattern, match="no regular expression"):
        search(repository, "(", {1}, regex=True)
    with pytest.raises(BadPattern):
        search(repository, "(?P<a>x)(?P=b)", {1}, regex=True)


def test_a_repository_that_cannot_be_made_says_where(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(Unwritten, match=r"file/configs\.git"):
        Repository(tmp_path / "file" / "configs.git").store([change(1, "a\n")])
