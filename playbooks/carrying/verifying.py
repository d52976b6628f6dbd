"""A look from outside at what the plays are said to have done: by the collectors, never by a play's word."""

from __future__ import annotations

import asyncio
import html
import json
import ssl
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import psycopg

from collectors import outside
from collectors.collect.system import system
from collectors.outside import Unseen
from collectors.sessions.cli import CliSession
from collectors.sessions.session import Garbled, Refused, Unreachable
from collectors.sessions.snmpv3 import SnmpV3Session
from collectors.target import Login, Target, User
from playbooks.carrying import hosts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from inventory.hosting.models import Host
    from playbooks.carrying.told import Telling, Told

FINE: Final = 200
"""Status of HTTP: the page is there (RFC 9110)."""
SNMP_PORT, SNMP_SECONDS, SHELL_SECONDS = 161, 2.0, 15.0


class Seen(NamedTuple):
    """One check: "yes", "no", or "unknown" where nothing could be seen, with the evidence."""

    name: str
    target: str
    outcome: str
    evidence: str


def look(telling: Telling, plays: Sequence[Told]) -> list[Seen]:
    """Every check of a request. Never empty: what needs no play is seen to be held."""
    found = [_guarded("port", f"{address}:{port}", partial(_port, address, port)) for address, port in _ports(telling)]
    for told in plays:
        check = CHECKS.get(told.play.name)
        if check is not None:
            found.append(_guarded(*_titled(told), partial(check, told)))
    if not found:
        held = telling.request.reservations.count()
        found.append(Seen("reserved", telling.request.name, "yes" if held else "no", f"{held}"))
    return found


def gone(telling: Telling | None, plays: Sequence[Told]) -> list[Seen]:
    """Whether nothing is left: no port answers, not even that of SSH, no name leads there, no switch port serves it.

    Without `telling` the host stays: only what the plays did is to be gone.
    """
    ports = _ports(telling) if telling else []
    if telling and telling.name:
        ports.append((hosts.address(telling.guest), telling.guest.port))
    found = [_closed(address, port) for address, port in dict.fromkeys(ports)]
    for told in plays:
        if told.play.name == "dns-record":
            found.append(_guarded("DNS", str(told.look["full"]), partial(_unnamed, told)))
        if told.play.name == "switch-port":
            found.append(_guarded("port", told.host.name, partial(_unplugged, told)))
    return found if found or telling is None else [Seen("reserved", telling.request.name, "yes", "")]


def _closed(address: str, port: int) -> Seen:
    target = f"{address}:{port}"
    try:
        why = outside.connects(address, port)
    except Unseen as error:
        return Seen("port", target, "yes", str(error))
    return Seen("port", target, "yes" if why else "no", why or f"TCP {port}")


def _unnamed(told: Told) -> tuple[bool, str]:
    found = outside.resolved(hosts.address(told.host), told.look["full"])
    return not found, ", ".join(found) or "no such name"


def _unplugged(told: Told) -> tuple[bool, str]:
    given: Any = told.given
    link: Mapping[str, Any] = json.loads(shell(told.host, f"ip -j link show dev {given.interface}"))[0]
    return "master" not in link, f"{given.interface}: bridge {link.get('master')}"


def _ports(telling: Telling) -> list[tuple[str, int]]:
    return [(str(telling.probes["address"]), int(port)) for port in telling.probes.get("ports", ())]


def _titled(told: Told) -> tuple[str, str]:
    names = {
        "linux-server": "SNMP", "web-site": "HTTPS", "database": "SQL", "backup": "backup", "dns-record": "DNS",
        "switch-port": "port",
    }  # fmt: skip
    return names[told.play.name], str(getattr(told.given, "domain", "") or told.look.get("full") or told.host.name)


def _guarded(name: str, target: str, check: Callable[[], tuple[bool, str]]) -> Seen:
    """What could not be seen is unknown: neither yes nor no."""
    try:
        right, evidence = check()
    except (Unseen, Unreachable, Garbled, Refused, TimeoutError) as error:
        return Seen(name, target, "unknown", str(error) or type(error).__name__)
    return Seen(name, target, "yes" if right else "no", evidence)


def _port(address: str, port: int) -> tuple[bool, str]:
    why = outside.connects(address, port)
    return not why, why or f"TCP {port}"


def _site(told: Told) -> tuple[bool, str]:
    given: Any = told.given
    try:
        page = outside.page(hosts.address(told.host), given.port, given.domain, told.look["trust"])
    except (ssl.SSLError, ValueError) as error:
        return False, str(error)
    titled = html.escape(given.title) in page.body
    words = f"HTTP {page.status}, {len(page.body)} characters, signed by {page.issuer} until {page.until}"
    return page.status == FINE, words if titled else f"{words}; not the first page any more"


def _record(told: Told) -> tuple[bool, str]:
    given: Any = told.given
    kind = outside.AAAA if given.type == "AAAA" else outside.A
    found = outside.resolved(hosts.address(told.host), told.look["full"], kind)
    return found == sorted(given.values), ", ".join(found) or "no such name"


def _server(told: Told) -> tuple[bool, str]:
    given: Any = told.given
    user = User(
        name=given.snmp_user, auth="SHA256", auth_password=given.snmp_auth, priv="AES", priv_password=given.snmp_priv
    )
    target = Target(
        key=told.host.name, address=hosts.address(told.host), port=SNMP_PORT, credentials=user, timeout=SNMP_SECONDS
    )

    async def asked() -> tuple[bool, str]:
        facts = await system(SnmpV3Session(target))
        return facts.name == given.hostname, f"sysName {facts.name}, {facts.descr}"

    return asyncio.run(asked())


def _database(told: Told) -> tuple[bool, str]:
    given: Any = told.given
    try:
        with psycopg.connect(
            host=hosts.address(told.host), dbname=given.database, user=given.owner, password=given.password,
            sslmode="require", connect_timeout=5,
        ) as connection:  # fmt: skip
            row = connection.execute("SHOW server_version").fetchone()
    except psycopg.OperationalError as error:
        return False, str(error)[:300]
    return True, f"PostgreSQL {row[0] if row else '?'}"


def _backup(told: Told) -> tuple[bool, str]:
    """Snapshots lie in the repository, on the store itself."""
    folder = f"/srv/backup/{told.host.name}/{told.look['job']}/snapshots"
    found = shell(told.others[0], f"ls -1 {folder}").split()
    return bool(found), f"{len(found)} snapshots in {told.others[0].name}:{folder}"


def _switch(told: Told) -> tuple[bool, str]:
    given: Any = told.given
    link: Mapping[str, Any] = json.loads(shell(told.host, f"ip -j link show dev {given.interface}"))[0]
    right = (link.get("master"), link.get("ifalias", "")) == (given.bridge, given.description)
    return right, f"{given.interface}: bridge {link.get('master')}, description {link.get('ifalias', '')!r}"


def shell(host: Host, command: str) -> str:
    """What a host says over SSH. Raises what sessions raise."""
    words = hosts.words(host)
    login = Login(
        name=host.credential.username or "root", password=words.get("password", ""),
        private_key=words.get("private_key", ""), passphrase=words.get("passphrase", ""),
        host_key=hosts.pinned(host)[0], platform="linux",
    )  # fmt: skip
    target = Target(
        key=host.name, address=hosts.address(host), port=host.port, credentials=login, timeout=SHELL_SECONDS
    )

    async def asked() -> str:
        async with CliSession(target) as session:
            return await session.ask(command)

    return asyncio.run(asked())


CHECKS: Final[Mapping[str, Callable[[Told], tuple[bool, str]]]] = {
    "linux-server": _server, "web-site": _site, "database": _database, "backup": _backup, "dns-record": _record,
    "switch-port": _switch,
}  # fmt: skip
"""Play → how its doing is seen. A firewall rule is seen by the ports that answer."""
