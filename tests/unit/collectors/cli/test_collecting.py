"""Facts over real SSH: the platform found out by asking, then read like any other way."""

import asyncio
from dataclasses import replace

import asyncssh
import pytest

from collectors.sweep import Limits, Outcome, sweep
from collectors.target import Target
from tests.unit.collectors.cli import answers, emulator
from tests.unit.collectors.cli.emulator import Emulated, serving

RUIJIE = replace(emulator.IOS, prompt="CC-ACC-12#", banner=b"\r\n\xc5\xcc\xb5\xe3\r\n")
OTHER_KEY = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode().strip()
LIMITS = Limits(attempts=1, deadline=25)


async def polled(target: Target) -> Outcome:
    async for outcome in sweep([target], limits=LIMITS):
        return outcome
    raise AssertionError


def outcome_of(device: Emulated, platform: str | None, **login: object) -> Outcome:
    async def poll() -> Outcome:
        async with serving(device):
            return await polled(device.target(platform, **login))

    return asyncio.run(poll())


def test_ruijie_is_found_out_and_read_whole() -> None:
    device = Emulated(RUIJIE, answers.sent(answers.RUIJIE, "gbk"), paging_can_be_switched_off=False)
    outcome = outcome_of(device, None)
    facts = outcome.facts
    assert facts is not None, outcome.failure
    assert (outcome.platform, outcome.host_key) == ("ruijie_os", device.host_key)
    assert (facts.vendor, facts.os, facts.sys_name) == ("Ruijie", "rgos", "CC-ACC-12")
    assert (facts.hardware, facts.version) == ("S6220-48XS6QXS-H", "S6220_RGOS 11.0(5)B9P66")
    assert (facts.serial, facts.uptime_seconds) == ("G1QH10X00064A", 12 * 86400 + 3 * 3600 + 25 * 60 + 11)
    first, second, svi = facts.interfaces or ()
    assert (first.index, first.name, first.alias, first.oper) == (1, "TenGigabitEthernet0/1", "至汇聚一", "up")
    assert (first.speed_bps, first.mtu, first.mac) == (10**10, 1500, "00:d0:f8:22:33:a1")
    assert (second.admin, second.oper) == ("down", "down")
    (address,) = facts.ip_addresses or ()
    assert (address.address, address.prefixlen, address.if_index) == ("10.10.1.2", 24, svi.index)
    assert [(each.vid, each.name) for each in facts.vlans or ()] == [(1, "VLAN0001"), (10, "OFFICE")]
    assert {each.local_port: each.untagged for each in facts.port_vlans or ()} == {
        "TenGigabitEthernet0/1": 10,
        "TenGigabitEthernet0/2": 1,
    }
    (heard,) = facts.neighbours or ()
    assert (heard.local_port, heard.local_if_index, heard.remote_name) == ("TenGigabitEthernet0/1", 1, "CC-AGG-1")
    assert (heard.remote_port, heard.remote_address) == ("TenGigabitEthernet 1/1", "10.10.1.1")
    assert [(each.mac, each.vid, each.if_index) for each in facts.fdb or ()] == [("00:d0:f8:00:10:01", 10, 1)]
    assert [(each.address, each.local_port) for each in facts.arp or ()] == [("10.10.1.1", "VLAN10")]
    assert facts.evidence["interfaces"] == "show interfaces"
    assert facts.errors == ()


@pytest.mark.parametrize(
    ("manner", "said", "platform", "identity"),
    [
        (emulator.VRP, answers.VRP, "huawei_vrp", ("Huawei", "S5735-L48T4S-A Routing Switch", "2102353RKL10KB000123")),
        (emulator.COMWARE, answers.COMWARE, "hp_comware", ("H3C", "S6520X-30QC-EI", None)),
    ],
)
def test_others_are_found_out(
    manner: emulator.Manner, said: dict[str, str], platform: str, identity: tuple[str | None, ...]
) -> None:
    outcome = outcome_of(Emulated(manner, answers.sent(said, "gbk")), None)
    assert outcome.facts is not None, outcome.failure
    assert outcome.platform == platform
    assert (outcome.facts.vendor, outcome.facts.hardware, outcome.facts.serial) == identity
    assert (outcome.facts.interfaces or ())[0].alias in {"财政局", "机房二楼"}


def test_a_device_that_says_nothing_of_itself_is_a_failure() -> None:
    device = Emulated(emulator.VRP, {"display version": b"\r\n"})
    outcome = outcome_of(device, "huawei_vrp")
    assert outcome.facts is None
    assert outcome.failure is not None
    assert outcome.failure.layer == "protocol"
    assert "expected model, version or serial of a huawei_vrp" in outcome.failure.reason


def test_an_unknown_command_line_is_a_failure() -> None:
    outcome = outcome_of(Emulated(replace(emulator.IOS, prompt="thing>"), {}), None)
    assert outcome.failure is not None
    assert outcome.failure.layer == "protocol"
    assert "no known kind of command line" in outcome.failure.reason


@pytest.mark.parametrize(
    ("changes", "login", "layer"),
    [
        ({}, {"password": "wrong"}, "credentials"),
        ({"drop_after": 100}, {}, "transport"),
        ({"freeze_after": 100}, {}, "transport"),
        ({}, {"host_key": OTHER_KEY}, "host_key"),
    ],
)  # fmt: skip
def test_each_failure_is_named_by_its_layer(changes: dict[str, int], login: dict[str, str], layer: str) -> None:
    outcome = outcome_of(Emulated(emulator.VRP, answers.sent(answers.VRP), **changes), "huawei_vrp", **login)
    assert outcome.facts is None
    assert outcome.failure is not None
    assert outcome.failure.layer == layer
    assert "CC-CORE-01 (127.0.0.1)" in outcome.failure.reason


def test_an_unknown_platform_is_a_failure_of_one_device() -> None:
    outcome = outcome_of(Emulated(emulator.VRP, {}), "abacus")
    assert outcome.failure is not None
    assert "platform 'abacus' is unknown; known are" in outcome.failure.reason


def test_what_a_command_refuses_leaves_the_others() -> None:
    said = {command: text for command, text in answers.VRP.items() if command != "display interface"}
    outcome = outcome_of(Emulated(emulator.VRP, answers.sent(said)), "huawei_vrp")
    assert outcome.facts is not None
    assert outcome.facts.interfaces is None
    assert {(each.section, each.oid) for each in outcome.facts.errors} >= {("interfaces", "display interface")}
