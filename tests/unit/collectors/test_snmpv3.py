"""SNMPv3 against pysnmp's agent over real UDP: what it tells, whom it refuses, and garbage in between."""

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pysnmp.carrier.asyncio.dgram import udp
from pysnmp.entity import config, engine
from pysnmp.entity.rfc3413 import cmdrsp, context

from collectors.collect import collect
from collectors.sessions.session import Refused, Unreachable
from collectors.sessions.snmpv3 import SnmpV3Session, master_key, plain
from collectors.sessions.values import ObjectId
from collectors.sweep import session
from collectors.target import AuthProtocol, Community, PrivProtocol, Target, User
from tests.unit.collectors.agents import Peer, free_port

NAME = "1.3.6.1.2.1.1.5.0"
AUTH = {
    "MD5": config.USM_AUTH_HMAC96_MD5,
    "SHA": config.USM_AUTH_HMAC96_SHA,
    "SHA256": config.USM_AUTH_HMAC192_SHA256,
    "SHA512": config.USM_AUTH_HMAC384_SHA512,
}
PRIV = {
    "AES": config.USM_PRIV_CFB128_AES,
    "AES256": config.USM_PRIV_CFB256_AES_BLUMENTHAL,
    "DES": config.USM_PRIV_CBC56_DES,
}
WHOLE = (1, 3, 6, 1, 2, 1)


@asynccontextmanager
async def agent(users: list[User]) -> AsyncIterator[int]:
    port = free_port()
    snmp = engine.SnmpEngine()
    config.add_transport(snmp, udp.DOMAIN_NAME, udp.UdpTransport().open_server_mode(("127.0.0.1", port)))
    for user in users:
        auth = AUTH[user.auth] if user.auth else config.USM_AUTH_NONE
        priv = PRIV[user.priv] if user.priv else config.USM_PRIV_NONE
        config.add_v3_user(snmp, user.name, auth, user.auth_password or None, priv, user.priv_password or None)
        level = "authPriv" if user.priv else "authNoPriv" if user.auth else "noAuthNoPriv"
        config.add_vacm_user(snmp, 3, user.name, level, WHOLE, WHOLE)
    snmp_context = context.SnmpContext(snmp)
    cmdrsp.GetCommandResponder(snmp, snmp_context)
    cmdrsp.NextCommandResponder(snmp, snmp_context)
    cmdrsp.BulkCommandResponder(snmp, snmp_context)
    await asyncio.sleep(0.05)
    try:
        yield port
    finally:
        snmp.close_dispatcher()


def user(auth: AuthProtocol | None = "SHA256", priv: PrivProtocol | None = "AES", **other: str) -> User:
    secrets = {"auth_password": "auth-pass-123", "priv_password": "priv-pass-123", **other}
    return User(
        name="monitor",
        auth=auth,
        priv=priv,
        auth_password=secrets["auth_password"] if auth else "",
        priv_password=secrets["priv_password"] if priv else "",
    )


def asked(known: User, asking: User, ask: Callable[[SnmpV3Session], Awaitable[object]], *, retries: int = 1) -> object:
    async def run() -> object:
        async with agent([known]) as port:
            target = Target(key="v3", address="127.0.0.1", port=port, credentials=asking, timeout=3, retries=retries)
            return await ask(SnmpV3Session(target))

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("auth", "priv"),
    [
        (None, None),
        ("MD5", None),
        ("SHA", "AES"),
        ("SHA256", "AES"),
        ("SHA256", "AES256"),
        ("SHA512", "AES"),
        ("SHA", "AES256"),
    ],
)
def test_every_level_of_security_is_spoken(auth: AuthProtocol | None, priv: PrivProtocol | None) -> None:
    found = asked(user(auth, priv), user(auth, priv), lambda s: s.get("1.3.6.1.2.1.1.2.0", "1.3.6.1.2.1.1.99.0"))
    assert isinstance(found, dict)
    assert list(found) == ["1.3.6.1.2.1.1.2.0"]
    assert isinstance(found["1.3.6.1.2.1.1.2.0"], ObjectId)


def test_columns_are_read_to_their_end() -> None:
    found = asked(user(), user(), lambda s: s.table("1.3.6.1.2.1.1", "1.3.6.1.2.1.99"))
    assert isinstance(found, dict)
    assert {index for index in found["1.3.6.1.2.1.1"] if index[0] < 8} >= {(1, 0), (2, 0), (3, 0), (4, 0), (5, 0)}
    assert found["1.3.6.1.2.1.99"] == {}


SNMPD = shutil.which("snmpd", path="/usr/sbin:/usr/bin:/sbin:/bin")


@pytest.mark.skipif(SNMPD is None, reason="no snmpd: install the Debian package of that name")
def test_a_real_agent_is_collected_over_v3(tmp_path: Path) -> None:
    port = free_port()
    conf = tmp_path / "snmpd.conf"
    conf.write_text(
        "createUser monitor SHA-256 auth-pass-123 AES priv-pass-123\nrouser monitor priv\nsysName city-v3\n"
    )
    command = [str(SNMPD), "-f", "-Lf", str(tmp_path / "log"), "-C", "-c", str(conf), f"udp:127.0.0.1:{port}"]
    agent_ = subprocess.Popen(command, env={"SNMP_PERSISTENT_DIR": str(tmp_path), "PATH": "/usr/bin"})
    target = Target(key="v3", address="127.0.0.1", port=port, credentials=user(), timeout=0.5, retries=6)
    try:
        facts = asyncio.run(collect(target, SnmpV3Session(target)))
    finally:
        agent_.terminate()
        agent_.wait(timeout=5)
    assert (facts.sys_name, facts.os, facts.errors) == ("city-v3", "linux", ())
    assert facts.interfaces is not None
    assert "lo" in {interface.name for interface in facts.interfaces}
    assert facts.ip_addresses is not None
    assert "127.0.0.1" in {one.address for one in facts.ip_addresses}


@pytest.mark.parametrize(
    "asking", [user(auth_password="wrong-pass-123"), User(name="stranger", auth="SHA256", auth_password="x" * 8)]
)
def test_wrong_credentials_are_refused_without_telling_them(asking: User) -> None:
    with pytest.raises(Refused) as caught:
        asked(user(), asking, lambda s: s.get(NAME))
    assert asking.name in str(caught.value)
    assert asking.auth_password not in str(caught.value) + repr(asking)


def test_a_wrong_privacy_key_is_no_answer() -> None:
    # net-snmp keeps silent, pysnmp reports that it cannot decrypt
    with pytest.raises((Refused, Unreachable)):
        asked(user(), user(priv_password="wrong-pass-123"), lambda s: s.get(NAME), retries=0)


def test_garbage_is_a_lost_datagram_and_never_a_panic() -> None:
    junk = iter((b"", b"\x30", b"\x30\x82", b"\x30\x84\xff\xff\xff\xff", b"\x30\x03\x02\x01", b"\x00" * 40))

    def answer(_: bytes, send: Callable[[bytes], None]) -> None:
        for reply in junk:
            send(reply)

    async def run() -> int:
        async with Peer(answer) as peer:
            target = Target(key="v3", address="127.0.0.1", port=peer.port, credentials=user(), timeout=0.3, retries=1)
            asking = SnmpV3Session(target)
            with pytest.raises(Unreachable, match="no usable answer to 2 requests"):
                await asking.get(NAME)
            return asking.lost

    assert asyncio.run(run()) >= 4


def test_a_closed_port_is_tried_as_patiently_as_silence() -> None:
    port = free_port()

    async def run() -> float:
        target = Target(key="v3", address="127.0.0.1", port=port, credentials=user(None, None), timeout=0.2, retries=1)
        begin = asyncio.get_running_loop().time()
        with pytest.raises(Unreachable, match="no usable answer to 2 requests"):
            await SnmpV3Session(target).get(NAME)
        return asyncio.get_running_loop().time() - begin

    assert asyncio.run(run()) >= 0.4


def test_the_hash_of_a_password_is_made_once() -> None:
    master_key.cache_clear()
    assert master_key(10, "a password") == master_key(10, "a password")
    assert master_key.cache_info().misses == 1


def test_text_of_gufo_becomes_what_other_sessions_give() -> None:
    assert str(plain("10.0.0.1")) == "10.0.0.1"
    assert not isinstance(plain("10.0.0.1"), str)
    assert isinstance(plain("1.3.6.1.4"), ObjectId)
    assert plain(b"x") == b"x"
    assert plain(None) is None


def test_the_credentials_choose_the_session() -> None:
    v3 = Target(key="a", address="127.0.0.1", credentials=user())
    assert isinstance(session(None, v3), SnmpV3Session)
    with pytest.raises(TypeError, match="v3 needs a user"):
        SnmpV3Session(Target(key="a", address="127.0.0.1", credentials=Community()))
    with pytest.raises(Refused, match="context 10"):
        SnmpV3Session(v3).within("10")
