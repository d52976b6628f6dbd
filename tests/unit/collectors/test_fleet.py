"""The engine against a simulated fleet that loses, repeats, delays and corrupts."""

import asyncio
from collections.abc import Mapping

import pytest

from collectors.sessions.engine import Engine
from collectors.sessions.session import Garbled, Refused, Unreachable
from collectors.sessions.snmp import SnmpSession
from collectors.sessions.values import Index, Oid, Value
from collectors.target import Target
from tests.unit.collectors.agents import Fleet

COLUMNS = (
    *("1.3.6.1.2.1.31.1.1.1.6", "1.3.6.1.2.1.31.1.1.1.10"),
    *(f"1.3.6.1.2.1.2.2.1.{column}" for column in (8, 7, 14, 20, 13, 19)),
)
DEVICES = 60
Table = Mapping[Oid, Mapping[Index, Value]]


def poll(port: int, *, retries: int = 4, devices: int = DEVICES) -> tuple[dict[int, Table | Exception], Engine]:
    async def run() -> tuple[dict[int, Table | Exception], Engine]:
        async with Engine() as engine:

            async def one(device: int) -> Table | Exception:
                where = Target(
                    key=str(device), address=f"127.0.1.{device + 1}", port=port, timeout=0.2, retries=retries
                )
                try:
                    return await SnmpSession(engine, where).table(*COLUMNS)
                except (Unreachable, Garbled, Refused) as error:
                    return error

            found = await asyncio.gather(*(one(device) for device in range(devices)))
            return dict(enumerate(found)), engine

    return asyncio.run(run())


@pytest.fixture(scope="module")
def truth() -> dict[str, dict[int, Table | Exception]]:
    return {}


def whole(fleet: Fleet, truth: dict[str, dict[int, Table | Exception]]) -> dict[int, Table | Exception]:
    if not truth:
        truth["whole"], _ = poll(fleet())
    return truth["whole"]


def test_every_device_answers_in_full(fleet: Fleet, truth: dict[str, dict[int, Table | Exception]]) -> None:
    for table in whole(fleet, truth).values():
        assert isinstance(table, dict)
        assert [len(column) for column in table.values()] == [48] * len(COLUMNS)


@pytest.mark.parametrize(
    "faults",
    [
        ("--max-msg", "1472"),
        ("--max-msg", "484"),
        ("--loss", "0.05"),
        ("--dup", "0.2"),
        ("--jitter-ms", "40", "--dup", "0.05"),
        ("--max-msg", "1472", "--loss", "0.02", "--jitter-ms", "10"),
    ],
)
def test_faults_of_the_network_change_no_value(
    fleet: Fleet, truth: dict[str, dict[int, Table | Exception]], faults: tuple[str, ...]
) -> None:
    expected = whole(fleet, truth)
    found, _ = poll(fleet(*faults), retries=6)
    assert found == expected


def test_dead_addresses_are_unreachable_and_the_others_complete(
    fleet: Fleet, truth: dict[str, dict[int, Table | Exception]]
) -> None:
    expected = whole(fleet, truth)
    found, _ = poll(fleet("--dead", "0.2"), retries=1)
    dead = {device for device, table in found.items() if isinstance(table, Unreachable)}
    assert 0 < len(dead) < DEVICES // 2
    assert all(found[device] == expected[device] for device in found.keys() - dead)


def test_corrupted_replies_are_lost_replies(fleet: Fleet) -> None:
    found, engine = poll(fleet("--malformed", "0.1", "--max-msg", "1472"), retries=6)
    assert engine.lost > 0
    broken = [table for table in found.values() if isinstance(table, Exception)]
    # an octet flipped inside an identifier or a value is still well-formed, and v2c cannot tell
    assert all(isinstance(error, (Garbled, Unreachable, Refused)) for error in broken)
    assert len(broken) < DEVICES // 4
