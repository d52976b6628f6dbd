"""The processes of a run, wherever they have got to: Ansible's workers leave their group and session."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Final

TAG: Final = "INFOPORT_PLAY_RUN"
"""Variable of the environment that each process of a run inherits; its value is the ident of the run."""
ENDED: Final = frozenset({"Z", "X"})


def tagged(ident: str) -> list[int]:
    """The living processes of a run, other than this one."""
    wanted = f"{TAG}={ident}".encode()
    own = os.getpid()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        pid = int(folder.name)
        try:
            if pid != own and wanted in (folder / "environ").read_bytes().split(b"\0") and _state(folder) not in ENDED:
                found.append(pid)
        except OSError:  # it has ended, or it is another user's
            continue
    return found


def _state(folder: Path) -> str:
    return (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0]


def end(ident: str, grace: float = 0.0, patience: float = 10.0) -> list[int]:
    """End all processes of a run, also those that start meanwhile: SIGTERM, after `grace` seconds SIGKILL.

    Those that still live after `patience` seconds (they hang in the kernel) are returned.
    """
    begun = time.monotonic()
    while left := tagged(ident):
        waited = time.monotonic() - begun
        if waited > grace + patience:
            return left
        for pid in left:
            try:
                os.kill(pid, signal.SIGTERM if waited < grace else signal.SIGKILL)
            except ProcessLookupError:
                continue
        time.sleep(0.05)
    return []
