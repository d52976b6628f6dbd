"""Facts whose fields a profile or MIB lays out cell by cell: one row of a table, one fact."""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar, get_args, get_type_hints

import msgspec

from collectors.collect.asking import Column, Device
from collectors.collect.capacity import kept
from collectors.collect.naming import Names, names
from collectors.facts import Fact
from collectors.parse.functions import FUNCTIONS
from collectors.parse.text import number, stated
from collectors.profiles.tables import Cell, RowTable
from collectors.sessions.values import Index, Oid, Value

Found = TypeVar("Found", bound=Fact)
Read = Callable[[Index], str | float | bool | int | None]

_OCTET: Final = 255


async def row_facts(device: Device, tables: list[RowTable], kind: type[Found]) -> list[Found]:
    """Give the facts of all tables; a row without a field that its kind needs is none."""
    await device.each(*(oid for table in tables for oid in columns(table)))
    found: list[Found] = []
    taken: set[str] = set()
    for table in tables:
        if table.first in taken:
            continue
        rows = await _table(device, table, kind)
        if rows and table.first:
            taken.add(table.first)
        found += rows
    return found


def columns(table: RowTable) -> list[Oid]:
    """Give the columns that a table is read from."""
    only = [table.only.column] if table.only else []
    return [*(cell.column for cell in table.cells.values() if cell.column), *only]


async def _table(device: Device, table: RowTable, kind: type[Found]) -> list[Found]:
    known = {oid: await device.column(oid) for oid in columns(table)}
    # what is joined by a part of the index names no rows of its own
    own = [known[cell.column] for cell in table.cells.values() if cell.column and cell.key is None]
    indexes = await kept(device, table.only, sorted(set().union(*own)))
    types = field_types(kind)
    reads = {field: _read(cell, known, types[field]) for field, cell in table.cells.items()}
    called = await names(device, table.name) if table.name else None
    return [fact for index in indexes if (fact := _fact(index, reads, called, table, kind))]


def field_types(kind: type[Fact]) -> Mapping[str, type]:
    """Give field -> str, int, float or bool; a field of chosen words is a str."""
    out: dict[str, type] = {}
    for name, hint in get_type_hints(kind).items():
        inner = [one for one in (get_args(hint) or (hint,)) if one is not type(None)]
        out[name] = next((one for one in (bool, int, float) if one in inner), str)
    return out


def _fact(
    index: Index, reads: Mapping[str, Read], called: Names | None, table: RowTable, kind: type[Found]
) -> Found | None:
    fields: dict[str, Any] = {field: value for field, read in reads.items() if (value := read(index)) is not None}
    if not any(fields[field] is not None for field, cell in table.cells.items() if field in fields and cell.column):
        return None
    if called is not None and (name := called(index)):
        fields["name"] = name
    needed = {field.name for field in msgspec.structs.fields(kind) if field.required}
    if not needed <= fields.keys():
        return None
    try:
        return msgspec.convert({"source": table.source, **fields}, kind)
    except msgspec.ValidationError:
        return None  # a word or number that no such fact can have: the device states nonsense in this row


def _read(cell: Cell, known: Mapping[Oid, Column], kind: type) -> Read:
    def read(index: Index) -> str | float | bool | int | None:
        raw = _raw(cell, known, index)
        return None if raw is None else _typed(cell, raw, kind)

    return read


def _raw(cell: Cell, known: Mapping[Oid, Column], index: Index) -> Value | None:
    if cell.text is not None:
        return cell.text.encode()
    if cell.at is not None:
        return index[cell.at] if -len(index) <= cell.at < len(index) else None
    if cell.octets is not None:
        rest = index[cell.octets :]
        return bytes(rest) if rest and max(rest) <= _OCTET else None
    if cell.key is not None:
        fits = all(-len(index) <= at < len(index) for at in cell.key)
        index = tuple(index[at] for at in cell.key) if fits else ()
    return known[cell.column or ""].get(index)


def _typed(cell: Cell, raw: Value, kind: type) -> str | float | bool | int | None:
    if cell.map is not None:
        return cell.map.get(raw if isinstance(raw, int) else stated(raw) or "")
    plain = number(raw)
    if plain is not None and plain in cell.skip:
        return None
    value = FUNCTIONS[cell.parse](raw) if cell.parse else plain if kind in {int, float} else stated(raw)
    if kind is str or not isinstance(value, float):
        return str(value) if kind is str and value is not None else None
    scaled = round(value * cell.scale, 6)
    return int(scaled) if kind is int else scaled
