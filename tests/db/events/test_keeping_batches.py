"""Which batches leave memory for the disk, in which order, and what a full disk takes."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from infoport.reception import keeper as keeping
from infoport.reception.counting import Counting
from infoport.reception.keeper import Keeper
from infoport.reception.spool import Spool

from collectors.events.event import Event


def batch(keeper: Keeper, name: str, settled: list[str] | None = None) -> None:
    """One event of a host, as a batch of its own; `settled` takes its name when it is known to be safe."""
    event = Event(origin="syslog", protocol="rfc5424", source="127.0.0.1", at=datetime.now(UTC), host=name)
    told = None if settled is None else lambda: settled.append(name)
    assert keeper.gathering.add(event, told)
    keeper.close_batch()


def spooled(folder: Path) -> list[str]:
    files = sorted(folder.glob("*.events"))
    return [msgspec.msgpack.decode(path.read_bytes())[1][0]["host"] for path in files]


def keeper_of(folder: Path, limit: int = 1 << 20) -> Keeper:
    return Keeper(Spool(folder, limit), Counting(), timedelta(hours=1))


def test_what_came_before_an_awaited_event_is_on_the_disk_before_that_is_acknowledged(tmp_path: Path):
    async def run() -> list[str]:
        keeper, settled = keeper_of(tmp_path), []
        keeper.away = True
        batch(keeper, "plain")
        batch(keeper, "inform", settled)
        batch(keeper, "later")
        await keeper.put_away()
        return settled

    assert asyncio.run(run()) == ["inform"]
    assert spooled(tmp_path) == ["plain", "inform"]


def test_in_a_storm_the_batch_that_is_being_stored_is_not_written_to_the_disk_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(keeping, "MEMORY_ROWS", 2)

    async def run() -> int:
        keeper = keeper_of(tmp_path)
        for name in ("first", "second", "third"):
            batch(keeper, name)
        await keeper.put_away()
        return keeper.rows

    assert asyncio.run(run()) == 2
    assert spooled(tmp_path) == ["second"]


def test_a_full_disk_costs_what_is_counted_and_nothing_is_acknowledged(tmp_path: Path):
    async def run() -> tuple[list[str], int]:
        keeper, settled = keeper_of(tmp_path, limit=10), []
        keeper.away = True
        batch(keeper, "inform", settled)
        await keeper.put_away()
        return settled, keeper.counting.tallies["dropped", "spool"]

    assert asyncio.run(run()) == ([], 1)
    assert spooled(tmp_path) == []
