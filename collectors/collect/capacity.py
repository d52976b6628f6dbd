"""Storage, memory and processors, from tables that the profile names (HOST-RESOURCES-MIB for everyone)."""

import re
from collections.abc import AsyncIterator
from typing import NamedTuple

from collectors.collect.asking import NOTHING, Column, Device
from collectors.collect.naming import Names, names
from collectors.facts import Mempool, Processor, Provenance, Storage
from collectors.parse.functions import FUNCTIONS
from collectors.parse.text import number
from collectors.profiles.tables import Amount, Only, PoolTable, ProcessorTable
from collectors.sessions.values import Index, Oid, Value


class Pool(NamedTuple):
    """One row of a pool table in octets."""

    descr: str | None
    total: int | None
    used: int | None
    percent: float | None
    class_: str | None = None
    source: Provenance = "stated"


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
    if source.above is not None:
        found = [pool for pool in found if pool.percent is not None and pool.percent > source.above]
    return _distinct(source, _classed(source, found))


def _classed(source: PoolTable, pools: list[Pool]) -> list[Pool]:
    """Give each row its class, and a share of another row that row's total."""
    found = []
    for pool in pools:
        if source.not_named and re.search(source.not_named, pool.descr or ""):
            continue
        fitting = (name for name, pattern in source.classes.items() if re.search(pattern, pool.descr or ""))
        found.append(pool._replace(class_=next(fitting, source.class_)))
    totals = {pool.class_: pool.total for pool in reversed(found)}
    return [
        _share(pool, totals.get(source.part_of[pool.class_])) if pool.class_ in source.part_of else pool
        for pool in found
    ]


def _share(pool: Pool, total: int | None) -> Pool:
    if not total or pool.used is None:
        return pool
    return pool._replace(total=total, percent=round(100 * pool.used / total, 2), source="derived")


def _distinct(source: PoolTable, pools: list[Pool]) -> list[Pool]:
    """Give the rows without those that repeat another: a file system that is mounted in several places."""
    if not source.distinct:
        return pools
    out: dict[object, Pool] = {}
    for place, pool in enumerate(pools):
        out.setdefault((pool.total, pool.used) if pool.used else place, pool)
    return list(out.values())


def _pool(
    index: Index,
    amounts: tuple[dict[Index, float], dict[Index, float], dict[Index, float]],
    shares: tuple[Column, Column],
    called: Names,
) -> Pool | None:
    total, used, free = (amount.get(index) for amount in amounts)
    derived = total is None or used is None
    if total is None and used is not None and free is not None:
        total = used + free
    if used is None and total is not None and free is not None:
        used = total - free
    left = number(shares[1].get(index))
    percent = number(shares[0].get(index)) if left is None else 100 - left
    if percent is None and total and used is not None:
        percent = round(100 * used / total, 2)
    if used is None and total and percent is not None:
        used = total * percent / 100
    if not total and percent is None:
        return None
    source: Provenance = "derived" if total and derived else "stated"
    return Pool(
        called(index), int(total) if total else None, int(used) if used is not None else None, percent, None, source
    )


async def mempools(device: Device) -> tuple[Mempool, ...] | None:
    """Observe memory; None where the device states none."""
    found = [
        Mempool(
            descr=p.descr,
            class_=p.class_,
            total_bytes=p.total,
            used_bytes=p.used,
            used_percent=p.percent,
            source=p.source,
        )
        async for _, p in _each(device, device.profile.mempools)
    ]
    return tuple(found) or None


async def storage(device: Device) -> tuple[Storage, ...] | None:
    """Observe file systems and volumes; None where the device states none."""
    found = [
        Storage(
            descr=p.descr,
            type=s.type,
            size_bytes=p.total,
            used_bytes=p.used,
            used_percent=p.percent,
            source=p.source,
        )
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
    """Observe the load of processors; None where the device states none.

    Of the tables that are not marked as further ones the first that has rows is taken.
    """
    found: list[Processor] = []
    taken = False
    for source in device.profile.processors:
        if taken and not source.further:
            continue
        rows = await _processors(device, source)
        taken = taken or (bool(rows) and not source.further)
        found += rows
    return tuple(found) or None


async def _processors(device: Device, source: ProcessorTable) -> list[Processor]:
    column = await device.column(source.column)
    indexes = await kept(device, source.only, list(column))
    called = await names(device, source.descr)
    parse = FUNCTIONS[source.parse or "plain"]
    found = []
    for index in indexes:
        value = parse(column[index])
        if isinstance(value, float) and value not in source.skip:
            found.append(Processor(descr=called(index), usage_percent=value * source.scale))
    return found
