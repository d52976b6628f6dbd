"""Agents that answer nonsense: wrong types, tables cut short, text in GB 18030, rows that contradict themselves."""

import asyncio
import random
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import msgspec
import pytest

from collectors.collect.device import collect
from collectors.facts import DeviceFacts
from collectors.sessions.replay import Recording, ReplaySession, load
from collectors.sessions.values import ObjectId, Value
from collectors.target import Target
from tests.recordings.synthesise import FOLDER

KINDS = (
    "huawei-vrp",
    "cisco-ios",
    "juniper-junos",
    "apc-nmc",
    "linux",
    "tplink-jetstream",
    "raritan-pdu",
    "poly-videoos",
)
NONSENSE: tuple[Value, ...] = (
    -(2**31),
    2**31 - 1, 2**64 - 1, 0, b"", b"\x00\xff\xfe", b"\xd6\xd0", "测温".encode("gb18030"), b"N/A",
    b" 38% of max", ObjectId("0.0"), ObjectId("1.3.6.1.2.1.2.2.1.1"), IPv4Address("255.255.255.255"),
    float("nan"), float("inf"),
)  # fmt: skip


def read(cells: dict[tuple[int, ...], Value | None], name: str = "device") -> DeviceFacts:
    session = ReplaySession(Path(f"{name}.snmprec"), Recording(cells.items()))
    return asyncio.run(collect(Target(key=name, address="127.0.0.1"), session))


def cells_of(kind: str) -> dict[tuple[int, ...], Value | None]:
    return dict(load(FOLDER / kind / "synthesised" / "walk.snmprec").cells)


@pytest.mark.parametrize("kind", KINDS)
def test_a_value_of_any_type_anywhere_spoils_no_other_section(kind: str) -> None:
    whole = read(cells_of(kind))
    chance = random.Random(kind)
    for _ in range(12):
        cells = cells_of(kind)
        for place in chance.sample(sorted(cells), len(cells) // 4):
            if place[:7] != (1, 3, 6, 1, 2, 1, 1):
                cells[place] = chance.choice(NONSENSE)
        facts = read(cells)
        assert facts.errors == ()
        assert facts.os == whole.os
        msgspec.json.decode(msgspec.json.encode(facts), type=DeviceFacts)


@pytest.mark.parametrize("kind", KINDS)
def test_tables_cut_in_mid_row_give_the_rows_that_are_whole(kind: str) -> None:
    chance = random.Random(kind)
    for _ in range(12):
        cells = cells_of(kind)
        for place in chance.sample(sorted(cells), len(cells) // 3):
            if place[:7] != (1, 3, 6, 1, 2, 1, 1):
                del cells[place]
        assert read(cells).errors == ()


@pytest.mark.parametrize("kind", KINDS)
def test_an_index_too_short_or_too_long_is_no_row_or_a_row_of_its_own(kind: str) -> None:
    chance = random.Random(kind)
    for _ in range(8):
        cells = cells_of(kind)
        for place in chance.sample(sorted(cells), len(cells) // 4):
            if place[:7] != (1, 3, 6, 1, 2, 1, 1):
                value = cells.pop(place)
                longer = (*place, *(chance.randrange(2**32) for _ in range(chance.randrange(1, 20))))
                cells.setdefault(chance.choice((place[:-1], longer)), value)
        assert read(cells).errors == ()


def test_names_in_gb_18030_are_read_and_octets_that_are_no_text_are_not() -> None:
    cells = cells_of("huawei-vrp")
    name, alias, descr = (
        (1, 3, 6, 1, 2, 1, 1, 5, 0),
        (1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 18, 1),
        (1, 3, 6, 1, 2, 1, 2, 2, 1, 2, 2),
    )
    cells |= {name: "核心交换机".encode("gbk"), alias: "至长春楼".encode("gb18030"), descr: b"\x80\x81\xff\x00\x01"}
    facts = read(cells)
    assert facts.sys_name == "核心交换机"
    assert facts.interfaces is not None
    assert facts.interfaces[0].alias == "至长春楼"
    assert facts.interfaces[1].descr is None


def test_a_device_that_says_nothing_but_its_system_group_has_no_other_facts() -> None:
    cells = {place: value for place, value in cells_of("linux").items() if place[:7] == (1, 3, 6, 1, 2, 1, 1)}
    facts = msgspec.to_builtins(read(cells))
    sections: dict[str, Any] = {name: facts[name] for name in facts if isinstance(facts[name], (list, tuple))}
    assert set(sections) <= {"profile"}


def test_a_row_with_a_word_that_no_such_fact_can_have_is_left_out() -> None:
    cells = cells_of("cisco-ios")
    state = next(place for place in cells if place[:15] == (1, 3, 6, 1, 4, 1, 9, 9, 187, 1, 2, 5, 1, 3, 1))
    cells[state] = 99
    peers = read(cells).bgp_peers
    assert peers is not None
    assert peers[0].state is None or peers[0].state == "idle"
