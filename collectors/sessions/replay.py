"""A recording (`OID|TAG|VALUE` lines, snmpsim's .snmprec) that answers like the device it was taken from."""

import re
from bisect import bisect_left
from collections.abc import AsyncIterator, Iterable, Mapping
from ipaddress import IPv4Address
from pathlib import Path
from typing import Final, NamedTuple, Self

from collectors.sessions.session import ByObjects, Garbled, Unreachable
from collectors.sessions.values import Index, ObjectId, Oid, Value, arcs, dotted

PRIVATE: Final = b"<private>"
"""What givers of recordings put in place of what they do not want to show."""

_ARCS = re.compile(r"\.?\d+(?:\.\d+)*\.?\Z")
_LIKE_ARCS = re.compile(r"\.?[\dxX.]+\Z")
_NOT_HEX = re.compile(r"[^0-9a-fA-F]")
_ESCAPE = re.compile(rb"\\x([0-9a-fA-F]{2})")
_IPV4_OCTETS: Final = 4

_NUMBERS: Final = frozenset((2, 65, 66, 67, 70))
_NULLS: Final = frozenset((5, 128, 129, 130))
_OCTETS: Final = frozenset((4, 68))


class Oddity(NamedTuple):
    """A line that was left out, since a device could not have said it."""

    line: int
    reason: str


class _Odd(Exception):
    """The line cannot be served, but says why and harms no other."""


def _octets(raw: bytes, form: str) -> bytes:
    if form == "x":
        digits = raw.decode("ascii")
        if len(digits) % 2 or _NOT_HEX.search(digits):
            raise _Odd(f"{digits[:40]!r} is not an even number of hex digits")
        return bytes.fromhex(digits)
    if form == "e":
        return _ESCAPE.sub(lambda match: bytes.fromhex(match[1].decode("ascii")), raw)
    return raw


def _value(tag: int, form: str, raw: bytes) -> Value | None:
    """Read one value. Raises _Odd for a placeholder under a numeric tag, ValueError for what no recorder writes."""
    content = _octets(raw, form)
    if tag in _OCTETS:
        return content
    if tag in _NULLS:
        return None
    if PRIVATE in content:
        raise _Odd(f"{content.decode(errors='replace')!r} stands for a value of tag {tag}")
    if tag in _NUMBERS:
        return int(content)
    if tag == 6:  # noqa: PLR2004 — OBJECT IDENTIFIER
        return ObjectId(dotted(arcs(content.decode("ascii")))) if content else ObjectId("0.0")
    if tag == 64:  # noqa: PLR2004 — IpAddress
        return IPv4Address(content if form == "x" and len(content) == _IPV4_OCTETS else content.decode("ascii"))
    raise ValueError(f"tag {tag} is not one of SNMP's")


def _line(line: bytes) -> tuple[tuple[int, ...], Value | None]:
    parts = line.split(b"|", 2)
    if len(parts) != 3:  # noqa: PLR2004 — OID, tag, value
        raise ValueError("expected OID|TAG|VALUE")
    oid, kind, raw = parts[0].decode("ascii").strip(), parts[1].decode("ascii").strip(), parts[2]
    if not _ARCS.match(oid):
        if _LIKE_ARCS.match(oid):
            raise _Odd(f"{oid!r} has an arc that is not a number")
        raise ValueError(f"{oid!r} is not an object identifier")
    form = kind[-1:] if kind[-1:] in {"x", "e"} else ""
    return arcs(oid.strip(".")), _value(int(kind.removesuffix(form) if form else kind), form, raw)


class Recording:
    """Everything one device said, in tree order. Of an identifier that occurs twice the first holds."""

    def __init__(self, rows: Iterable[tuple[tuple[int, ...], Value | None]], oddities: tuple[Oddity, ...] = ()) -> None:
        found: dict[tuple[int, ...], Value | None] = {}
        for numbers, value in rows:
            found.setdefault(numbers, value)
        self.names = sorted(found)
        self.cells = found
        self.oddities = oddities

    @classmethod
    def parse(cls, text: bytes, name: str) -> Self:
        """Read a recording. Raises Garbled naming the line and the reason; quirks that givers are known for pass."""
        rows: list[tuple[tuple[int, ...], Value | None]] = []
        odd: list[Oddity] = []
        for number, line in enumerate(text.split(b"\n"), 1):
            bare = line.rstrip(b"\r")
            if not bare.strip() or bare.startswith(b"#"):
                continue
            try:
                rows.append(_line(bare))
            except _Odd as error:
                odd.append(Oddity(number, str(error)))
            except ValueError as error:
                raise Garbled(f"{name} line {number}: {error}: {bare[:80].decode(errors='replace')!r}") from error
        return cls(rows, tuple(odd))

    def below(self, prefix: tuple[int, ...]) -> dict[tuple[int, ...], Value]:
        """Give index -> value of all that lies under a prefix."""
        out: dict[tuple[int, ...], Value] = {}
        size = len(prefix)
        for place in range(bisect_left(self.names, prefix), len(self.names)):
            name = self.names[place]
            if name[:size] != prefix:
                break
            value = self.cells[name]
            if value is not None and len(name) > size:
                out[name[size:]] = value
        return out


def load(path: Path) -> Recording:
    """Read a recording from a file. Raises Garbled naming file, line and reason."""
    try:
        return Recording.parse(path.read_bytes(), path.name)
    except OSError as error:
        raise Garbled(f"{path}: {error.strerror}") from error


class ReplaySession(ByObjects):
    """A session with a recording; contexts are its siblings NAME@CONTEXT.snmprec."""

    def __init__(self, path: Path, recording: Recording | None = None) -> None:
        self._path = path
        self._recording = load(path) if recording is None else recording

    @property
    def oddities(self) -> tuple[Oddity, ...]:
        """Lines that were left out."""
        return self._recording.oddities

    def within(self, context: str) -> "ReplaySession":
        """Give the session of another community context. Raises Unreachable where it was not recorded."""
        sibling = self._path.with_name(f"{self._path.stem}@{context}{self._path.suffix}")
        if not sibling.is_file():
            raise Unreachable(f"{self._path.name} has no recording of context {context}")
        return ReplaySession(sibling)

    async def get(self, *oids: Oid) -> Mapping[Oid, Value]:
        """Give the instances that were recorded."""
        found = {oid: self._recording.cells.get(arcs(oid)) for oid in oids}
        return {oid: value for oid, value in found.items() if value is not None}

    async def table(self, *columns: Oid) -> Mapping[Oid, Mapping[Index, Value]]:
        """Give whole columns."""
        return {column: self._recording.below(arcs(column)) for column in columns}

    async def walk(self, root: Oid) -> AsyncIterator[tuple[Oid, Value]]:
        """Give everything below `root`, in tree order."""
        stem = arcs(root)
        for index, value in self._recording.below(stem).items():
            yield dotted(stem + index), value
