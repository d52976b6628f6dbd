"""A place in the spool, kept on disk so that writing it needs no free space and survives being cut off."""

import fcntl
import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

from collectors.outpost.messages import Mark

SLOT: Final = 512
"""Octets of a slot: a sector, which disks write whole."""
FORM: Final = struct.Struct(">4sQQ32sI")
NAME: Final = b"IPOC"


class Damaged(Exception):
    """A file of the spool holds something else than was written; the message names the file and the place."""


class Cursor:
    """Two slots written in turn: one of them is always whole. Several processes may move it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def make(self) -> None:
        """Make the file, both slots at its full length, unless it is there."""
        if self.path.exists():
            return
        fresh = self.path.with_suffix(".new")
        descriptor = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            os.pwrite(descriptor, _slot(1, Mark()) * 2, 0)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        fresh.replace(self.path)
        settle(self.path.parent)

    def read(self) -> Mark:
        """Give the place kept last; the start when there is no file. Raises `Damaged`."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return Mark()
        return self._newest(content)[1]

    def move(self, change: Callable[[Mark], Mark]) -> Mark:
        """Put `change(place)` in the place's place, while no other process does. Raises what `change` raises."""
        descriptor = os.open(self.path, os.O_RDWR)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            turn, mark = self._newest(os.pread(descriptor, 2 * SLOT, 0))
            wanted = change(mark)
            if wanted != mark:
                os.pwrite(descriptor, _slot(turn + 1, wanted), (turn + 1) % 2 * SLOT)
                os.fsync(descriptor)
            return wanted
        finally:
            os.close(descriptor)

    def _newest(self, content: bytes) -> tuple[int, Mark]:
        found = [_read(content[at : at + SLOT]) for at in (0, SLOT)]
        whole = [each for each in found if each]
        if not whole:
            raise Damaged(f"{self.path}: neither of its two slots is whole; it is to be taken from a backup")
        return max(whole, key=lambda each: each[0])


def _slot(turn: int, mark: Mark) -> bytes:
    bare = FORM.pack(NAME, turn, mark.sequence, mark.digest, 0)
    return FORM.pack(NAME, turn, mark.sequence, mark.digest, zlib.crc32(bare)).ljust(SLOT, b"\0")


def _read(content: bytes) -> tuple[int, Mark] | None:
    if len(content) < FORM.size:
        return None
    name, turn, sequence, stated, check = FORM.unpack_from(content)
    if name != NAME or zlib.crc32(FORM.pack(name, turn, sequence, stated, 0)) != check:
        return None
    return turn, Mark(sequence, stated)


def settle(folder: Path) -> None:
    """Make the names in a folder last: a file that was made or replaced is otherwise gone after a power failure."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
