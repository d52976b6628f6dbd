"""Several columns walked at once, the end kept for each: an agent may cut a reply anywhere, also in mid-row."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, cast

from collectors.sessions.ber import ABSENT, NULL, Malformed, decode, encoded, oid_text, suffix_arcs
from collectors.sessions.message import (
    GETBULK,
    GETNEXT,
    NO_SUCH_NAME,
    STATUS,
    TOO_BIG,
    Reply,
    Request,
    decoded,
    numbers,
    request,
    varbinds,
)
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
    """One column under way: names (with their length octet) and values as they came, made a mapping at the end."""

    __slots__ = ("cursor", "holes", "known", "last", "names", "prefix", "undecoded", "values")

    def __init__(self, oid: Oid, prefix: bytes) -> None:
        self.prefix = prefix
        self.known = layout(prefix)
        self.cursor: bytes | None = encoded(oid)  # to go on from; None once the column has ended
        self.last: Index = _END
        self.holes = False  # whether a row came without a value
        self.names: list[bytes] = []
        self.values: list[Value | None] = []
        self.undecoded: list[bytes] = []  # numbers that follow `values`, as they came

    def index(self, name: bytes) -> Index:
        """Give the index of one name; empty where it is past the column. Raises Malformed."""
        found = self.known.get(name)
        if found is None:
            inside = name.startswith(self.prefix, 1) and len(name) > len(self.prefix) + 1
            found = self.known[name] = suffix_arcs(name[len(self.prefix) + 1 :]) if inside else _END
        return found

    def inside(self, names: list[bytes]) -> int:
        """Count the names before the first that is past the column. Raises Malformed."""
        try:
            indexes = list(map(self.known.__getitem__, names))
        except KeyError:
            indexes = [self.index(name) for name in names]
        return indexes.index(_END) if _END in indexes else len(names)

    def take(self, names: list[bytes], values: list[Any], *, raw: bool) -> None:
        """Append what a reply says of this column; `raw` values are numbers with their tag."""
        self.names += names
        if raw:
            self.undecoded += values
            return
        self.decode()
        self.values += values
        self.holes = self.holes or None in values

    def decode(self) -> None:
        """Append to `values` what waits in `undecoded`."""
        self.values += decoded(self.undecoded)
        self.undecoded = []

    def cells(self) -> dict[Index, Value]:
        """Give the column. Raises Garbled for names that repeat or that are not of the column."""
        self.decode()
        try:
            indexes = list(map(self.known.__getitem__, self.names))
        except KeyError:
            try:
                indexes = [self.index(name) for name in self.names]
            except Malformed as error:
                raise Garbled(f"below {oid_text(self.prefix)}: {error}") from error
        found = dict(zip(indexes, self.values, strict=True))
        if len(found) != len(indexes) or _END in found:
            raise Garbled(f"identifiers below {oid_text(self.prefix or b'+')} repeat or leave it and come back")
        if self.holes:
            return {index: cell for index, cell in found.items() if cell is not None}
        return cast("dict[Index, Value]", found)


@lru_cache(maxsize=4096)
def _prefix(oid: Oid) -> bytes:
    return encoded(oid) if len(arcs(oid)) > 1 else b""


Read = Sequence[tuple[list[bytes], list[bytes] | list[Value | None]]]
"""For each column the names and values of one reply; values that are not decoded yet are numbers with their tag."""


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
        self._width = min(max(len(columns), 1), WIDTH)

    def first(self) -> Request:
        """Give the request to begin with."""
        return self._next()

    def result(self) -> list[Mapping[Index, Value]]:
        """Give the cells of each column, in the order of the columns. Raises Garbled."""
        return [column.cells() for column in self._columns]

    def _next(self) -> Request:
        self._asked = asked = self._open[: self._width]
        cursors = [column.cursor or b"" for column in asked]
        if self._version == 0:
            return request(0, self._community, GETNEXT, cursors)
        fresh = len(asked) > PROBED and not any(column.names for column in asked)
        repetitions = 1 if fresh else max(1, min(self._repetitions, BINDS // len(asked)))
        return request(self._version, self._community, GETBULK, cursors, repetitions)

    def feed(self, data: bytes, head: Reply) -> Request | None:
        """Take one reply; give the next request, or None when all columns have ended.

        Raises Malformed for a reply to be treated as lost, Garbled for a device that goes round in circles, Refused.
        """
        if head.status:
            self._complaint(head)
        else:
            self._take(data, head)
        return self._next() if self._open else None

    def _drop_ended(self) -> None:
        self._open = [column for column in self._open if column.cursor is not None]

    def _complaint(self, head: Reply) -> None:
        if head.status == NO_SUCH_NAME and self._version == 0 and 0 < head.place <= len(self._asked):
            self._asked[head.place - 1].cursor = None
            self._drop_ended()
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

    def _take(self, data: bytes, head: Reply) -> None:
        """Sort the varbinds of a reply into the columns that were asked, which alternate from the first to the last."""
        asked = self._asked
        width = len(asked)
        quick = numbers(data, head.start, head.end, self._shortest, width)
        read = quick or _anything(data, head, width)
        if not read[-1][0]:
            raise Malformed(f"reply has fewer varbinds than the {width} columns asked for")
        lasts = [column.index(own[-1]) for column, (own, _) in zip(asked, read, strict=True)]
        ended = _END in lasts
        if ended:
            self._cut(read, lasts)
        for column, last, (own, values) in zip(asked, lasts, read, strict=True):
            if last > column.last and len(column.names) < ROWS:
                column.last, column.cursor = last, own[-1][1:]
            elif last == _END:
                column.cursor = None
            else:
                raise _circle(column, own[-1])
            column.take(own, values, raw=quick is not None)
        if ended:
            self._drop_ended()

    def _cut(self, read: Read, lasts: list[Index]) -> None:
        """Take off what lies past the columns that have ended. Raises Malformed."""
        for column, last, (own, values) in zip(self._asked, lasts, read, strict=True):
            if last == _END:
                count = column.inside(own)
                del own[count:], values[count:]


def _circle(column: Column, name: bytes) -> Garbled:
    came, after = oid_text(name[1:]), oid_text(column.cursor or b"+")
    return Garbled(f"identifier not increasing: {came} comes after {after}")


def _anything(data: bytes, head: Reply, width: int) -> Read:
    """Read varbinds one by one. An exception of v2 gets an empty name, which is in no column. Raises Malformed."""
    names: list[bytes] = []
    values: list[Value | None] = []
    for name, tag, start, end in varbinds(data, head.start, head.end):
        values.append(decode(tag, data, start, end))
        ended = tag in ABSENT and tag != NULL
        names.append(b"" if ended else bytes((min(len(name), 255),)) + name)
    return [(names[place::width], values[place::width]) for place in range(width)]
