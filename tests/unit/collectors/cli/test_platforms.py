"""What a platform says is whole: its functions exist, its templates parse, what it inherits is there."""

from collections.abc import Iterator
from io import StringIO

import msgspec
import netmiko
import pytest
import textfsm

from collectors.collect.gathering import KINDS, NEEDED, Gathered, Ports
from collectors.collect.rows import known, rows
from collectors.parse.cells import CELLS
from collectors.parse.tables import OWN, nested, records, source, template_name
from collectors.platforms import BadPlatform, Platforms, fitting, getters, platforms
from collectors.platforms.schema import Reading, Rows
from collectors.sessions import careful
from collectors.sessions.screen import shown
from collectors.sessions.session import Garbled
from collectors.target import Login, Target

READINGS = [(each.ntc or each.name, reading) for each in platforms() for reading in each.readings]
WORDS = {"vendor", "sysName", "sysDescr", "hardware", "version", "serial", "uptime_seconds"}


def parts(reading: Reading) -> Iterator[tuple[str, Rows]]:
    for section, stated in reading.gives.items():
        for each in [stated] if isinstance(stated, Rows) else stated:
            yield section, each


@pytest.mark.parametrize(("platform", "reading"), [*READINGS, *(("napalm", each) for each in getters())],
                         ids=lambda each: each if isinstance(each, str) else each.command)  # fmt: skip
def test_what_is_named_exists(platform: str, reading: Reading) -> None:
    for section, stated in parts(reading):
        assert list(known(stated.fields)) == []
        fields = WORDS if section == "system" else {each.encode_name for each in msgspec.structs.fields(KINDS[section])}
        ties = {"local_port"} if section in {"counters", "transceivers"} else set()
        assert stated.fields.keys() <= fields | ties, section
    if reading.keys is None:
        header = set()
        for name in (reading.template or template_name(platform, reading.command)).split(":"):
            header |= {each.lower() for each in textfsm.TextFSM(StringIO(source(name))).header}
        for section, stated in parts(reading):
            for sources in stated.fields.values():
                for each in [sources] if isinstance(sources, str) else sources:
                    assert each.startswith("=") or each.partition(":")[0] in header, (section, each)
            assert {*stated.each, *stated.only} <= header, section


def test_every_platform_can_be_logged_in_to_and_says_how_it_is_known() -> None:
    for each in platforms():
        assert each.netmiko in netmiko.platforms, each.name
        assert each.detect, each.name
        assert each.label, each.name
        assert each.configuration, each.name
        assert "system" in {section for reading in each.readings for section in reading.gives}, each.name


def test_kinds_whose_login_would_change_the_device_log_in_our_way() -> None:
    careful.register()
    assert netmiko.ssh_dispatcher("huawei") is careful.CarefulHuawei
    assert netmiko.ssh_dispatcher("fortinet") is careful.CarefulFortinet
    assert not careful.CarefulFortinet.disable_paging(object())  # type: ignore[arg-type]  # it needs no connection


def test_every_own_template_is_used() -> None:
    used = {name for _platform, reading in READINGS for name in (reading.template or "").split(":")}
    assert {path.stem for path in OWN.glob("*.textfsm")} <= used


@pytest.mark.parametrize(
    ("answers", "platform"),
    [
        ({"show version": "Cisco IOS Software [Fuji], ASR1000 Software (X86_64_LINUX_IOSD), IOS-XE"}, "cisco_xe"),
        ({"show version": "Cisco IOS Software, C2960 Software"}, "cisco_ios"),
        ({"show version": "bash: show: command not found", "uname -a": "Linux srv 6.1"}, "linux"),
        ({"show version": "FRRouting 8.4.4 (r1) on Linux(6.1)."}, "frr"),
        ({"display version": "H3C Comware Software, Version 7.1.070"}, "hp_comware"),
        ({"show version": "hello"}, None),
    ],
)
def test_a_device_is_known_by_its_answers(answers: dict[str, str], platform: str | None) -> None:
    assert fitting(answers) == platform


def test_a_platform_that_contradicts_the_schema_is_named() -> None:
    with pytest.raises(BadPlatform, match=r"x\.yaml: .*unknown field `paging`"):
        Platforms({"x": {"name": "x", "netmiko": "huawei", "paging": "off"}})
    with pytest.raises(BadPlatform, match="x -> y: no such platform"):
        Platforms({"x": {"name": "x", "netmiko": "huawei", "extends": "y"}})
    with pytest.raises(BadPlatform, match="'z' is unknown"):
        Platforms({})["z"]


@pytest.mark.parametrize(
    ("function", "text", "value"),
    [
        ("speed", "10G", 10**10), ("speed", "a-1000", 10**9), ("speed", "1000000 Kbit", 10**9), ("speed", "auto", None),
        ("speed", "100 Mb/s", 10**8), ("speed", "2.5Gbps", 2500000000), ("speed", "10 Gbit/s", 10**10),
        ("seconds", "2 years, 31 weeks, 6 days, 9 hours, 55 minutes", 82374900), ("seconds", "1 day, 02:03:04", 93784),
        ("seconds", "23 day(s), 10 hour(s), 59 minute(s)", 2026740), ("seconds", "never", None),
        ("host", "10.0.0.1/24", "10.0.0.1"), ("host", "unassigned", None), ("host", "0.0.0.0", None),
        ("host", "FE80::1%eth0", "fe80::1"), ("length", "255.255.255.128", 25), ("length", "10.0.0.1/30", 30),
        ("length", "x", None), ("vlan", "4095", None), ("vlan", "10/-", 10), ("vlan", "All", None),
        ("vlans", "1(default vlan),4001-4003", (1, 4001, 4002, 4003)), ("mac", "incomplete", None),
        ("mac", "0000.0000.0000", None), ("mac", "ABCD-EF01-2345", "ab:cd:ef:01:23:45"),
        ("admin", "*down", "down"), ("admin", "administratively down", "down"), ("admin", "down", "up"),
        ("oper", "up (connected)", "up"), ("oper", "UP(spoofing)", "up"), ("oper", "notconnect", "down"),
        ("oper", "down (SFP not present)", "notPresent"), ("oper", "lowerlayerdown", "lowerLayerDown"),
        ("port", "Gig 1/0/10", "Gig1/0/10"), ("port", "CPU", None), ("port", "Vlan1, Po2", "Vlan1"),
        ("plain", "N/A", None), ("alias", "--", ""), ("name_of_host", "leaf1(SAL1819S6BE)", "leaf1"),
        ("days_and_clock", "12:03:25:11", 1049111), ("days_and_clock", "x", None), ("positive", "0", None),
    ],
)  # fmt: skip
def test_cells(function: str, text: str, value: object) -> None:
    assert CELLS[function](text) == value


def test_short_names_of_ports_mean_the_ports_of_the_device() -> None:
    ports = Ports(["GigabitEthernet1/0/1", "Ten-GigabitEthernet1/0/1", "Vlan10", "40GE0/0/1"],
                  {"XGE": "Ten-GigabitEthernet"})  # fmt: skip
    assert ports.full("Gi1/0/1") == "GigabitEthernet1/0/1"
    assert ports.full("Gig 1/0/1") == "GigabitEthernet1/0/1"
    assert ports.full("XGE1/0/1") == "Ten-GigabitEthernet1/0/1"
    assert ports.full("40ge0/0/1") == "40GE0/0/1"
    assert ports.full("Gi9/0/1") == "Gi9/0/1"


def test_an_answer_in_an_unknown_format_is_no_empty_table() -> None:
    with pytest.raises(Garbled, match="finds nothing in 4 lines"):
        records("ruijie_os_show_vlan", "这是\n新的\n格式\n啊")
    assert records("ruijie_os_show_vlan", "VLAN Name Status Ports\n---- ----") == []
    with pytest.raises(Garbled, match="linux_ip_neigh_show"):
        records("linux_ip_neigh_show", 'Object "neigh" is unknown')


def test_getters_that_are_no_json_are_garbled() -> None:
    with pytest.raises(Garbled, match="no JSON"):
        nested("{", None, [])
    assert nested('{"a": {"x": -1.0, "y": true}}', None, ["name"]) == [{"x": "", "y": "True", "name": "a"}]


def test_an_unresolved_address_says_nothing() -> None:
    gathered = Gathered({})
    stated = Rows(fields={"address": "ip:host", "mac": "mac:mac"})
    gathered.add("arp", rows(stated, [{"ip": "10.0.0.1", "mac": "incomplete"}]))
    assert NEEDED["arp"] == ("address", "mac")
    assert not gathered.has("arp")


def test_the_screen_shows_what_was_not_taken_back() -> None:
    sent = b"a\r\n  ---- More ----\x1b[16D                \x1b[16Dinterface 1\r\n"
    sent += b"\x1b[?2004hroot@h:~# \xd6\xd0\xb9\xfa\r\n\xff"
    assert shown(sent) == ["a", "interface 1", "root@h:~# 中国", "\\xff"]


def test_secrets_of_a_login_are_not_shown() -> None:
    login = Login(
        name="netops", password="planted-1", private_key="planted-2", passphrase="planted-3", secret="planted-4"
    )
    target = Target(key="d", address="127.0.0.1", credentials=login)
    assert "planted" not in repr(login) + repr(target)
