"""The spool keeps what it accepted, in order, whatever happens to the process and the disk."""

import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from collectors.outpost import segment
from collectors.outpost.cursor import SLOT, Cursor, Damaged
from collectors.outpost.messages import Mark, digest
from collectors.outpost.spool import Full, Spool, Unfit

WRITER = """
import sys
from pathlib import Path
from collectors.outpost.spool import Spool
spool = Spool(Path(sys.argv[1]), largest=20_000)
spool.open()
while True:
    at = spool.last.sequence + 1
    spool.append(f"batch {at} ".encode() * (at % 700 + 1))
    print(at, flush=True)
"""
ROOT = Path(__file__).resolve().parents[4]


def payload(at: int) -> bytes:
    return f"batch {at} ".encode() * (at % 700 + 1)


def filled(folder: Path, number: int, **options: int) -> Spool:
    spool = Spool(folder, **options)
    spool.open()
    for at in range(spool.last.sequence + 1, spool.last.sequence + 1 + number):
        spool.append(payload(at))
    return spool


def read(folder: Path, after: int = 0) -> list[tuple[int, bytes]]:
    return [(each.sequence, each.payload) for each in Spool(folder).records(after)]


def test_what_was_accepted_is_read_in_order_by_others_and_after_a_restart(tmp_path: Path) -> None:
    spool = filled(tmp_path, 40, largest=2000)
    assert len(segment.files(tmp_path)) > 2
    assert read(tmp_path) == [(at, payload(at)) for at in range(1, 41)]
    spool.close()
    again = filled(tmp_path, 1, largest=2000)
    assert again.last == Mark(41, digest(payload(41)))
    assert [at for at, _ in read(tmp_path, 35)] == [36, 37, 38, 39, 40, 41]
    again.close()


def test_kill_9_at_random_points_loses_nothing_that_was_accepted(tmp_path: Path) -> None:
    told = 0
    for _round in range(8):
        with subprocess.Popen([sys.executable, "-c", WRITER, tmp_path], cwd=ROOT, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            time.sleep(random.random() * 0.1)
            writer.send_signal(signal.SIGKILL)
            rest = writer.stdout.read().split()
        told = max([told, *map(int, rest)])
        found = read(tmp_path)
        assert found == [(at, payload(at)) for at in range(1, len(found) + 1)]
        assert len(found) >= told
    assert told > 20


def test_a_torn_end_is_cut_off_at_every_octet(tmp_path: Path) -> None:
    spool = filled(tmp_path, 3)
    spool.close()
    (path,) = segment.files(tmp_path)
    whole = path.read_bytes()
    ends = [each.end for each in segment.records(path, last=True)]
    for at in range(ends[1], ends[2]):
        path.write_bytes(whole[:at])
        again = Spool(tmp_path)
        assert again.open() == at - ends[1]
        assert again.last.sequence == 2
        assert again.append(payload(3)).sequence == 3
        again.close()
        assert path.read_bytes() == whole


def test_blocks_that_were_never_written_are_a_torn_end_too(tmp_path: Path) -> None:
    filled(tmp_path, 2).close()
    (path,) = segment.files(tmp_path)
    with path.open("ab") as file:
        file.write(bytes(4096))
    spool = Spool(tmp_path)
    assert spool.open() == 4096
    assert spool.last.sequence == 2
    spool.close()


def test_damage_before_the_end_is_told_with_its_place_and_nothing_is_cut(tmp_path: Path) -> None:
    filled(tmp_path, 3).close()
    (path,) = segment.files(tmp_path)
    content = bytearray(path.read_bytes())
    content[segment.HEAD.size + 3] ^= 1
    path.write_bytes(content)
    with pytest.raises(Damaged, match="octet 0: batch 1 was expected"):
        Spool(tmp_path).open()
    assert path.read_bytes() == content


def test_receipts_free_whole_files_and_numbers_go_on(tmp_path: Path) -> None:
    spool = filled(tmp_path, 40, largest=2000)
    before = spool.octets
    assert spool.acknowledge(Mark(30, digest(payload(30)))) > 0
    assert spool.octets < before
    assert [at for at, _ in read(tmp_path, 30)] == list(range(31, 41))
    spool.acknowledge(spool.last)
    spool.append(payload(41))
    spool.acknowledge(spool.last)
    spool.close()
    assert len(segment.files(tmp_path)) == 1
    again = Spool(tmp_path)
    again.open()
    assert again.last.sequence == 41
    again.close()


def test_a_receipt_for_what_was_never_made_or_was_another_is_refused(tmp_path: Path) -> None:
    spool = filled(tmp_path, 3)
    with pytest.raises(Unfit, match="never made here"):
        spool.acknowledge(Mark(4, digest(b"")))
    with pytest.raises(Unfit, match="another content"):
        spool.acknowledge(Mark(2, digest(b"")))
    assert spool.acknowledged.sequence == 0
    spool.acknowledge(Mark(3, digest(payload(3))))
    assert spool.acknowledge(Mark(2, digest(payload(2)))) == 0  # an older one changes nothing
    assert spool.acknowledged.sequence == 3
    spool.close()


def test_a_full_spool_refuses_and_takes_again_once_freed(tmp_path: Path) -> None:
    spool = filled(tmp_path, 0, limit=20_000, largest=5000)
    while spool.octets < 19_000:
        spool.append(payload(spool.last.sequence + 1))
    with pytest.raises(Full, match="of 20000 octets"):
        spool.append(bytes(1000))
    last = spool.last
    spool.acknowledge(last)
    assert spool.append(payload(last.sequence + 1)).sequence == last.sequence + 1
    spool.close()


def test_a_full_disk_refuses_leaves_no_torn_batch_and_still_takes_receipts(tmp_path: Path) -> None:
    """A limit on the size of files fails a write half-way, as a disk does when its last block is used."""
    spool = filled(tmp_path, 20)
    kept = read(tmp_path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (spool.octets + 100, hard))
    try:
        with pytest.raises(Full, match="no space for batch 21"):
            spool.append(os.urandom(5000))
        assert read(tmp_path) == kept
        spool.acknowledge(Mark(20, digest(payload(20))))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert spool.append(payload(21)).sequence == 21
    assert read(tmp_path, 20) == [(21, payload(21))]
    spool.close()


def test_a_cursor_cut_off_while_written_keeps_the_place_before(tmp_path: Path) -> None:
    cursor = Cursor(tmp_path / "at")
    cursor.make()
    for at in (1, 2, 3):
        cursor.move(lambda _before, at=at: Mark(at, digest(bytes(at))))
    content = bytearray(cursor.path.read_bytes())
    newest = max((0, SLOT), key=lambda at: content[at + 11])
    for torn in (0, 7, 40):
        broken = bytearray(content)
        broken[newest + torn] ^= 0xFF
        cursor.path.write_bytes(broken)
        assert cursor.read().sequence == 2
    cursor.path.write_bytes(bytes(2 * SLOT))
    with pytest.raises(Damaged, match="neither of its two slots"):
        cursor.read()


def test_numbers_begin_anew_only_where_nothing_waits(tmp_path: Path) -> None:
    spool = filled(tmp_path, 2)
    with pytest.raises(Unfit, match="batch 1 waits"):
        spool.restart(Mark(9, digest(b"9")))
    spool.acknowledge(spool.last)
    spool.restart(Mark(9, digest(b"9")))
    assert spool.append(b"x").sequence == 10
    spool.close()
