"""Batches on disk while the database is away."""

from __future__ import annotations

import logging
import os
import time
from typing import TYPE_CHECKING, Final
from uuid import UUID  # noqa: TC003 - msgspec reads the annotations

import msgspec

from infoport.reception.gathering import Batch
from inventory.events.storing import Told  # noqa: TC001 - as above

if TYPE_CHECKING:
    from pathlib import Path

SUFFIX: Final = ".events"
logger = logging.getLogger(__name__)


class _Written(msgspec.Struct, array_like=True):
    key: UUID
    told: list[Told]


class Spool:
    """A folder of batches, one file each, the name of an older one before that of a newer one.

    A batch is there whole or not at all, and once `put` returned it outlives a crash of the machine.
    """

    def __init__(self, folder: Path, limit: int) -> None:
        """`limit`: octets all files may take."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._limit = limit
        for half in folder.glob("*.new"):
            half.unlink()
        self.size = sum(path.stat().st_size for path in self.files())

    def files(self) -> list[Path]:
        """The batches, oldest first."""
        return sorted(self._folder.glob(f"*{SUFFIX}"))

    def put(self, batch: Batch) -> bool:
        """Keep a batch; false where it would pass the limit or the disk is full."""
        content = msgspec.msgpack.encode(_Written(batch.key, batch.told))
        if self.size + len(content) > self._limit:
            return False
        name = f"{time.time_ns():020d}-{batch.key}"
        half = self._folder / f"{name}.new"
        try:
            with half.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            half.rename(self._folder / f"{name}{SUFFIX}")
        except OSError as error:
            logger.error("cannot spool events in %s: %s", self._folder, error)  # noqa: TRY400 - the reason is enough
            half.unlink(missing_ok=True)
            return False
        directory = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
        self.size += len(content)
        return True

    def oldest(self) -> tuple[Path, Batch] | None:
        """The batch to store next; a file that cannot be read is put aside as `*.bad` and said to be."""
        for path in self.files():
            try:
                written = msgspec.msgpack.decode(path.read_bytes(), type=_Written)
            except (OSError, msgspec.DecodeError, msgspec.ValidationError):
                logger.exception("cannot read the spooled events %s; the file is put aside", path)
                self.size -= path.stat().st_size
                path.rename(path.with_suffix(".bad"))
                continue
            return path, Batch(written.key, written.told)
        return None

    def drop(self, path: Path) -> None:
        """Forget a batch that is stored."""
        self.size -= path.stat().st_size
        path.unlink()
