"""Notifications sent by Net-SNMP's own tools, over real sockets."""

import asyncio
import functools
import shutil
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.events import traps
from collectors.events.event import Malformed
from collectors.events.opening import Opening
from collectors.events.receivers import Datagrams
from collectors.events.traps import Notice
from collectors.target import User

NOW = datetime(2026, 11, 26, tzinfo=UTC)
DOWN = ["1.3.6.1.6.3.1.1.5.3", "1.3.6.1.2.1.2.2.1.1.7", "i", "7", "1.3.6.1.2.1.31.1.1.1.1.7", "s", "GE1/0/7"]
USER = User(name="watcher", auth="SHA256", auth_password="authentic-words", priv="AES", priv_password="private-words")
pytestmark = pytest.mark.skipif(not shutil.which("snmptrap"), reason="snmptrap of the Debian package snmp is absent")


def send(tool: str, port: int, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    """Run one of Net-SNMP's tools; HERE among its arguments is our socket."""
    where = [f"127.0.0.1:{port}" if each == "HERE" else each for each in arguments]
    quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "env": {"MIBS": "", "PATH": "/usr/bin:/bin"}}
    return subprocess.Popen([tool, *where], **quiet)


async def run(tool: str, port: int, *arguments: str) -> int:
    process = send(tool, port, arguments)
    await asyncio.to_thread(process.communicate)
    return process.returncode


def one(*arguments: str) -> bytes:
    """What snmptrap sends, as one datagram."""

    async def work() -> bytes:
        taken: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        socket = Datagrams("127.0.0.1", 0, lambda data, _sender: taken.done() or taken.set_result(data))
        try:
            await run("snmptrap", socket.port, *arguments)
            return await asyncio.wait_for(taken, 10)
        finally:
            socket.close()

    return asyncio.run(work())


def test_v2c_trap_is_read():
    notice = traps.read(one("-v", "2c", "-c", "secret", "HERE", "4711", *DOWN))
    assert (notice.version, notice.community, notice.origin, notice.uptime) == ("v2c", b"secret", "trap", 4711)
    event = traps.event(notice, "192.0.2.1", NOW)
    assert (event.kind, event.severity, event.object, event.code) == ("link-down", "error", "GE1/0/7", "linkDown")
    assert event.detail["1.3.6.1.2.1.31.1.1.1.1.7"] == "GE1/0/7"


def test_v1_trap_is_read_as_its_v2_name():
    generic = traps.read(one("-v", "1", "-c", "old", "HERE", "1.3.6.1.4.1.9.1.1", "10.1.2.3", "4", "0", "99"))
    assert (generic.oid, generic.address, generic.uptime) == ("1.3.6.1.6.3.1.1.5.5", "10.1.2.3", 99)
    assert traps.event(generic, "192.0.2.1", NOW).kind == "auth-failure"
    specific = traps.read(one("-v", "1", "-c", "old", "HERE", "1.3.6.1.4.1.318", "10.1.2.3", "6", "5", "99"))
    event = traps.event(specific, "192.0.2.1", NOW)
    assert (specific.oid, event.kind, event.severity) == ("1.3.6.1.4.1.318.0.5", "on-battery", "critical")


def test_unknown_notification_is_named_by_its_maker():
    event = traps.event(traps.read(one("-v", "2c", "-c", "x", "HERE", "1", "1.3.6.1.4.1.2011.5.25.9.9")), "::1", NOW)
    assert (event.code, event.kind, event.severity) == ("Huawei 1.3.6.1.4.1.2011.5.25.9.9", "other", "notice")


def test_value_of_a_variable_decides_which_way_it_went():
    for state, kind in (("8", "ospf-up"), ("1", "ospf-down")):
        binds = ["1.3.6.1.2.1.14.10.1.1.10.0.0.2.0", "a", "10.0.0.2", "1.3.6.1.2.1.14.10.1.6.10.0.0.2.0", "i", state]
        data = one("-v", "2c", "-c", "x", "HERE", "1", "1.3.6.1.2.1.14.16.2.2", *binds)
        event = traps.event(traps.read(data), "::1", NOW)
        assert (event.kind, event.object) == (kind, "10.0.0.2")


def test_interface_without_a_name_keeps_its_index():
    event = traps.event(traps.read(one("-v", "2c", "-c", "x", "HERE", "1", *DOWN[:4])), "::1", NOW)
    assert (event.object, event.if_index) == ("", 7)


def test_octets_that_are_no_text_are_shown_in_hexadecimal():
    binds = ["1.3.6.1.4.1.9.1.0", "x", "00ff10", "1.3.6.1.4.1.9.2.0", "x", "b7e7c9c8"]
    event = traps.event(traps.read(one("-v", "2c", "-c", "x", "HERE", "1", "1.3.6.1.4.1.9", *binds)), "::1", NOW)
    assert list(event.detail.values())[:2] == ["00:ff:10", "风扇"]


def test_inform_of_v2c_is_acknowledged():
    async def work() -> int:
        socket = Datagrams("127.0.0.1", 0, lambda data, sender: socket.reply(traps.read(data).answer, sender))
        try:
            return await run("snmpinform", socket.port, "-v", "2c", "-c", "x", "-r", "0", "HERE", "1", *DOWN)
        finally:
            socket.close()

    assert asyncio.run(work()) == 0


@given(st.binary(max_size=200))
def test_octets_of_any_kind_are_a_notification_or_malformed(data: bytes):
    try:
        notice = traps.read(data)
    except Malformed:
        return
    assert isinstance(notice, Notice)


@functools.cache
def damaged() -> bytes:
    return one("-v", "2c", "-c", "secret", "HERE", "4711", *DOWN)


@given(st.data())
@settings(deadline=None)
def test_a_damaged_notification_is_read_or_malformed(data: st.DataObject):
    whole = bytearray(damaged())
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        traps.event(traps.read(bytes(whole)), "::1", NOW)
    except Malformed:
        return


@asynccontextmanager
async def opened(folder: Path, users: list[User]) -> AsyncIterator[tuple[int, asyncio.Queue]]:
    told: asyncio.Queue = asyncio.Queue()

    def done(sender: Any, verdict: str, notice: Notice | None, answers: Sequence[bytes]) -> None:
        for answer in answers:
            socket.reply(answer, sender)
        if verdict != "answered":
            told.put_nowait((verdict, notice))

    opening = Opening(folder, done)
    socket = Datagrams("127.0.0.1", 0, opening.take)
    try:
        await opening.start(users)
        yield socket.port, told
    finally:
        socket.close()
        await opening.stop()


def v3(level: str, *words: str) -> list[str]:
    return ["-v", "3", "-l", level, "-u", "watcher", *words, "-r", "1", "-t", "3", "HERE", "1", *DOWN]


RIGHT = ["-a", "SHA-256", "-A", "authentic-words", "-x", "AES", "-X", "private-words"]
WRONG = ["-a", "SHA-256", "-A", "another-password", "-x", "AES", "-X", "private-words"]
ENGINE = ["-e", "0x8000000001020304"]


def test_v3_is_opened_in_a_process_of_its_own_and_strangers_are_refused(tmp_path: Path):
    async def work() -> None:
        async with opened(tmp_path, [USER]) as (port, told):
            assert await run("snmptrap", port, *ENGINE, *v3("authPriv", *RIGHT)) == 0
            verdict, notice = await asyncio.wait_for(told.get(), 10)
            assert (verdict, notice.version, notice.community, notice.origin) == ("taken", "v3", b"watcher", "trap")
            assert traps.event(notice, "::1", NOW).object == "GE1/0/7"
            assert await run("snmpinform", port, *v3("authPriv", *RIGHT)) == 0
            verdict, notice = await asyncio.wait_for(told.get(), 10)
            assert (verdict, notice.origin) == ("taken", "inform")
            for words in (v3("authPriv", *WRONG), v3("noAuthNoPriv")):
                await run("snmptrap", port, *ENGINE, *words)
                assert await asyncio.wait_for(told.get(), 10) == ("refused", None)

    asyncio.run(work())


@pytest.mark.parametrize("privacy", ["DES", "AES", "AES192", "AES256"])
def test_v3_of_every_privacy_is_opened(tmp_path: Path, privacy: str):
    """pysnmp opens what pysnmp sealed as well as what Net-SNMP seals, which lacks some of them."""
    user = User(name="watcher", auth="SHA512", auth_password="authentic-words", priv=privacy, priv_password="private!")

    async def work() -> str:
        async with opened(tmp_path, [user]) as (port, told):
            names = {"AES192": "AES-192", "AES256": "AES-256"}
            words = ["-a", "SHA-512", "-A", "authentic-words", "-x", names.get(privacy, privacy), "-X", "private!"]
            if await run("snmptrap", port, *ENGINE, *v3("authPriv", *words)):
                pytest.skip(f"this snmptrap does not know {privacy}")
            return (await asyncio.wait_for(told.get(), 10))[0]

    assert asyncio.run(work()) == "taken"
