"""The simulated devices, asked by real packets on loopback addresses."""

import asyncio
import re
import socket
from functools import cache

import pytest
from infoport.demo import devices
from infoport.demo.cityplan import city
from infoport.demo.devices.simulator import Answering
from infoport.demo.devices.truth import truths
from infoport.demo.register import Ref

from collectors.collect.device import collect
from collectors.sessions import agent as agents
from collectors.sessions.engine import Engine
from collectors.sessions.snmp import SnmpSession
from collectors.target import Community, Target

ASKED = ("xxg-c-leaf01", "szf-09f-acc01", "zwzx-core01", "yushu-wan01", "czj-acc01", "xxg-c-kvm01", "nongan-ups01")
ENTERPRISE = {
    "huawei": 2011, "h3c": 25506, "zte": 3902, "ruijie": 4881, "cisco": 9, "hillstone": 28557, "f5": 3375, "apc": 318,
}  # fmt: skip
NET_SNMP = 8072


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def ask(names: tuple[str, ...], port: int):
    addresses = devices.addresses()
    answering = {addresses[name]: Answering(name) for name in names}
    bound = asyncio.Event()
    serving = asyncio.ensure_future(agents.serve(answering, port, ready=bound.set))
    await bound.wait()
    found = {}
    async with Engine() as engine:
        for name in names:
            credentials = Community(community=devices.COMMUNITY)
            target = Target(key=name, address=addresses[name], port=port, credentials=credentials)
            found[name] = await collect(target, SnmpSession(engine, target))
    serving.cancel()
    return found


@cache
def facts():
    return asyncio.run(ask(ASKED, free_port()))


@pytest.mark.parametrize("name", ASKED)
def test_a_device_states_what_the_city_plans_of_its_interfaces(name: str):
    said, planned = facts()[name], city().plant.devices[name].interfaces
    assert not said.errors
    assert said.sys_name == name
    assert {each.name: each.alias for each in said.interfaces} == {
        each.name: each.description for each in planned.values()
    }
    for each in said.interfaces:
        meant = planned[each.name]
        assert (each.mac or "").upper() == (meant.mac or "")
        if meant.speed:
            assert each.speed_bps == meant.speed * 1000


@pytest.mark.parametrize("name", ASKED)
def test_a_device_holds_the_addresses_the_city_plans(name: str):
    planned = {text for port in city().plant.devices[name].interfaces.values() for text in port.addresses}
    assert {f"{each.address}/{each.prefixlen}" for each in facts()[name].ip_addresses or ()} == planned


def test_a_device_hears_its_neighbours_through_patch_panels():
    heard = {(each.local_port, each.remote_name, each.remote_port) for each in facts()["zwzx-core01"].neighbours}
    far = city().plant.far_end(Ref("dcim.interface", "zwzx-core01|Ten-GigabitEthernet2/0/1"))
    assert ("Ten-GigabitEthernet2/0/1", *far.key.split("|")) in heard


def test_a_switch_states_the_vlans_of_its_ports():
    planned = city().plant.devices["szf-09f-acc01"].interfaces
    stated = {each.local_port: each for each in facts()["szf-09f-acc01"].port_vlans}
    for port in planned.values():
        if port.mode == "access":
            assert stated[port.name].untagged == port.untagged[1]
        if port.mode == "tagged":
            assert stated[port.name].tagged == tuple(sorted(vid for _group, vid in port.tagged))


def test_a_switch_states_its_serial_number_and_those_of_its_parts():
    said = facts()["szf-09f-acc01"]
    assert said.serial == city().plant.devices["szf-09f-acc01"].serial
    assert {each.serial for each in said.entities if each.class_ == "powerSupply"} == {
        row["serial"]
        for row in city().register.rows("dcim.inventoryitem").values()
        if row["device"].key == "szf-09f-acc01"
    }


def test_every_model_is_recognised_by_its_maker_s_number():
    for name, truth in truths().items():
        object_id = truth.device.kind.agent.object_id
        number = int(re.match(r"1\.3\.6\.1\.4\.1\.(\d+)\.", object_id).group(1))
        expected = NET_SNMP if truth.device.role == "hypervisor" else ENTERPRISE[truth.device.kind.manufacturer]
        assert number == expected, name


def test_counters_grow_and_go_on_after_a_restart(monkeypatch: pytest.MonkeyPatch):
    octets = {
        oid: value for oid, value in devices.render("xxg-a-core01").items() if oid.startswith("1.3.6.1.2.1.31.1.1.1.6.")
    }
    moving = [value for value in octets.values() if callable(value)]
    before = [value() for value in moving]
    again = devices.render("xxg-a-core01")
    now = 2_000_000_000.0
    monkeypatch.setattr("time.time", lambda: now)
    later = [again[oid]() for oid, value in octets.items() if callable(value)]
    assert len(moving) > 10
    assert all(new > old for old, new in zip(before, later, strict=True))


def test_every_device_has_an_address_of_its_own_on_the_loopback_network():
    found = devices.addresses()
    assert len(set(found.values())) == len(found) == len(city().polled)
    assert all(address.startswith("127.64.") for address in found.values())
