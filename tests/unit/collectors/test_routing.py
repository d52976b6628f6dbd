"""Routes and those they are exchanged with, stacks, PoE: cells written by hand, in the form that the MIBs prescribe."""

import asyncio
from ipaddress import IPv4Address
from pathlib import Path

from collectors.collect.device import collect
from collectors.facts import BgpPeer, DefaultRoute, DeviceFacts, OspfNeighbour, RouteTable, StackMember
from collectors.sessions.replay import Recording, ReplaySession
from collectors.sessions.values import ObjectId, Value, arcs
from collectors.target import Target

SYSTEM: dict[str, Value] = {"1.3.6.1.2.1.1.1.0": b"Router", "1.3.6.1.2.1.1.2.0": ObjectId("1.3.6.1.4.1.99999.1")}


def read(cells: dict[str, Value]) -> DeviceFacts:
    rows = [(arcs(oid), value) for oid, value in (SYSTEM | cells).items()]
    session = ReplaySession(Path("router.snmprec"), Recording(rows))
    return asyncio.run(collect(Target(key="router", address="127.0.0.1"), session))


def test_default_routes_of_both_families_are_asked_for_without_walking_all_routes() -> None:
    column = "1.3.6.1.2.1.4.24.7.1.7"
    facts = read(
        {
            "1.3.6.1.2.1.4.24.6.0": 812345,
            # type 1, length 4, 0.0.0.0/0, policy of two arcs, next hop type 1, length 4
            f"{column}.1.4.0.0.0.0.0.2.0.0.1.4.192.0.2.1": 3,
            f"{column}.1.4.10.0.0.0.8.2.0.0.1.4.192.0.2.9": 4,
            f"{column}.2.16.{'0.' * 16}0.2.0.0.2.16.254.128.{'0.' * 13}1": 5,
        }
    )
    gate = DefaultRoute(version=4, next_hop="192.0.2.1", if_index=3)
    assert facts.routes == (
        RouteTable(routes=812345, defaults=(gate, DefaultRoute(version=6, next_hop="fe80::1", if_index=5))),
    )


def test_elder_tables_of_routes_are_read_where_the_new_one_is_absent() -> None:
    cidr = read({"1.3.6.1.2.1.4.24.3.0": 7, "1.3.6.1.2.1.4.24.4.1.5.0.0.0.0.0.0.0.0.0.192.0.2.254": 2})
    assert cidr.routes == (
        RouteTable(routes=7, defaults=(DefaultRoute(version=4, next_hop="192.0.2.254", if_index=2),)),
    )
    old = read({"1.3.6.1.2.1.4.21.1.2.0.0.0.0": 1, "1.3.6.1.2.1.4.21.1.7.0.0.0.0": IPv4Address("192.0.2.1")})
    assert old.routes == (RouteTable(defaults=(DefaultRoute(version=4, next_hop="192.0.2.1", if_index=1),)),)
    assert read({}).routes is None


def test_a_peer_is_read_with_its_state_and_what_ended_it() -> None:
    row = "192.0.2.7"
    entry = "1.3.6.1.2.1.15.3.1"
    facts = read(
        {
            f"{entry}.1.{row}": IPv4Address("10.0.0.7"),
            f"{entry}.2.{row}": 3,
            f"{entry}.3.{row}": 2,
            f"{entry}.5.{row}": IPv4Address("192.0.2.6"),
            f"{entry}.7.{row}": IPv4Address(row),
            f"{entry}.9.{row}": 4200000007,
            f"{entry}.14.{row}": b"\x04\x00",
            f"{entry}.16.{row}": 86400,
        }
    )
    assert facts.bgp_peers == (
        BgpPeer(
            address=row,
            remote_as=4200000007,
            local_address="192.0.2.6",
            router_id="10.0.0.7",
            state="active",
            enabled=True,
            changed_seconds_ago=86400,
            last_error="4.0",
        ),
    )


def test_an_unnumbered_ospf_neighbour_is_at_its_interface() -> None:
    entry = "1.3.6.1.2.1.14.10.1"
    facts = read(
        {
            f"{entry}.1.10.0.0.9.12": IPv4Address("10.0.0.9"),
            f"{entry}.3.10.0.0.9.12": IPv4Address("10.255.0.9"),
            f"{entry}.6.10.0.0.9.12": 8,
            f"{entry}.7.10.0.0.9.12": 6,
        }
    )
    assert facts.ospf_neighbours == (
        OspfNeighbour(address="10.0.0.9", router_id="10.255.0.9", if_index=12, state="full", events=6),
    )


def test_chassis_inside_a_stack_are_its_members() -> None:
    entry = "1.3.6.1.2.1.47.1.1.1.1"
    cells: dict[str, Value] = {f"{entry}.5.1": 11, f"{entry}.4.1": 0}
    for index, place in ((10, 1), (20, 2)):
        cells |= {
            f"{entry}.4.{index}": 1,
            f"{entry}.5.{index}": 3,
            f"{entry}.6.{index}": place,
            f"{entry}.11.{index}": f"SN{place}".encode(),
            f"{entry}.13.{index}": b"SW-48",
        }
    assert read(cells).stack == tuple(
        StackMember(number=place, serial=f"SN{place}", model="SW-48", source="derived") for place in (1, 2)
    )


def test_a_feeding_port_is_placed_by_its_bridge_port_as_a_guess() -> None:
    facts = read(
        {
            "1.3.6.1.2.1.2.2.1.2.49": b"gi7",
            "1.3.6.1.2.1.2.2.1.8.49": 1,
            "1.3.6.1.2.1.17.1.4.1.2.7": 49,
            "1.3.6.1.2.1.105.1.1.1.3.1.7": 1,
            "1.3.6.1.2.1.105.1.1.1.6.1.7": 3,
            "1.3.6.1.2.1.105.1.1.1.10.1.7": 4,
        }
    )
    assert facts.poe_ports is not None
    (port,) = facts.poe_ports
    assert (port.local_port, port.if_index, port.source) == ("gi7", 49, "guessed")
    assert (port.status, port.device_class, port.enabled) == ("deliveringPower", "class3", True)
