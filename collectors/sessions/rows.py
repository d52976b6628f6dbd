"""Whole rows of interleaved columns, matched at once: tables of numbers with the same indexes in each column."""

import re
from functools import lru_cache
from itertools import repeat
from typing import Final, NamedTuple

from collectors.sessions.ber import suffix_arcs
from collectors.sessions.message import NUMBER, ROW_WIDTH, sized
from collectors.sessions.values import Index

_INDEX_OCTETS: Final = 16  # longer indexes differ in size from row to row, so nothing would be gained
_NAME_OCTETS: Final = 127  # the longest name whose length takes one octet
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
    name = re.escape(bytes((len(prefix) + size,)) + prefix)
    return rb"\x30[\x00-\x7f]\x06" + name + index + b"(" + NUMBER + b")"


@lru_cache(maxsize=256)
def _pattern(prefixes: tuple[bytes, ...], size: int) -> re.Pattern[bytes]:
    """Match a row whose index takes `size` octets and is the same in each column; split off it and the numbers."""
    first = _varbind(prefixes[0], size, b"(" + b"." * size + b")")
    return re.compile(first + b"".join([_varbind(prefix, size, rb"\1") for prefix in prefixes[1:]]), re.DOTALL)


@lru_cache(maxsize=256)
def _part(prefixes: tuple[bytes, ...], size: int) -> re.Pattern[bytes]:
    """Match the beginning of a row, from one varbind to all but one."""
    part = b""
    for place in range(len(prefixes) - 2, 0, -1):
        part = b"(?:" + _varbind(prefixes[place], size, rb"\1") + part + b")?"
    return re.compile(_varbind(prefixes[0], size, b"(" + b"." * size + b")") + part, re.DOTALL)


def _size(stream: bytes, prefixes: tuple[bytes, ...]) -> int:
    """Give the size of the first index in `stream`; 0 where patterns are of no use."""
    if len(stream) <= _NAME_SIZE_AT or len(prefixes) > ROW_WIDTH:
        return 0
    size = stream[_NAME_SIZE_AT] - len(prefixes[0])
    return size if 0 < size <= _INDEX_OCTETS and max(map(len, prefixes)) + size <= _NAME_OCTETS else 0


def _begun(rest: bytes, prefixes: tuple[bytes, ...]) -> tuple[bytes, ...] | None:
    if not rest:
        return ()
    size = _size(rest, prefixes)
    if not size or len(prefixes) == 1:
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
        size = _size(stream, prefixes)
        if size in {0, tried}:
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
    """Match rows of numbers and what is begun of one more; give the names of the first row and of the last."""
    names = sized(shortest, min(shortest + 8, _NAME_OCTETS))
    row = (rb"\x30[\x00-\x7f]\x06(" + names + rb")" + NUMBER) * width
    more = rb"(?:\x30[\x00-\x7f]\x06(?:" + names + rb")" + NUMBER + rb")*+"
    return re.compile(row + b"(?:" + row + b")*+" + more + rb"\Z", re.DOTALL)


def past(stream: bytes, prefixes: tuple[bytes, ...], shortest: int) -> bool:
    """Say whether `stream` is rows of sound numbers, of which the first and the last are past all the columns.

    Where it says no they may be past nevertheless. `shortest` is the size of the shortest name there can be.
    """
    if len(prefixes) > ROW_WIDTH or stream.startswith(prefixes[0], _NAME_SIZE_AT + 1):
        return False
    match = _tail(shortest, len(prefixes)).match(stream)
    return match is not None and not any(map(bytes.startswith, match.groups(b""), prefixes * 2, repeat(1)))


def _index(suffix: bytes) -> Index:
    found = _indexes.get(suffix)
    if found is None:
        if len(_indexes) > _KNOWN:
            _indexes.clear()
        found = _indexes[suffix] = suffix_arcs(suffix)
    return found
