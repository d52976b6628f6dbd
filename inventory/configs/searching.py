"""Search over the newest configuration of every device: `git grep`, which ends when its time is over."""

from __future__ import annotations

import re
import subprocess
import threading
from contextlib import contextmanager, suppress
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final, NamedTuple

from inventory.configs.repository import BRANCH, Repository, Unwritten

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

SECONDS: Final = 3.0
HITS: Final = 500
LONGEST: Final = 200
"""Characters of what is looked for."""
LINE: Final = 400
"""Characters of a line that are shown."""


class BadPattern(ValueError):
    """What is looked for is no regular expression, or too long; the message says why."""


class Hit(NamedTuple):
    """A line of a device's newest configuration."""

    device: int
    number: int
    text: str


class Found(NamedTuple):
    """Lines found. `ended` tells why there may be more: "time", "many", or empty when these are all."""

    hits: list[Hit]
    ended: str


class Limits(NamedTuple):
    """When a search ends before it is through: after these seconds, or with this many lines."""

    seconds: float = SECONDS
    lines: int = HITS


USUAL: Final = Limits()


def search(
    repository: Repository, sought: str, devices: Collection[int], *, regex: bool = False, limits: Limits = USUAL
) -> Found:
    """Find lines in the configurations of `devices`, whatever their case. Raises `BadPattern` and `Unwritten`."""
    _refuse(sought, regex=regex)
    if not devices or not repository.path.exists():
        return Found([], "")
    with _asked(repository, sought, regex=regex) as running, _stopped(running, limits.seconds) as late:
        hits: list[Hit] = []
        for hit in _hits(running):
            if hit.device in devices:
                hits.append(hit)
            if len(hits) >= limits.lines:
                return Found(hits, "many")
        return Found(hits, _end(running, late))


@contextmanager
def _asked(repository: Repository, sought: str, *, regex: bool) -> Iterator[subprocess.Popen[bytes]]:
    words = (
        "grep",
        "-n",
        "-z",
        "-I",
        "-i",
        "--no-color",
        "-P" if regex else "-F",
        "-e",
        sought,
        BRANCH,
        "--",
        "devices",
    )
    try:
        running = subprocess.Popen(
            repository.command(*words), env=repository.surroundings(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
    except FileNotFoundError as error:
        raise Unwritten("the command git is not installed") from error
    with running:
        try:
            yield running
        finally:
            with suppress(ProcessLookupError):
                running.kill()


@contextmanager
def _stopped(running: subprocess.Popen[bytes], seconds: float) -> Iterator[threading.Event]:
    """Kill the process when its time is over; the event tells that this happened."""
    late = threading.Event()

    def stop() -> None:
        late.set()
        running.kill()

    timer = threading.Timer(seconds, stop)
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()


def _refuse(sought: str, *, regex: bool) -> None:
    if not sought or len(sought) > LONGEST or "\n" in sought or "\0" in sought:
        raise BadPattern(f"{sought[:40]!r}… has {len(sought)} characters; one line of 1 to {LONGEST} can be looked for")
    if regex:
        try:
            re.compile(sought)
        except re.error as error:
            raise BadPattern(f"{sought!r} is no regular expression: {error}") from error


def _hits(running: subprocess.Popen[bytes]) -> Iterator[Hit]:
    """`<branch>:<path> NUL <line> NUL <text>`."""
    for line in running.stdout or ():
        place, number, text = line.rstrip(b"\n").split(b"\0", 2)
        stem = PurePosixPath(place.decode()).stem
        if stem.isdecimal():
            yield Hit(int(stem), int(number), text.decode(errors="replace")[:LINE])


def _end(running: subprocess.Popen[bytes], late: threading.Event) -> str:
    said = running.stderr.read() if running.stderr else b""
    code = running.wait()
    if late.is_set() or b"limit exceeded" in said:  # PCRE counts its steps too
        return "time"
    if code > 1 and b"unable to resolve revision" not in said:
        raise BadPattern(said.decode(errors="replace").strip()[:200])
    return ""
