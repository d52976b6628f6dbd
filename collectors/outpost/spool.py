"""Batches on disk from when they are accepted until the core has them. One process writes, any may read or free."""

import errno
import os
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final

from collectors.outpost import segment
from collectors.outpost.cursor import Cursor, Damaged, settle
from collectors.outpost.messages import Mark, digest
from collectors.outpost.segment import Record

SEGMENT: Final = 4 << 20
"""Octets after which a new file is begun; whole files are freed."""
LIMIT: Final = 512 << 20
"""Octets the spool may have: some days of a few hundred devices."""
NO_SPACE: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Full(Exception):
    """The spool takes no more. What it has accepted is safe; nothing of the refused batch is kept."""


class Unfit(Exception):
    """A receipt does not fit the spool; the message says why."""


class Spool:
    """The spool in one folder. `append` returns only when the batch is on disk."""

    def __init__(self, folder: Path, *, limit: int = LIMIT, largest: int = SEGMENT) -> None:
        self.folder = folder
        self.limit = limit
        self.largest = min(largest, limit)
        self.cursor = Cursor(folder / "acknowledged")
        self.last = Mark()
        self._descriptor: int | None = None
        self._size = 0
        self._path = folder

    def open(self) -> int:
        """Get ready to write; gives the octets of a torn end that were cut off. Raises `Damaged`, `OSError`."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.cursor.make()
        self.last = self.acknowledged
        found = segment.files(self.folder)
        if not found:
            return 0
        end = 0
        for each in segment.records(found[-1], last=True):
            end, self.last = each.end, Mark(each.sequence, digest(each.payload))
        if end == 0 and segment.first_of(found[-1]) != self.last.sequence + 1:
            self.last = self._before(found[:-1])
        self._path = found[-1]
        self._descriptor = os.open(self._path, os.O_RDWR | os.O_APPEND)
        torn = os.fstat(self._descriptor).st_size - end
        if torn:
            os.ftruncate(self._descriptor, end)
            os.fsync(self._descriptor)
        self._size = end
        if self.last.sequence < self.acknowledged.sequence:
            raise Damaged(f"{self.folder}: batch {self.acknowledged.sequence} was acknowledged, and is not there")
        return torn

    def _before(self, found: list[Path]) -> Mark:
        """Where the files before an empty one end."""
        mark = self.acknowledged
        for each in segment.records(found[-1], last=False) if found else ():
            mark = Mark(each.sequence, digest(each.payload))
        return mark

    def close(self) -> None:
        """Let go of the file."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    @property
    def acknowledged(self) -> Mark:
        """Up to where the core has everything. Raises `Damaged`."""
        return self.cursor.read()

    @property
    def newest(self) -> int:
        """Number of the last batch, as it is on the disk; for those who do not write. Raises `Damaged`."""
        found = segment.files(self.folder)
        if not found:
            return self.acknowledged.sequence
        numbers = [each.sequence for each in segment.records(found[-1], last=True)]
        return numbers[-1] if numbers else segment.first_of(found[-1]) - 1

    @property
    def octets(self) -> int:
        """What the spool takes on the disk."""
        total = 0
        for path in segment.files(self.folder):
            try:
                total += path.stat().st_size
            except FileNotFoundError:  # freed meanwhile
                continue
        return total

    def append(self, payload: bytes) -> Mark:
        """Accept the next batch. Raises `Full`: nothing of it is kept then, and it may be offered again."""
        mark = Mark(self.last.sequence + 1, digest(payload))
        written = segment.record(mark.sequence, payload)
        used = self.octets
        if used + len(written) > self.limit:
            raise Full(f"the spool has {used} of {self.limit} octets, and batch {mark.sequence} takes {len(written)}")
        try:
            self._write(mark.sequence, written)
        except OSError as error:
            self._undo()
            if error.errno not in NO_SPACE:
                raise
            raise Full(f"no space for batch {mark.sequence} in {self.folder}: {error.strerror}") from error
        self._size += len(written)
        self.last = mark
        return mark

    def _write(self, sequence: int, written: bytes) -> None:
        if self._descriptor is None or self._worn_out():
            self.close()
            self._size = 0
            self._path = segment.named(self.folder, sequence)
            # One that exists is a leftover of a write that failed before its first octet lasted.
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC, 0o600)
            settle(self.folder)
        left = memoryview(written)
        while left:
            left = left[os.write(self._descriptor, left) :]
        os.fsync(self._descriptor)

    def _worn_out(self) -> bool:
        """Whether a new file is due: this one is long, or all of it has arrived and it is worth freeing."""
        arrived = self.acknowledged.sequence >= self.last.sequence
        return self._size >= self.largest or (arrived and self._size >= self.largest // 16)

    def _undo(self) -> None:
        """Cut off what was written of a batch that was not accepted."""
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, self._size)

    def records(self, after: int) -> Iterator[Record]:
        """Give the records with a number above `after`, in order; also while another process writes or frees."""
        found = segment.files(self.folder)
        firsts = [segment.first_of(path) for path in found]
        begin = max((at for at, first in enumerate(firsts) if first <= after + 1), default=0)
        for path in found[begin:]:
            try:
                for each in segment.records(path, last=path == found[-1]):
                    if each.sequence > after:
                        yield each
            except FileNotFoundError:  # freed meanwhile: the core has it
                continue

    def acknowledge(self, mark: Mark) -> int:
        """Note that the core has everything up to `mark`, and free what it has; gives the octets freed.

        An older mark than the last one changes nothing. Raises `Unfit`.
        """
        self.cursor.make()
        self.cursor.move(self._checked(mark))
        return self._free()

    def _checked(self, mark: Mark) -> Callable[[Mark], Mark]:
        def change(before: Mark) -> Mark:
            if mark.sequence < before.sequence:
                return before
            if mark.sequence == before.sequence:
                if mark.digest != before.digest:
                    raise Unfit(f"batch {mark.sequence} has another content here: this is a copy of the outpost")
                return before
            own = next(self.records(mark.sequence - 1), None)
            if own is None:
                raise Unfit(f"the receipt is for batch {mark.sequence}, which was never made here")
            if own.sequence != mark.sequence or digest(own.payload) != mark.digest:
                raise Unfit(f"batch {mark.sequence} has another content here: this is a copy of the outpost")
            return mark

        return change

    def _free(self) -> int:
        """Delete files of which every batch has arrived; the newest, into which a process may write, stays."""
        sequence, freed = self.acknowledged.sequence, 0
        found = segment.files(self.folder)
        for path, following in pairwise(found):
            if segment.first_of(following) - 1 <= sequence:
                freed += path.stat().st_size
                path.unlink()
        return freed

    def restart(self, mark: Mark) -> None:
        """Number on from `mark`. Only for an empty spool: raises `Unfit` where batches wait."""
        waiting = next(self.records(self.acknowledged.sequence), None)
        if waiting is not None:
            raise Unfit(f"batch {waiting.sequence} waits to be delivered; it cannot be numbered anew")
        self.close()
        self.cursor.make()
        for path in segment.files(self.folder):
            path.unlink()
        self.cursor.move(lambda _before: mark)
        self.last = mark
