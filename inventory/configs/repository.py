"""The git repository that holds the configurations, one file per device; written and read by the command git.

A commit is made by one `git fast-import`, which moves the branch only after everything lies on disk and only when it
was told that it has heard all. A writer that dies leaves loose objects, never half a version. Writers take turns by a
lock of the operating system, which ends with the process that holds it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import random
import re
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

BRANCH: Final = "refs/heads/main"
WAIT_SECONDS: Final = 30.0
GIT_SECONDS: Final = 120.0
SHELF: Final = 100
"""Devices per folder: a commit writes again only the list of its folder, and the list of folders."""
SETTINGS: Final = {
    "core.fsync": "committed,reference", "core.fsyncMethod": "fsync", "gc.auto": "0", "core.hooksPath": os.devnull,
    "safe.directory": "*", "core.quotePath": "false",
}  # fmt: skip
FULL: Final = re.compile("no space left|out of disk ?space|quota exceeded", re.IGNORECASE)
NOBODY: Final = "archive@infoport.invalid"


class Unwritten(Exception):
    """The repository cannot be written or read; the message names it and the reason, as that the disk is full."""


class Change(NamedTuple):
    """The text of one device as of `at`, and what the commit says of it."""

    device: int
    text: str
    subject: str
    author: str
    at: dt.datetime


class Kept(NamedTuple):
    """Where a text lies: its commit, and the blob by which it is read. `new` is False when it was there already."""

    commit: str
    blob: str
    new: bool


def file_of(device: int) -> str:
    """The path of a device's configuration. Ids do not change when devices are renamed."""
    return f"devices/{device // SHELF:03d}/{device}.cfg"


def blob_of(text: str) -> str:
    """The name git gives to the text."""
    data = text.encode()
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


class Repository:
    """A bare repository at `path`, made when it is first written to."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def store(self, changes: Sequence[Change]) -> list[Kept]:
        """Keep texts, each in a commit of its own; a text that the branch holds already makes none.

        Raises `Unwritten`; nothing is kept then.
        """
        with self._writing():
            return self._store(changes)

    def _store(self, changes: Sequence[Change]) -> list[Kept]:
        present = dict(self._present({each.device for each in changes}))
        stream: list[bytes] = []
        marks: list[str | None] = []
        head = self._ask("rev-parse", "--verify", "--quiet", BRANCH, fails=True).strip()
        for each in changes:
            blob = blob_of(each.text)
            if present.get(each.device) == blob:
                marks.append(None)
                continue
            present[each.device] = blob
            number = sum(mark is not None for mark in marks) + 1
            parent = f"from {BRANCH}^0\n" if head and number == 1 else ""
            stream.append(_commit(each, number, parent))
            marks.append(f"get-mark :{number}\n")
        commits = iter(self._import(stream, [mark for mark in marks if mark]))
        return [
            Kept(next(commits), blob_of(each.text), new=True)
            if mark
            else Kept(self._last(each.device), blob_of(each.text), new=False)
            for each, mark in zip(changes, marks, strict=True)
        ]

    def _import(self, stream: list[bytes], marks: list[str]) -> list[str]:
        if not stream:
            return []
        said = b"feature done\n" + b"".join(stream) + "".join(marks).encode() + b"done\n"
        return self._ask("fast-import", "--quiet", "--done", given=said).split()

    def _present(self, devices: set[int]) -> Iterator[tuple[int, str]]:
        keys = sorted(devices)
        asked = "".join(f"{BRANCH}:{file_of(key)}\n" for key in keys).encode()
        for key, line in zip(keys, self._ask("cat-file", "--batch-check", given=asked).splitlines(), strict=True):
            if not line.endswith(" missing"):
                yield key, line.split()[0]

    def _last(self, device: int) -> str:
        return self._ask("log", "-1", "--format=%H", BRANCH, "--", file_of(device)).strip()

    def texts(self, blobs: Sequence[str]) -> Mapping[str, str]:
        """Texts by blob; what the repository does not hold is left out. Raises `Unwritten`."""
        if not blobs or not self.path.exists():
            return {}
        data = self._run("cat-file", "--batch", given="".join(f"{each}\n" for each in blobs).encode())
        found: dict[str, str] = {}
        at = 0
        for each in blobs:
            end = data.index(b"\n", at)
            header = data[at:end].split()
            at = end + 1
            if header[-1] != b"missing":
                size = int(header[2])
                found[each] = data[at : at + size].decode(errors="replace")
                at += size + 1
        return found

    def text(self, blob: str) -> str | None:
        """One text; None when the repository does not hold it."""
        return self.texts([blob]).get(blob)

    def fault(self) -> str:
        """What `git fsck` finds wrong; empty when the repository is sound."""
        if not self.path.exists():
            return ""
        done = self._process("fsck", "--full", "--strict", "--no-dangling")
        return "" if done.returncode == 0 else (done.stderr or done.stdout).decode(errors="replace").strip()

    def pack(self) -> None:
        """Put loose objects into packs, where versions take the space of their differences. Raises `Unwritten`."""
        if self.path.exists():
            with self._writing():
                self._run("gc", "--quiet", "--prune=1.day.ago")

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One writer at a time. Raises `Unwritten` when others take longer than half a minute."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise Unwritten(f"configuration archive {self.path}: {error.strerror}") from error
        try:
            self._wait(handle)
            if (self.path / "HEAD").exists() and (self.path / "infoport").exists():
                self._unlock()
            else:
                self._make()
            yield
        finally:
            os.close(handle)

    def _wait(self, handle: int) -> None:
        until = time.monotonic() + WAIT_SECONDS
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    reason = f"another writer holds it for more than {WAIT_SECONDS:.0f} s"
                    raise Unwritten(f"configuration archive {self.path}: {reason}") from None
                time.sleep(random.uniform(0.001, 0.005))  # noqa: S311 - so that writers take turns
            else:
                return

    def _make(self) -> None:
        """Make the repository; the file `infoport` says that this came to its end."""
        try:
            self.path.mkdir(mode=0o700, exist_ok=True)
            self._run("init", "--quiet", "--bare", "--initial-branch=main")
            (self.path / "infoport").touch()
        except OSError as error:
            raise Unwritten(f"configuration archive {self.path}: {error.strerror}") from error

    def _unlock(self) -> None:
        """Remove git's own locks: while we hold ours, they are of a writer that died."""
        for left in [*self.path.glob("*.lock"), *self.path.glob("refs/heads/*.lock")]:
            left.unlink(missing_ok=True)

    def _ask(self, *words: str, given: bytes = b"", fails: bool = False) -> str:
        done = self._process(*words, given=given)
        if done.returncode and not fails:
            raise self._failed(words, done)
        return done.stdout.decode() if done.returncode == 0 else ""

    def _run(self, *words: str, given: bytes = b"") -> bytes:
        done = self._process(*words, given=given)
        if done.returncode:
            raise self._failed(words, done)
        return done.stdout

    def _failed(self, words: tuple[str, ...], done: subprocess.CompletedProcess[bytes]) -> Unwritten:
        lines = [each for each in done.stderr.decode(errors="replace").splitlines() if each.strip()]
        reason = lines[0].strip()[:300] if lines else f"ended with {done.returncode}"
        if any(FULL.search(each) for each in lines):
            reason = f"no space left on the disk ({reason})"
        return Unwritten(f"configuration archive {self.path}: git {words[0]}: {reason}")

    def _process(self, *words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(
                self.command(*words), input=given, env=self.surroundings(), capture_output=True, check=False,
                timeout=GIT_SECONDS,
            )  # fmt: skip
        except FileNotFoundError as error:
            raise Unwritten(f"configuration archive {self.path}: the command git is not installed") from error
        except subprocess.TimeoutExpired as error:
            reason = f"git {words[0]} did not end within {GIT_SECONDS:.0f} s"
            raise Unwritten(f"configuration archive {self.path}: {reason}") from error

    def command(self, *words: str) -> list[str]:
        """A git command on this repository."""
        return ["git", f"--git-dir={self.path}", *words]

    def surroundings(self) -> dict[str, str]:
        """The environment of git: settings of ours, none of the machine's or of a person."""
        made = {
            "PATH": os.environ.get("PATH", os.defpath), "HOME": str(self.path), "LC_ALL": "C.UTF-8",
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_TERMINAL_PROMPT": "0",
            "GIT_CONFIG_COUNT": str(len(SETTINGS)), "GIT_OPTIONAL_LOCKS": "0",
        }  # fmt: skip
        for at, (key, value) in enumerate(SETTINGS.items()):
            made |= {f"GIT_CONFIG_KEY_{at}": key, f"GIT_CONFIG_VALUE_{at}": value}
        return made


def _commit(change: Change, number: int, parent: str) -> bytes:
    """One commit in the language of fast-import (git-fast-import(1))."""
    author = change.author.translate({ord(each): " " for each in "<>\n\0"}).strip() or "Infoport"
    at = f"{int(change.at.timestamp())} +0000"
    subject, data = change.subject.encode(), change.text.encode()
    head = (
        f"commit {BRANCH}\nmark :{number}\nauthor {author} <{NOBODY}> {at}\n"
        f"committer Infoport <{NOBODY}> {at}\ndata {len(subject)}\n"
    )
    entry = f"\n{parent}M 100644 inline {file_of(change.device)}\ndata {len(data)}\n"
    return head.encode() + subject + entry.encode() + data + b"\n"
