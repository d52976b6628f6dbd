"""Probes against the PostgreSQL of the tests and a real mail server (aiosmtpd) on loopback."""

import asyncio
import socket
import ssl
from decimal import Decimal
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from django.db import connection

from collectors.figures.asking import number_in_sql
from collectors.figures.reading import Unread
from collectors.probes import connecting, databases, mail
from collectors.probes.bounds import Bounds
from collectors.probes.databases import Login
from collectors.probes.probed import Probed
from collectors.probes.transactions import transaction
from playbooks import authority

BOUNDS = Bounds(seconds=3)


def own(**other: str | int) -> Login:
    given = connection.get_connection_params()
    known = {"host": given["host"], "database": given["dbname"], "user": given["user"]}
    return Login(**{**known, "password": given.get("password", ""), "port": int(given.get("port") or 5432), **other})


@pytest.mark.django_db
def test_a_database_is_asked_and_its_lag_judged() -> None:
    seen = asyncio.run(databases.postgresql(own(), BOUNDS))
    assert (seen.state, list(seen.seconds)) == ("up", ["connect", "query"]), seen.reason
    original = asyncio.run(databases.postgresql(own(), BOUNDS, behind=30))
    assert (original.state, list(original.seconds)) == ("down", ["connect", "query"])
    assert "copies no other server" in original.reason


@pytest.mark.django_db
def test_a_database_that_is_not_there_is_down_and_tells_no_password() -> None:
    login = own(database="no_such_database", password="hush-hush")
    seen = asyncio.run(databases.postgresql(login, BOUNDS))
    assert seen.state == "down"
    assert 'database "no_such_database" does not exist' in seen.reason
    assert "hush-hush" not in seen.reason + repr(login)
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        silent = asyncio.run(databases.postgresql(own(host="127.0.0.1", port=held.getsockname()[1]), BOUNDS))
    assert silent.state == "down"
    assert "refused" in silent.reason


def free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:  # aiosmtpd calls its own port, which must be known
        return int(held.getsockname()[1])


def test_a_mail_server_greets_and_shows_its_certificate(tmp_path: Path) -> None:
    signer = authority.make("Test authority")
    pair = signer.issue("localhost", days=90)
    (tmp_path / "pair.pem").write_text(pair.certificate + pair.key)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(tmp_path / "pair.pem")
    trust = ssl.create_default_context(cadata=signer.pair.certificate)
    certified = Controller(Sink(), hostname="127.0.0.1", port=free(), tls_context=serving)
    plain = Controller(Sink(), hostname="127.0.0.1", port=free())
    certified.start()
    plain.start()
    try:
        seen = asyncio.run(mail.smtp("localhost", certified.port, BOUNDS, trust=trust))
        untrusted = asyncio.run(mail.smtp("localhost", certified.port, BOUNDS))
        without = asyncio.run(mail.smtp("localhost", plain.port, BOUNDS))
        open_one = asyncio.run(mail.smtp("localhost", plain.port, BOUNDS, encrypted=False))
    finally:
        certified.stop()
        plain.stop()
    assert (seen.state, list(seen.seconds)) == ("up", ["greeting", "tls", "hello"]), seen.reason
    assert seen.expires is not None
    assert (untrusted.state, without.state, open_one.state) == ("down", "down", "up")
    assert "not trusted" in untrusted.reason
    assert "STARTTLS extension not supported" in without.reason
    gone = asyncio.run(mail.smtp("127.0.0.1", plain.port, BOUNDS))
    assert (gone.state, list(gone.seconds)) == ("down", [])
    assert "Connection refused" in gone.reason


def test_a_transaction_names_the_step_that_fails_and_goes_no_further() -> None:
    asked = list[str]()

    async def across(port: int, closed: int) -> tuple[Probed, Probed]:
        async def answered() -> Probed:
            asked.append("answered")
            return await connecting.tcp("127.0.0.1", port, BOUNDS)

        whole = {"accepted outside": lambda: connecting.tcp("127.0.0.1", port, BOUNDS), "answered outside": answered}
        broken = {**whole, "handled inside": lambda: connecting.tcp("127.0.0.1", closed, BOUNDS)}
        order = ("accepted outside", "handled inside", "answered outside")
        return await transaction(whole), await transaction({name: broken[name] for name in order})

    with socket.create_server(("127.0.0.1", 0)) as held, socket.socket() as refusing:
        refusing.bind(("127.0.0.1", 0))
        whole, broken = asyncio.run(across(held.getsockname()[1], refusing.getsockname()[1]))
    assert (whole.state, list(whole.seconds)) == ("up", ["accepted outside", "answered outside"])
    assert (broken.state, list(broken.seconds)) == ("down", ["accepted outside", "handled inside"])
    assert broken.reason.startswith("handled inside: 127.0.0.1 port ")
    assert asked == ["answered"]


@pytest.mark.django_db
def test_a_query_for_a_figure_changes_nothing_and_ends() -> None:
    assert asyncio.run(number_in_sql(own(), "SELECT 10126.50", 2)) == Decimal("10126.50")
    for query, reason in {
        "CREATE TABLE left_behind (a int)": "read-only transaction",
        "SET default_transaction_read_only = off; SELECT 1": "multiple commands",
        "SELECT pg_sleep(5)": "statement timeout",
        "SELECT 1, 2": "expected one value in one row",
        "SELECT 1 WHERE false": "expected one value in one row",
        "SELECT 'many'": "expected a number",
    }.items():
        with pytest.raises(Unread, match=reason):
            asyncio.run(number_in_sql(own(), query, 0.3))
