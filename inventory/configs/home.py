"""Where the archive lies."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from inventory.configs.repository import Repository


def repository() -> Repository:
    """The archive's repository, `configs.git` in the data directory."""
    return Repository(Path(settings.DATA_DIRECTORY) / "configs.git")
