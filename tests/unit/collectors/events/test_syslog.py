"""Syslog as the vendors write it."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from collectors.events.event import KINDS, Event, Malformed
from collectors.events.framing import Framing
from collectors.events.rating import messages, notifications, rated
from collectors.events.stamps import moment
from collectors.events.syslog import parse

CHINA = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 26, 0, 0, tzinfo=UTC)
AT = datetime(2026, 11, 25, 6, 31, 5, tzinfo=UTC)


def read(message: str | bytes) -> Event:
    data = message.encode() if isinstance(message, str) else message
    return parse(data, "192.0.2.1", NOW, CHINA)


MESSAGES = {
    "vrp": (
        (
            "<190>Nov 25 2026 14:31:05 CC-CORE-01 %%01IFNET/4/LINK_STATE(l)[123]:The line protocol IP on the interface "
            "GE1/0/1 has entered the DOWN state."
        ),
        ("link-down", "error", "GE1/0/1", "CC-CORE-01", "IFNET/LINK_STATE", AT),
    ),
    "vrp8": (
        (
            "<188>Nov 25 2026 14:31:05+08:00 CC-CORE-01 %%01IFPDT/4/IF_STATE(l)[7]:CID=0x807a0405;Interface 10GE1/0/1 "
            "has turned into UP state."
        ),
        ("link-up", "notice", "10GE1/0/1", "CC-CORE-01", "IFPDT/IF_STATE", AT),
    ),
    "vrp ospf": (
        (
            "<188>Nov 25 2026 14:31:05 HW %%01OSPF/3/NBR_CHG_DOWN(l)[9]:Neighbor event: neighbor state changed to Down."
            " (ProcessId=1, NeighborAddress=10.0.0.2, NeighborEvent=KillNbr)"
        ),
        ("ospf-down", "error", "10.0.0.2", "HW", "OSPF/NBR_CHG_DOWN", AT),
    ),
    "vrp bgp": (
        (
            "<188>Nov 25 2026 14:31:05 HW %%01BGP/3/STATE_CHG_UPDOWN(l)[9]:The status of the peer 10.0.0.2 changed "
            "from ESTABLISHED to IDLE. (InstanceName=Public)"
        ),
        ("bgp-down", "error", "10.0.0.2", "HW", "BGP/STATE_CHG_UPDOWN", AT),
    ),
    "comware": (
        (
            "<187>Nov 25 14:31:05 2026 H3C-SW %%10IFNET/3/PHY_UPDOWN: -DevIP=10.1.1.1-Slot=1; Physical state on the "
            "interface GigabitEthernet1/0/1 changed to down."
        ),
        ("link-down", "error", "GigabitEthernet1/0/1", "H3C-SW", "IFNET/PHY_UPDOWN", AT),
    ),
    "comware with milliseconds": (
        "<189>Nov 25 14:31:05:417 2026 H3C %%10SHELL/5/SHELL_LOGIN: TTY logged in from aux0.",
        ("login", "info", "", "H3C", "SHELL/SHELL_LOGIN", AT),
    ),
    "ios": (
        "<187>45: *Nov 25 14:31:05.123: %LINK-3-UPDOWN: Interface GigabitEthernet0/1, changed state to down",
        ("link-down", "error", "GigabitEthernet0/1", "", "LINK/UPDOWN", AT),
    ),
    "ios with its name": (
        "<189>45: R1: 000046: Nov 25 14:31:05.123 CST: %SYS-5-CONFIG_I: Configured from console by admin on vty0",
        ("config-changed", "notice", "", "R1", "SYS/CONFIG_I", AT),
    ),
    "ios ospf": (
        "<189>77: Nov 25 14:31:05: %OSPF-5-ADJCHG: Process 1, Nbr 10.0.0.2 on Gi0/1 from LOADING to FULL, Loading Done",
        ("ospf-up", "notice", "10.0.0.2", "", "OSPF/ADJCHG", AT),
    ),
    "nx-os": (
        "<187>: 2026 Nov 25 14:31:05 CST: %ETHPORT-5-IF_DOWN_LINK_FAILURE: Interface Ethernet1/1 is down (No link)",
        ("link-down", "error", "Ethernet1/1", "", "ETHPORT/IF_DOWN_LINK_FAILURE", AT),
    ),
    "asa": (
        "<164>Nov 25 2026 14:31:05 fw1 : %ASA-4-411002: Line protocol on Interface inside, changed state to down",
        ("link-down", "error", "inside", "fw1", "ASA/411002", AT),
    ),
    "ruijie": (
        (
            "<189>Nov 25 14:31:05 RJ-SW1 %LINEPROTO-5-UPDOWN: Line protocol on Interface GigabitEthernet 0/1, changed "
            "state to down."
        ),
        ("link-down", "error", "GigabitEthernet 0/1", "RJ-SW1", "LINEPROTO/UPDOWN", AT),
    ),
    "ruijie with a colon": (
        "<189> *Nov 25 14:31:05: RJ-SW1 %LINK-3-UPDOWN: Interface GigabitEthernet 0/1, changed state to up.",
        ("link-up", "notice", "GigabitEthernet 0/1", "RJ-SW1", "LINK/UPDOWN", AT),
    ),
    "zxr10": (
        "<187>14:31:05 11/25/2026 UTC ZXR10 alarm 19968 level 3 occurred %IP% The interface gei_1/1 is down",
        ("link-down", "error", "gei_1/1", "ZXR10", "IP/19968", AT + timedelta(hours=8)),
    ),
    "rfc 3164": (
        "<38>Nov 25 14:31:05 web1 sshd[12]: Failed password for root from 10.0.0.9 port 22 ssh2",
        ("login-failed", "warning", "", "web1", "sshd", AT),
    ),
    "without a head": ("<28>something odd", ("other", "warning", "", "", "", None)),
    "without a priority": ("something odd", ("other", "notice", "", "", "", None)),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_message_of_a_vendor(name: str):
    text, expected = MESSAGES[name]
    event = read(text)
    assert (event.kind, event.severity, event.object, event.host, event.code) == expected[:5]
    assert event.stated_at == expected[5] or abs(event.stated_at - expected[5]) < timedelta(seconds=1)
    assert not event.message.startswith(("%", "CID", "-DevIP"))


def test_rfc_5424_has_structured_data_with_escapes():
    event = read(
        '<165>1 2026-11-25T14:31:05.003+08:00 mail.example.org smtpd 812 ID47 [x@32473 iut="3" source="a \\"b\\" \\]"]'
        "[y@32473] \ufeff邮件队列过长"
    )
    assert event.protocol == "rfc5424"
    assert (event.host, event.code, event.message) == ("mail.example.org", "smtpd/ID47", "邮件队列过长")
    assert event.detail["data"] == {"x@32473": {"iut": "3", "source": 'a "b" ]'}, "y@32473": {}}
    assert event.stated_at == AT + timedelta(milliseconds=3)


def test_rfc_5424_with_nothing_stated():
    event = read("<14>1 - - - - - -")
    assert (event.host, event.code, event.stated_at) == ("", "", None)


def test_text_in_gbk_and_in_utf_8_is_read_alike():
    text = "<187>Nov 25 14:31:05 楼层交换机 %%10DEVM/2/FAN_FAULT: 风扇 2 故障"
    for encoding in ("gbk", "gb18030", "utf-8"):
        event = read(text.encode(encoding))
        assert (event.host, event.message, event.kind) == ("楼层交换机", "风扇 2 故障", "fan-failed")


@pytest.mark.parametrize(
    "data", [b"", b"\x00\x01\x02", b"<999>x", b"<", b"<13>", b"<13>\x00\n", b"\x16\x03\x01\x02\x00"]
)
def test_what_is_no_message_is_malformed(data: bytes):
    with pytest.raises(Malformed):
        read(data)


def test_control_characters_never_reach_the_text():
    assert read(b"<13>a\x1b[31m\x00b\r\nc").message == "a [31m b c"


def test_a_year_is_the_nearest_before_now():
    new_year = datetime(2027, 1, 1, 0, 5, tzinfo=UTC)
    assert moment("Dec 31 23:59:59", new_year, UTC) == datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert moment("Feb 29 00:00:00", new_year, UTC) is None
    assert moment("no time", new_year, UTC) is None


def test_a_flood_that_differs_in_numbers_is_alike():
    first, second = (
        read("<30>Nov 25 14:31:05 h app[1]: worker 17 failed"),
        read("<30>Nov 25 14:31:06 h app[2]: worker 18 failed"),
    )
    assert first.alike == second.alike != ""


def test_frames_are_found_however_the_octets_arrive():
    stream = b"11 <13>counted<14>a line\r\n<14>another\n\n<14>zero\x0017 <13>with\nnewline!<14>last"
    wanted = [b"<13>counted", b"<14>a line", b"<14>another", b"<14>zero", b"<13>with\nnewline!"]
    for size in (1, 2, 3, 7, len(stream)):
        framing = Framing()
        found = [one for at in range(0, len(stream), size) for one in framing.feed(stream[at : at + size])]
        assert (found, framing.rest()) == (wanted, b"<14>last")


@pytest.mark.parametrize("stream", [b"99999999 <13>x", b"70000 <13>x", b"12a4 <13>x", b"<13>" + b"x" * 70_000])
def test_a_stream_without_frames_is_given_up(stream: bytes):
    with pytest.raises(Malformed):
        list(Framing().feed(stream))


def test_every_rule_of_the_tables_can_be_read_and_names_known_kinds():
    by_code, free = messages()
    kinds = {each.rule.kind for rules in (*by_code.values(), free) for each in rules}
    kinds |= {each.kind for each in notifications().values()}
    kinds |= {variant.kind for each in notifications().values() for variant in each.values.values()}
    assert kinds <= set(KINDS)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("UPS on battery power", "on-battery"), ("市电中断，UPS 由电池供电", "on-battery"), ("市电恢复", "on-mains"),
        ("Fan 2 has failed", "fan-failed"), ("电源模块1故障", "power-failed"), ("机房温度过高", "temperature-high"),
        ("eth0: NIC Link is Down", "link-down"), ("接口 GE0/0/1 断开", "link-down"), ("all is well", "other"),
        ("Interface Up time is 3 days", "other"),
    ],
)  # fmt: skip
def test_words_of_any_program_are_rated(text: str, kind: str):
    assert rated("", text).kind == kind
