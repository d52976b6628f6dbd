"""Storage, memory and processors, from tables that the profile names (HOST-RESOURCES-MIB for everyone)."""

from collections.abc import AsyncIterator
from typing import NamedTuple

from collectors.collect.asking import NOTHING, Column, Device
from collectors.collect.naming import Names, names
from collectors.facts import Mempool, Processor, Storage
from collectors.parse.functions import FUNCTIONS
from collectors.parse.text import number
from collectors.profiles.schema import Amount, Only, PoolTable
from collectors.sessions.values import Index, Oid, Value


class Pool(NamedTuple):
    """One row of a pool table in octets."""

    descr: str | None
    total: int | None
    used: int | None
    percent: float | None


async def kept(device: Device, only: Only | None, indexes: list[Index]) -> list[Index]:
    """Give the rows that `only` lets through."""
    if only is None:
        return indexes
    column = await device.column(only.column)
    wanted = {str(value) for value in only.values}
    return [index for index in indexes if str(_plain(column.get(index))) in wanted]


def _plain(value: Value | None) -> Value | str | None:
    return value.decode(errors="replace") if isinstance(value, bytes) else value


async def _amounts(device: Device, amount: Amount | None) -> dict[Index, float]:
    if amount is None:
        return {}
    column = await device.column(amount.column)
    units: Column = await device.column(amount.unit_column) if amount.unit_column else NOTHING
    out = {}
    for index, cell in column.items():
        found = number(cell)
        if found is not None and found >= 0:
            out[index] = found * amount.unit * (number(units.get(index)) or 1)
    return out


async def _pools(device: Device, source: PoolTable) -> list[Pool]:
    total, used, free = [await _amounts(device, amount) for amount in (source.total, source.used, source.free)]
    share: Column = await device.column(source.percent) if source.percent else NOTHING
    rest: Column = await device.column(source.free_percent) if source.free_percent else NOTHING
    indexes = await kept(
        device, source.only, sorted(total.keys() | used.keys() | free.keys() | share.keys() | rest.keys())
    )
    called = await names(device, source.descr)
    found = [pool for index in indexes if (pool := _pool(index, (total, used, free), (share, rest), called))]
    if source.above is None:
        return found
    return [pool for pool in found if pool.percent is not None and pool.percent > source.above]


def _pool(
    index: Index,
    amounts: tuple[dict[Index, float], dict[Index, float], dict[Index, float]],
    shares: tuple[Column, Column],
    called: Names,
) -> Pool | None:
    total, used, free = (amount.get(index) for amount in amounts)
    if total is None and used is not None and free is not None:
        total = used + free
    if used is None and total is not None and free is not None:
        used = total - free
    left = number(shares[1].get(index))
    percent = number(shares[0].get(index)) if left is None else 100 - left
    if percent is None and total and used is not None:
        percent = round(100 * used / total, 2)
    if not total and percent is None:
        return None
    return Pool(called(index), int(total) if total else None, None if used is None else int(used), percent)


async def mempools(device: Device) -> tuple[Mempool, ...] | None:
    """Observe memory; None where the device states none."""
    found = [
        Mempool(descr=p.descr, class_=s.class_, total_bytes=p.total, used_bytes=p.used, used_percent=p.percent)
        async for s, p in _each(device, device.profile.mempools)
    ]
    return tuple(found) or None


async def storage(device: Device) -> tuple[Storage, ...] | None:
    """Observe file systems and volumes; None where the device states none."""
    found = [
        Storage(descr=p.descr, type=s.type, size_bytes=p.total, used_bytes=p.used, used_percent=p.percent)
        async for s, p in _each(device, device.profile.storage)
    ]
    return tuple(found) or None


def _columns(source: PoolTable) -> list[Oid]:
    """Give the columns with the amounts of a table."""
    amounts = (amount.column for amount in (source.total, source.used, source.free) if amount)
    return [oid for oid in (*amounts, source.percent, source.free_percent) if oid]


async def _each(device: Device, sources: list[PoolTable]) -> AsyncIterator[tuple[PoolTable, Pool]]:
    taken: set[str] = set()
    await device.each(*(oid for source in sources for oid in _columns(source)))
    for source in sources:
        if source.first in taken:
            continue
        found = await _pools(device, source)
        if found and source.first:
            taken.add(source.first)
        for pool in found:
            yield source, pool


async def processors(device: Device) -> tuple[Processor, ...] | None:
    """Observe the load of processors; None where the device states none. The first table that has rows is taken."""
    for source in device.profile.processors:
        column = await device.column(source.column)
        if not column:
            continue
        indexes = await kept(device, source.only, list(column))
        called = await names(device, source.descr)
        parse = FUNCTIONS[source.parse or "plain"]
        found = []
        for index in indexes:
            value = parse(column[index])
            if isinstance(value, float) and value not in source.skip:
                found.append(Processor(descr=called(index), usage_percent=value * source.scale))
        if found:
            return tuple(found)
    return None
