"""Runs plays: `run(order)` does one run and tells how it ended; `rehearsed` does the same run in check mode.

    order = Order(ident=new_ident(), play="web-site", targets=(target,), parameters={…}, folder=str(kept), access=…)
    foreseen = run(rehearsed(order), on_event=show)       # check mode with diffs; nothing is changed
    result = run(order, on_event=show, cancelled=asked)   # really
    result.state, result.reason, result.hosts

`run` blocks until the run has ended and none of its processes is left. It never raises for what happens on a target:
that is in the `Result`. Each run is a process of its own (`playbooks.inside`), so several may go on at once from
threads of one process. If the caller dies, the run ends itself; `sweep()` removes what is left where both were lost.

Artefacts in `order.folder`, all with secrets masked: `order.json` (what was asked), `events.jsonl`, `output.txt` (the
runner's own complaints), `result.json`.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

import msgspec

from playbooks import catalog, processes
from playbooks.inside import LENGTH_DIGITS, Told, secrets_of
from playbooks.masking import Mask
from playbooks.orders import Order, Result, Target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playbooks.orders import Event

GRACE_SECONDS: Final = 60
"""How long after its time limit the process of a run may still live: it ends Ansible and cleans the targets."""
EVENT_OCTETS: Final = 8 << 20
OUTPUT_OCTETS: Final = 1 << 20
"""Octets kept of the events and of the output of a run."""
IDENT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{3,63}")
SCRATCH: Final = "infoport-play-"
STARTING_SECONDS: Final = 10
"""A run this young may not have its process yet."""


class Refused(Exception):
    """An order that is not run at all; the message says why."""


def new_ident() -> str:
    """A name for a run that no other has."""
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(6)}"


def rehearsed(order: Order) -> Order:
    """The order in check mode, as a run of its own beside it: its artefacts go to the folder `check` below."""
    return msgspec.structs.replace(
        order, check=True, ident=f"{order.ident}-check", folder=str(Path(order.folder) / "check")
    )


def run(
    order: Order,
    *,
    on_event: Callable[[Event], None] = lambda _event: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Result:
    """Run a play and wait for its end. Raises `Refused`, `catalog.Unfit` and `catalog.NoSuchPlay` before anything runs.

    `on_event` is called in this thread for each event as it happens; `cancelled` is asked about twice a second, and the
    run is ended when it says yes. What either raises ends the run, and is raised again when no process is left.
    """
    _admit(order)
    kept = Kept(order)
    with _scratch(order.ident) as folder:
        begun = datetime.now(UTC)
        process = _started(order, folder)
        try:
            result = _listened(process, order, kept, on_event, cancelled)
        finally:
            _end(process, order.ident)
            complaints = kept.complaints(folder / "complaints")
    if result is None:
        reason = f"the runner of {order.play} was lost ({_how(process.returncode)}); what the hosts did is unknown"
        last = next((line for line in reversed(complaints.splitlines()) if line.strip()), "")
        result = Result(
            ident=order.ident, play=order.play, check=order.check, state="lost",
            reason=f"{reason}: {last[:300]}" if last else reason, started=begun, ended=datetime.now(UTC),
        )  # fmt: skip
    kept.result(result)
    return result


def sweep() -> list[str]:
    """End the runs whose caller has died and whose own process was killed, and remove their files; their idents.

    To be called when a worker starts. Runs that go on are left alone.
    """
    swept = []
    for folder in sorted(_home().glob(f"{SCRATCH}*")):
        with contextlib.suppress(FileNotFoundError):  # a run that goes on has just ended, and removes its own
            if folder.stat().st_uid == os.getuid() and _deserted(folder):
                ident = (folder / "ident").read_text(encoding="utf-8") if (folder / "ident").exists() else ""
                if ident:
                    processes.end(ident)
                    swept.append(ident)
                shutil.rmtree(folder)
    return swept


def prune(folder: Path, keep: int) -> int:
    """Remove the artefacts of all but the newest `keep` runs in a folder of runs; how many were removed."""
    runs = sorted((each for each in folder.iterdir() if each.is_dir()), key=lambda each: each.stat().st_mtime)
    older = runs[: max(0, len(runs) - keep)]
    for each in older:
        shutil.rmtree(each)
    return len(older)


def _admit(order: Order) -> None:
    if not IDENT.fullmatch(order.ident):
        raise Refused(f"ident is {order.ident!r}; it should be 4 to 64 letters, digits and dashes")
    catalog.find(order.play).validated(order.parameters)
    if not order.targets:
        raise Refused(f"{order.play} has no target")
    names = [target.name for target in (*order.targets, *order.others)]
    if len(set(names)) != len(names):
        raise Refused(f"{order.play} names a target twice: {', '.join(sorted(names))}")
    for target in (*order.targets, *order.others):
        _admit_target(target)


def _admit_target(target: Target) -> None:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,252}", target.name):
        raise Refused(f"target {target.name!r} cannot be a name in Ansible's inventory")
    for key in target.host_keys:
        if not re.fullmatch(r"[a-z0-9@.-]+ [A-Za-z0-9+/=]+", key):
            raise Refused(f"target {target.name}: a pinned key should be a type and its base64, not {key!r}")


def _home() -> Path:
    """Where the files of runs lie: in memory where there is a place for that."""
    memory = Path("/dev/shm")  # noqa: S108 - the folders in it are private
    return memory if os.access(memory, os.W_OK) else Path(tempfile.gettempdir())


@contextlib.contextmanager
def _scratch(ident: str) -> Iterator[Path]:
    """A private folder for the files of a run."""
    folder = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=_home()))  # mode 0700
    try:
        (folder / "tmp").mkdir()
        (folder / "ident").write_text(ident, encoding="utf-8")
        yield folder
    finally:
        shutil.rmtree(folder)


def _started(order: Order, folder: Path) -> subprocess.Popen[bytes]:
    """The process of the run, with the order sent. It inherits no variable of ours but the time zone."""
    own = str(Path(sys.executable).parent)
    environ = {
        "PATH": f"{own}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME": str(folder),
        "TMPDIR": str(folder / "tmp"),
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(Path(__file__).parents[1]),
        "PYTHONWARNINGS": "ignore",
        processes.TAG: order.ident,
    }
    with (folder / "complaints").open("wb") as complaints:
        process = subprocess.Popen(  # `_end` ends it
            [sys.executable, "-m", "playbooks.inside", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env=environ,
            cwd=folder,
            start_new_session=True,
        )
    text = msgspec.json.encode(order)
    with contextlib.suppress(BrokenPipeError):  # it has died already: there will be no result, which is told
        assert process.stdin is not None  # noqa: S101 - for the type checker
        process.stdin.write(f"{len(text):0{LENGTH_DIGITS}d}".encode() + text)
        process.stdin.flush()
    return process


def _listened(
    process: subprocess.Popen[bytes],
    order: Order,
    kept: Kept,
    on_event: Callable[[Event], None],
    cancelled: Callable[[], bool],
) -> Result | None:
    """Hear the process out; None if it ended without a result. It is told to end by closing its input."""
    limit = order.seconds or catalog.find(order.play).seconds
    deadline = time.monotonic() + limit + GRACE_SECONDS
    result = None
    assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 - for the type checker
    for line in _lines(process.stdout, deadline):
        if not line:
            if not process.stdin.closed and cancelled():
                process.stdin.close()
            continue
        told = msgspec.json.decode(line, type=Told)
        if told.event is not None:
            kept.event(line)
            on_event(told.event)
        result = told.result or result
    return result


def _lines(output: IO[bytes], deadline: float) -> Iterator[bytes]:
    """The lines of an output as they come, an empty one about twice a second; ends with it, or at the deadline."""
    rest = b""
    asked = 0.0
    while time.monotonic() < deadline:
        if time.monotonic() - asked > 0.5:  # noqa: PLR2004 - seconds
            asked = time.monotonic()
            yield b""
        if not select.select([output], [], [], 0.25)[0]:
            continue
        more = os.read(output.fileno(), 1 << 16)
        if not more:
            return
        *whole, rest = (rest + more).split(b"\n")
        yield from whole


def _end(process: subprocess.Popen[bytes], ident: str) -> None:
    """Leave nothing of a run: its process ends by itself when its input is closed, or is killed."""
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(BrokenPipeError):
            assert pipe is not None  # noqa: S101 - for the type checker
            pipe.close()
    try:
        process.wait(timeout=GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    processes.end(ident)


def _how(code: int | None) -> str:
    return f"killed by {signal.Signals(-code).name}" if code is not None and code < 0 else f"it ended with {code}"


def _deserted(folder: Path) -> bool:
    """Whether a run's own process has gone: it names the folder on its command line."""
    if not (folder / "ident").exists():
        return time.time() - folder.stat().st_mtime > GRACE_SECONDS
    ident = (folder / "ident").read_text(encoding="utf-8")
    for pid in processes.tagged(ident):
        with contextlib.suppress(OSError):
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            if str(folder).encode() in words and b"playbooks.inside" in words:
                return False
    return time.time() - (folder / "ident").stat().st_mtime > STARTING_SECONDS


class Kept:
    """The artefacts of a run: bounded, and without secrets."""

    def __init__(self, order: Order) -> None:
        self.folder = Path(order.folder)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.mask = Mask(secrets_of(order))
        self.room = EVENT_OCTETS
        play = catalog.find(order.play)
        asked = msgspec.to_builtins(order)
        del asked["access"]
        asked["parameters"] = play.shown(play.validated(order.parameters))
        self._write("order.json", msgspec.json.encode(self.mask.value(asked)))
        self._write("events.jsonl", b"")

    def event(self, line: bytes) -> None:
        """Keep an event while there is room."""
        self.room -= len(line) + 1
        if self.room >= 0:
            with (self.folder / "events.jsonl").open("ab") as file:
                file.write(line + b"\n")

    def complaints(self, file: Path) -> str:
        """Keep what the process of the run said beside its events, and return it."""
        with file.open("rb") as opened:
            text = self.mask.text(opened.read(OUTPUT_OCTETS).decode("utf-8", "replace"))
        self._write("output.txt", text.encode())
        return text

    def result(self, result: Result) -> None:
        """Keep the result."""
        self._write("result.json", msgspec.json.encode(result))

    def _write(self, name: str, content: bytes) -> None:
        with open(os.open(self.folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123
            file.write(content)
