"""Files of jobs: below DATA/jobs under random names, for as long as their job is kept."""

from __future__ import annotations

import os
import secrets
import time
from pathlib import Path
from typing import Final

from django.conf import settings

from inventory.core.models import Job

STRAY_SECONDS: Final = 3600


def folder() -> Path:
    """Where the files lie; made when first needed, for nobody else on the machine."""
    found = Path(settings.DATA_DIRECTORY) / "jobs"
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def keep(content: bytes) -> str:
    """Store a file for good before anything refers to it; returns its name."""
    name = secrets.token_hex(16)
    with (folder() / name).open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return name


def content_of(job: Job) -> bytes:
    """The file of a job. Raises `OSError` where it is gone."""
    return (folder() / job.stored).read_bytes()


def sweep() -> int:
    """Delete files that belong to no job; returns how many."""
    kept = set(Job.objects.exclude(stored="").values_list("stored", flat=True))
    gone = 0
    for path in folder().iterdir():
        if path.name not in kept and time.time() - path.stat().st_mtime > STRAY_SECONDS:
            path.unlink(missing_ok=True)
            gone += 1
    return gone
