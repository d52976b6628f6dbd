"""Many devices over real UDP: facts, failures as values, and nobody waiting for another."""

import asyncio
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from collectors.facts import ArpEntry, BridgeEntry, DeviceFacts, Neighbour, PortVlans, Vlan
from collectors.sessions.agent import Agent, Served
from collectors.sessions.engine import Engine
from collectors.sessions.session import Session
from collectors.sweep import Limits, Outcome, session, sweep
from collectors.target import Target
from tests.unit.collectors.agents import Peer, response, serving, switch

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
QUICK = Limits(concurrency=20, deadline=5, attempts=1, pause=0.01)


def at(address: str, port: int, key: str = "", **more: float) -> Target:
    return Target(key=key or address, address=address, port=port, timeout=0.2, retries=int(more.get("retries", 1)))


async def outcomes(targets: Iterable[Target], limits: Limits = QUICK) -> dict[str, Outcome]:
    return {out.target.key: out async for out in sweep(targets, limits=limits, clock=lambda: NOON)}


def facts_of(tree: dict[str, Served], **limits: object) -> DeviceFacts:
    del limits

    async def run() -> Outcome:
        async with serving({"127.0.0.1": Agent(tree)}) as port:
            return (await outcomes([at("127.0.0.1", port)]))["127.0.0.1"]

    found = asyncio.run(run())
    assert found.failure is None
    assert found.facts is not None
    return found.facts


def test_a_device_is_read_over_the_wire() -> None:
    facts = facts_of(switch("sw1"))
    assert (facts.os, facts.vendor, facts.sys_name, facts.serial) == ("vrp", "Huawei", "sw1", "SN-sw1")
    assert facts.uptime_seconds == 3600
    assert facts.interfaces is not None
    first, second = facts.interfaces[:2]
    assert (first.name, first.descr, first.alias, first.oper) == ("GE0/0/1", "GigabitEthernet0/0/1", "", "up")
    assert (second.alias, second.oper, second.speed_bps) == ("to room 2", "down", 1_000_000_000)
    assert first.last_change is None
    assert second.last_change == NOON - timedelta(minutes=30)
    assert facts.counters is not None
    assert (facts.counters[0].in_octets, facts.counters[0].octet_bits) == (2**40 + 1, 64)
    assert facts.counters[0].out_octets is None


def test_vlans_bridge_arp_and_neighbours_are_read_over_the_wire() -> None:
    facts = facts_of(switch("sw1"))
    assert facts.vlans == (Vlan(vid=10, name="office"), Vlan(vid=20))
    assert facts.port_vlans == (
        PortVlans(if_index=1, local_port="GE0/0/1", untagged=10, tagged=()),
        PortVlans(if_index=2, local_port="GE0/0/2", untagged=10, tagged=()),
        PortVlans(if_index=3, local_port="GE0/0/3", tagged=(10, 20)),
        PortVlans(if_index=4, local_port="GE0/0/4", tagged=(10, 20)),
    )
    assert facts.fdb == (
        BridgeEntry(mac="02:00:00:00:00:63", vid=10, if_index=3, local_port="GE0/0/3", status="learned"),
    )
    assert facts.arp == (ArpEntry(address="10.0.0.9", mac="02:00:00:00:00:77", if_index=2),)
    assert facts.neighbours == (
        Neighbour(
            local_port="GE0/0/2",
            local_if_index=2,
            remote_name="core1",
            remote_port="GE1/0/1",
            protocol="lldp",
            remote_chassis="02:00:00:00:00:55",
        ),
    )


def test_what_a_device_does_not_state_is_unknown_not_empty() -> None:
    facts = facts_of({"1.3.6.1.2.1.1.5.0": "bare"})
    assert facts.sys_name == "bare"
    for section in (
        "interfaces",
        "counters",
        "ip_addresses",
        "vlans",
        "fdb",
        "arp",
        "neighbours",
        "entities",
        "sensors",
    ):
        assert getattr(facts, section) is None
    assert facts.evidence.keys() == {"system"}


def test_failures_are_values_and_delay_nobody() -> None:
    async def run() -> tuple[dict[str, Outcome], float]:
        async with serving({f"127.0.0.{n}": Agent(switch(f"sw{n}")) for n in range(1, 9)}) as port:
            live = [at(f"127.0.0.{n}", port) for n in range(1, 9)]
            dead = [at(f"127.0.9.{n}", port, retries=2) for n in range(1, 5)]
            first: list[tuple[str, float]] = []
            begin = time.monotonic()
            found = {}
            async for out in sweep([*dead, *live], limits=QUICK):
                found[out.target.key] = out
                first.append((out.target.key, time.monotonic() - begin))
            slowest_live = max(when for key, when in first if key.startswith("127.0.0."))
            quickest_dead = min(when for key, when in first if key.startswith("127.0.9."))
            return found, quickest_dead - slowest_live

    found, lead = asyncio.run(run())
    assert [key for key, out in found.items() if out.failure] == [f"127.0.9.{n}" for n in range(1, 5)]
    assert all(out.failure.layer == "transport" for out in found.values() if out.failure)
    assert sum(out.facts is not None for out in found.values()) == 8
    assert lead > 0


def test_a_section_of_garbage_is_named_and_the_others_stand() -> None:
    agent = Agent(switch("sw1"))
    arp = "1.3.6.1.2.1.4.22.1.2"

    def answer(datagram: bytes, send: object) -> None:
        from collectors.sessions.ber import encoded

        if encoded(arp) in datagram:
            send(response(datagram, (f"{arp}.2.10.0.0.9", b"\x02\0\0\0\0\x01")))
            return
        reply = agent.respond(datagram)
        assert reply is not None
        send(reply)

    async def run() -> Outcome:
        async with Peer(answer) as peer:
            return (await outcomes([at("127.0.0.1", peer.port)]))["127.0.0.1"]

    out = asyncio.run(run())
    assert out.facts is not None
    assert [(error.section, error.oid) for error in out.facts.errors] == [("arp", arp)]
    assert "not increasing" in out.facts.errors[0].reason
    assert out.facts.arp is None
    assert out.facts.interfaces is not None
    assert out.facts.vlans is not None


def test_a_slow_device_ends_at_its_deadline() -> None:
    async def run() -> Outcome:
        async with Peer(lambda *_: None) as peer:
            target = Target(key="slow", address="127.0.0.1", port=peer.port, timeout=5)
            return (await outcomes([target], Limits(deadline=0.3)))["slow"]

    out = asyncio.run(run())
    assert out.failure is not None
    assert (out.failure.layer, out.failure.reason) == ("deadline", "slow not done within 0.3 s")
    assert out.seconds < 1


def test_silence_is_tried_again() -> None:
    async def run() -> Outcome:
        async with Peer(lambda *_: None) as peer:
            target = Target(key="mute", address="127.0.0.1", port=peer.port, timeout=0.05, retries=0)
            return (await outcomes([target], Limits(attempts=3, pause=0.01)))["mute"]

    out = asyncio.run(run())
    assert out.attempts == 3
    assert out.failure is not None
    assert out.failure.layer == "transport"


def test_a_device_is_never_polled_twice_at_once() -> None:
    together: list[int] = []
    active = 0

    class Watched:
        def __init__(self, inner: Session) -> None:
            self.inner = inner

        async def get(self, *oids: str) -> object:
            nonlocal active
            active += 1
            together.append(active)
            await asyncio.sleep(0.02)
            active -= 1
            return await self.inner.get(*oids)

        def __getattr__(self, name: str) -> object:
            return getattr(self.inner, name)

    def opener(engine: Engine, target: Target) -> Session:
        return Watched(session(engine, target))

    async def run() -> None:
        async with serving({"127.0.0.1": Agent(switch())}) as port:
            target = at("127.0.0.1", port, key="same")

            async def again() -> None:
                async for out in sweep([target, target], limits=QUICK, sections=(), opener=opener):
                    assert out.failure is None

            await asyncio.gather(again(), again())

    asyncio.run(run())
    assert max(together) == 1


def test_a_sweep_that_is_closed_early_stops() -> None:
    async def run() -> int:
        async with serving({"127.0.0.1": Agent(switch())}) as port:
            targets = [at("127.0.0.1", port, key=str(n)) for n in range(500)]
            running = sweep(targets, limits=Limits(concurrency=2), sections=())
            async for _ in running:
                break
            await running.aclose()
            return len(asyncio.all_tasks()) - 2  # this one and the agent

    assert asyncio.run(run()) == 0


def test_an_unexpected_error_is_not_swallowed() -> None:
    def opener(_: Engine, __: Target) -> Session:
        raise ZeroDivisionError

    async def run() -> None:
        async for _ in sweep([at("127.0.0.1", 9)], opener=opener):
            pass

    with pytest.raises(ZeroDivisionError):
        asyncio.run(run())
