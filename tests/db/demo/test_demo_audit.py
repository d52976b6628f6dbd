"""The city's devices, polled by real packets, against the city in the database: what is planted is what is found."""

import asyncio
import socket
import subprocess
import sys
import time

import pytest
from infoport import demo
from infoport.demo import devices

from collectors.collect.device import collect
from collectors.facts import DeviceFacts
from collectors.sessions.engine import Engine
from collectors.sessions.session import Unreachable
from collectors.sessions.snmp import SnmpSession
from collectors.target import Community, Target
from inventory.dcim.models import Device
from inventory.reconcile.compare import compare
from inventory.reconcile.observed import Observed
from inventory.reconcile.rules import RULES
from inventory.reconcile.snapshot import snapshot

SIMULATOR = (
    "import asyncio, sys; from infoport.demo.devices import simulator as s; asyncio.run(s._serve(int(sys.argv[1])))"
)
AT_ONCE = 12


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def poll_all(port: int):
    async with Engine() as engine:
        turn = asyncio.Semaphore(AT_ONCE)

        async def poll(name: str, address: str) -> tuple[str, DeviceFacts | None]:
            credentials = Community(community=devices.COMMUNITY)
            target = Target(key=name, address=address, port=port, credentials=credentials, timeout=3.0)
            async with turn:
                try:
                    return name, await collect(target, SnmpSession(engine, target))
                except Unreachable:
                    return name, None

        return dict(await asyncio.gather(*(poll(*each) for each in devices.addresses().items())))


@pytest.fixture(scope="module")
def polled():
    """What every device says; the simulator is a process of its own and ends on SIGTERM with success."""
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-c", SIMULATOR, str(port)], env={"PYTHONPATH": ":".join(sys.path)}
    ) as process:
        time.sleep(1)
        found = asyncio.run(poll_all(port))
        process.terminate()
        assert process.wait(10) == 0
    return found


def test_the_audit_finds_what_is_planted_and_nothing_else(loaded: float, polled: dict):
    del loaded
    ids = dict(Device.objects.values_list("name", "id"))
    observed = [
        Observed(device=ids[name], state="ok" if facts else "unreachable", facts=facts)
        for name, facts in polled.items()
    ]
    hosts = {each.address for facts in polled.values() if facts for each in facts.ip_addresses or ()}
    macs = {each.remote_chassis for facts in polled.values() if facts for each in facts.neighbours or ()}
    found = compare(snapshot([each.device for each in observed], hosts, macs), observed, RULES)
    names = {key: name for name, key in ids.items()}
    planted = sorted((each.rule, each.device) for each in demo.planted())
    assert sorted((each.rule, names[each.device]) for each in found) == planted
