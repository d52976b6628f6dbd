"""Several columns walked at once, the end kept for each: an agent may cut a reply anywhere, also in mid-row."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from collectors.sessions.ber import ABSENT, NULL, Malformed, decode, encoded, oid_text, suffix_arcs
from collectors.sessions.message import (
    GETBULK,
    GETNEXT,
    NO_SUCH_NAME,
    STATUS,
    TOO_BIG,
    Reply,
    Request,
    numbers,
    request,
    varbinds,
)
from collectors.sessions.session import Garbled, Refused
from collectors.sessions.values import Index, Oid, Value, arcs

BINDS: Final = 400
"""Varbinds asked for in one GETBULK: some 10 KB, which agents cut to what they can send."""

CELLS: Final = 2_000_000
"""Cells after which a table is called endless."""

_LAYOUTS: Final = 512
_LAYOUT_ROWS: Final = 8192
_END: Final[Index] = ()
_layouts: dict[bytes, dict[bytes, Index]] = {}


def layout(prefix: bytes) -> dict[bytes, Index]:
    """Give what is known of a column's names: identifier with its length octet -> index, the same for every device."""
    known = _layouts.get(prefix)
    if known is None or len(known) > _LAYOUT_ROWS:
        if len(_layouts) > _LAYOUTS:
            _layouts.clear()
        known = _layouts[prefix] = {}
    return known


class Column:
    """One column under way."""

    __slots__ = ("cells", "cursor", "known", "last", "prefix")

    def __init__(self, oid: Oid, prefix: bytes) -> None:
        self.prefix = prefix
        self.known = layout(prefix)
        self.cursor: bytes | None = encoded(oid)
        self.last: Index = _END
        self.cells: dict[Index, Value] = {}

    def indexes(self, names: Sequence[bytes]) -> list[Index]:
        """Give the index of each name (with its length octet); empty for a name past the column. Raises Malformed."""
        try:
            return list(map(self.known.__getitem__, names))
        except KeyError:
            return [self.index(name) for name in names]

    def index(self, name: bytes) -> Index:
        """Give the index of one name (with its length octet); empty where it is past the column. Raises Malformed."""
        found = self.known.get(name)
        if found is None:
            inside = name.startswith(self.prefix, 1) and len(name) > len(self.prefix) + 1
            found = self.known[name] = suffix_arcs(name[len(self.prefix) + 1 :]) if inside else _END
        return found


@lru_cache(maxsize=4096)
def _prefix(oid: Oid) -> bytes:
    return encoded(oid) if len(arcs(oid)) > 1 else b""


class Cells(NamedTuple):
    """What one reply says of one column."""

    indexes: Sequence[Index]
    values: Sequence[Value]
    last: Index
    cursor: bytes | None  # the identifier to go on from; None where the column has ended


class TableWalk:
    """Feeds on replies and says what to ask next. A reply that is Malformed leaves no trace."""

    def __init__(self, version: int, community: bytes, columns: Sequence[Oid], repetitions: int) -> None:
        self._version = version
        self._community = community
        self._columns = [Column(oid, _prefix(oid)) for oid in columns]
        self._open = list(self._columns)
        self._asked: list[Column] = []
        self._shortest = min((len(column.prefix) for column in self._columns), default=0) + 1
        self._repetitions = repetitions
        self._width = max(len(columns), 1)

    def first(self) -> Request:
        """Give the request to begin with."""
        return self._next()

    def result(self) -> list[Mapping[Index, Value]]:
        """Give the cells of each column, in the order of the columns."""
        return [column.cells for column in self._columns]

    def _next(self) -> Request:
        self._asked = asked = self._open[: self._width]
        cursors = tuple([column.cursor for column in asked if column.cursor is not None])
        if self._version == 0:
            return request(0, self._community, GETNEXT, cursors)
        repetitions = max(1, min(self._repetitions, BINDS // len(asked)))
        return request(self._version, self._community, GETBULK, cursors, repetitions)

    def feed(self, data: bytes, head: Reply) -> Request | None:
        """Take one reply; give the next request, or None when all columns have ended.

        Raises Malformed for a reply to be treated as lost, Garbled for a device that goes round in circles, Refused.
        """
        if head.status:
            self._complaint(head)
        else:
            self._take(self._read(data, head))
        return self._next() if self._open else None

    def _complaint(self, head: Reply) -> None:
        if head.status == NO_SUCH_NAME and self._version == 0 and 0 < head.place <= len(self._asked):
            self._asked[head.place - 1].cursor = None
            self._open = [column for column in self._open if column.cursor is not None]
            return
        if head.status == TOO_BIG and self._repetitions > 1 and self._version:
            self._repetitions = max(1, self._repetitions // 2)
            return
        if head.status == TOO_BIG and len(self._asked) > 1:
            self._width = len(self._asked) // 2
            return
        name = STATUS[head.status] if 0 <= head.status < len(STATUS) else str(head.status)
        at = self._asked[head.place - 1 if 0 < head.place <= len(self._asked) else 0]
        raise Refused(f"device answers {name} when asked for what follows {oid_text(at.cursor or at.prefix)}")

    def _read(self, data: bytes, head: Reply) -> list[Cells]:
        asked = self._asked
        width = len(asked)
        quick = numbers(data, head.start, head.end, self._shortest)
        if quick is None:
            return self._read_slowly(data, head)
        names, values = quick
        if len(names) < width:
            raise Malformed(f"reply has {len(names)} varbinds for {width} columns")
        out: list[Cells] = []
        for place, column in enumerate(asked):
            own = names[place::width]
            indexes = column.indexes(own)
            if _END in indexes:
                del indexes[indexes.index(_END) :]
                out.append(Cells(indexes, values[place : place + width * len(indexes) : width], _END, None))
            else:
                out.append(Cells(indexes, values[place::width], indexes[-1], own[-1][1:]))
        return out

    def _read_slowly(self, data: bytes, head: Reply) -> list[Cells]:
        asked = self._asked
        width = len(asked)
        staged = [_Staged(column) for column in asked]
        count = 0
        for name, tag, start, end in varbinds(data, head.start, head.end):
            staged[count % width].add(name, tag, decode(tag, data, start, end))
            count += 1
        if count < width:
            raise Malformed(f"reply has {count} varbinds for {width} columns")
        return [Cells(one.indexes, one.values, one.last, one.cursor) for one in staged]

    def _take(self, read: list[Cells]) -> None:
        ended = False
        for column, (indexes, values, last, cursor) in zip(self._asked, read, strict=True):
            cells = column.cells
            before = len(cells)
            cells.update(zip(indexes, values, strict=True))
            if len(cells) != before + len(indexes) or before > CELLS:
                raise Garbled(f"identifiers below {oid_text(column.prefix or b'+')} repeat or never end")
            if cursor is None:
                ended = True
            elif last <= column.last:
                raise Garbled(
                    f"identifier not increasing: {oid_text(cursor)} comes after {oid_text(column.cursor or b'+')}"
                )
            column.last, column.cursor = last, cursor
        if ended:
            self._open = [column for column in self._open if column.cursor is not None]


class _Staged:
    """What one reply says of one column, gathered varbind by varbind."""

    __slots__ = ("column", "cursor", "indexes", "last", "values")

    def __init__(self, column: Column) -> None:
        self.column = column
        self.indexes: list[Index] = []
        self.values: list[Value] = []
        self.last = column.last
        self.cursor = column.cursor

    def add(self, name: bytes, tag: int, value: Value | None) -> None:
        """Take the next varbind of the column. A Null is a row without a value, an exception of v2 ends the column."""
        if self.cursor is None:
            return
        index = self.column.index(bytes((len(name) & 0xFF,)) + name)
        if index == _END or (tag in ABSENT and tag != NULL):
            self.cursor = None
            return
        self.cursor, self.last = name, index
        if value is not None:
            self.indexes.append(index)
            self.values.append(value)
