"""Many library files at once: each is its own, and a bad one leaves the others be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from inventory.dcim.library.reading import Refused, read
from inventory.dcim.library.storing import store
from inventory.declare.history import recorded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

SUFFIXES: Final = frozenset({".yaml", ".yml"})


@dataclass(slots=True)
class Report:
    """What became of one file. `problem` says why it was refused; `notes` what was left out or read differently."""

    file: str
    state: Literal["new", "changed", "same", "refused"]
    display: str = ""
    notes: list[str] = field(default_factory=list)
    problem: str = ""


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """The YAML files among `paths` and in folders among them, in order of their names."""
    for path in paths:
        if path.is_dir():
            yield from sorted(each for each in path.rglob("*") if each.suffix.lower() in SUFFIXES and each.is_file())
        else:
            yield path


def import_types(
    files: Iterable[tuple[str, bytes]], *, user: Any = None, dry_run: bool = False, message: str = ""
) -> list[Report]:
    """Create or update the types that the files (name, content) describe; `user` None is the system.

    Each file is its own savepoint: a refused one is reported and changes nothing. With `dry_run` all is rolled back.
    """
    reports = []
    with recorded(message), transaction.atomic():
        for name, content in files:
            reports.append(_import(name, content, user, message))
        if dry_run:
            transaction.set_rollback(True)
    return reports


def _import(name: str, content: bytes, user: Any, message: str) -> Report:
    try:
        sheet = read(content)
        with transaction.atomic():
            outcome = store(sheet, user, message)
    except Refused as problem:
        return Report(name, "refused", problem=str(problem))
    except PermissionDenied:
        return Report(name, "refused", problem=_("You may not write this object."))
    return Report(name, outcome.state, outcome.display, outcome.notes)
