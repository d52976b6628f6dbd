"""Several columns walked at once, the end kept for each: an agent may cut a reply anywhere, also in mid-row."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple, cast

from collectors.sessions.ber import ABSENT, NULL, Malformed, decode, encoded, oid_text, suffix_arcs
from collectors.sessions.message import (
    GETBULK,
    GETNEXT,
    NO_SUCH_NAME,
    ROW_WIDTH,
    STATUS,
    TOO_BIG,
    Reply,
    Request,
    decoded,
    numbers,
    request,
    varbinds,
)
from collectors.sessions.rows import Rows, column_of, past, rows
from collectors.sessions.session import Garbled, Refused
from collectors.sessions.values import Index, Oid, Value, arcs

BINDS: Final = 400
"""Varbinds asked for in one GETBULK: some 10 KB, which agents cut to what they can send."""

WIDTH: Final = 40
"""Columns asked for together: their names fit a datagram of 1472 octets."""

PROBED: Final = 10
"""Columns beyond which the first request asks for one row only, to find out cheaply which of them exist."""

ROWS: Final = 1_000_000
"""Rows after which a column is called endless."""

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
    """One column under way: indexes and values as they came, made a mapping at the end."""

    __slots__ = ("cursor", "holes", "indexes", "known", "last", "prefix", "undecoded", "values")

    def __init__(self, oid: Oid, prefix: bytes) -> None:
        self.prefix = prefix
        self.known = layout(prefix)
        self.cursor: bytes | None = encoded(oid)  # to go on from; None once the column has ended
        self.last: Index = _END
        self.holes = False  # whether a row came without a value
        self.indexes: list[Index] = []
        self.values: list[Value | None] = []
        self.undecoded: list[bytes] = []  # numbers that follow `values`, as they came

    def _index(self, name: bytes) -> Index:
        found = self.known.get(name)
        if found is None:
            inside = name.startswith(self.prefix, 1) and len(name) > len(self.prefix) + 1
            found = self.known[name] = suffix_arcs(name[len(self.prefix) + 1 :]) if inside else _END
        return found

    def inside(self, names: list[bytes]) -> list[Index]:
        """Give the indexes of the names before the first that is past the column. Raises Malformed, Garbled."""
        try:
            indexes = list(map(self.known.__getitem__, names))
        except KeyError:
            indexes = [self._index(name) for name in names]
        if _END not in indexes:
            return indexes
        if indexes[-1] != _END:
            raise Garbled(f"identifiers leave what is below {oid_text(self.prefix or b'+')} and come back")
        return indexes[: indexes.index(_END)]

    def take(self, indexes: list[Index], values: Sequence[Any], *, raw: bool) -> None:
        """Append what a reply says of this column; `raw` values are numbers with their tag."""
        self.indexes += indexes
        if raw:
            self.undecoded += values
            return
        self._decode()
        self.values += values
        self.holes = self.holes or None in values

    def move(self, last: Index, name: bytes) -> None:
        """Go on from this row and its name. Raises Garbled where that is not further than before."""
        if last <= self.last or len(self.indexes) >= ROWS:
            raise _circle(name, self.cursor or b"")
        self.last, self.cursor = last, name

    def _decode(self) -> None:
        self.values += decoded(self.undecoded)
        self.undecoded = []

    def cells(self, frame: dict[Index, None]) -> dict[Index, Value]:
        """Give the column; `frame` has its indexes. Raises Garbled for names that repeat."""
        self._decode()
        if len(frame) != len(self.indexes):
            raise Garbled(f"identifiers below {oid_text(self.prefix or b'+')} repeat")
        found: dict[Index, Value | None] = {**frame}
        found.update(zip(self.indexes, self.values, strict=True))
        if self.holes:
            return {index: cell for index, cell in found.items() if cell is not None}
        return cast("dict[Index, Value]", found)


@lru_cache(maxsize=4096)
def _prefix(oid: Oid) -> bytes:
    return encoded(oid) if len(arcs(oid)) > 1 else b""


Read = Sequence[tuple[list[bytes], list[bytes] | list[Value | None]]]
"""For each column the names and values of one reply; values that are not decoded yet are numbers with their tag."""


class Part(NamedTuple):
    """What a reply says of one column."""

    indexes: list[Index]  # of the names before the first that is past the column
    names: list[bytes]
    values: Sequence[bytes | Value | None]
    raw: bool  # whether the values are numbers with their tag


class TableWalk:
    """Feeds on replies and says what to ask next. A reply that is Malformed leaves no trace.

    The columns are alike as long as each row has all of them, as numbers. Then a row that an agent cuts is asked for
    from where it was cut, so that the replies make one stream of whole rows.
    """

    def __init__(self, version: int, community: bytes, columns: Sequence[Oid], repetitions: int) -> None:
        self._version = version
        self._community = community
        self._columns = [Column(oid, _prefix(oid)) for oid in columns]
        self._open = self._columns
        self._shortest = min((len(column.prefix) for column in self._columns), default=0) + 1
        self.repetitions = repetitions
        """Rows asked for in one request; fewer once the device said that so many are too big."""
        self._width = min(max(len(columns), 1), WIDTH)
        self._indexes: list[Index] = []  # of the rows whose cells are still together
        self._cells: list[bytes] = []
        self._alike = True
        self._regroup()

    def first(self) -> Request:
        """Give the request to begin with."""
        return self._next()

    def result(self) -> list[Mapping[Index, Value]]:
        """Give the cells of each column, in the order of the columns. Raises Garbled."""
        self._settle()
        found: list[Mapping[Index, Value]] = []
        indexes: list[Index] = []
        frame: dict[Index, None] = {}
        for column in self._columns:
            if column.indexes != indexes:
                indexes = column.indexes
                frame = dict.fromkeys(indexes)  # a copy of it is cheaper than a new mapping for each column
            found.append(column.cells(frame))
        return found

    def _regroup(self) -> None:
        """Choose the columns to ask for next, from their last whole rows."""
        self._asked = asked = self._open[: self._width]
        self._prefixes = tuple([column.prefix for column in asked])
        self._last = max([column.last for column in asked], default=_END)
        self._onward()

    def _onward(self) -> None:
        """Go on from where each column is."""
        self._cursors = [column.cursor or b"" for column in self._asked]
        self._begun = b""  # varbinds of a row whose end has not come yet
        self._ahead: tuple[bytes, ...] = ()  # the names in them, one for each column that is one row ahead

    def _settle(self) -> None:
        """Sort the rows that are together into their columns."""
        if self._indexes:
            for place, column in enumerate(self._asked):
                column.last, column.cursor = self._last, self._cursors[place]
                column.take(self._indexes, column_of(self._cells, place, len(self._asked)), raw=True)
            self._indexes, self._cells = [], []

    def _next(self) -> Request:
        width = len(self._asked)
        cursors = [*self._cursors[len(self._ahead) :], *self._ahead]
        if self._version == 0:
            return request(0, self._community, GETNEXT, cursors)
        fresh = width > PROBED and self._last == _END
        repetitions = 1 if fresh else max(1, min(self.repetitions, BINDS // width))
        return request(self._version, self._community, GETBULK, cursors, repetitions)

    def feed(self, data: bytes, head: Reply) -> Request | None:
        """Take one reply; give the next request, or None when all columns have ended.

        Raises Malformed for a reply to be treated as lost, Garbled for a device that goes round in circles, Refused.
        """
        if head.status:
            self._complaint(head)
        elif head.start == head.end:
            raise Malformed("reply has no varbinds")
        else:
            self._take(self._begun + data[head.start : head.end])
        return self._next() if self._open else None

    def _drop_ended(self) -> None:
        self._open = [column for column in self._open if column.cursor is not None]
        self._regroup()

    def _complaint(self, head: Reply) -> None:
        self._settle()
        asked = self._asked[len(self._ahead) :] + self._asked[: len(self._ahead)]
        at = asked[head.place - 1 if 0 < head.place <= len(asked) else 0]
        if head.status == NO_SUCH_NAME and self._version == 0 and head.place > 0:
            at.cursor = None
            self._drop_ended()
        elif head.status == TOO_BIG and self.repetitions > 1 and self._version:
            self.repetitions = max(1, self.repetitions // 2)
        elif head.status == TOO_BIG and len(asked) > 1:
            self._width = len(asked) // 2
            self._regroup()
        else:
            name = STATUS[head.status] if 0 <= head.status < len(STATUS) else str(head.status)
            raise Refused(f"device answers {name} when asked for what follows {oid_text(at.cursor or at.prefix)}")

    def _take(self, stream: bytes) -> None:
        """Sort varbinds into the columns that were asked, which alternate from the first to the last."""
        asked = self._asked
        if not self._alike or len(asked) > ROW_WIDTH:
            self._sort(self._read(stream))
            return
        found = rows(stream, self._prefixes)
        rest = found.rest
        if found.begun is not None:
            self._append(found)
            self._begun, self._ahead = rest, found.begun
            return
        if past(rest, self._prefixes, self._shortest):
            self._append(found)
            self._settle()
            for column in asked:
                column.cursor = None
            self._drop_ended()
            return
        read = self._read(rest)
        self._append(found)
        self._settle()
        self._alike = self._sort(read) or bool(found.indexes)

    def _append(self, found: Rows) -> None:
        """Take whole rows. Raises Garbled."""
        if found.indexes:
            last = found.indexes[-1]
            if last <= self._last or len(self._asked[0].indexes) + len(self._indexes) >= ROWS:
                raise _circle(self._prefixes[0] + found.last, self._cursors[0])
            self._last = last
            self._cursors = [prefix + found.last for prefix in self._prefixes]
            self._indexes += found.indexes
            self._cells += found.cells

    def _read(self, stream: bytes) -> list[Part]:
        """Split varbinds by column. Raises Malformed, Garbled."""
        width = len(self._asked)
        quick = numbers(stream, 0, len(stream), self._shortest, width)
        parts = quick or _anything(stream, width)
        return [
            Part(column.inside(names), names, values, raw=quick is not None)
            for column, (names, values) in zip(self._asked, parts, strict=True)
        ]

    def _sort(self, read: list[Part]) -> bool:
        """Give each column its part; say whether any has ended. Raises Garbled."""
        ended = False
        for column, (indexes, names, values, raw) in zip(self._asked, read, strict=True):
            count = len(indexes)
            if count < len(names):
                column.cursor = None
                ended = True
            elif names:
                column.move(indexes[-1], names[-1][1:])
            column.take(indexes, values[:count], raw=raw)
        if ended:
            self._drop_ended()
        else:
            self._last = max(column.last for column in self._asked)
            self._onward()
        return ended


def _circle(name: bytes, cursor: bytes) -> Garbled:
    return Garbled(f"identifier not increasing: {oid_text(name)} comes after {oid_text(cursor or b'+')}")


def _anything(stream: bytes, width: int) -> Read:
    """Read varbinds one by one. An exception of v2 gets an empty name, which is in no column. Raises Malformed."""
    names: list[bytes] = []
    values: list[Value | None] = []
    for name, tag, start, end in varbinds(stream, 0, len(stream)):
        values.append(decode(tag, stream, start, end))
        ended = tag in ABSENT and tag != NULL
        names.append(b"" if ended else bytes((min(len(name), 255),)) + name)
    return [(names[place::width], values[place::width]) for place in range(width)]
