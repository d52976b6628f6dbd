"""Child processes: forked from the loaded application, tied to their parent, restarted when they end."""

import contextlib
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from infoport import lifeline

STOP_SECONDS = 8.0  # a worker may finish its jobs; then it is killed
LONGEST_PAUSE = 30.0
LOG_BYTES = 10 * 1024 * 1024
ENDINGS = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
SIGNALS = ENDINGS | {signal.SIGCHLD}


@dataclass
class Child:
    """One part of the application: a function that runs until it is told to stop."""

    name: str
    work: Callable[[], None]
    pid: int = 0
    began: float = 0.0
    failures: int = 0
    due: float | None = None  # monotonic time of the next start; None while it runs


class Children:
    """The running parts. Signals are blocked and taken one by one, so nothing happens behind the caller's back."""

    def __init__(self, logs: Path, say: Callable[[str], None]) -> None:
        self.logs = logs
        self.say = say
        self.members: list[Child] = []
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)

    def start(self, name: str, work: Callable[[], None]) -> None:
        """Start a part; its output goes to `DATA/log/<name>.log`."""
        child = Child(name, work)
        self.members.append(child)
        self.fork(child)

    def fork(self, child: Child) -> None:
        """Fork the child into a process group of its own, so that Ctrl-C reaches the parent alone."""
        parent = os.getpid()
        tie = lifeline.tie(signal.SIGKILL)
        sys.stdout.flush()
        child.began, child.due = time.monotonic(), None
        child.pid = os.fork()
        if child.pid:
            return
        status = 1
        try:
            os.setpgid(0, 0)
            tie()
            if os.getppid() == parent:
                self.redirect(child.name)
                signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
                child.work()
                status = 0
        except SystemExit as leaving:
            status = leaving.code if isinstance(leaving.code, int) else 1
        except BaseException:  # noqa: BLE001 - nothing of the child may return into the parent's code
            traceback.print_exc()
        finally:
            with contextlib.suppress(OSError, ValueError):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(status)

    def redirect(self, name: str) -> None:
        """Send standard output and error to the log, keeping one older log when it has grown long."""
        path = self.logs / f"{name}.log"
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_size > LOG_BYTES:
                path.replace(path.with_suffix(".log.1"))
        log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        null = os.open(os.devnull, os.O_RDONLY)
        for source, destination in ((null, 0), (log, 1), (log, 2)):
            os.dup2(source, destination)

    def alive(self, name: str) -> bool:
        """Tell whether the part is running at this moment."""
        self.reap()
        return any(child.name == name and child.due is None for child in self.members)

    def watch(self, tend: Callable[[], None]) -> signal.Signals:
        """Restart what ends, until a signal asks us to stop; returns that signal.

        `tend` is called whenever any process ended, for what is not one of our parts.
        """
        while True:
            self.reap()
            pauses = [child.due - time.monotonic() for child in self.members if child.due is not None]
            taken = signal.sigtimedwait(SIGNALS, max(0.0, min(pauses, default=3600.0)))
            if taken is not None and taken.si_signo in ENDINGS:
                return signal.Signals(taken.si_signo)
            self.reap()
            if taken is not None:
                tend()
            for child in self.members:
                if child.due is not None and child.due <= time.monotonic():
                    self.fork(child)

    def asked_to_stop(self, seconds: float) -> bool:
        """Wait up to `seconds`; true as soon as a signal asks us to stop."""
        taken = signal.sigtimedwait(ENDINGS, seconds)
        return taken is not None

    def reap(self) -> None:
        """Collect processes that have ended."""
        with contextlib.suppress(ChildProcessError):
            while (found := os.waitpid(-1, os.WNOHANG))[0]:
                for child in self.members:
                    if child.pid == found[0]:
                        self.postpone(child, found[1])

    def postpone(self, child: Child, status: int) -> None:
        """Set when an ended part is started again: 1 s later, doubling to 30 s while it does not stay up."""
        ran = time.monotonic() - child.began
        child.failures = 1 if ran > LONGEST_PAUSE else child.failures + 1
        pause = min(LONGEST_PAUSE, 2.0 ** (child.failures - 1))
        child.due = time.monotonic() + pause
        log = self.logs / f"{child.name}.log"
        self.say(f"{child.name} ended ({describe(status)}); starting it again in {pause:.0f} s. Its log: {log}")

    def stop(self) -> None:
        """Ask every part to stop, the last started first; kill what does not within the time allowed."""
        running = [child for child in reversed(self.members) if child.due is None]
        for child in running:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child.pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while running and time.monotonic() < deadline:
            running = [child for child in running if not os.waitpid(child.pid, os.WNOHANG)[0]]
            time.sleep(0.02)
        for child in running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            os.waitpid(child.pid, 0)
        self.members.clear()


def describe(status: int) -> str:
    """Say how a process ended, from its wait status."""
    code = os.waitstatus_to_exitcode(status)
    return f"status {code}" if code >= 0 else signal.Signals(-code).name
