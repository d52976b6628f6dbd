"""The engine against agents over real UDP, well-behaved and not."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from collectors.sessions.agent import Agent
from collectors.sessions.engine import Engine
from collectors.sessions.session import Garbled, Refused, Unreachable
from collectors.sessions.snmp import SnmpSession
from collectors.sessions.values import ObjectId
from collectors.target import Community, Target
from tests.unit.collectors.agents import Peer, response, serving, switch

OPER = "1.3.6.1.2.1.2.2.1.8"
DESCR = "1.3.6.1.2.1.2.2.1.2"
NAME = "1.3.6.1.2.1.1.5.0"


def target(port: int, *, version: str = "2c", community: str = "public", retries: int = 1) -> Target:
    credentials = Community(community=community, version="1" if version == "1" else "2c")
    return Target(key="t", address="127.0.0.1", port=port, credentials=credentials, timeout=0.15, retries=retries)


def against_agent(agent: Agent, ask: Callable[[SnmpSession], Awaitable[object]], **how: str) -> object:
    async def run() -> object:
        async with serving({"127.0.0.1": agent}) as port, Engine() as engine:
            return await ask(SnmpSession(engine, target(port, **how)))

    return asyncio.run(run())


def against_peer(
    answer: Callable[[bytes, Callable[[bytes], None]], None], ask: Callable[[SnmpSession], Awaitable[object]]
) -> tuple[object, Engine, int]:
    async def run() -> tuple[object, Engine, int]:
        async with Peer(answer) as peer, Engine() as engine:
            try:
                found = await ask(SnmpSession(engine, target(peer.port)))
            except (Unreachable, Garbled, Refused) as error:
                found = error
            return found, engine, peer.requests

    return asyncio.run(run())


@pytest.mark.parametrize("version", ["1", "2c"])
@pytest.mark.parametrize("size", [484, 1472, 8192])
def test_tables_are_whole_whatever_the_size_of_replies(version: str, size: int) -> None:
    tree = switch(ports=60)
    found = against_agent(Agent(tree, max_message=size), lambda s: s.table(DESCR, OPER, "1.3.6.1.9.9"), version=version)
    assert found == {
        DESCR: {(n,): f"GigabitEthernet0/0/{n}".encode() for n in range(1, 61)},
        OPER: {(n,): 1 if n % 2 else 2 for n in range(1, 61)},
        "1.3.6.1.9.9": {},
    }


@pytest.mark.parametrize("version", ["1", "2c"])
def test_get_leaves_out_what_the_device_does_not_have(version: str) -> None:
    found = against_agent(
        Agent(switch("sw7")), lambda s: s.get("1.3.6.1.2.1.1.99.0", NAME, "1.3.6.1.2.1.1.2.0"), version=version
    )
    assert found == {NAME: b"sw7", "1.3.6.1.2.1.1.2.0": "1.3.6.1.4.1.2011.2.23.1"}
    assert isinstance(found, dict)
    assert isinstance(found["1.3.6.1.2.1.1.2.0"], ObjectId)


@pytest.mark.parametrize("version", ["1", "2c"])
def test_get_of_more_than_fits_a_reply_is_split(version: str) -> None:
    tree = switch(ports=60)
    wanted = [f"{DESCR}.{n}" for n in range(1, 61)]
    found = against_agent(Agent(tree, max_message=484), lambda s: s.get(*wanted), version=version)
    assert found == {oid: str(tree[oid]).encode() for oid in wanted}


def test_walk_of_everything_gives_the_tree_in_order() -> None:
    tree = switch()

    async def ask(session: SnmpSession) -> list[str]:
        return [oid async for oid, _ in session.walk("1")]

    found = against_agent(Agent(tree), ask)
    assert found == sorted(tree, key=lambda oid: tuple(map(int, oid.split("."))))


def test_a_value_of_the_moment_is_asked_for_each_time() -> None:
    ticks = iter(range(10))
    agent = Agent({"1.3.6.1.1.0": lambda: next(ticks)})

    async def ask(session: SnmpSession) -> list[object]:
        return [(await session.get("1.3.6.1.1.0"))["1.3.6.1.1.0"] for _ in range(3)]

    assert against_agent(agent, ask) == [0, 1, 2]


def test_a_wrong_community_is_silence() -> None:
    with pytest.raises(Unreachable, match=r"127\.0\.0\.1:\d+ gave no usable answer to 2 requests"):
        against_agent(Agent(switch()), lambda s: s.get(NAME), community="guess")


def test_another_context_is_another_community() -> None:
    agent = Agent(switch(), community=b"public@10")
    assert against_agent(agent, lambda s: s.within("10").get(NAME)) == {NAME: b"sw1"}


def test_forged_and_stale_replies_are_not_believed() -> None:
    async def run() -> tuple[object, int]:
        forger_target: list[tuple[str, int]] = []

        def forge(_: bytes, __: Callable[[bytes], None]) -> None:
            raise AssertionError("nobody asks the forger")

        def answer(datagram: bytes, send: Callable[[bytes], None]) -> None:
            forger._reply(response(datagram, (NAME, b"forged")), forger_target[0])
            send(response(datagram, (NAME, b"stale"), request_id=7))
            asyncio.get_running_loop().call_later(0.05, send, response(datagram, (NAME, b"right")))

        async with Peer(forge, "127.0.0.2") as forger, Peer(answer) as peer, Engine() as engine:
            session = SnmpSession(engine, target(peer.port))
            sock = engine._socket(__import__("ipaddress").ip_address("127.0.0.1"))
            sock.bind(("127.0.0.1", 0))
            forger_target.append(sock.getsockname())
            return await session.get(NAME), engine.strays

    found, strays = asyncio.run(run())
    assert found == {NAME: b"right"}
    assert strays == 2


def test_a_reply_that_names_another_instance_counts_as_lost() -> None:
    found, engine, _ = against_peer(
        lambda d, send: send(response(d, ("1.3.6.1.2.1.1.6.0", b"x"))), lambda s: s.get(NAME)
    )
    assert isinstance(found, Unreachable)
    assert engine.lost == 2


def test_garbage_counts_as_lost_and_is_asked_for_again() -> None:
    seen = []

    def answer(datagram: bytes, send: Callable[[bytes], None]) -> None:
        seen.append(datagram)
        good = response(datagram, (NAME, b"sw1"))
        send(good[:-3] if len(seen) == 1 else good)

    found, engine, requests = against_peer(answer, lambda s: s.get(NAME))
    assert found == {NAME: b"sw1"}
    assert (engine.lost, requests) == (1, 2)


def test_an_identifier_that_does_not_increase_ends_the_walk() -> None:
    def answer(datagram: bytes, send: Callable[[bytes], None]) -> None:
        send(response(datagram, (f"{OPER}.1", 1)))

    found, _, requests = against_peer(answer, lambda s: s.table(OPER))
    assert isinstance(found, Garbled)
    assert f"{OPER}.1 comes after {OPER}.1" in str(found)
    assert requests == 2


def test_identifiers_that_go_in_a_circle_end_the_walk() -> None:
    indexes = iter([16383, 16384, 16383, 16384])

    def answer(datagram: bytes, send: Callable[[bytes], None]) -> None:
        send(response(datagram, (f"{OPER}.{next(indexes)}", 1)))

    found, _, requests = against_peer(answer, lambda s: s.table(OPER))
    assert isinstance(found, Garbled)
    assert requests == 3


def test_identifiers_that_repeat_within_a_reply_are_garbled() -> None:
    def answer(datagram: bytes, send: Callable[[bytes], None]) -> None:
        send(response(datagram, (f"{OPER}.1", 1), (f"{OPER}.1", 2), (f"{OPER}.2", 1), ("1.3.6.1.9.0", 0)))

    found, *_ = against_peer(answer, lambda s: s.table(OPER))
    assert isinstance(found, Garbled)
    assert "repeat" in str(found)


def test_an_error_status_is_a_refusal_that_names_it() -> None:
    found, *_ = against_peer(lambda d, send: send(response(d, (NAME, b""), status=16)), lambda s: s.get(NAME))
    assert isinstance(found, Refused)
    assert f"authorizationError when asked for {NAME}" in str(found)


def test_nobody_listening_is_unreachable() -> None:
    async def run() -> None:
        async with Engine() as engine:
            await SnmpSession(engine, target(9, retries=0)).get(NAME)

    with pytest.raises(Unreachable, match=r"127\.0\.0\.1:9"):
        asyncio.run(run())


def test_closing_the_engine_ends_what_is_under_way() -> None:
    async def run() -> object:
        engine = Engine()
        asking = asyncio.ensure_future(SnmpSession(engine, target(9)).get(NAME))
        await asyncio.sleep(0.02)
        engine.close()
        return await asyncio.gather(asking, return_exceptions=True)

    assert "shutting down" in str(asyncio.run(run()))


def test_ipv6_devices_answer_too() -> None:
    async def run() -> object:
        async with serving({"::1": Agent(switch())}) as port, Engine() as engine:
            return await SnmpSession(engine, Target(key="six", address="::1", port=port)).get(NAME)

    assert asyncio.run(run()) == {NAME: b"sw1"}


def test_an_address_that_cannot_be_bound_is_named() -> None:
    async def run() -> None:
        async with serving({"127.0.0.1": Agent({})}) as port:
            from collectors.sessions.agent import serve

            await serve({"127.0.0.1": Agent({})}, port)

    with pytest.raises(OSError, match=r"cannot serve SNMP on 127\.0\.0\.1:\d+"):
        asyncio.run(run())


def test_credentials_stay_out_of_messages() -> None:
    assert "public" not in repr(target(1))
