"""Whole rows of interleaved columns, matched at once: tables of numbers with the same indexes in each column."""

import re
from functools import lru_cache
from itertools import repeat
from typing import Final, NamedTuple

from collectors.sessions.ber import suffix_arcs
from collectors.sessions.message import NUMBER, ROW_WIDTH, sized
from collectors.sessions.values import Index

_INDEX_OCTETS: Final = 16  # longer indexes differ in size from row to row, so nothing would be gained
_NAME_SIZE_AT: Final = 3  # where a short varbind has the length of its name, after two octets of head and a tag
_SIZES: Final = 3  # sizes of index looked for in one reply: they grow by an octet where an arc reaches 128
_KNOWN: Final = 65536
_indexes: dict[bytes, Index] = {}


class Rows(NamedTuple):
    """The whole rows at the beginning of a stream of varbinds."""

    indexes: list[Index]
    last: bytes  # the last row's index as it is encoded
    cells: list[bytes]  # row by row: nothing, the index as it is encoded, the numbers of the row with tag and length
    rest: bytes  # what follows the rows
    begun: tuple[bytes, ...] | None  # the names in `rest` if that is the beginning of one more row, which may be empty


def column_of(cells: list[bytes], place: int, width: int) -> list[bytes]:
    """Give the numbers of one of `width` columns, from the cells of rows."""
    return cells[2 + place :: width + 2]


def _varbind(prefix: bytes, size: int, index: bytes) -> bytes:
    name = re.escape(bytes((min(len(prefix) + size, 255),)) + prefix)
    return rb"\x30[\x00-\x7f]\x06" + name + index + b"(" + NUMBER + b")"


@lru_cache(maxsize=256)
def _pattern(prefixes: tuple[bytes, ...], size: int) -> re.Pattern[bytes]:
    """Match a row whose index takes `size` octets and is the same in each column; split off it and the numbers."""
    parts = []
    for place, prefix in enumerate(prefixes):
        name = re.escape(bytes((min(len(prefix) + size, 255),)) + prefix) + (
            rb"\1" if place else b"(" + b"." * size + b")"
        )
        parts.append(rb"\x30[\x00-\x7f]\x06" + name + b"(" + NUMBER + b")")
    return re.compile(b"".join(parts), re.DOTALL)


@lru_cache(maxsize=256)
def _part(prefixes: tuple[bytes, ...], size: int) -> re.Pattern[bytes]:
    """Match the beginning of a row, from one varbind to all but one."""
    part = b""
    for place in range(len(prefixes) - 2, 0, -1):
        part = b"(?:" + _varbind(prefixes[place], size, rb"\1") + part + b")?"
    return re.compile(_varbind(prefixes[0], size, b"(" + b"." * size + b")") + part, re.DOTALL)


def _begun(rest: bytes, prefixes: tuple[bytes, ...]) -> tuple[bytes, ...] | None:
    if not rest:
        return ()
    size = rest[_NAME_SIZE_AT] - len(prefixes[0]) if len(rest) > _NAME_SIZE_AT else 0
    if not 0 < size <= _INDEX_OCTETS or not 1 < len(prefixes) <= ROW_WIDTH:
        return None
    match = _part(prefixes, size).fullmatch(rest)
    if match is None:
        return None
    suffix = match[1]
    return tuple([prefix + suffix for prefix in prefixes[: (match.lastindex or 1) - 1]])


def rows(stream: bytes, prefixes: tuple[bytes, ...]) -> Rows:
    """Take rows off the beginning of `stream` as far as each column has the same index. Raises Malformed.

    The columns are told by `prefixes`, in their order. There may be no such row; what stops them is left in `rest`.
    """
    suffixes: list[bytes] = []
    cells: list[bytes] = []
    stride = len(prefixes) + 2
    tried = 0
    for _ in range(_SIZES):
        size = stream[_NAME_SIZE_AT] - len(prefixes[0]) if len(stream) > _NAME_SIZE_AT else 0
        if size == tried or not 0 < size <= _INDEX_OCTETS or len(prefixes) > ROW_WIDTH:
            break
        tried = size
        parts = _pattern(prefixes, size).split(stream)
        rest = parts.pop()
        if not parts or any(parts[::stride]):
            break
        suffixes += parts[1::stride]
        cells += parts
        stream = rest
    try:
        indexes = list(map(_indexes.__getitem__, suffixes))
    except KeyError:
        indexes = [_index(suffix) for suffix in suffixes]
    return Rows(indexes, suffixes[-1] if suffixes else b"", cells, stream, _begun(stream, prefixes))


@lru_cache(maxsize=256)
def _tail(shortest: int, width: int) -> re.Pattern[bytes]:
    """Match varbinds of numbers, of which there is at least a whole row; the names of the first row are split off."""
    names = sized(shortest, min(shortest + 8, 127))
    first = (rb"\x30[\x00-\x7f]\x06(" + names + rb")" + NUMBER) * width
    return re.compile(first + rb"(?:\x30[\x00-\x7f]\x06(?:" + names + rb")" + NUMBER + rb")*+\Z", re.DOTALL)


def past(stream: bytes, prefixes: tuple[bytes, ...], shortest: int) -> bool:
    """Say whether `stream` holds nothing but sound numbers and begins with a row that is past all the columns.

    It may be past them and still be denied. `shortest` is the size of the shortest name there can be.
    """
    if len(prefixes) > ROW_WIDTH or stream.startswith(prefixes[0], _NAME_SIZE_AT + 1):
        return False
    match = _tail(shortest, len(prefixes)).match(stream)
    return match is not None and not any(map(bytes.startswith, match.groups(), prefixes, repeat(1)))


def _index(suffix: bytes) -> Index:
    found = _indexes.get(suffix)
    if found is None:
        if len(_indexes) > _KNOWN:
            _indexes.clear()
        found = _indexes[suffix] = suffix_arcs(suffix)
    return found
