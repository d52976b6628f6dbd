"""Files below the data directory, under random names."""

from __future__ import annotations

import os
import secrets
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Collection

STRAY_SECONDS: Final = 3600
"""What is younger may belong to an object that is not committed yet."""


def folder(name: str) -> Path:
    """Where files of one kind lie; made when first needed, for nobody else on the machine."""
    found = Path(settings.DATA_DIRECTORY) / name
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def keep(where: Path, content: bytes) -> str:
    """Store a file for good before anything refers to it; returns its name."""
    name = secrets.token_hex(16)
    with (where / name).open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return name


def sweep(where: Path, kept: Collection[str]) -> int:
    """Delete the files that are not among `kept`; returns how many."""
    gone = 0
    for path in where.iterdir():
        if path.name not in kept and time.time() - path.stat().st_mtime > STRAY_SECONDS:
            path.unlink(missing_ok=True)
            gone += 1
    return gone
