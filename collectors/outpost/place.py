"""The folder of an outpost: who it is, what it has to do, and its spool."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from collectors.outpost.cursor import Cursor, settle
from collectors.outpost.envelope import Refused
from collectors.outpost.keys import Private, Public, Unopened
from collectors.outpost.messages import Credentials, Work, packed, unpacked
from collectors.outpost.spool import LIMIT, Spool

M = TypeVar("M", bound=Struct)


class NotEnrolled(Exception):
    """The folder is no outpost's yet, or of one that waits for the core's answer."""


class Busy(Exception):
    """Another process runs the outpost."""


class Identity(Struct, kw_only=True):
    """Who the outpost is. `core` is None, and `code` given, until the core has answered."""

    name: str
    private: Private
    core: Public | None = None
    token: str = ""
    code: str = ""
    url: str = ""  # of the core; empty where only files reach it
    ca: str = ""  # file of the authorities that the core's certificate is checked against; empty: the system's

    def __repr__(self) -> str:
        """Without keys and token."""
        return f"Identity({self.name!r}, {self.private.public.name})"


class Condition(Struct, kw_only=True):
    """What the running process says of itself, for `infoport outpost status`."""

    state: str = "stopped"  # polling, full, or stopped
    error: str = ""
    delivered: str = ""  # ISO 8601, UTC; the last delivery that was acknowledged
    contact: str = ""  # the last answer of the core


class Place:
    """The folder. What is written there replaces a whole file at once, so that it is never half there."""

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
        self.folder = folder
        self.spool = Spool(folder / "spool", limit=limit)
        self.exported = Cursor(folder / "exported")
        self.letters = Cursor(folder / "letters")

    def make(self) -> None:
        """Make the folder, for its owner alone."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for cursor in (self.exported, self.letters):
            cursor.make()

    def identity(self) -> Identity:
        """Who the outpost is, be it enrolled or not. Raises `NotEnrolled` where nobody asked yet."""
        found = self._read("identity", Identity)
        if found is None:
            raise NotEnrolled(f"{self.folder} is no outpost's; begin with `infoport outpost enrol`")
        return found

    def enrolled(self) -> tuple[Identity, Public]:
        """Who the outpost is, and the core's keys. Raises `NotEnrolled`."""
        found = self.identity()
        if found.core is None:
            raise NotEnrolled(f"outpost {found.name!r} waits for the core's answer to its enrolment")
        return found, found.core

    def keep(self, identity: Identity) -> None:
        """Keep who the outpost is."""
        self._write("identity", packed(identity))

    def work(self) -> Work | None:
        """What there is to do; None before the first time it was told."""
        return self._read("work", Work)

    def take(self, work: Work, *, newer: bool = False) -> bool:
        """Keep a work, or, `newer`, only one issued later than the one at hand; tell whether it was kept.

        Raises `Refused` when its credentials are sealed to other keys.
        """
        known = self.work()
        if newer and known is not None and known.issued >= work.issued:
            return False
        self.secrets(work)
        self._write("work", packed(work))
        return True

    def secrets(self, work: Work) -> Credentials:
        """The credentials of a work. Raises `Refused` ("foreign") where they are sealed to other keys."""
        private = self.identity().private
        try:
            return unpacked(private.opened(work.credentials, work.outpost.encode()), Credentials)
        except Unopened as error:
            raise Refused("foreign", f"the work of outpost {work.outpost!r} is for other keys: {error}") from error

    def stamp(self) -> tuple[int, int]:
        """What changes when another process brings work or a new identity."""
        return _changed(self.folder / "work"), _changed(self.folder / "identity")

    def condition(self) -> Condition:
        """What the process said last; "stopped" before it ever ran."""
        return self._read("condition", Condition) or Condition()

    def say(self, condition: Condition) -> None:
        """Write what the process has to say; where there is no space for it, the spool's own state says enough."""
        try:
            self._write("condition", packed(condition))
        except OSError:
            (self.folder / "condition.new").unlink(missing_ok=True)

    def waiting(self) -> tuple[int, bytes | None]:
        """How many batches wait, and the first of them."""
        after = self.spool.acknowledged.sequence
        first = next(self.spool.records(after), None)
        return (self.spool.newest - after, first.payload) if first else (0, None)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only process that polls and writes. Raises `Busy`."""
        self.make()
        descriptor = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Busy(f"the outpost in {self.folder} is running already") from None
            yield
        finally:
            os.close(descriptor)

    def _read(self, name: str, type_: type[M]) -> M | None:
        try:
            content = (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None
        try:
            return msgspec.msgpack.decode(content, type=type_)
        except msgspec.DecodeError as error:
            raise NotEnrolled(f"{self.folder / name} cannot be read: {error}") from error

    def _write(self, name: str, content: bytes) -> None:
        fresh = self.folder / f"{name}.new"
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            left = memoryview(content)
            while left:
                left = left[os.write(descriptor, left) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        fresh.replace(self.folder / name)
        settle(self.folder)


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0
