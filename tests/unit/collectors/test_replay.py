"""A recording answers like a device; one that is no recording is named with line and reason."""

import asyncio
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from collectors.collect import recording
from collectors.facts import BridgeEntry, Vlan
from collectors.sessions.replay import Recording, ReplaySession
from collectors.sessions.session import Garbled, Unreachable


def parsed(text: bytes) -> Recording:
    return Recording.parse(text, "x.snmprec")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"1.3.6.1.2.1.1.1.0|4|ok\nrubbish\n", "x.snmprec line 2: expected OID|TAG|VALUE"),
        (b"1.3.6.abc|4|ok", "line 1: '1.3.6.abc' is not an object identifier"),
        (b"1.3.6.1.0|99|ok", "line 1: tag 99 is not one of SNMP's"),
        (b"1.3.6.1.0|2|twelve", "line 1: invalid literal"),
        (b"1.3.6.1.0||x", "line 1: invalid literal"),
        (b"1.3.6.1.99999999999.0|2|1", "an arc is not below 2"),
        (b"1.3.6.1.0|64|not an address", "not an address"),
        (b"\xff\xfe\x00garbage|4|x", "line 1"),
    ],
)
def test_a_malformed_recording_names_line_and_reason(text: bytes, reason: str) -> None:
    with pytest.raises(Garbled) as caught:
        parsed(text)
    assert reason in str(caught.value)


def test_known_quirks_are_left_out_and_told() -> None:
    found = parsed(
        b".1.3.6.1.1.0|4x|616200\r\n1.3.6.1.xx.0|2|1\n1.3.6.1.2.0|64|<private>\n1.3.6.1.3.0|4x|abc\n"
        b"1.3.6.1.0.5|4|late\n1.3.6.1.1.0|4|second walk\n1.3.6.01.4.0|64x|0a000001\n1.3.6.1.6.0|4e|a\\x00b\n"
    )
    assert [odd.line for odd in found.oddities] == [2, 3, 4]
    assert found.below((1, 3, 6, 1)) == {
        (0, 5): b"late",
        (1, 0): b"ab\x00",
        (4, 0): IPv4Address("10.0.0.1"),
        (6, 0): b"a\x00b",
    }


def test_a_context_is_a_sibling_file(tmp_path: Path) -> None:
    (tmp_path / "sw.snmprec").write_bytes(b"1.3.6.1.1.0|2|1\n")
    (tmp_path / "sw@21.snmprec").write_bytes(b"1.3.6.1.1.0|2|21\n")
    session = ReplaySession(tmp_path / "sw.snmprec")
    assert asyncio.run(session.within("21").get("1.3.6.1.1.0")) == {"1.3.6.1.1.0": 21}
    with pytest.raises(Unreachable, match="no recording of context 22"):
        session.within("22")


def test_an_absent_recording_is_named(tmp_path: Path) -> None:
    with pytest.raises(Garbled, match=r"nothing\.snmprec"):
        recording(tmp_path / "nothing.snmprec")


def test_an_empty_recording_states_nothing(tmp_path: Path) -> None:
    path = tmp_path / "empty.snmprec"
    path.write_bytes(b"")
    facts = recording(path)
    assert facts.interfaces is None
    assert facts.vlans is None
    assert facts.sys_name is None
    assert facts.errors == ()


def test_a_bridge_table_kept_for_each_vlan_is_read_from_the_contexts(tmp_path: Path) -> None:
    (tmp_path / "ios.snmprec").write_bytes(
        b"1.3.6.1.2.1.1.1.0|4|Cisco IOS Software, C3560 Software\n1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.9.1.634\n"
        b"1.3.6.1.2.1.2.2.1.2.10103|4|GigabitEthernet0/3\n"
        b"1.3.6.1.4.1.9.9.46.1.3.1.1.4.1.21|4|office\n1.3.6.1.4.1.9.9.46.1.3.1.1.4.1.22|4|lab\n"
    )
    (tmp_path / "ios@21.snmprec").write_bytes(
        b"1.3.6.1.2.1.17.1.4.1.2.3|2|10103\n1.3.6.1.2.1.17.4.3.1.2.2.0.0.0.0.1|2|3\n"
        b"1.3.6.1.2.1.17.4.3.1.3.2.0.0.0.0.1|2|3\n"
    )
    facts = recording(tmp_path / "ios.snmprec")
    assert facts.vlans == (Vlan(vid=21, name="office"), Vlan(vid=22, name="lab"))
    assert facts.fdb == (
        BridgeEntry(mac="02:00:00:00:00:01", vid=21, if_index=10103, local_port="GigabitEthernet0/3", status="learned"),
    )
