"""Table walks fed directly by an agent: whatever the shape of the table and the size of the replies."""

import random
from collections.abc import Callable, Mapping

import pytest

from collectors.sessions.agent import Agent
from collectors.sessions.ber import Malformed
from collectors.sessions.message import Request, reply
from collectors.sessions.session import Garbled
from collectors.sessions.tablewalk import TableWalk
from collectors.sessions.values import Counter32, Counter64, Index, Oid, Value
from tests.unit.collectors.agents import Tree, response

ENTRY = "1.3.6.1.4.1.5"
Rows = dict[Oid, Mapping[Index, Value]]


def numbers(draw: random.Random) -> Value:
    kind = draw.choice((Counter32, Counter64, int))
    return kind(draw.randrange(1 << draw.choice((3, 8, 16, 31))))


def text(draw: random.Random) -> Value:
    return b"x" * draw.randrange(30)


def table(draw: random.Random, *, width: int, indexes: list[Index], sparse: bool, value: Callable[..., Value]) -> Rows:
    return {
        f"{ENTRY}.{place}": {index: value(draw) for index in indexes if not sparse or draw.random() < 0.8}
        for place in range(1, width + 1)
    }


def tree(rows: Rows, after: Tree) -> Tree:
    cells = {f"{oid}.{'.'.join(map(str, at))}": cell for oid, own in rows.items() for at, cell in own.items()}
    return {**cells, **after}


def walked(agent: Agent, columns: list[Oid], spoil: random.Random | None = None, version: int = 1) -> tuple[Rows, int]:
    """Walk the columns, giving the walk a spoiled copy of some replies first; also the number of requests."""
    walk = TableWalk(version, b"public", columns, 25)
    following: Request | None = walk.first()
    asked = 0
    while following is not None:
        asked += 1
        datagram = agent.respond(following.datagram(0x40000000 + asked))
        assert datagram is not None
        head = reply(datagram)
        if spoil is not None and not head.status and head.end > head.start + 8:
            bad = bytearray(datagram)
            bad[head.end - spoil.randrange(1, 3) :] = b""
            with pytest.raises(Malformed):
                walk.feed(bytes(bad), head._replace(end=len(bad)))
        following = walk.feed(datagram, head)
    found = walk.result()
    return dict(zip(columns, found, strict=True)), asked


@pytest.mark.parametrize("seed", range(60))
def test_a_walk_finds_what_is_there_whatever_is_cut_and_spoiled(seed: int) -> None:
    draw = random.Random(seed)
    first = draw.choice((1, 100, 120, 16370))
    long = draw.random() < 0.3
    count = draw.choice((0, 1, 7, 30, 80))
    indexes: list[Index] = [(9, n, 300) if long else (n,) for n in range(first, first + count)]
    kind = draw.choice((numbers, numbers, numbers, text))
    rows = table(draw, width=draw.choice((1, 2, 5, 8, 14)), indexes=indexes, sparse=draw.random() < 0.3, value=kind)
    after: Tree = draw.choice(({}, {"1.3.6.1.4.1.6.0": b"text"}, {f"1.3.6.1.4.1.6.{n}.0": n for n in range(50)}))
    agent = Agent(tree(rows, after), max_message=draw.choice((484, 600, 900, 1472, 60000)))
    columns = draw.sample(sorted(rows), len(rows))
    found, _ = walked(agent, columns, random.Random(seed) if draw.random() < 0.5 else None, draw.choice((0, 1, 1)))
    assert found == rows


@pytest.mark.parametrize("seed", range(10))
def test_a_device_that_cuts_each_reply_elsewhere_is_read_whole(seed: int) -> None:
    draw = random.Random(seed)
    rows = table(draw, width=6, indexes=[(n,) for n in range(1, 40)], sparse=False, value=numbers)
    agent = Agent(tree(rows, {}), max_message=484)
    walk = TableWalk(1, b"public", sorted(rows), 25)
    following: Request | None = walk.first()
    while following is not None:
        agent._max_message = draw.randrange(100, 484)
        datagram = agent.respond(following.datagram(0x40000001))
        assert datagram is not None
        following = walk.feed(datagram, reply(datagram))
    assert dict(zip(sorted(rows), map(dict, walk.result()), strict=True)) == rows


def test_a_cut_row_is_gone_on_with_so_that_nothing_is_sent_twice() -> None:
    draw = random.Random(1)
    rows = table(draw, width=8, indexes=[(n,) for n in range(100, 148)], sparse=False, value=numbers)
    whole = Agent(tree(rows, {}))
    size = sum(len(whole._render(place)) for place in range(len(whole._keys)))
    found, asked = walked(Agent(tree(rows, {}), max_message=1472), sorted(rows))
    assert found == rows
    assert asked <= size // (1472 - 60) + 2


def test_rows_that_leave_the_columns_and_come_back_are_garbled() -> None:
    columns = [f"{ENTRY}.1", f"{ENTRY}.3"]
    walk = TableWalk(1, b"public", columns, 25)
    rows = [(f"{oid}.{n}", 5) for n in (1, 2) for oid in columns]
    away = [("1.3.6.1.4.1.6.1.1", 5), ("1.3.6.1.4.1.6.2.1", 5)]
    datagram = response(walk.first().datagram(0x40000001), *rows, *away, (f"{ENTRY}.1.3", 5), (f"{ENTRY}.3.3", 5))
    with pytest.raises(Garbled, match="come back"):
        walk.feed(datagram, reply(datagram))
