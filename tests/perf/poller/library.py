"""pysnmp's bulk walk of the same columns, the yardstick of what a library gives."""

import asyncio
import resource
import time
from collections.abc import Mapping

from pysnmp.hlapi.v3arch.asyncio import (
    CommunityData,
    ContextData,
    ObjectIdentity,
    ObjectType,
    SnmpEngine,
    UdpTransportTarget,
    bulk_walk_cmd,
)

CONCURRENCY = 10  # at more it times out on itself
REPETITIONS = 25
TIMEOUT = 20


async def walk(engine: SnmpEngine, host: str, port: int, columns: Mapping[str, str]) -> dict[str, dict[int, int]]:
    """Give column -> ifIndex -> value. Raises RuntimeError for a device that gives an error."""
    found: dict[str, dict[int, int]] = {name: {} for name in columns}
    target = await UdpTransportTarget.create((host, port), timeout=TIMEOUT, retries=1)
    for name, oid in columns.items():
        answers = bulk_walk_cmd(
            engine,
            CommunityData("public", mpModel=1),
            target,
            ContextData(),
            0,
            REPETITIONS,
            ObjectType(ObjectIdentity(oid)),
            lookupMib=False,
            lexicographicMode=False,
        )
        async for failure, status, _, binds in answers:
            if failure or status:
                raise RuntimeError(f"pysnmp, {host}, {oid}: {failure or status}")
            for instance, value in binds:
                found[name][int(str(instance).rpartition(".")[2])] = int(value)
    return found


async def poll(hosts: list[str], port: int, columns: Mapping[str, str]) -> tuple[float, float, dict[str, object]]:
    """Walk every device; give CPU-seconds, wall seconds and host -> cells."""
    engine = SnmpEngine()
    gate = asyncio.Semaphore(CONCURRENCY)
    cells: dict[str, object] = {}

    async def one(host: str) -> None:
        async with gate:
            cells[host] = await walk(engine, host, port, columns)

    before, begin = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    await asyncio.gather(*(one(host) for host in hosts))
    after, end = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    engine.close_dispatcher()
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, end - begin, cells
