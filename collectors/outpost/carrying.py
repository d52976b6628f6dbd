"""The spool as a file to be carried where no network goes."""

import os
from pathlib import Path
from typing import Final

from collectors.outpost.cursor import settle
from collectors.outpost.envelope import written
from collectors.outpost.messages import Bundle, Mark, Report
from collectors.outpost.place import Place

MOST: Final = 64 << 20
"""Octets of batches in one file; what is left goes into the next."""


class NothingNew(Exception):
    """There is nothing to carry."""


def export(place: Place, report: Report, *, new: bool = False, most: int = MOST) -> tuple[bytes, Bundle, int]:
    """Give a bundle of what waits, its content, and how many batches are left for another.

    It begins with the first batch that no receipt is known for, or, `new`, that was in no bundle yet. The spool stays
    as it is. Raises `NothingNew`, `NotEnrolled`.
    """
    identity, core = place.enrolled()
    after = place.spool.acknowledged.sequence
    if new:
        after = max(after, place.exported.read().sequence)
    taken: list[bytes] = []
    size = left = 0
    last = after
    for each in place.spool.records(after):
        if left or (taken and size + len(each.payload) > most):
            left += 1
            continue
        taken.append(each.payload)
        size, last = size + len(each.payload), each.sequence
    if not taken:
        raise NothingNew(f"outpost {identity.name!r} has nothing to carry: up to batch {after} all is accounted for")
    bundle = Bundle(outpost=identity.name, first=after + 1, last=last, report=report, batches=tuple(taken))
    return written("bundle", bundle, identity.private, core), bundle, left


def keep(place: Place, path: Path, content: bytes, bundle: Bundle) -> None:
    """Write a bundle to a file that is whole once it has its name, and remember that it was made. Raises `OSError`."""
    write(path, content)
    place.make()
    place.exported.move(lambda last: Mark(max(last.sequence, bundle.last)))


def write(path: Path, content: bytes) -> None:
    """Write a file so that it is whole, and on the disk, once it has its name. Raises `OSError`."""
    fresh = path.with_name(f".{path.name}.new")
    try:
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    settle(path.absolute().parent)
