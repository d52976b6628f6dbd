"""Files of jobs: below DATA/jobs under random names, for as long as their job is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inventory.core.models import Job
from inventory.declare import keeping

if TYPE_CHECKING:
    from pathlib import Path


def folder() -> Path:
    """Where the files lie; made when first needed, for nobody else on the machine."""
    return keeping.folder("jobs")


def keep(content: bytes) -> str:
    """Store a file for good before anything refers to it; returns its name."""
    return keeping.keep(folder(), content)


def content_of(job: Job) -> bytes:
    """The file of a job. Raises `OSError` where it is gone."""
    return (folder() / job.stored).read_bytes()


def sweep() -> int:
    """Delete files that belong to no job; returns how many."""
    return keeping.sweep(folder(), set(Job.objects.exclude(stored="").values_list("stored", flat=True)))
