"""One file of the spool: records one after another, each with its number, length and checksum."""

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from collectors.outpost.cursor import Damaged

HEAD: Final = struct.Struct(">4sQII")
"""Mark, number, octets of the payload, CRC-32 of number and payload."""
NAME: Final = b"IPOR"
SUFFIX: Final = ".seg"
LARGEST: Final = 256 << 20
"""Octets a payload may have; a larger length is no length."""


class Record(NamedTuple):
    """A record, and where it ends in its file."""

    sequence: int
    payload: bytes
    end: int


def record(sequence: int, payload: bytes) -> bytes:
    """Give a record as it is written."""
    return HEAD.pack(NAME, sequence, len(payload), _check(sequence, payload)) + payload


def named(folder: Path, first: int) -> Path:
    """Give the file whose first record has this number."""
    return folder / f"{first:020}{SUFFIX}"


def first_of(path: Path) -> int:
    """Number of the first record of a file."""
    return int(path.name.removesuffix(SUFFIX))


def files(folder: Path) -> list[Path]:
    """Every file of records, the oldest first."""
    return sorted(folder.glob(f"{'[0-9]' * 20}{SUFFIX}"))


def records(path: Path, *, last: bool) -> Iterator[Record]:
    """Read the records of a file. What follows them in the `last` file may be the torn end of a write cut off.

    Raises `Damaged` for anything else that is no record.
    """
    content = path.read_bytes()
    at, expected = 0, first_of(path)
    while at < len(content):
        found = _record(content, at)
        if found is None or found.sequence != expected:
            if last and _torn(content, at):
                return
            raise Damaged(f"{path} is damaged at octet {at}: batch {expected} was expected there")
        yield found
        at, expected = found.end, expected + 1


def _record(content: bytes, at: int) -> Record | None:
    if at + HEAD.size > len(content):
        return None
    name, sequence, length, check = HEAD.unpack_from(content, at)
    end = at + HEAD.size + length
    if name != NAME or length > LARGEST or end > len(content):
        return None
    payload = content[at + HEAD.size : end]
    return Record(sequence, payload, end) if _check(sequence, payload) == check else None


def _torn(content: bytes, at: int) -> bool:
    """Whether what begins here was cut off while written: too short, up to the end, or blank as never written."""
    if at + HEAD.size > len(content):
        return True
    name, _sequence, length, _crc = HEAD.unpack_from(content, at)
    if name == NAME and at + HEAD.size + length >= len(content):
        return True
    return not any(content[at:])


def _check(sequence: int, payload: bytes) -> int:
    return zlib.crc32(payload, zlib.crc32(sequence.to_bytes(8, "big")))
